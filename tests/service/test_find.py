"""Names looked up by queries: the same things as those looked up in the store."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, CuegraphError, NotFound
from cuegraph.graph.assemble import assemble
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.find import MOST, Finder
from cuegraph.service.lookup import Names
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE, FM


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(assemble(shipped("data"), shipped("ontology")).quads)


@pytest.fixture(scope="module")
def finder(engine: MemoryEngine) -> Finder:
    return Finder(engine)


@pytest.fixture(scope="module")
def names(engine: MemoryEngine) -> Names:
    return Names(engine.store)


def outcome(looks: Finder | Names, name: str, of_class: NamedNode | None = None) -> str:
    try:
        return looks.one(name, of_class).value
    except CuegraphError as error:
        return f"{type(error).__name__}: {error.what} {error.remedy}"


@pytest.mark.parametrize("name", ["Mat Newman", "mat  newman ", "DRIVE", "Nightcall", "soundtrack album"])
def test_a_name_is_found_whatever_its_case_and_spaces(finder: Finder, names: Names, name: str) -> None:
    assert outcome(finder, name).startswith(BASE)
    assert outcome(finder, name) == outcome(names, name)


@pytest.mark.parametrize(
    "name", ["Mat Neuman", "Drive (soundtrack", "Critics\u2019 Choice", ".*", "a|b", "", "\\", '"']
)
def test_a_name_of_nothing_is_answered_with_the_nearest_names(
    finder: Finder, names: Names, name: str
) -> None:
    with pytest.raises(NotFound):
        finder.one(name)
    assert outcome(finder, name) == outcome(names, name)


def test_each_person_is_found_as_in_the_store(finder: Finder, engine: MemoryEngine) -> None:
    names = Names(engine.store)
    things = {quad.subject for quad in engine.store if isinstance(quad.subject, NamedNode)}
    some = [each for each in things if each.value.startswith(f"{BASE}person/")]
    assert len(some) > 10
    assert finder.candidates(some) == [names.candidate(each) for each in some]
    for each in some:
        label = names.label(each)
        assert outcome(finder, label) == outcome(names, label)
        assert outcome(finder, label, FM.Film) == outcome(names, label, FM.Film)
        assert outcome(finder, label.upper(), FM.Composer) == outcome(names, label.upper(), FM.Composer)


def test_a_name_of_two_things_is_refused_with_what_tells_them_apart(names: Names, finder: Finder) -> None:
    known = ("Drive soundtrack", "Under Your Spell", "A Real Hero", "Tick of the Clock")
    ambiguous = next(name for name in known if len(names.find(name)) > 1)
    with pytest.raises(BadInput, match="names 2 things"):
        finder.one(ambiguous)
    assert outcome(finder, ambiguous) == outcome(names, ambiguous)


class Counting(MemoryEngine):
    """An engine that counts what it is asked."""

    asked = 0

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """Count it and answer."""
        self.asked += 1
        return super().query(query, wanted, run)


def test_a_name_of_many_things_is_looked_up_by_few_queries() -> None:
    """However many there are that are not of the class, those that are come to light."""
    prefixes = (
        "PREFIX fm: <https://w3id.org/cuegraph/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    )
    named = "".join(f"<u:{number}> a fm:Album ; skos:prefLabel 'Tide' .\n" for number in range(2 * MOST))
    films = "<u:z1> a fm:Film ; skos:prefLabel 'Tide' . <u:z2> a fm:Film ; skos:prefLabel 'Tide' ."
    curation = "<https://w3id.org/cuegraph/graph/curation>"
    text = f"{prefixes} {named} {films} {curation} {{ {named} {films} }}"
    engine = Counting(parse(text, format=RdfFormat.TRIG))
    finder = Finder(engine)
    with pytest.raises(BadInput, match="names 2 things") as caught:
        finder.one("tide", FM.Film)
    assert caught.value.remedy.count("u:z") == 2
    assert engine.asked < 10
    with pytest.raises(BadInput, match=f"names {MOST} things"):
        finder.one("tide")
    assert engine.asked < 20
