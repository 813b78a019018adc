"""Search for names and texts on an invented dataset; and on engines that give little at once."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, DeadlinePassed, OverLimit
from cuegraph.links.words import plain
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service import filling
from cuegraph.service.harvest import read_names
from cuegraph.service.index import Index
from cuegraph.service.search import LONGEST, Found, find
from cuegraph.service.spelling import excerpt, marked

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


def test_a_python_without_fts5_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_TABLES", "CREATE VIRTUAL TABLE a USING nofts5(b);")
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


def test_of_names_with_all_words_the_shorter_come_first(made: Index) -> None:
    assert titles(find(made, "vale")) == ["Bea Vale", "Ben Vale"]
    assert titles(find(made, "the"))[0] == "Tide"  # "The Tyde, a picture" begins with it


def test_words_that_are_typed_again_count_once(made: Index) -> None:
    assert titles(find(made, "low low tide low")) == titles(find(made, "tide low")) == ["Low Tide"]
    assert titles(find(made, "tide " * 50))[0] == "Tide"


def test_terms_of_the_vocabulary_come_after_things_and_are_called_plainly(tmp_path: Path) -> None:
    trig = """
    BASE <https://w3id.org/cuegraph/>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    <award-body/moor> a <ns#Body> ; skos:prefLabel "The Moor Society's yearly award" .
    <shape/award> a sh:NodeShape ; skos:prefLabel "award" .
    <ns#award> a owl:ObjectProperty ; skos:prefLabel "award" .
    """
    index = Index(MemoryEngine(parse(trig, format=RdfFormat.TRIG)), tmp_path)
    first, *rest = (each.kind for each in find(index, "award").hits)
    assert (first, sorted(rest)) == ("body", ["property", "rule"])
    index.close()
