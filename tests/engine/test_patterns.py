"""No regular expression takes more time than its text is long, nor does what uses it."""

import importlib
import inspect
import pkgutil
import re
import signal
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from cuegraph import engine, protocol
from cuegraph.engine import change, mend
from cuegraph.engine.dataset import Dataset
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, CuegraphError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update

SECONDS = 10.0
"""Of the processor's time: what is tested takes a hundredth of it."""
MANY = 30_000


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """The test fails once it has used the processor for so long."""

    def late(*_: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, former)


BOUNDED = {
    "cuegraph.protocol.document._DECLARED",  # of the first thousand bytes
    "cuegraph.protocol.lexer._TOKEN",  # until the first string that is not closed
    "cuegraph.protocol.store._BLANK",  # of N-Quads that we have written
}
"""Patterns that are not used on any text."""


def patterns() -> Iterator[object]:
    """Each pattern of the engine and the protocol, with the ways in which its module uses it."""
    for package in (engine, protocol):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            loaded = importlib.import_module(module.name)
            source = inspect.getsource(loaded)
            for name, value in vars(loaded).items():
                if isinstance(value, re.Pattern) and f"{module.name}.{name}" not in BOUNDED:
                    uses = {*re.findall(rf"\b{name}\.([a-z]+)\b", source)}
                    assert uses, f"{module.name} does not use {name}"
                    yield pytest.param(value, uses, id=f"{module.name}.{name}")


PIECES = [
    *("# ", "#", "######## GRAPH #", "GRAPH #", "GRAPH ", "GRAPH \n", ";#", "; ", "; # ", "LOAD ", "LOAD #"),
    *(
        "SELECT ",
        "SELECT #",
        "SELECT DISTINCT ",
        "BNODE(",
        "BNODE #",
        "NOW #",
        "RAND ",
        "* ",
        "? ",
        " ",
        "\n",
    ),
    *("<a", "<a&&", "<", "'", '"', "'''", '"""', "a", "a.", "a-", ".", "a:", ":", "::", "a::", "Aa ", "'' "),
    *("<!", "<! ", "<?xml ", "\\u", "\\", "%", "/", "/a", ";a", ";a=", ";a=b", ",", '"\\', "0", "0.", "True"),
]


@pytest.mark.parametrize(("pattern", "uses"), [*patterns()])
def test_a_text_takes_time_as_it_is_long(pattern: re.Pattern[Any], uses: set[str]) -> None:
    for piece, before in product(PIECES, ("", "error at 1:2: expected ")):
        text = f"{before}{piece * MANY}!"
        subject = text if isinstance(pattern.pattern, str) else text.encode()
        for use in uses:
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS / 5)
            if use in {"match", "fullmatch"}:
                getattr(pattern, use)(subject)
            else:
                pattern.search(subject)


QUERIES = [
    "######## GRAPH ##########################\nSELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH " + "# " * MANY + "\n<u:g> { ?s ?p ?o } }",
    "#" + "GRAPH #" * MANY + "\nASK {}",
    "#" + "NODE( " * MANY + "\nASK {}",
    "SELECT (1 * 2 AS ?x) {" + " " * MANY * 5 + "}",
    "SELECT" + " " * MANY * 5 + "(1 * 2 AS ?x) {}",
]


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_takes_time_as_it_is_long(text: str) -> None:
    assert mend.mended(mend.spelled(text), Dataset(MemoryEngine().store)) == text


@pytest.mark.parametrize(
    "gap", [" ; " + "# " * 30 + "\n", " ; " + "# " * MANY + "\n", " ; #" + ";#" * MANY + "\n;", "; #LOAD\n"]
)
def test_an_update_takes_time_as_it_is_long(gap: str) -> None:
    for last in ("INSERT DATA { <u:a> <u:b> 2 }", "PREFIX u: <u:> INSERT DATA { u:a u:b 2 }"):
        held = MemoryEngine()
        try:
            held.update(Update(f"INSERT DATA {{ <u:a> <u:b> 1 }} {gap} {last}"))
        except CuegraphError:
            assert gap.endswith(";")  # one operation that is none
        else:
            assert len(held.store) == 2


def test_a_later_prologue_may_stand_behind_a_comment() -> None:
    text = "INSERT DATA { <u:a> <u:b> 1 } ; # PREFIX\n#\n PREFIX u: <u:> INSERT DATA { u:a u:b 2 }"
    held = MemoryEngine()
    held.update(Update(text))
    assert len(held.store) == 2
    assert change.without_silent_loads("LOAD # it\n SILENT <u:a>") == "INSERT DATA {}"


def test_a_long_iri_that_no_xml_name_ends() -> None:
    engine = MemoryEngine()
    with pytest.raises(BadInput, match="XML name"):
        engine.query(Query(f"CONSTRUCT {{ <u:a> <u:{'a' * MANY * 5}/> 1 }} {{}}"), Wanted(name="rdfxml"))
    for name, holds in (("a1.-", True), ("1", False), ("_1", True), ("/-é", True), ("a/1-.", False)):
        query = Query(f"CONSTRUCT {{ <u:a> <http://a.example/{name}> 1 }} {{}}")
        if holds:
            assert b"rdf:RDF" in engine.query(query, Wanted(name="rdfxml")).body
        else:
            with pytest.raises(BadInput, match="XML name"):
                engine.query(query, Wanted(name="rdfxml"))
