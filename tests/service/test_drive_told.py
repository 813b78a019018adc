"""What pages tell of the shipped graph: each sentence says what its passages say, and no more."""

from __future__ import annotations

import json
import re

import pytest
from pyoxigraph import NamedNode

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.asking import asked_of
from cuegraph.service.library import load_questions
from cuegraph.service.portrait import SECTIONS
from cuegraph.service.wording import sentences
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE

QUESTIONS = load_questions(shipped("queries"))
FILM, MARTINEZ, JEWEL = "film/drive-2011", "person/cliff-martinez", "person/johnny-jewel"
SPIN, PAGE = "SPIN article on the Drive soundtrack", "Encyclopedia page on the Drive soundtrack"
PARAMETERS = {each.question: each.parameter for listed in SECTIONS.values() for each in listed}


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(assemble(shipped("data"), shipped("ontology")).quads)


def told(engine: MemoryEngine, question: str, thing: str) -> dict[str, set[str]]:
    """The sentences that a question tells of a thing, each with its places, the source in one word."""
    asked = QUESTIONS[question]
    assert asked.wording is not None
    answer = engine.query(
        Query(asked_of(asked, PARAMETERS[question], NamedNode(BASE + thing))), Wanted(name="json")
    )
    rows = json.loads(answer.whole())["results"]["bindings"]
    called = {f"{BASE}source/{each}-drive-soundtrack": f"the {each}" for each in ("encyclopedia", "spin")}
    short = re.compile(r".*/source/(\w+)[^#]*#char=")
    return {
        each.text: {short.sub(r"\1 ", citation) for citation in each.citations}
        for each in sentences(asked.wording, rows, called)
    }


def test_how_much_a_composer_wrote_is_told_by_the_source_that_says_so(engine: MemoryEngine) -> None:
    story = told(engine, "story-of-a-score", FILM)
    assert story["Cliff Martinez composed most of the score of Drive."] == {"encyclopedia 3282,3349"}
    assert story["Cliff Martinez composed the score of Drive."] == {"blog 932,955"}
    assert "Composed most of the score of Drive." in told(engine, "work-of-a-person", MARTINEZ)


def test_a_score_that_was_not_used_is_told_without_its_composer_twice(engine: MemoryEngine) -> None:
    assert "Johnny Jewel composed a score for Drive that was not used." in told(
        engine, "story-of-a-score", FILM
    )
    work = told(engine, "work-of-a-person", JEWEL)
    assert "Composed Johnny Jewel's score for Drive, which was not used." in work
    assert work["Is credited as mixer."] == {"encyclopedia 1630,1735"}


def test_each_role_and_each_task_of_a_person_has_its_sentence(engine: MemoryEngine) -> None:
    work = told(engine, "work-of-a-person", MARTINEZ)
    album = "Is credited on Drive (Original Motion Picture Soundtrack) as"
    assert work[f"{album} creator."] == {"spin 381,493"}
    assert work[f"{album} producer."] == {"encyclopedia 334,358"}
    assert work["Is credited on the score of Drive as composer (most of it)."] == {"encyclopedia 3282,3349"}
    replaced = "Was engaged for Drive to replace a composer, in place of Johnny Jewel (“ultimately”)."
    assert work[replaced] == {"encyclopedia 534,597"}
    assert work["Was engaged for Drive to imitate a style (“at the last minute”)."] == {
        "encyclopedia 2894,3028"
    }


def test_what_a_song_is_used_for_is_told_source_by_source(engine: MemoryEngine) -> None:
    songs = told(engine, "music-in-a-film", FILM)
    hero = {each: places for each, places in songs.items() if each.startswith("A Real Hero")}
    assert len(hero) == 3
    assert {frozenset(place.split()[0] for place in places) for places in hero.values()} == {
        frozenset({"encyclopedia"}),
        frozenset({"spin"}),
    }
    (love,) = (each for each in songs if each.startswith("Oh My Love"))
    assert f"(use: introduction); the reason given in {SPIN} by Nicolas Winding Refn, in our words:" in love
    (there, *_) = told(engine, "where-a-song-is-heard", "recording/oh-my-love")
    assert there.startswith(
        "Used in the film Drive (use: introduction); the reason given in the spin by Nicolas Winding Refn"
    )


def test_the_number_of_a_track_and_who_singles_it_out_are_told_by_who_says_so(engine: MemoryEngine) -> None:
    tracks = told(engine, "tracks-of-an-album", "album/drive-soundtrack")
    assert "Hammer; named as a highlight by James Christopher Monger." in tracks
    heard = told(engine, "where-a-song-is-heard", "recording/nightcall")
    assert heard["On the album Drive (Original Motion Picture Soundtrack), as number 1."] == {
        "encyclopedia 4567,4715"
    }


def test_words_of_one_source_for_a_part_are_not_told_of_another(engine: MemoryEngine) -> None:
    people = told(engine, "people-of-a-film", FILM)
    assert people["Ryan Gosling plays the Driver in Drive."] == {"blog 1145,1189"}
    assert people["Ryan Gosling plays the Driver in Drive (“unnamed stuntman/getaway driver”)."] == {
        "spin 91,147"
    }
    assert "The producers of Drive (unnamed) worked on the film as producer." in people


def test_an_award_that_names_no_film_says_why_it_stands_there(engine: MemoryEngine) -> None:
    awards = told(engine, "awards-around-a-film", FILM)
    for each in awards:
        assert "; result: left open by the source" in each
        assert ("; film: not named, here by our rule" in each) == each.startswith("Cliff Martinez")
    assert QUESTIONS["awards-around-a-film"].picture is not None
    assert "body" in QUESTIONS["awards-around-a-film"].picture.label


def test_models_are_told_with_a_verb_and_who_names_them(engine: MemoryEngine) -> None:
    models = told(engine, "influences-on-a-film", FILM)
    assert (
        "Nicolas Winding Refn names as a model for Drive: John Hughes (what is meant: entire songs)."
        in models
    )
    assert not [each for each in models if not re.search(r" (names|tells) ", each)]
    score = told(engine, "models-of-a-score", "score/drive")
    assert (
        f"{PAGE} names as a model: Chromatics and Glass Candy (what is meant: style and feel), "
        "at the wish of the studio of Drive (unnamed)."
    ) in score
    assert not [each for each in score if re.search(r"\.,|\.\.", each)]


def test_when_a_place_on_a_chart_was_reached_stands_alone(engine: MemoryEngine) -> None:
    places = told(engine, "chart-positions-of-an-album", "album/drive-soundtrack")
    assert "Number 4 at best on iTunes chart, in the source's words “prior to that”." in places
    assert places["Number 2 at best on Irish Compilation Albums, 2011\u20132012 (weekly chart, peak)."] == {
        "encyclopedia 5664,5703",
        "encyclopedia 5626,5663",
    }


def test_an_older_film_has_its_year_from_the_passage_that_states_it(engine: MemoryEngine) -> None:
    ((text, places),) = told(engine, "songs-from-older-films", FILM).items()
    assert text == "Oh My Love by Riz Ortolani comes from Goodbye Uncle Tom, of 1971 (faux-documentary)."
    assert "spin 2062,2152" in places
