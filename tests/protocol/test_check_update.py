"""No update that passes the check makes the engine call a server or die; the engine is the judge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.judge import calls, runs
from pyoxigraph import Store

from cuegraph.errors import BadInput, QuerySyntaxError, Refused
from cuegraph.protocol.check import check_query, check_update
from cuegraph.protocol.weight import MAX_CHAIN, MAX_DEPTH, MAX_PATTERNS, MAX_VARIABLES

PLACE = "<http://127.0.0.1:1/>"
CALL = f"SERVICE{PLACE}{{}}"
ALLOWED = "https://a.example/sparql"

LOADS = [
    f"LOAD {PLACE}",
    f"load{PLACE}",
    f"LOAD{PLACE}INTO GRAPH<u:g>",
    f"CLEAR ALL;LOAD{PLACE}",
    f"CLEARALL;LOAD{PLACE}",
    f"INSERT DATA{{}};#\r\nLOAD{PLACE}",
    "PREFIX ex:<http://127.0.0.1:1/>LOADex:a",
    "PREFIX ex:<http://127.0.0.1:1/>LOAD ex:a",
    "PREFIX :<http://127.0.0.1:1/>CLEAR ALL;LOAD:a",
    f"BASE<u:b>LOAD{PLACE}",
    "LOAD<file:///nowhere>",
]
SERVICES = [
    f"INSERT{{}}WHERE{{{CALL}}}",
    f"DELETE{{}}INSERT{{}}WHERE{{{{{CALL}}}}}",
    f"WITH<u:g>DELETE{{?s ?p ?o}}WHERE{{OPTIONAL{{{CALL}}}}}",
    f"INSERT{{}}WHERE{{FILTER(1<2)#>'\n{CALL}#'\n}}",
    "PREFIX ex:<http://127.0.0.1:1/>INSERT{}WHERE{SERVICEex:a{}}",
    "INSERT{}WHERE{SERVICE ?x {}}",
]
SILENT = [
    f"LOADSILENT{PLACE}",
    f"LOAD SILENT {PLACE}",
    f"INSERT{{}}WHERE{{SERVICE SILENT {PLACE}{{}}}}",
    "L\\u004FAD <http://127.0.0.1:1/>",
    "PREFIX ex:<http://127.0.0.1:1/>LOADSILENTex:a",
]


@pytest.mark.parametrize("text", [*LOADS, *SERVICES])
def test_the_engine_would_call(text: str) -> None:
    assert calls("update", text)


@pytest.mark.parametrize("text", [*LOADS, *SERVICES, *SILENT])
def test_no_call_passes(text: str) -> None:
    try:
        passed = check_update(text)
    except (Refused, QuerySyntaxError):
        return
    assert not calls("update", passed)


@pytest.mark.parametrize("text", LOADS)
def test_loading_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Refused, match="LOAD") as caught:
        check_update(text, [ALLOWED])
    assert caught.value.where.startswith("line ")


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX load: <u:> INSERT DATA { load:a load:b 'LOAD', load:c }",
        "PREFIX load: <u:> COPY load:a TO load:b",
        "PREFIX load: <u:> WITH load:a DELETE { ?load ?p ?o } USING NAMED load:b WHERE { ?load ?p ?o }",
        "INSERT DATA { <u:LOAD> <u:SERVICE> 'SERVICE <x> {}'@load } # LOAD <u:a>",
    ],
)
def test_the_words_elsewhere_are_no_calls(text: str) -> None:
    Store().update(check_update(text).replace("COPY", "COPY SILENT"))


FRAGMENTS = st.sampled_from(
    [
        *"(){}[]<>.,;'\"#:?\\ \n\r5a_-@",
        *(
            "'''",
            '"""',
            "<<",
            "LOAD",
            "load",
            "SERVICE",
            "SILENT",
            "INTO",
            "GRAPH",
            "FILTER(1<2",
            "#>'",
            "#>\n",
        ),
        *(PLACE, f"LOAD{PLACE}", CALL, "ex:", "ex:s", ":s", "?x", "true", "{}", "WHERE{", "INSERT", "DELETE"),
        *(
            "DATA{",
            "INSERT{}WHERE{",
            ";",
            "PREFIX ex:",
            "CLEAR ALL",
            "COPY",
            "TO",
            "USING",
            "\\u004C",
            "?s ?p ?o",
        ),
        "<a:b> <a:b> <a:b> .",
    ]
)
BODIES = st.lists(FRAGMENTS, max_size=20).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    BODIES,
    st.sampled_from(["{}", "{};{load}", "INSERT{}WHERE{FILTER(1<2{}) {call} }", "INSERT DATA{{}};{load}{}"]),
    BODIES,
)
def test_whatever_passes_calls_nothing(before: str, frame: str, after: str) -> None:
    body = frame.replace("{load}", f"LOAD{PLACE}").replace("{call}", CALL)
    text = "PREFIX : <http://127.0.0.1:1/> PREFIX ex: <http://127.0.0.1:1/> "
    text += body.replace("{}", before, 1).replace("{}", after, 1)
    try:
        passed = check_update(text)
    except (Refused, BadInput):
        return
    assert not calls("update", passed)


