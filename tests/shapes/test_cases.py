"""Every shape: broken in the invented graph it says exactly its sentence, mended nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pyoxigraph import NamedNode, Triple

from cuegraph.shapes.index import Index
from cuegraph.shapes.sentences import SENTENCES
from cuegraph.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.shapes.report import Finding

SHAPES = "https://w3id.org/cuegraph/shapes#"
CASES: dict[str, dict[str, Any]] = {
    name: case
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for name, case in yaml.safe_load(file.read_text("utf-8")).items()
}
CONSTRAINTS = {
    "class": "Class",
    "datatype": "Datatype",
    "hasValue": "HasValue",
    "maxCount": "MaxCount",
    "minCount": "MinCount",
    "minInclusive": "MinInclusive",
    "node": "Node",
    "nodeKind": "NodeKind",
    "or": "Or",
    "pattern": "Pattern",
    "sparql": "SPARQL",
    "uniqueLang": "UniqueLang",
}
"""Each constraint parameter that the shapes use, and the name of its component."""

NO_CONSTRAINTS = {
    "declare", "message", "name", "namespace", "path", "prefix", "prefixes", "property", "select", "severity",
    "targetClass", "targetSubjectsOf", "inversePath", "alternativePath",
}  # fmt: skip


def without(data: list[Triple], removed: list[Triple]) -> list[Triple]:
    """The data without any value of the nodes' properties."""
    gone = {(triple.subject, triple.predicate) for triple in removed}
    kept = [triple for triple in data if (triple.subject, triple.predicate) not in gone]
    assert len(kept) < len(data), "the case takes away what is not there"
    return kept


def removals(case: dict[str, Any]) -> list[str]:
    found = case.get("remove", [])
    return [found] if isinstance(found, str) else found


def reportable(index: Index) -> set[str]:
    """The shapes that can stand in a report: with a target or used by a class, and with a constraint."""
    nodes = {*index.subjects(RDF.type, SH.NodeShape), *index.subjects(RDF.type, SH.PropertyShape)}
    aimed = {
        node for node in nodes if index.one(node, SH.targetClass) or index.one(node, SH.targetSubjectsOf)
    }
    aimed |= {each for node in aimed for each in index.objects(node, SH.property)}  # type: ignore[misc]
    return {
        node.value.removeprefix(SHAPES)
        for node in aimed
        if any(index.one(node, SH[parameter]) is not None for parameter in CONSTRAINTS)
    }


def test_nothing_is_wrong_in_the_invented_graph(
    check: Callable[..., tuple[Finding, ...]], base: list[Triple]
) -> None:
    assert check(base) == ()


def test_every_shape_has_a_case(shapes: list[Triple]) -> None:
    assert reportable(Index(shapes)) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_shape_says_its_sentence(
    name: str,
    check: Callable[..., tuple[Finding, ...]],
    base: list[Triple],
    turtle: Callable[[str], list[Triple]],
    only: Callable[[str], list[Triple]],
) -> None:
    case = CASES[name]
    data = base
    for each in removals(case):
        data = without(data, turtle(f'{each} "" .'))
    found = check(data + turtle(case.get("add", "")), only(name))
    assert [each.sentence for each in found] == [case["says"]]
    assert [each.severity for each in found] == [case.get("severity", "error")]
    assert [each.shape for each in found] == [SHAPES + name]


def test_what_a_source_leaves_open_is_not_required(
    check: Callable[..., tuple[Finding, ...]],
    base: list[Triple],
    shapes: list[Triple],
    turtle: Callable[[str], list[Triple]],
) -> None:
    index = Index(shapes)
    data = base
    left_open = 0
    for shape in index.subjects(SH.sparql, NamedNode(SHAPES + "stated-or-left-open")):
        (removed,) = removals(CASES[shape.value.removeprefix(SHAPES)])
        node, path = removed.split(" ")
        data = without(data, turtle(f'{removed} "" .')) + turtle(f"{node} fm:leavesOpen {path} .")
        left_open += 1
    assert left_open > 20
    assert check(data) == ()


def test_the_data_may_leave_only_that_open_which_the_source_leaves_open(
    check: Callable[..., tuple[Finding, ...]], base: list[Triple], turtle: Callable[[str], list[Triple]]
) -> None:
    data = without(base, turtle('award-entry:best-song fm:leavesOpen "" .'))
    data += turtle("award-entry:best-song fm:leavesOpen fm:result .")
    assert [each.sentence for each in check(data)] == [
        "The award entry 'Best Song, Lantern Prize 1999' has no recipient."
    ]


def test_every_parameter_of_the_shapes_is_known_and_its_component_has_a_sentence(
    shapes: list[Triple],
) -> None:
    used = {
        triple.predicate.value.removeprefix(SH.iri)
        for triple in shapes
        if triple.predicate.value.startswith(SH.iri)
    }
    assert used - NO_CONSTRAINTS == set(CONSTRAINTS)
    assert {SH[f"{name}ConstraintComponent"] for name in CONSTRAINTS.values()} <= set(SENTENCES)


def test_every_shape_is_named_by_an_iri(shapes: list[Triple]) -> None:
    index = Index(shapes)
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        assert all(isinstance(node, NamedNode) for node in index.subjects(RDF.type, kind))


def test_every_shape_is_used(shapes: list[Triple]) -> None:
    index = Index(shapes)
    named = {
        node
        for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
        for node in index.subjects(RDF.type, kind)
    }
    mentioned = {triple.object for triple in shapes}
    aimed = {triple.subject for triple in shapes if triple.predicate in {SH.targetClass, SH.targetSubjectsOf}}
    assert named - mentioned - aimed == set()


def test_no_constraint_asks_for_graphs(shapes: list[Triple]) -> None:
    index = Index(shapes)
    asked = [index.text(node, SH.select) for node in index.subjects(RDF.type, SH.SPARQLConstraint)]
    assert asked
    assert not any("GRAPH" in text.upper() for text in asked)
