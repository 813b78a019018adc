"""Things are found by the values that they have, where no name is known, on invented datasets."""

import json
from itertools import product

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import DeadlinePassed
from cuegraph.protocol.negotiate import ANY
from cuegraph.protocol.negotiate import Wanted as Accepted
from cuegraph.protocol.request import Query
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import Candidate, Wanted, reconcile
from cuegraph.service.reconcile_ids import id_of
from cuegraph.service.reconcile_read import read_queries

HEAD = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
LATE = "?s a ?c ; ?p ?o"


class Counting(MemoryEngine):
    """Counts what it is asked, and has no time for what holds a text."""

    asked = 0
    late = "\0"

    def query(self, query: Query, wanted: Accepted = ANY, run: Run | None = None) -> Answer:
        """Run a query."""
        self.asked += 1
        if self.late in query.text:
            raise DeadlinePassed("It took too long.")
        return super().query(query, wanted, run or Run())


def engine_of(text: str) -> Counting:
    return Counting(parse(HEAD + text, format=RdfFormat.TRIG))


def ask(engine: MemoryEngine, **query: object) -> list[str]:
    return [id_of(each.thing.iri) for each in answers(engine, [query])[0]]


def answers(engine: MemoryEngine, queries: list[dict[str, object]]) -> list[list[Candidate]]:
    read = read_queries(json.dumps({f"q{at}": each for at, each in enumerate(queries)})).values()
    wanted = [each for each in read if isinstance(each, Wanted)]
    assert len(wanted) == len(queries)
    return reconcile(engine, Reconcilable(engine), wanted)


@pytest.fixture(scope="module")
def busy() -> Counting:
    """A composer of one film and very many albums, of which one is of another year."""
    albums = "".join(
        f'<album/a{at:03}> a fm:SoundtrackAlbum ; skos:prefLabel "Album {at}" ; fm:composer <person/ada> ; '
        f'dcterms:issued "{1950 + (at == 199)}-05-04"^^xsd:date .\n'
        for at in range(200)
    )
    return engine_of(
        f'{albums} <film/tide> a fm:Film ; skos:prefLabel "Tide" ; fm:composer <person/ada> .'
        '<person/ada> a <https://schema.org/Person> ; skos:prefLabel "Ada" .'
        "<graph/ontology> { fm:SoundtrackAlbum <http://www.w3.org/2000/01/rdf-schema#subClassOf> fm:Album }"
    )


@pytest.mark.parametrize("value", ["Ada", {"id": "person/ada"}])
@pytest.mark.parametrize("strict", ["any", "all", "should"])
def test_a_thing_of_the_type_is_found_whatever_else_has_the_value(
    busy: Counting, value: object, strict: str
) -> None:
    properties = [{"pid": "fm:composer", "v": value}]
    assert ask(busy, type="fm:Film", type_strict=strict, properties=properties)[0] == "film/tide"
    assert ask(busy, type=["fm:Album"], properties=properties)[0] == "album/a000"


def test_what_has_a_value_of_each_property_is_found_among_many_that_have_one(busy: Counting) -> None:
    properties = [{"pid": "fm:composer", "v": "Ada"}, {"pid": "dcterms:issued", "v": "1951"}]
    assert ask(busy, properties=properties)[0] == "album/a199"
    assert ask(busy, properties=[properties[0], {"pid": "dcterms:issued", "v": "1951-05"}])[0] == "album/a199"


def test_of_many_namesakes_the_one_called_so_is_meant() -> None:
    others = ("Remastered", "Deluxe Edition", "feat. Ada", "feat. Bo", "Expanded Edition", "feat. Cy")
    named = "".join(
        f'<artist/{at}> a fm:MusicArtist ; skos:prefLabel "Tide ({each})" .' for at, each in enumerate(others)
    )
    engine = engine_of(
        f'{named} <artist/zz> a fm:MusicArtist ; skos:prefLabel "Tide" .'
        '<album/x> a fm:Album ; skos:prefLabel "Sea" ; fm:artist <artist/zz> .'
    )
    assert ask(engine, properties=[{"pid": "fm:artist", "v": "Tide"}]) == ["album/x"]


def test_a_batch_asks_few_queries() -> None:
    engine = engine_of('<film/x> a fm:Film ; skos:prefLabel "X" ; dcterms:issued "1999-01-01"^^xsd:date .')
    Reconcilable(engine)
    before, engine.asked = engine.asked, 0
    years = [[str(1000 + 10 * at + one) for one in range(10)] for at in range(100)]
    found = answers(engine, [{"properties": [{"pid": "dcterms:issued", "v": each}]} for each in years])
    assert [len(each) for each in found] == [0] * 100  # each seeks ten years, of which it has one at most
    assert engine.asked - before < 60


def test_the_heaviest_batch_is_not_refused(busy: Counting) -> None:
    pids = [f"fm:p{at}" for at in range(18)] + ["dcterms:issued", "fm:artist"]
    values = [f"{1950 + at}" for at in range(20)]
    acts = [{"pid": "fm:artist", "v": str(each)} for each in range(20)]
    heavy: list[dict[str, object]] = [
        {"type": [f"fm:T{at}" for at in range(20)], "type_strict": strict, "properties": properties}
        for strict, properties in product(
            ("all", "should"), ([{"pid": pid, "v": values} for pid in pids], [*acts])
        )
    ]
    assert [len(each) for each in answers(busy, heavy)] == [0] * 4


def test_an_index_that_had_no_time_to_count_is_none() -> None:
    engine = engine_of('<film/x> a fm:Film ; skos:prefLabel "X" .')
    engine.late = LATE
    with pytest.raises(DeadlinePassed):
        Reconcilable(engine)


def test_what_names_a_citation_is_no_candidate_and_other_fragments_are() -> None:
    engine = engine_of(
        '<source/t#row=2> a fm:Thing ; skos:prefLabel "Row" . <http://a.example/#t> a fm:Passage ; '
        'skos:prefLabel "Row" . <http://a.example/#me> a fm:Film ; skos:prefLabel "Row" .'
    )
    assert ask(engine, query="Row") == ["http://a.example/#me"]
