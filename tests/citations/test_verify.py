"""Verification: what is sound passes, and each fault is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cuegraph.citations.texts import digest

if TYPE_CHECKING:
    from conftest import Bench

PAGE_FILE = "texts/harbour-page.txt"
AWARD_ROW = "514,577"
ISLAND = "311,346"


def recorded(bench: Bench, start: int, end: int, source: str = "harbour-page") -> str:
    """A passage's record, as a line for the graph of sources."""
    text = (bench.folder / f"texts/{source}.txt").read_text(encoding="utf-8")
    iri = f"<https://w3id.org/cuegraph/source/{source}#char={start},{end}>"
    return f'{iri} schema:sha256 "{digest(text[start:end])}" .'


def note(bench: Bench, line: str) -> None:
    """Adds a line to the graph of sources."""
    bench.edit("data/sources.trig", "graph/sources> {\n", f"graph/sources> {{\n    {line}\n")


def test_a_sound_folder_has_no_findings(bench: Bench) -> None:
    report = bench.verify()
    assert report.findings == ()
    assert (report.texts, report.passages, report.triples) == (2, 20, 58)
    assert (report.by_rule, report.leaning, report.excused, report.unsupported) == (57, 0, 1, 0)
    assert (report.median, report.longest) == (39, 78)


def test_one_wrong_offset_is_named(bench: Bench) -> None:
    for file in ("harbour-page", "sources"):
        path = bench.folder / f"data/{file}.trig"
        path.write_text(path.read_text(encoding="utf-8").replace("char=129,166>", "char=129,165>"), "utf-8")
    failure = bench.failure()
    assert failure.startswith("harbour-page#char=129,165: The passage is another text: its sha256 is ")
    assert bench.verify().by_rule == 54


def test_one_changed_character_is_named(bench: Bench) -> None:
    bench.edit(PAGE_FILE, "Quay Records", "Quai Records")
    text, passage = bench.failures()
    assert text.startswith("harbour-page: the text is another one: its sha256 is ")
    assert passage.startswith("harbour-page#char=167,243: The passage is another text")
    assert passage.endswith("The file is harbour-page.txt.")


def test_a_character_too_many_breaks_every_passage_behind_it(bench: Bench) -> None:
    bench.edit(PAGE_FILE, "\n\n| Award", "\n\n\n| Award")
    failures = bench.failures()
    assert "harbour-page: the text has 675 characters, recorded 674." in failures
    broken = {failure.partition(":")[0] for failure in failures if "another text" in failure}
    assert broken == {f"harbour-page#char={each}" for each in ("448,487", AWARD_ROW, "578,656", "658,673")}


def test_a_passage_out_of_bounds_is_named(bench: Bench) -> None:
    note(bench, '<https://w3id.org/cuegraph/source/veld-interview#char=150,999> schema:sha256 "00" .')
    assert bench.failures()[0] == (
        "veld-interview#char=150,999: The passage is out of bounds: char=150,999 of a text of 183 "
        "characters, veld-interview.txt."
    )


def test_an_open_or_broken_range_is_no_citation(bench: Bench) -> None:
    note(bench, '<https://w3id.org/cuegraph/source/veld-interview#char=145> schema:sha256 "00" .')
    note(bench, '<https://w3id.org/cuegraph/source/veld-interview#char=9,3> schema:sha256 "00" .')
    lines = "\n".join(bench.failures())
    assert "veld-interview#char=145: Citations are written char=START,END" in lines
    assert "veld-interview#char=9,3: The range ends before it starts." in lines


def test_a_passage_is_at_most_300_characters(bench: Bench) -> None:
    note(bench, recorded(bench, 0, 300))
    note(bench, recorded(bench, 0, 301))
    lines = bench.failures()
    assert "harbour-page#char=0,301: The passage has 301 characters; 300 are allowed." in lines
    assert not any("300 characters" in line for line in lines)


def test_a_cited_passage_needs_a_record(bench: Bench) -> None:
    bench.edit("data/sources.trig", recorded(bench, 129, 166), "")
    assert bench.failure() == (
        "harbour-page#char=129,166: No schema:sha256 is recorded for the passage in …/graph/sources."
    )


def test_a_recorded_passage_has_a_use(bench: Bench) -> None:
    note(bench, recorded(bench, 33, 47))
    assert bench.failure() == (
        "harbour-page#char=33,47: The passage is neither cited nor read with another, "
        "nor has it fm:statesNothing."
    )


def test_a_passage_that_states_nothing_is_not_cited(bench: Bench) -> None:
    note(bench, '<https://w3id.org/cuegraph/source/harbour-page#char=129,166> fm:statesNothing "no"@en .')
    assert bench.failure() == (
        "harbour-page#char=129,166: The passage has fm:statesNothing, and a graph cites it."
    )


