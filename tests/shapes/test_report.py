"""Findings with their citations and files, and the three forms of the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from cuegraph.shapes.report import as_json, as_text, as_turtle
from cuegraph.shapes.run import run
from cuegraph.vocabulary import CURATION, RDF, RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.shapes.report import Finding

NOTES = "https://w3id.org/cuegraph/source/notes#char="
LETTER = "https://w3id.org/cuegraph/source/letter#char="


@pytest.fixture
def cited(base: list[Triple], turtle: Callable[[str], list[Triple]]) -> list[tuple[Quad, str]]:
    """The invented graph as curation, and beside it three citation graphs of two files."""
    quads = [(Quad(*triple, CURATION), "curation.trig") for triple in base]
    for graph, file, text in (
        (NOTES + "100,140", "notes.trig:4", "release:harbour-vinyl fm:marketedBy organization:radio-north ."),
        (LETTER + "0,30", "letter.trig:1", "release:harbour-vinyl fm:marketedBy label:anchor ."),
        (LETTER + "40,60", "letter.trig:9", "release:harbour-vinyl fm:marketedBy label:anchor ."),
    ):
        quads += [(Quad(*triple, NamedNode(graph)), file) for triple in turtle(text)]
    return quads


def test_a_second_value_names_the_sources_of_both(
    check: Callable[..., tuple[Finding, ...]], cited: list[tuple[Quad, str]]
) -> None:
    (found,) = check(cited)
    assert found.severity == "warning"
    assert found.sentence == (
        "The release 'Harbour, vinyl edition' has two marketing companies: 'Anchor Records' "
        "(letter#char=0,30, letter#char=40,60) and 'Radio North' (notes#char=100,140)."
    )
    assert found.citations == (LETTER + "0,30", LETTER + "40,60", NOTES + "100,140")
    assert found.files == ("letter.trig:1", "letter.trig:9", "notes.trig:4")
    assert found.focus == "https://w3id.org/cuegraph/release/harbour-vinyl"
    assert found.path == "https://w3id.org/cuegraph/ns#marketedBy"
    assert found.values == (
        "https://w3id.org/cuegraph/label/anchor",
        "https://w3id.org/cuegraph/organization/radio-north",
    )
    assert found.shape == "https://w3id.org/cuegraph/shapes#one-marketedBy"


def test_a_wrong_value_names_only_the_citations_that_hold_it(
    check: Callable[..., tuple[Finding, ...]],
    cited: list[tuple[Quad, str]],
    turtle: Callable[[str], list[Triple]],
) -> None:
    wrong = turtle("release:harbour-vinyl fm:recordLabel place:quay .")
    graph = NamedNode(NOTES + "150,160")
    found = check([*cited[:-2], *((Quad(*triple, graph), "notes.trig:30") for triple in wrong)])
    assert [(each.values, each.citations, each.files) for each in found] == [
        (("https://w3id.org/cuegraph/place/quay",), (NOTES + "150,160",), ("notes.trig:30",))
    ]


def test_a_property_of_the_wrong_thing_names_the_citation_that_says_it(
    check: Callable[..., tuple[Finding, ...]],
    cited: list[tuple[Quad, str]],
    turtle: Callable[[str], list[Triple]],
) -> None:
    wrong = turtle("place:quay fm:carrier concept:vinyl .")
    found = check(
        [*cited[:-2], *((Quad(*triple, NamedNode(NOTES + "9,12")), "notes.trig:2") for triple in wrong)]
    )
    assert [each.citations for each in found] == [(NOTES + "9,12",)]


def test_a_missing_value_names_the_citations_that_speak_of_the_node(
    check: Callable[..., tuple[Finding, ...]],
    cited: list[tuple[Quad, str]],
    turtle: Callable[[str], list[Triple]],
) -> None:
    (gone,) = turtle("release:harbour-vinyl fm:releaseOf album:harbour .")
    (found,) = check([pair for pair in cited[:-2] if pair[0].triple != gone])
    assert found.sentence == "The release 'Harbour, vinyl edition' has no album."
    assert (found.values, found.citations, found.files) == ((), (NOTES + "100,140",), ("notes.trig:4",))


def test_of_what_only_curation_speaks_the_file_is_named(
    check: Callable[..., tuple[Finding, ...]],
    cited: list[tuple[Quad, str]],
    turtle: Callable[[str], list[Triple]],
) -> None:
    (gone,) = turtle("track:harbour-2 fm:recording recording:low-tide .")
    (found,) = check([pair for pair in cited[:-2] if pair[0].triple != gone])
    assert (found.citations, found.files) == ((), ("curation.trig",))


def test_errors_come_before_warnings_and_each_once(
    check: Callable[..., tuple[Finding, ...]],
    cited: list[tuple[Quad, str]],
    turtle: Callable[[str], list[Triple]],
) -> None:
    extra = turtle("track:harbour-1 fm:trackNumber 0 .")
    found = check([*cited, *((Quad(*triple, DefaultGraph()), "more.ttl") for triple in extra)])
    assert [each.severity for each in found] == ["error", "warning", "warning"]


def test_the_text_gives_sentence_files_and_citations(
    check: Callable[..., tuple[Finding, ...]], cited: list[tuple[Quad, str]]
) -> None:
    told = as_text(check(cited)).splitlines()
    assert told[0].startswith("warning: The release 'Harbour, vinyl edition' has two marketing companies: ")
    assert told[1:] == [
        "  in letter.trig:1",
        "  in letter.trig:9",
        "  in notes.trig:4",
        f"  at {LETTER}0,30",
        f"  at {LETTER}40,60",
        f"  at {NOTES}100,140",
    ]
    assert as_text(()) == ""


def test_the_json_gives_every_part(
    check: Callable[..., tuple[Finding, ...]], cited: list[tuple[Quad, str]]
) -> None:
    (found,) = check(cited)
    (told,) = json.loads(as_json([found]))
    assert list(told) == ["severity", "sentence", "focus", "path", "values", "citations", "files", "shape"]
    assert told == {
        "severity": found.severity,
        "sentence": found.sentence,
        "focus": found.focus,
        "path": found.path,
        "values": list(found.values),
        "citations": list(found.citations),
        "files": list(found.files),
        "shape": found.shape,
    }
    assert json.loads(as_json(())) == []


def test_the_turtle_is_the_report_graph(
    shapes: list[Triple],
    ontology: list[Triple],
    base: list[Triple],
    turtle: Callable[[str], list[Triple]],
) -> None:
    hierarchy = [triple for triple in ontology if triple.predicate == RDFS.subClassOf]
    wrong = turtle("chart-entry:harbour fm:position 0 ; fm:carrier concept:vinyl .")
    report = run([*base, *wrong, *hierarchy], shapes)
    told = as_turtle(report)
    read = [quad.triple for quad in parse(told, format=RdfFormat.TURTLE)]
    nodes = [triple.subject for triple in read if triple.object == SH.ValidationResult]
    assert len(nodes) == 3
    assert {str(triple.object) for triple in read if triple.predicate == SH.sourceShape} == {
        f"<https://w3id.org/cuegraph/shapes#{name}>"
        for name in ("position", "carrier-domain", "one-position")
    }
    assert [triple.object.value for triple in read if triple.predicate == SH.conforms] == ["false"]
    assert sorted(str(triple.predicate) for triple in report) == sorted(
        str(triple.predicate) for triple in read
    )


def test_the_turtle_of_a_valid_graph_conforms() -> None:
    told = as_turtle(run((), ()))
    assert {
        str(quad.object) for quad in parse(told, format=RdfFormat.TURTLE) if quad.predicate != RDF.type
    } == {'"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'}


def test_the_report_is_the_same_in_processes_with_other_hash_seeds(root: os.PathLike[str]) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from cuegraph.service.check import check_files\n"
        "from cuegraph.shapes.report import as_json, as_turtle\n"
        "found = check_files([Path(sys.argv[1])], Path(sys.argv[2]))\n"
        "print(as_turtle(found.report), as_json(found.findings))\n"
    )
    base = os.path.join(root, "tests", "shapes", "broken.ttl")  # noqa: PTH118 (a fixture gives the folder)
    told = [
        subprocess.run(
            [sys.executable, "-c", script, base, os.path.join(root, "ontology")],  # noqa: PTH118
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert told[0].count(b"sh:resultSeverity") == 4
