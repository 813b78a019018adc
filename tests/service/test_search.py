"""Search for names and texts on an invented dataset; and on engines that give little at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, DeadlinePassed, OverLimit, Unavailable
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service import index as indexing
from cuegraph.service.harvest import read_names
from cuegraph.service.index import Index
from cuegraph.service.search import LONGEST, Found, find
from cuegraph.service.searches import Searches
from cuegraph.service.spelling import excerpt, marked, plain

TRIG = """
BASE <https://w3id.org/cuegraph/>
PREFIX : <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX other: <http://other.example/>
<film/tide> a fm:Film ; skos:prefLabel "Tide" ; dcterms:description "A film by the sea."@en .
<album/tide> a fm:Album, other:Thing ; skos:prefLabel "Tide (the album)" .
<recording/tides> a fm:Recording ; skos:prefLabel "Tides of Winter" .
<recording/low> a fm:Recording ; skos:prefLabel "Low Tide" ;
  skos:hiddenLabel "the first song" .
<person/ana> a fm:Person, fm:Agent ; skos:prefLabel "Ána Größe" ; skos:altLabel "DJ Ørsted" .
<person/ben> a fm:Person ; skos:prefLabel "Ben Vale" .
<person/bea> a fm:Person ; skos:prefLabel "Bea Vale" .
<statement/one> a fm:Statement ; skos:prefLabel "Ben: on the end" ;
  fm:paraphrase "He calls the lighthouse\\nscene a \\"quiet, slow\\" one; the tide is its beat."@en .