def test_an_unsupported_triple_is_named_with_its_end(bench: Bench) -> None:
    bench.state("107,127", "film:harbour-lights fm:producer person:mona-ask .")
    assert bench.failure() == (
        "harbour-page#char=107,127: 'Harbour Lights (film)' fm:producer 'Mona Ask': "
        "the object 'Mona Ask' is not found."
    )


def test_a_literal_that_the_passage_does_not_hold_is_named(bench: Bench) -> None:
    bench.edit("data/harbour-page.trig", '"1999-03-03"', '"1999-03-04"')
    failure = bench.failure()
    assert failure.endswith('the object "1999-03-04"^^xsd:date is not found.')


def test_an_expression_stands_for_a_thing_only_beside_its_name(bench: Bench) -> None:
    link = "<https://w3id.org/cuegraph/source/harbour-page#char=244,305> fm:readWith"
    bench.edit(
        "data/sources.trig", f"    {link} <https://w3id.org/cuegraph/source/harbour-page#char=33,71> .\n", ""
    )
    assert bench.failure().startswith(
        "harbour-page#char=244,305: 'Harbour Lights on the Coastal Albums Chart' fm:chartedItem "
        "'Harbour Lights (album)': the object 'Harbour Lights (album)' is not found."
    )


def test_one_end_has_to_be_in_the_passage_itself(bench: Bench) -> None:
    bench.state(ISLAND, "album:harbour-lights fm:kind album:harbour-lights .")
    assert bench.failure() == (
        f"harbour-page#char={ISLAND}: 'Harbour Lights (album)' fm:kind 'Harbour Lights (album)': what it "
        "links is found in the passages read with, but nothing of it in the passage itself."
    )


def test_the_source_is_not_the_end_in_the_passage(bench: Bench) -> None:
    bench.state("0,28", "source:veld-interview fm:mentions organization:tidewater-post .", "veld-interview")
    failure = bench.failure()
    assert failure.endswith("the object 'Tidewater Post' is not found.")


def test_a_nameless_node_fails_when_one_of_its_links_does(bench: Bench) -> None:
    bench.state(AWARD_ROW, "award-entry:northern fm:recipient person:bo-lind .")
    assert bench.failure() == (
        f"harbour-page#char={AWARD_ROW}: 'Veld at the Northern Film Guild' fm:recipient 'Bo Lind': "
        "the object 'Bo Lind' is not found. 3 more of its node's triples fail with it."
    )
    assert bench.verify().unsupported == 4


def test_a_nameless_node_needs_two_links(bench: Bench) -> None:
    bench.edit("data/veld-interview.trig", "fm:about concept:score ; ", "")
    assert bench.failure() == (
        "veld-interview#char=29,68: 'Veld's fog' fm:holder 'Tomas Veld': the subject 'Veld's fog' has "
        "no name in the sources and fewer than two links in this graph. "
        "1 more of its node's triples fail with it."
    )


def test_a_link_to_the_source_is_no_second_link(bench: Bench) -> None:
    bench.edit("data/veld-interview.trig", "fm:about concept:score", "fm:about source:veld-interview")
    assert len(bench.failures()) == 1


def test_nameless_nodes_that_only_know_each_other_are_not_found(bench: Bench) -> None:
    bench.state(AWARD_ROW, "credit:veld-score fm:a statement:veld-fog ; fm:b statement:veld-fog .")
    assert bench.verify().unsupported == 2


def test_a_nameless_node_is_found_by_the_links_of_its_neighbour(bench: Bench) -> None:
    bench.state(AWARD_ROW, "statement:veld-fog fm:about award-entry:northern ; fm:holder person:tomas-veld .")
    assert bench.failures() == []


def test_a_paraphrase_needs_its_subject_only(bench: Bench) -> None:
    bench.state("129,166", 'person:tomas-veld fm:paraphrase "Words that stand nowhere."@en .')
    bench.state("107,127", 'person:tomas-veld fm:paraphrase "Words that stand nowhere."@en .')
    failure = bench.failure()
    assert failure.startswith("harbour-page#char=107,127: 'Tomas Veld' fm:paraphrase")


def test_a_thing_without_any_name_is_not_found(bench: Bench) -> None:
    bench.state("129,166", "person:tomas-veld fm:wrote recording:nowhere .")
    failure = bench.failure()
    assert failure.endswith("the object recording:nowhere has no name to look for.")


def test_an_unneeded_passage_to_read_with_is_named(bench: Bench) -> None:
    source = "https://w3id.org/cuegraph/source/harbour-page"
    note(bench, f"<{source}#char=129,166> fm:readWith <{source}#char=33,71> .")
    assert bench.failure() == (
        "harbour-page#char=129,166: It need not be read with <harbour-page#char=33,71>: every triple is as "
        "well supported without."
    )


