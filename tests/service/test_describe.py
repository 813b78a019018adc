"""What is told of a thing: facts of citation graphs and nothing else."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from cuegraph.citations.record import read_record
from cuegraph.errors import NotFound
from cuegraph.service.describe import Description, describe
from cuegraph.service.lookup import Names, shorten
from cuegraph.service.quote import quotations
from cuegraph.vocabulary import BASE, CURATION, DCTERMS, INFERRED

FILM = NamedNode(BASE + "film/night-drive")
ADA = NamedNode(BASE + "person/ada-example")
RELEASE = NamedNode(BASE + "release/night-drive-first")
NOTES = BASE + "source/harbour-notes"
LETTER = BASE + "source/letter"


def told(description: Description) -> list[str]:
    return [
        f"{shorten(passage.citation)} {fact.subject.text} {fact.property.text}: {fact.value.text}"
        for section in description.sections
        for passage in section.passages
        for fact in passage.facts
    ]


def test_facts_come_by_source_and_in_the_order_of_the_text(store: Store, names: Names) -> None:
    assert told(describe(store, names, ADA)) == [
        "letter#char=0,51 Ada Example called: Ada Example",
        "letter#char=0,51 Night Drive composer: Ada Example",
        "harbour-notes#char=17,61 Ada Example called: Ada Example",
        "harbour-notes#char=17,61 Night Drive director: Ada Example",
        "harbour-notes#char=162,218 Entry for Best Score, Harbour Awards category: Best Score",
        "harbour-notes#char=162,218 Entry for Best Score, Harbour Awards ceremony: Harbour Awards 2001",
        "harbour-notes#char=162,218 Entry for Best Score, Harbour Awards recipient: Ada Example",
        "harbour-notes#char=162,218 Harbour Awards 2001 award body: Harbour Awards",
        "harbour-notes#char=162,218 Harbour Awards 2001 date: 2001-03-03",
    ]


def test_everything_told_is_a_triple_of_the_citation_graph_that_is_named(store: Store, names: Names) -> None:
    for thing in (FILM, ADA, RELEASE):
        for section in describe(store, names, thing).sections:
            for passage in section.passages:
                graph = NamedNode(passage.citation)
                stated = {
                    (quad.subject.value, quad.predicate.value, getattr(quad.object, "value", ""))
                    for quad in store.quads_for_pattern(None, None, None, graph)
                }
                for fact in passage.facts:
                    value = fact.value.iri or fact.value.text
                    assert (fact.subject.iri, fact.property.iri, value) in stated


def test_what_is_not_in_a_citation_graph_is_not_told(store: Store, names: Names) -> None:
    more = Store()
    more.extend(store)
    note = Literal("nobody says so")
    more.extend([Quad(FILM, DCTERMS.date, note, graph) for graph in (CURATION, INFERRED)])
    more.add(Quad(FILM, DCTERMS.date, note))
    assert told(describe(more, names, FILM)) == told(describe(store, names, FILM))


def test_a_thing_with_a_name_of_its_own_is_not_told_with_another(store: Store, names: Names) -> None:
    facts = told(describe(store, names, NamedNode(BASE + "label/blue-hour")))
    assert facts[0].endswith("Blue Hour called: Blue Hour")
    assert any(fact.endswith("First release of the soundtrack record label: Blue Hour") for fact in facts)
    assert not any("Ada Example" in fact or "1999" in fact for fact in facts)


def test_values_that_differ_stand_side_by_side_with_their_citations(store: Store, names: Names) -> None:
    (difference,) = describe(store, names, RELEASE).differences
    assert (difference.subject.iri, difference.property.text) == (RELEASE.value, "issued")
    assert [(value.text, cited) for value, cited in difference.values] == [
        ("2000-06", (f"{NOTES}#char=62,107",)),
        ("2000-06-05", (f"{NOTES}#char=108,161",)),
    ]


def test_a_property_that_may_have_several_values_makes_no_difference(store: Store, names: Names) -> None:
    more = Store()
    more.extend(store)
    graph = NamedNode(f"{LETTER}#char=0,51")
    more.add(Quad(FILM, DCTERMS.date, Literal("another"), graph))
    subjects = [each.subject.iri for each in describe(more, names, FILM).differences]
    assert subjects == [RELEASE.value]


def test_a_comparison_is_told_of_what_it_names_and_of_what_all_its_passages_speak_of(
    store: Store, names: Names
) -> None:
    (compared,) = describe(store, names, ADA).comparisons
    assert compared.comparison.text == "What Ada Example did"
    assert compared.note == "One source calls her the director, the other the composer."
    assert compared.citations == (f"{NOTES}#char=17,61", f"{LETTER}#char=0,51")
    assert describe(store, names, FILM).comparisons == (compared,)
    assert describe(store, names, RELEASE).comparisons == ()


def test_an_iri_of_nothing_is_not_found(store: Store, names: Names) -> None:
    with pytest.raises(NotFound, match="does not hold"):
        describe(store, names, NamedNode(BASE + "film/none"))


def test_passages_are_quoted_and_compared_with_their_digests(
    store: Store, names: Names, night_drive: Path, tmp_path: Path
) -> None:
    sources = read_record(store).sources
    description = describe(store, names, FILM)
    quoted, missing = quotations(description, sources, night_drive / "texts")
    assert not missing
    assert quoted[f"{NOTES}#char=17,61"].text == "Night Drive (1999) is a film by Ada Example."
    assert quoted[f"{NOTES}#char=17,35"].text == "Night Drive (1999)"  # only read with another
    assert all(each.intact for each in quoted.values())

    text = (night_drive / "texts" / "harbour-notes.txt").read_text("utf-8")
    (tmp_path / "harbour-notes.txt").write_text(text.replace("(1999)", "(1998)"), "utf-8")
    quoted, missing = quotations(description, sources, tmp_path)
    assert {citation for citation, each in quoted.items() if not each.intact} == {
        f"{NOTES}#char=17,61",
        f"{NOTES}#char=17,35",
    }
    assert [error.where for error in missing] == [LETTER]