<thing/untyped> rdfs:label "Nachtlied"@de, "Night song"@en .
<credit/a> fm:by <person/bea> .
<credit/b> fm:by <person/bea> .
[] skos:prefLabel "Nobody" .
:ignored skos:prefLabel :iri .
<source/note#char=0,9> { <film/tide> rdfs:label "The Tyde, a picture" }
<graph/ontology> {
  fm:Film a owl:Class ; rdfs:label "film"@en .
  fm:Album rdfs:label "album"@en . fm:Recording rdfs:label "recording" .
  fm:Person rdfs:label "person" ; rdfs:subClassOf fm:Agent .
  fm:Agent rdfs:label "agent" . fm:Statement rdfs:label "statement" .
}
"""
BASE = "https://w3id.org/cuegraph/"


def engine() -> MemoryEngine:
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def made() -> Iterator[Index]:
    index = Index(engine())
    yield index
    index.close()


def titles(found: Found) -> list[str]:
    return [each.title for each in found.hits]


def test_names_come_before_texts_and_the_exact_one_first(made: Index) -> None:
    found = find(made, "tide")
    assert titles(found) == ["Tide", "Tide (the album)", "Tides of Winter", "Low Tide", "Ben: on the end"]
    assert (found.total, found.more) == (5, False)


def test_what_more_triples_point_to_comes_first_among_equals(made: Index) -> None:
    assert titles(find(made, "vale")) == ["Bea Vale", "Ben Vale"]


@pytest.mark.parametrize(
    "text", ["ana grosse", "ANA GRÖSSE", "Ána Größ", "a\u0301na gro", "ørsted", "dj orst"]
)
def test_accents_and_case_are_folded_and_the_last_word_may_be_unfinished(made: Index, text: str) -> None:
    assert titles(find(made, text)) == ["Ána Größe"]


def test_only_the_last_word_may_be_unfinished(made: Index) -> None:
    assert titles(find(made, "tid win")) == []
    assert titles(find(made, "win tide")) == []
    assert titles(find(made, "tides win")) == ["Tides of Winter"]


def test_names_of_every_kind_are_found(made: Index) -> None:
    assert [hit.iri for hit in find(made, "first song").hits] == [BASE + "recording/low"]
    (hit,) = find(made, "tyde").hits
    assert (hit.title, hit.name) == ("Tide", [("The ", False), ("Tyde", True), (", a picture", False)])
    assert [(hit.title, hit.language) for hit in find(made, "nachtlied").hits] == [("Night song", "en")]


def test_a_text_is_shown_around_what_was_found(made: Index) -> None:
    (hit,) = find(made, "lighthouse quiet").hits
    assert hit.title == "Ben: on the end"
    assert [piece for piece, wanted in hit.note if wanted] == ["lighthouse", "quiet"]
    assert hit.note_language == "en"


def test_words_may_be_spread_over_name_and_text(made: Index) -> None:
    assert titles(find(made, "tide sea")) == ["Tide"]


def test_kinds_are_the_most_special_classes_that_have_a_name(made: Index) -> None:
    kinds = {hit.title: hit.kind for text in ("tide", "ana", "night") for hit in find(made, text).hits}
    assert kinds["Tide (the album)"] == "album"
    assert kinds["Ána Größe"] == "person"
    assert kinds["Night song"] == ""


def test_one_kind_can_be_asked_for(made: Index) -> None:
    found = find(made, "tide", "recording")
    assert titles(found) == ["Tides of Winter", "Low Tide"]
    assert found.kinds == [("recording", 2), ("album", 1), ("film", 1), ("statement", 1)]
    assert titles(find(made, "night", "other")) == ["Night song"]
    assert find(made, "tide", "no such kind").total == 0


def test_results_come_in_pages(made: Index) -> None:
    assert titles(find(made, "tide", start=2, count=2)) == ["Tides of Winter", "Low Tide"]
    assert titles(find(made, "tide", start=50)) == []


def test_a_misspelt_word_has_its_nearest_names_told(made: Index) -> None:
    assert find(made, "wintre").meant == ["winter"]
    assert find(made, "tides off wintr").meant == []  # `off` is of no name, and nothing is near
    assert find(made, "ben vael").meant == ["ben vale"]
    assert find(made, "qqqqqq").meant == []


@pytest.mark.parametrize(
    "text",
    [
        '"', '""', "'", "tide'; DROP TABLE name; --", "NEAR(tide low, 2)", "tide AND NOT low", "{key} : tide",
        "key:tide", "*", "^tide", "tide*", "-tide", "tide + low", "(", ")", "\0", "ti\0de", "\U0001f39e",
        "\U0001f39e tide", "\ud800", "\u202e", "k1", "%", "_", "a" * LONGEST, "é" * LONGEST,
        "a " * (LONGEST // 2), "\U00010fb0", "東京", "?1 :q @x $y",
    ],
)  # fmt: skip
def test_no_text_is_taken_for_an_expression(made: Index, text: str) -> None:
    found = find(made, text)
    assert found.total == len(found.hits) <= 5
    assert titles(find(made, "tide"))[0] == "Tide"


def test_operators_are_words(made: Index) -> None:
    assert find(made, "tide OR vale").total == 0
    assert find(made, "tide NOT low").total == 0
    assert titles(find(made, "^tide")) == titles(find(made, "tide"))


def test_a_text_that_is_too_long_is_refused(made: Index) -> None:
    with pytest.raises(BadInput, match="300 characters"):
        find(made, "tide " * 2000)
    assert find(made, " ") == Found()


def test_of_too_many_the_most_important_are_ranked_and_the_exact_ones_kept(
    made: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuegraph.service.search.MOST", 1)
    found = find(made, "low tide")
    assert found.more
    assert titles(found)[0] == "Low Tide"
    assert {hit.kind for hit in find(made, "tide", "recording").hits} == {"recording"}


class Small:
    """An engine whose answers have so many rows at most."""

    def __init__(self, most: int, error: type[Exception] = OverLimit) -> None:
        self._inner = engine()
        self._most = most
        self._error = error
        self.version = "1"
        self.asked = 0

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer, in a file; or the error for one that is too large."""
        self.asked += 1
        answer = self._inner.query(query, wanted, run)
        if wanted.name == "tsv" and answer.body.count(b"\n") > self._most + 1:
            raise self._error("Too much.")
        file = TemporaryFile()  # noqa: SIM115 (whoever gets the answer closes it)
        file.write(answer.body)
        file.seek(0)
        return Answer(answer.format, file=file, size=answer.size)


@pytest.mark.parametrize("error", [OverLimit, DeadlinePassed])
def test_what_is_too_much_for_one_answer_is_taken_in_parts(error: type[Exception]) -> None:
    small = Small(3, error)
    assert sorted(read_names(small)) == sorted(read_names(engine()))  # type: ignore[arg-type]
    assert small.asked > 16
    index = Index(small)  # type: ignore[arg-type]
    assert titles(find(index, "tide"))[0] == "Tide"
    index.close()


def test_what_is_too_much_even_in_parts_is_told() -> None:
    with pytest.raises(OverLimit):
        Index(Small(0))  # type: ignore[arg-type]


