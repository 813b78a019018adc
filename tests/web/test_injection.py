"""No value of a question's parameter changes a query: it stays one term, or is refused."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store
from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import CuegraphError
from cuegraph.protocol.lexer import Kind, Token, tokens
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.library import Question, load_questions, read_question
from cuegraph.service.terms import spelled
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

EVERY_TYPE = """\
#+ title: Every type
#+ sentence: What is bound?
#+ parameters:
#+   - {name: thing, type: iri, help: a thing}
#+   - {name: text, type: string, help: a text}
#+   - {name: number, type: integer, help: a number}
#+   - {name: day, type: date, help: a day}
#+   - {name: year, type: gYear, help: a year}
#+ expect:
#+   - columns: [thing]
#+     rows: []
SELECT * {
  VALUES ?thing { UNDEF } VALUES ?text { "a" } VALUES ?number { 1 }
  VALUES ?day { UNDEF } VALUES ?year { UNDEF } ?thing ?text ?number
}
"""


def _is_alone(question: Question, name: str) -> bool:
    """Whether there are few questions like it: those with a parameter that is no thing."""
    (parameter,) = (each for each in question.parameters if each.name == name)
    return question.name == "every-type" or parameter.type != "iri"


QUESTIONS = load_questions(Path(__file__).parents[2] / "queries") | {
    "every-type": read_question("every-type", EVERY_TYPE, "every-type.rq")
}
CASES = [
    pytest.param(question, each.name, id=f"{name}-{each.name}")
    for name, question in QUESTIONS.items()
    for each in question.parameters
]
HOSTILE = [
    "'",
    '"',
    '" } UNION { ?s ?p ?o } #',
    "x } UNION { ?s ?p ?o",
    "UNDEF } . ?s ?p ?o . VALUES ?x { 1",
    "<u:a> } ?s ?p ?o {",
    "u:a> } UNION { ?s ?p ?o } #",
    "film:x> } UNION { ?s ?p ?o }",
    "film:x } UNION { ?s ?p ?o }",
    "http://a.example/> } UNION { ?s ?p <http://a.example/",
    "http://a.example/\\u003E\\u007D",
    "film/x\\u003e } #",
    "source#char=1,2> } {",
    "\\",
    '\\"',
    "\\u0022 } UNION { ?s ?p ?o } #",
    "\\U00000022",
    "line\nfeed } #",
    "\r\n} ?s ?p ?o {",
    "# comment",
    "'''",
    '"""',
    "2011\n",
    "1 } UNION { ?s ?p ?o }",
    '2011-01-01" } ',
    '"^^<u:t>',
    '"@en',
    "a\x00b",
    "\ud800",
    "${jndi:x} {{7*7}} %27",
]

IN_TURN = 4
"""So many questions about things share the values, which lead through the same code in each of them."""

TURNS = [
    pytest.param(
        *each.values, HOSTILE if _is_alone(*each.values) else HOSTILE[at % IN_TURN :: IN_TURN], id=each.id
    )
    for at, each in enumerate(CASES)
]


def terms_in(question: Question, text: str, name: str) -> str:
    """The text in the blocks of values of a parameter, the same in all; the rest has to be as it was."""
    others = re.split(rf"(?<=VALUES \?{name} \{{)[^}}]*(?=\}})", question.text)
    long = (len(text) - sum(map(len, others))) // (len(others) - 1)
    held = text[len(others[0]) :][:long]
    assert text == held.join(others)
    return held


@pytest.mark.parametrize(("question", "name"), CASES)
def test_a_value_is_bound_as_one_term_or_refused(question: Question, name: str) -> None:
    bound, store = 0, Store()
    for value in [*HOSTILE, ""]:
        try:
            (term,) = question.terms({name: value}).values()
            text = question.bind({name: value})
        except CuegraphError:
            continue
        bound += 1
        held = terms_in(question, text, name)
        rows = list(store.query(f"SELECT ?v {{ VALUES ?v {{{held}}} }}"))  # type: ignore[arg-type]
        assert [row["v"] for row in rows] == [term]
        assert held.strip() == ("UNDEF" if term is None else spelled(term))
        marks = [each.text for each in tokens(held) if each.kind is Kind.MARK]
        assert set(marks) <= {"^"}
    assert bound


class Noting(MemoryEngine):
    """An engine that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer."""
        self.texts.append(query.text)
        return super().query(query, wanted, run)

    def shapes(self) -> set[str]:
        """The queries since the last call, with strings and IRIs left out."""
        found = {"".join(map(_shape, tokens(text))) for text in self.texts}
        self.texts.clear()
        return {re.sub(r"(?:· )+", "· ", each.replace("UNDEF", "·")) for each in found}


def _shape(token: Token) -> str:
    return "·" if token.kind in {Kind.STRING, Kind.IRI} else token.text


@pytest.fixture(scope="module")
def engine() -> Noting:
    return Noting()


@pytest.fixture(scope="module")
def asked(engine: Noting) -> Client:
    return Client(Front(create_app(engine, QUESTIONS), engine, defaults()))


@pytest.mark.parametrize(("question", "name", "values"), TURNS)
def test_no_query_that_a_request_leads_to_has_another_shape(
    engine: Noting, asked: Client, question: Question, name: str, values: list[str]
) -> None:
    for accept in ("text/html", "text/csv"):
        engine.texts.clear()
        path, headers = f"/questions/{question.name}", {"Accept": accept}
        for value in ("", "harmless", "urn:harmless", "2011", "2011-01-01"):
            asked.get(path, query_string={name: value}, headers=headers)
        wanted = engine.shapes()
        assert wanted
        for value in values:
            given = {name: value.encode("utf-8", "surrogatepass")}
            response = asked.get(path, query_string=given, headers=headers)
            assert response.status_code in {200, 400, 404}, value
            assert engine.shapes() <= wanted, value
