"""SPARQL 1.1 Service Description: what is said is true, and comes from the data."""

import json
import time

import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Store, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import DeadlinePassed, NotAcceptable
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.description import MOST_GRAPHS, SD, describe_service

ADDRESS = "http://127.0.0.1:8642/sparql"
DATA = "<u:a> <u:p> 1 . <u:g1> { <u:a> <u:p> 1, 2 } <u:g2> { <u:b> <u:p> 3 } _:g { <u:b> <u:p> 4 }"
PREFIXES = (
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#> "
)


def engine(data: str = DATA) -> MemoryEngine:
    return MemoryEngine(parse(data, format=RdfFormat.TRIG))


def described(answer: Answer) -> Store:
    store = Store()
    store.load(answer.whole(), format=answer.format.rdf)
    return store


def rows(store: Store, query: str) -> list[list[str]]:
    """The solutions of a query over a description."""
    found = json.loads(store.query(PREFIXES + query).serialize(format=QueryResultsFormat.JSON))
    names = found["head"]["vars"]
    return sorted([row[name]["value"] for name in names] for row in found["results"]["bindings"])


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", None])
def test_it_tells_the_sizes_of_the_graphs_in_every_format(accept: str | None) -> None:
    store = described(describe_service(engine(), ADDRESS, Wanted(accept), writable=False))
    assert rows(store, "SELECT ?s ?e { ?s a sd:Service ; sd:endpoint ?e }") == [[ADDRESS, ADDRESS]]
    default = "SELECT ?n { ?s sd:defaultDataset/sd:defaultGraph/void:triples ?n }"
    assert rows(store, default) == [["1"]]
    named = "SELECT ?g ?n { ?d sd:namedGraph [ sd:name ?g ; sd:graph/void:triples ?n ] }"
    assert rows(store, named) == [["u:g1", "2"], ["u:g2", "1"]]


def test_only_a_server_that_takes_updates_says_so() -> None:
    languages = (
        "SELECT ?e ?l { ?s sd:endpoint ?e ; sd:supportedLanguage ?l FILTER(STRENDS(STR(?l), 'Update')) }"
    )
    reading = described(describe_service(engine(), ADDRESS, ANY, writable=False))
    assert rows(reading, languages) == []
    assert rows(reading, "SELECT ?f { ?s sd:inputFormat|sd:feature ?f }") == []
    writing = described(describe_service(engine(), ADDRESS, ANY, True, ["EmptyGraphs"]))  # noqa: FBT003
    address = "http://127.0.0.1:8642/update"
    assert rows(writing, languages) == [[address, SD.SPARQL11Update.value]]
    assert rows(writing, "SELECT ?s ?f { ?s sd:feature ?f }") == [[ADDRESS, SD.EmptyGraphs.value]]
    assert len(rows(writing, f"SELECT ?f {{ <{address}> sd:inputFormat ?f }}")) == 6


def test_equal_data_give_equal_bytes() -> None:
    first, second = (describe_service(engine(), ADDRESS, ANY, writable=True).body for _ in range(2))
    assert first == second


def test_very_many_graphs_are_not_listed() -> None:
    data = "".join(f"<u:g{number}> {{ <u:a> <u:p> 1 }}" for number in range(MOST_GRAPHS + 1))
    store = described(describe_service(engine(data), ADDRESS, ANY, writable=False))
    assert rows(store, "SELECT ?g { ?d sd:namedGraph ?g }") == []
    comments = [quad.object.value for quad in store.quads_for_pattern(None, COMMENT, None)]
    assert comments == [f"There are more than {MOST_GRAPHS} named graphs; none is listed."]


COMMENT = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")


def test_sizes_that_take_too_long_are_left_out() -> None:
    class Slow(MemoryEngine):
        """An engine that is never in time."""

        def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: ARG002, B008
            """Take too long."""
            raise DeadlinePassed("It took too long.")

    told = describe_service(Slow(), ADDRESS, ANY, writable=False)
    assert not told.complete  # and so is not kept: another time they may be in time
    assert describe_service(engine(), ADDRESS, ANY, writable=False).complete
    store = described(told)
    assert rows(store, "SELECT ?e { ?s sd:endpoint ?e ; sd:defaultDataset/sd:defaultGraph ?g }") == [
        [ADDRESS]
    ]
    assert rows(store, "SELECT ?n { ?g void:triples ?n }") == []


def test_it_is_negotiated() -> None:
    with pytest.raises(NotAcceptable):
        describe_service(engine(), ADDRESS, Wanted("image/png"), writable=False)


def test_the_counts_share_one_deadline() -> None:
    seconds: list[float] = []

    class Noting(MemoryEngine):
        """An engine that takes its time, and notes how much there was."""

        def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008
            """Answer a little later."""
            seconds.append(run.seconds or 0.0)
            time.sleep(0.2)
            return super().query(query, wanted, run)

    describe_service(Noting(), ADDRESS, ANY, writable=False)
    assert seconds[1] < seconds[0] == 10.0