@pytest.mark.parametrize("silent", ["", "SILENT ", "silent#\n"])
def test_a_server_on_the_list_may_be_called(silent: str) -> None:
    text = f"ASK{{SERVICE {silent}<{ALLOWED}>{{?s ?p ?o}}}}"
    assert check_query(text, [ALLOWED]) == text
    text = f"INSERT{{}}WHERE{{SERVICE {silent}<{ALLOWED}>{{?s ?p ?o}}}}"
    assert check_update(text, [ALLOWED]) == text


@pytest.mark.parametrize(
    "called",
    [
        "SERVICE ?x",
        "SERVICE<https://b.example/>",
        f"SERVICE<{ALLOWED}/more>",
        "SERVICE a:sparql",  # which may be the same, and may not
        "SERVICE<sparql>",
        f"SERVICE SILENT SILENT<{ALLOWED}>",
        f"SERVICESILENT<{ALLOWED}>",
        f"5SERVICE<{ALLOWED}>",
        f"SERVICE'<{ALLOWED}>'",
        f"SERVICE<{ALLOWED}>{{SERVICE ?y{{}}}}SERVICE",
        "SERVICE",
    ],
)
def test_no_other_server_may_be_called(called: str) -> None:
    with pytest.raises(Refused) as caught:
        check_query(f"BASE<https://a.example/>PREFIX a:<>ASK{{{called}{{}}}}", [ALLOWED])
    assert ALLOWED in caught.value.remedy
    with pytest.raises(Refused):
        check_query("ASK{SERVICE", [ALLOWED])


LONG = 30_000
DATA = {
    "triples": "INSERT DATA {" + "<u:a> <u:b> 1 ." * LONG + "}",
    "N-Triples": "DELETE DATA {\n" + '<u:a> <u:b> "\\"}"@en-GB .\n<u:a> <u:b> "1"^^<u:c> .\n' * LONG + "}",
    "objects": "INSERT DATA {<u:a> <u:b> 1" + ",-2" * LONG + "}",
    "graphs": "INSERT DATA {" + "GRAPH <u:g> {<u:a> <u:b> 1}" * 5000 + "}",
    "a template": "INSERT {" + "?s <u:b> _:a ." * LONG + "} WHERE {}",
    "a collection": "INSERT DATA {<u:a> <u:b> (" + "1 " * LONG + ")}",
    "operations": "DELETE {?s ?p ?o} INSERT {} WHERE {?s ?p 1 FILTER(?s = ?p)};\n" * 3000,
    "nested": "INSERT DATA {<u:a> <u:b> " + "[<u:b> " * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1) + "}",
}


@pytest.mark.parametrize("name", DATA)
def test_long_data_are_taken_and_do_not_kill_the_engine(name: str) -> None:
    passed = check_update(DATA[name])
    assert passed == DATA[name]
    assert runs("update", passed)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("INSERT {} WHERE {" + "?s ?p ?o ." * (MAX_PATTERNS + 1) + "}", "triple patterns"),
        ("DELETE WHERE {" + "?s ?p ?o ." * (MAX_PATTERNS + 1) + "}", "triple patterns"),
        ("INSERT {} WHERE {" + "FILTER(true)" * (MAX_CHAIN + 1) + "}", "operators"),
        ("PREFIX a: <u:>" * MAX_CHAIN + "CLEAR ALL", "operators"),
        ("INSERT {} WHERE {" + "{" * MAX_DEPTH + "}" * MAX_DEPTH + "}", "nested deeper"),
        ("INSERT DATA {" + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}", "nested deeper"),
        ("INSERT {} WHERE {" + "VALUES ?x {<u:a>} " * 200 + "}", "triple patterns"),
        ("DATA {} {" + "?s ?p ?o ." * (MAX_PATTERNS + 1) + "}", "triple patterns"),
    ],
)
def test_what_is_planned_is_bounded(text: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        check_update(text)


@pytest.mark.parametrize(
    "text",
    ["ASK{{FILTER(1 IN ({}))}}", "SELECT {0} {{}}", "ASK{{VALUES ({0}) {{}}}}", "ASK{{FILTER(CONCAT({}))}}"],
)
def test_different_variables_are_bounded(text: str) -> None:
    separator = "," if "FILTER" in text else " "
    variables = separator.join(f"?x{number}" for number in range(MAX_VARIABLES + 1))
    with pytest.raises(BadInput, match=r"different variables|more than 500"):
        check_query(text.format(variables))
    same = separator.join(["?x"] * (MAX_VARIABLES + 1))
    if "FILTER" in text:
        assert check_query(text.format(same))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("INSERT DATA {", 1, 13), ("CLEAR ALL;\n}", 2, 1), ("INSERT DATA {'a", 1, 14)],
)
def test_brackets_that_do_not_match(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_update(text)
    assert (caught.value.line, caught.value.column) == (line, column)