def test_a_broken_passage_is_not_told_to_be_unneeded(bench: Bench) -> None:
    source = "https://w3id.org/cuegraph/source/harbour-page"
    iri = f"<{source}#char=33,71>"
    note(bench, f"<{source}#char=129,166> fm:readWith {iri} .")
    sources = bench.folder / "data" / "sources.trig"
    lines = sources.read_text(encoding="utf-8").splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.strip().startswith(f"{iri} schema:sha256")]
    lines[at] = f'{iri} schema:sha256 "00" .'
    sources.write_text("\n".join(lines), encoding="utf-8")
    told = bench.failures()
    assert any("harbour-page#char=33,71: The passage is another text" in each for each in told)
    assert not any("need not be read with" in each for each in told)


def test_a_needed_passage_to_read_with_is_missed(bench: Bench) -> None:
    line = recorded(bench, 58, 68, "veld-interview").partition(" ")[0]
    bench.edit("data/sources.trig", f"fm:readWith {line}", "schema:size 1")
    lines = bench.failures()
    assert any("#char=69,106: 'Tomas Veld' fm:sketches" in each for each in lines)
    assert any(each.startswith("veld-interview#char=58,68: The passage is neither") for each in lines)


def test_a_passage_is_not_read_with_another_source(bench: Bench) -> None:
    one, other = "harbour-page#char=129,166", "veld-interview#char=0,28"
    base = "https://w3id.org/cuegraph/source/"
    note(bench, f"<{base}{one}> fm:readWith <{base}{other}> .")
    assert bench.failures() == [f"{one}: It is read with <{other}>, no passage of its own source."]


def excuse(bench: Bench, row: str) -> None:
    """Adds a row to the exceptions."""
    with (bench.folder / "data/unsupported.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")


def test_an_exception_whose_triple_is_gone_is_stale(bench: Bench) -> None:
    excuse(bench, '"source:veld-interview#char=0,28",person:ida-renn,fm:met,person:bo-lind,"unclear"')
    failure = bench.failure()
    assert "unsupported.csv:3: Stale: no such triple is stated" in failure
    assert "'Ida Renn' fm:met 'Bo Lind'" in failure


def test_an_exception_that_a_rule_finds_is_stale(bench: Bench) -> None:
    excuse(bench, '"source:veld-interview#char=0,28",person:tomas-veld,fm:met,person:ida-renn,"unclear"')
    failure = bench.failure()
    assert "Stale: a rule finds this triple" in failure


def test_an_exception_that_is_taken_away_is_missed(bench: Bench) -> None:
    (bench.folder / "data/unsupported.csv").unlink()
    failure = bench.failure()
    assert failure.endswith("the subject 'the production company' is not found.")


def test_the_triples_beside_an_excused_link_lean_on_it(bench: Bench) -> None:
    bench.edit("data/veld-interview.trig", "fm:about concept:score ; ", "")
    excuse(
        bench, '"source:veld-interview#char=29,68",statement:veld-fog,fm:holder,person:tomas-veld,"too short"'
    )
    report = bench.verify()
    assert report.findings == ()
    assert (report.excused, report.leaning) == (2, 1)


def test_no_more_than_five_in_a_hundred_are_excused(bench: Bench) -> None:
    bench.state("0,28", "person:tomas-veld fm:met person:mona-ask , person:bo-lind .", "veld-interview")
    for person in ("mona-ask", "bo-lind"):
        excuse(bench, f'"source:veld-interview#char=0,28",person:tomas-veld,fm:met,person:{person},"why"')
    assert bench.failures() == []
    bench.state("0,28", "person:ida-renn fm:met person:bo-lind .", "veld-interview")
    excuse(bench, '"source:veld-interview#char=0,28",person:ida-renn,fm:met,person:bo-lind,"why"')
    assert bench.failures() == ["unsupported.csv: 4 of 61 cited triples are excused, more than 5%."]


def test_the_rate_of_moves(bench: Bench) -> None:
    mutations = bench.mutate()
    page, interview = mutations.by_source.values()
    assert (page.tried, page.caught) == (414, 411)
    assert (interview.tried, interview.caught) == (48, 48)
    assert mutations.all.rate == pytest.approx(459 / 462)
    worst = [
        (graph.partition("#")[2], fact, moves.tried - moves.caught)
        for graph, fact, moves in mutations.worst(10)
    ]
    assert [(place, fact.predicate.value.rpartition("#")[2], missed) for place, fact, missed in worst] == [
        ("char=129,166", "label", 1),
        ("char=33,105", "label", 1),
        ("char=33,105", "soundtrackOf", 1),
    ]


def test_a_graph_that_holds_the_triple_is_no_target(bench: Bench) -> None:
    before = bench.mutate().all.tried
    bench.state("578,656", 'person:tomas-veld rdfs:label "Tomas Veld" .')
    # The label stands in two graphs of ten now: each copy has one target less, and there is one copy more.
    assert bench.mutate().all.tried == before - 1 + 8