def test_no_file_is_left(tmp_path: Path) -> None:
    index = Index(engine(), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert find(index, "tide").total == 5
    index.close()


class Changing(MemoryEngine):
    """An engine whose data are changed, and which can be made to wait."""

    def __init__(self) -> None:
        super().__init__(parse(TRIG, format=RdfFormat.TRIG))
        self.go = threading.Event()
        self.go.set()
        self.asked = threading.Event()
        self.failure: Exception | None = None

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer, once it may."""
        self.asked.set()
        self.go.wait(20)
        if self.failure is not None:
            raise self.failure
        return super().query(query, wanted, run)

    def name(self, name: str, version: str) -> None:
        """Give the film another name."""
        quads = parse(
            f'<{BASE}film/tide> <http://www.w3.org/2004/02/skos/core#altLabel> "{name}" .',
            format=RdfFormat.TURTLE,
        )
        self.store.extend(Quad(each.subject, each.predicate, each.object) for each in quads)
        self.version = version


@contextmanager
def searching(of: Changing, clock: Callable[[], float] = monotonic) -> Iterator[Searches]:
    searches = Searches(of, clock=clock)
    try:
        yield searches
    finally:
        of.go.set()
        searches.close()


def test_an_index_is_of_the_present_data_only() -> None:
    changing = Changing()
    with searching(changing) as searches:
        with searches.index(20) as index:
            assert find(index, "ebb").total == 0
        changing.name("Ebb", "2")
        with searches.index(20) as index:
            assert titles(find(index, "ebb")) == ["Tide"]


def test_who_reads_an_index_keeps_it_while_another_one_is_made() -> None:
    changing = Changing()
    with searching(changing) as searches, searches.index(20) as old:
        changing.name("Ebb", "2")
        with searches.index(20) as new:
            assert new is not old
        assert find(old, "ebb").total == 0
        assert find(old, "tide").total == 5


def test_a_search_says_that_the_index_is_being_made_and_later_finds_it() -> None:
    changing = Changing()
    changing.go.clear()
    with searching(changing) as searches:
        with pytest.raises(Unavailable, match="being made") as caught, searches.index(0.01):
            pass
        assert caught.value.retry_after
        changing.go.set()
        with searches.index(20) as index:
            assert find(index, "tide").total == 5


def test_data_that_change_while_they_are_indexed_are_indexed_anew() -> None:
    changing = Changing()
    changing.go.clear()
    with searching(changing) as searches:
        searches.begin()
        changing.name("Ebb", "2")
        changing.go.set()
        with searches.index(20) as index:
            assert titles(find(index, "ebb")) == ["Tide"]


def test_a_failure_is_told_and_tried_again() -> None:
    changing = Changing()
    changing.failure = Unavailable("Not now.")
    with searching(changing) as searches:
        with pytest.raises(Unavailable, match="Not now"), searches.index(20):
            pass
        changing.failure = None
        with searches.index(20) as index:
            assert find(index, "tide").total == 5


def test_the_index_of_another_servers_data_holds_while_it_took_to_be_made() -> None:
    changing = Changing()
    changing.version = "remote+0+1"
    now = [0.0]
    changing.go.clear()
    with searching(changing, lambda: now[0]) as searches:
        searches.begin()
        assert changing.asked.wait(20)
        now[0] = 100.0
        changing.go.set()
        with searches.index(20) as first:
            pass
        changing.version = "remote+0+2"
        now[0] = 150.0
        with searches.index(20) as same:
            assert same is first
        now[0] = 250.0
        with searches.index(20) as later:
            assert later is not first
        changing.version = "remote+1+2"  # written through us
        with searches.index(20) as new:
            assert new is not later


def test_a_python_without_fts5_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_TABLES", "CREATE VIRTUAL TABLE a USING nofts5(b);")
    with pytest.raises(Exception, match="without FTS5"):
        Index(engine())


def test_words_are_compared_without_accents_case_and_punctuation() -> None:
    assert plain("Łódź & Ærøskøbing — “Ñandú”!") == "lodz aeroskobing nandu"
    assert plain("a\0b_c\ud800d") == "a b c d"
    assert marked("Größe!", ["grosse"]) == [("Größe", True), ("!", False)]
    text = "word " * 100 + "needle " + "word " * 100
    pieces = excerpt(text, ["needle"])
    assert ("needle", True) in pieces
    assert len("".join(piece for piece, _ in pieces)) < 250
