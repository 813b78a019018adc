"""No query that passes the check makes the engine call a server or die; the engine is the judge."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.judge import calls, runs, store

from cuegraph.errors import BadInput, CuegraphError, QuerySyntaxError, Refused
from cuegraph.protocol import lexer
from cuegraph.protocol.check import check_query
from cuegraph.protocol.weight import MAX_CHAIN, MAX_DEPTH, MAX_PATTERNS

CALL = "SERVICE<http://127.0.0.1:1/>{}"

HIDDEN = [
    "ASK{FILTER(1<2)SERVICE?x#>\n{}}",  # < … > looks like an IRI
    f'ASK{{FILTER(1<2)#>"""\n{CALL}#"""\n}}',
    f"ASK{{FILTER(1<2&&'>'!='a'){CALL}FILTER('b'!='c')}}",
    f"ASK{{VALUES ?x {{'''X'}}{CALL}#\\uD800'''}}}}\n}}",  # a long string that the engine gives up
    f"ASK{{VALUES ?x {{'''X'}}{CALL}#\\z'''}}}}\n}}",
]

OPEN = [
    f"ASK{{{CALL}}}",
    "ASK{sErViCe<http://127.0.0.1:1/>{}}",
    "ASK{SERVICE ?x {}}",
    f"ASK{{#\r{CALL}\n}}",
    f"ASK{{LATERAL{{{CALL}}}}}",
    "PREFIX : <http://127.0.0.1:1/> ASK{SERVICE:foo{}}",
    "PREFIX ex: <http://127.0.0.1:1/> ASK{SERVICEex:foo{}}",
    "PREFIX ex: <http://127.0.0.1:1/> ASK{SERVICEex:foo #\n{}}",
]

GLUED = [
    f"ASK{{?s ?p 5{CALL}}}",
    f"ASK{{?s ?p 5.{CALL}}}",
    f"ASK{{?s ?p 1e5{CALL}}}",
    f"ASK{{?s ?p true{CALL}}}",
    f"ASK{{?s ?p 'x'@en.{CALL}}}",
    f"ASK{{?s ?p ?o~{CALL}}}",
    f"ASK{{FILTER EXISTS{{{CALL}}}}}",
    "ASK{SERVICE SILENT <http://127.0.0.1:1/>{}}",
    "ASK{SERVICESILENT<http://127.0.0.1:1/>{}}",
    "PREFIX : <http://127.0.0.1:1/> ASK{SERVICESILENT:foo{}}",
    "ASK{\\u0053ERVICE <http://127.0.0.1:1/>{}}",  # engines may resolve escapes first (19.2)
    "ASK{SERVIC\\U00000045 <http://127.0.0.1:1/>{}}",
]

HARMLESS = [
    'ASK{?s ?p "SERVICE <http://127.0.0.1:1/> {}"}',
    "ASK{?s ?p '''\n' SERVICE <x> {} \\''''}",
    "ASK{} # SERVICE <http://127.0.0.1:1/> {}",
    "ASK{?s <http://a.example/service#SERVICE> ?SERVICE, $service}",
    "PREFIX ex: <e:> ASK{?s ex:service ex:a.SERVICE, _:SERVICE, ''@service}",
    "PREFIX service: <e:> ASK FROM service:g {service:a service:b service:c}",
    "PREFIX service: <e:> ASK{GRAPH service:g {}}",
    "PREFIX service: <e:> DESCRIBE service:g {}",
    "ASK{VALUES (?a ?b) {(<http://a.example/#service> <http://b.example/it's>)} FILTER(?a < ?b && ?b > ?a)}",
    "ASK{FILTER(?x<2&&3>?y)}",
]


@pytest.mark.parametrize("text", [*HIDDEN, *OPEN])
def test_the_engine_would_call(text: str) -> None:
    assert calls("query", text)


@pytest.mark.parametrize("text", [*HIDDEN, *OPEN, *GLUED])
def test_no_call_passes(text: str) -> None:
    try:
        passed = check_query(text)
    except (Refused, QuerySyntaxError):
        return
    assert not calls("query", passed)


