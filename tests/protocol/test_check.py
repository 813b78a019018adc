"""No text that passes the check makes the engine call a server or die.

The engine itself is the judge: it refuses port 1 without opening a connection, and complains about a service
without a name, so that a call is seen and never made.
"""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from cuegraph.errors import BadInput, CuegraphError, QuerySyntaxError, Refused
from cuegraph.protocol.check import MAX_CHAIN, MAX_DEPTH, Form, check_query

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


def store() -> Store:
    made = Store()
    made.add(Quad(NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:o")))
    return made


def calls(text: str) -> bool:
    """Whether the engine would call a server."""
    try:
        result = store().query(text)
        if not isinstance(result, bool) and hasattr(result, "__iter__"):
            list(result)  # type: ignore[call-overload]
    except OSError:
        return True
    except RuntimeError as error:
        return "service" in str(error)
    except SyntaxError:
        return False
    return False


@pytest.mark.parametrize("text", [*HIDDEN, *OPEN])
def test_the_engine_would_call(text: str) -> None:
    assert calls(text)


@pytest.mark.parametrize("text", [*HIDDEN, *OPEN, *GLUED])
def test_no_call_passes(text: str) -> None:
    try:
        passed = check_query(text)
    except (Refused, QuerySyntaxError):
        return
    assert not calls(passed.text)


@pytest.mark.parametrize("text", [*OPEN, *GLUED])
def test_a_call_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Refused) as caught:
        check_query(text)
    assert caught.value.status == 403
    assert "line" in caught.value.where


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_elsewhere_is_no_call(text: str) -> None:
    passed = check_query(text)
    store().query(passed.text)  # and the engine still takes it
    assert passed.form is not None


def test_the_iris_stay_the_same() -> None:
    text = "ASK{BIND(<a:b#c'd> AS ?x) FILTER(STR(?x) = \"a:b#c'd\")}"
    assert bool(store().query(check_query(text).text))
    assert check_query("ASK{?s <a:b#c> ?o}").text == "ASK{?s <a:b#c> ?o}"


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
    assert not calls(passed.text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX ask: <a:> SELECT * {}", Form.SELECT),
        ("# SELECT\nask {}", Form.ASK),
        ("CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } } }", Form.CONSTRUCT),
        ("BASE <a:SELECT> DESCRIBE <ASK>", Form.DESCRIBE),
        ("CLEAR ALL", None),
    ],
)
def test_form(text: str, form: Form | None) -> None:
    assert check_query(text).form is form


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
    with pytest.raises(BadInput, match=r"nested deeper|operators"):
        check_query(before + opening * depth + middle + closing * depth + after)


@pytest.mark.parametrize(
    "part",
    [
        "FILTER(true)",
        "{}UNION",
        "OPTIONAL{?s ?p ?o}",
        "MINUS{?s ?p ?o}",
        "BIND(1 AS ?x)",
        "FILTER(!true)",
        "GRAPH ?g{}",
    ],
)
def test_long_chains_are_told(part: str) -> None:
    with pytest.raises(BadInput, match="operators"):
        check_query("ASK{" + part * (MAX_CHAIN + 1) + "{}}")


def test_long_lists_are_no_chains() -> None:
    iris = " ".join(f"<http://a.example/{n}#x-y>" for n in range(5000))
    assert check_query(f"SELECT * {{ VALUES ?x {{ {iris} }} }}").form is Form.SELECT


HEAVIEST = [
    "ASK{"
    + "FILTER EXISTS{" * (MAX_DEPTH - 3)
    + "BIND(1 AS ?x)" * 0
    + "FILTER("
    + "!" * 290
    + "true)"
    + "}" * (MAX_DEPTH - 2),
    "ASK{FILTER(" + "IF(true,true," * (MAX_DEPTH - 2) + "1" + "+1" * 490 + ")" * (MAX_DEPTH - 2) + ")}",
    "ASK{" + "".join(f"BIND(1 AS ?x{n})" for n in range(MAX_CHAIN // 2)) + "}",
    "ASK{?s ?p ?o " + "MINUS{?s ?p ?o}" * MAX_CHAIN + "}",
    "ASK{" + "GRAPH ?g{" * (MAX_DEPTH - 1) + "}" * MAX_DEPTH,
]


@pytest.mark.parametrize("text", HEAVIEST)
def test_the_heaviest_that_passes_does_not_kill_the_engine(text: str) -> None:
    passed = check_query(text)
    script = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read())"
    done = subprocess.run(
        [sys.executable, "-c", script], input=passed.text, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_long_text_is_read_in_one_pass() -> None:
    for part in ("a-", "a.", "<", "'' ", "a:b ", "((", "\\u0041"):
        try:
            check_query("ASK{" + part * 50_000)
        except CuegraphError:
            continue