@pytest.mark.parametrize("text", [*OPEN, *GLUED])
def test_a_call_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Refused) as caught:
        check_query(text)
    assert caught.value.status == 403
    assert "line" in caught.value.where


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_elsewhere_is_no_call(text: str) -> None:
    passed = check_query(text)
    assert not calls("query", passed)
    store().query(passed)  # and the engine still takes it


def test_the_iris_stay_the_same() -> None:
    text = "ASK{BIND(<a:b#c'd> AS ?x) FILTER(STR(?x) = \"a:b#c'd\")}"
    assert bool(store().query(check_query(text)))
    assert check_query("ASK{?s <a:b#c> ?o}") == "ASK{?s <a:b#c> ?o}"


FRAGMENTS = st.sampled_from(
    [
        *"(){}[]<>.,;!='\"#:?/|\\ \n\r\t5a_-@",
        *(
            "'''",
            '"""',
            "<<",
            ">>",
            "&&",
            "^^",
            "||",
            "@en",
            "@en--ltr",
            "SERVICE",
            "service",
            "SILENT",
            "FILTER(",
        ),
        *(
            "?x",
            "true",
            "<http://127.0.0.1:1/>",
            ":s",
            "ex:",
            "ex:s",
            "{}",
            "1<2",
            ">'",
            "#>",
            "#>\n",
            "BIND(1 AS ?v)",
        ),
        *(
            "VALUES ?x {",
            "GRAPH",
            "OPTIONAL{",
            "UNION",
            "\\u0053",
            "\\uD800",
            "\\'",
            "?s ?p ?o",
            "SERVICE<a:b#>{}",
            CALL,
        ),
    ]
)
BODIES = st.lists(FRAGMENTS, max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    BODIES,
    st.sampled_from(["{}", "{} {call} {}", "FILTER(1<2{}) {call} {}", "VALUES ?x {{'''{}'}} {call} {}"]),
    BODIES,
)
def test_whatever_passes_calls_nothing(before: str, frame: str, after: str) -> None:
    body = frame.replace("{call}", CALL).replace("{{", "{").replace("{}", before, 1).replace("{}", after, 1)
    text = "PREFIX : <http://127.0.0.1:1/> PREFIX ex: <http://127.0.0.1:1/> ASK{" + body + "}"
    try:
        passed = check_query(text)
    except (Refused, BadInput):
        return
    assert not calls("query", passed)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("ASK {", 1, 5), ("ASK\n{ (} )", 2, 4), ("ASK }", 1, 5), ("ASK { 'a", 1, 7), ("ASK { [ }", 1, 9)],
)
def test_brackets_that_do_not_match(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_query(text)
    assert (caught.value.line, caught.value.column) == (line, column)


NESTED = {
    "group": ("ASK{", "{", "", "}", "}"),
    "parentheses": ("ASK{FILTER", "(", "true", ")", "}"),
    "exists": ("ASK{", "FILTER EXISTS{", "", "}", "}"),
    "subquery": ("", "SELECT*{{", "", "}}", ""),
    "if": ("ASK{FILTER(", "IF(true,true,", "true", ")", ")}"),
    "collection": ("ASK{?s ?p ", "(", "", ")", "}"),
    "triple terms": ("ASK{?s ?p ", "<<( ?a ?b ", "?c", " )>>", "}"),
}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_deep_nesting_is_told(name: str, depth: int) -> None:
    before, opening, middle, closing, after = NESTED[name]
    with pytest.raises(BadInput, match=r"nested deeper|more than"):
        check_query(before + opening * depth + middle + closing * depth + after)


CHAINS = {
    "filter": "FILTER(true)",
    "union": "{}UNION",
    "optional": "OPTIONAL{}",
    "minus": "MINUS{}",
    "bind": "BIND(1 AS ?x)",
    "not": "FILTER(!true)",
}


@pytest.mark.parametrize("name", CHAINS)
def test_long_chains_are_told(name: str) -> None:
    with pytest.raises(BadInput, match=f"more than {MAX_CHAIN} operators"):
        check_query("ASK{" + CHAINS[name] * (MAX_CHAIN + 1) + "{}}")


@pytest.mark.parametrize(
    ("before", "part", "after"),
    [
        ("SELECT(1 AS ?y){}GROUP BY ", "STR(?x) ", ""),
        ("SELECT(1 AS ?y){}GROUP BY ?x HAVING ", "(?x)", ""),
        ("ASK{{SELECT(1 AS ?y){}GROUP BY ", "STR(?x) ", "}}"),
        ("DESCRIBE ", "<u:a> ", ""),
    ],
)
def test_long_heads_are_told(before: str, part: str, after: str) -> None:
    with pytest.raises(BadInput, match="more than"):
        check_query(before + part * (MAX_CHAIN + 1) + after)


# What is planned as a triple pattern or takes as long: the text before, the part, the text after.
PATTERNS = {
    "triples": ("ASK{", "?s ?p ?o .", "}"),
    "triples without spaces": ("ASK{", "?s?p?o.", "}"),
    "predicates": ("ASK{?s ?p ?o", ";a ?o", "}"),
    "glued predicates": ("ASK{?s ?p ?o", ";a5", "}"),
    "objects": ("ASK{?s ?p ?o", ",?o", "}"),
    "blank nodes": ("ASK{", "[?p ?o].", "}"),
    "empty blank nodes": ("ASK{?s ?p []", ",[]", "}"),
    "collection": ("ASK{?s ?p (", "1 ", ")}"),
    "collection of a type": ("ASK{?s a(", "1 ", ")}"),
    "collection as subject": ("ASK{true a(", "1 ", ")}"),
    "glued collection as subject": ("ASK{truea(", "1 ", ")}"),
    "glued members": ("ASK{?s ?p (", "true", ")}"),
    "glued decimals": ("ASK{?s ?p (", ".1", ")}"),
    "glued numbers": ("ASK{?s ?p (1", "-1", ")}"),
    "members glued to a name": ("PREFIX ex:<u:>ASK{?s ?p (", "true", "ex:a)}"),
    "glued triples": ("PREFIX ex:<u:>ASK{true ", "ex:p true.true", " ex:p 1}"),
    "triples glued to names": ("PREFIX ex:<u:>ASK{?s ?p ", "true.trueex:p ", "true}"),
    "path": ("ASK{?s <u:p>", "/<u:p>", " ?o}"),
    "reifications": ("ASK{", "<<?s ?p ?o>> ?a ?b .", "}"),
    "reifiers": ("ASK{?s ?p ?o", "~", "}"),
    "annotations": ("ASK{?s ?p ?o", "{|?a ?b|}", "}"),
    "groups": ("ASK{", "{?s ?p ?o}", "}"),
    "groups and triples": ("ASK{", "{?s ?p ?o}?s ?p ?o", "}"),
    "filters and triples": ("ASK{", "?s ?p ?o FILTER(true)", "}"),
    "graphs": ("ASK{", "GRAPH ?g{}", "}"),
    "blocks of values": ("ASK{", "VALUES ?x{1}", "}"),
    "blocks of values of several": ("ASK{", "VALUES(?x){(1)}", "}"),
    "in a function": ("ASK{FILTER(COALESCE(EXISTS{", "?s ?p ?o .", "}))}"),
    "after a block of values": ("ASK{VALUES ?x{1}", "?s ?p ?o .", "}"),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_many_patterns_are_told(name: str) -> None:
    before, part, after = PATTERNS[name]
    with pytest.raises(BadInput, match=f"more than {MAX_PATTERNS} triple patterns") as caught:
        check_query(before + part * (MAX_PATTERNS + 1) + after)
    assert caught.value.where.startswith("line 1, column ")


@pytest.mark.parametrize(
    "text",
    [
        "ASK{FILTER(1<2" + "+2" * 1000 + "&&2>1)}",  # < … > looks like an IRI
        "ASK{FILTER(1<2)" + "?s?p?o." * 1000 + "FILTER(2>1)}",
        "PREFIX a:<u:>ASK{FILTER(1<a:b" + "+2" * 1000 + "&&2>1)}",
    ],
)
def test_what_hides_in_an_iri_is_not_read_by_the_engine(text: str) -> None:
    with pytest.raises(SyntaxError):
        store().query(check_query(text))


ITEMS = 5000


@pytest.mark.parametrize(
    "text",
    [
        "VALUES ?x {" + "".join(f"<http://a.example/{n}#x-y> " for n in range(ITEMS)) + "}",
        "VALUES ?x {" + "1.5 " * ITEMS + "}",
        "VALUES (?x ?y) {" + "(1 'a'@en) " * ITEMS + "}",
        "FILTER(1 IN (" + "1," * ITEMS + "1))",
        "FILTER(STRLEN(CONCAT(" + "'a'," * ITEMS + "'a')) > 0)",
    ],
)
def test_long_lists_of_values_are_taken(text: str) -> None:
    assert bool(store().query(check_query(f"ASK{{{text}}}")))


def repeated(name: str) -> str:
    """The longest of these patterns that passes."""
    before, part, after = PATTERNS[name]
    for number in range(MAX_PATTERNS, 0, -1):
        try:
            return check_query(before + part * number + after)
        except BadInput:
            continue
    raise AssertionError(name)


HALF = MAX_DEPTH // 2 - 1
HEAVIEST = {
    "negations": "ASK{" + "FILTER EXISTS{" * (MAX_DEPTH - 3) + "FILTER(" + "!" * 290 + "true)" + "}" * 198,
    "calls": "ASK{FILTER(" + "IF(true,true," * (MAX_DEPTH - 2) + "1" + "+1" * 490 + ")" * 198 + ")}",
    "binds": "ASK{" + "".join(f"BIND(1 AS ?x{n})" for n in range(MAX_CHAIN // 2)) + "}",
    "optionals": "ASK{" + "OPTIONAL{?s ?p ?o}" * MAX_PATTERNS + "}",
    "nested optionals": "ASK{" + "OPTIONAL{?s ?p ?o " * MAX_PATTERNS + "}" * MAX_PATTERNS + "}",
    "minus": "ASK{" + "MINUS{}" * MAX_CHAIN + "}",
    "graphs": "ASK{" + "GRAPH ?g{" * MAX_PATTERNS + "}" * MAX_PATTERNS + "}",
    "selects": "ASK{" + "{SELECT*{?s ?p ?o " * HALF + "}}" * HALF + "}",
    "calls to group by": "SELECT(1 AS ?y){}GROUP BY " + "STR(?x)" * 490,
    "described": "DESCRIBE " + "<u:a> " * MAX_CHAIN,
    "nested blank nodes": "ASK{?s ?p " + "[?p " * 99 + "?o" + "]" * 99 + "}",
    "nested collections": "ASK{?s ?p " + "(" * 99 + ")" * 99 + "}",
    **{name: repeated(name) for name in PATTERNS},
}


@pytest.mark.parametrize("name", HEAVIEST)
def test_the_heaviest_that_passes_does_not_kill_the_engine(name: str) -> None:
    assert runs("query", check_query(HEAVIEST[name]))


@pytest.mark.parametrize("part", ["a-", "a.", "<", "'' ", "a:b ", "((", "\\u0041", "VALUES ?x {1} ", "{"])
def test_a_text_is_read_in_one_pass(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token is looked at twice, and none behind the one at fault."""
    read = 0

    def counted(text: str) -> Iterator[lexer.Token]:
        nonlocal read
        for token in lexer.tokens(text):
            read += 1
            yield token

    monkeypatch.setattr("cuegraph.protocol.check.tokens", counted)
    work = []
    for number in (50, 200, 50_000):
        read = 0
        with suppress(CuegraphError):
            check_query("ASK{" + part * number)
        work.append(read)
    assert work[1] <= 4 * work[0]
    assert work[2] <= 1000 * work[0]
