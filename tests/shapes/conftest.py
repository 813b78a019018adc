"""The shapes and the ontology as shipped, and an invented graph in which nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable  # noqa: TC003 (pytest reads the annotations of fixtures)
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from cuegraph.shapes.evidence import Evidence
from cuegraph.shapes.index import Index
from cuegraph.shapes.report import Finding, findings
from cuegraph.shapes.run import run
from cuegraph.vocabulary import BASE, RDF, RDFS, SH, prefixes

HERE = Path(__file__).parent
SHAPES = BASE + "shapes"

Triples: TypeAlias = list[Triple]
Statement: TypeAlias = Triple | tuple[Quad, str]


def _triples(path: Path) -> Triples:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def shapes(root: Path) -> Triples:
    """The shipped shapes."""
    return _triples(root / "ontology" / "shapes.ttl")


@pytest.fixture(scope="session")
def ontology(root: Path) -> Triples:
    """The shipped terms."""
    return _triples(root / "ontology" / "filmmusic.ttl")


@pytest.fixture(scope="session")
def base() -> Triples:
    """The invented graph in which nothing is wrong."""
    return _triples(HERE / "base.ttl")


@pytest.fixture(scope="session")
def turtle() -> Callable[[str], Triples]:
    """Reads Turtle that uses the project's prefixes, and ``ex:`` and ``sh:``, without declaring them."""
    known = prefixes() | {"ex": "http://example.org/", "sh": SH.iri}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in known.items())
    return lambda text: [quad.triple for quad in parse(head + text, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def only(shapes: Triples) -> Callable[[str], Triples]:
    """The part of the shapes by which one shape is run: all it refers to, and the targets of its classes."""
    index = Index(shapes)
    by_subject: dict[object, Triples] = {}
    for triple in shapes:
        by_subject.setdefault(triple.subject, []).append(triple)

    def part(name: str) -> Triples:
        wanted = NamedNode(f"{SHAPES}#{name}")
        kept = {
            triple
            for user in index.subjects(SH.property, wanted)
            for triple in by_subject[user]
            if triple.predicate in {RDF.type, SH.targetClass} or triple.object == wanted
        }
        ahead: list[object] = [wanted]
        seen: set[object] = set()
        while ahead:
            node = ahead.pop()
            if node in seen:
                continue
            seen.add(node)
            found = by_subject.get(node, [])
            kept.update(found)
            ahead += [triple.object for triple in found if isinstance(triple.object, BlankNode | NamedNode)]
        return sorted(kept, key=str)

    return part


@pytest.fixture(scope="session")
def check(shapes: Triples, ontology: Triples) -> Callable[..., tuple[Finding, ...]]:
    """Gives the findings on triples, or on quads with their files, by the shipped shapes or by others."""
    hierarchy = [triple for triple in ontology if triple.predicate == RDFS.subClassOf]

    def found(data: Iterable[Statement], by: Iterable[Triple] | None = None) -> tuple[Finding, ...]:
        quads = [(Quad(*each), "") if isinstance(each, Triple) else each for each in data]
        chosen = shapes if by is None else list(by)
        report = run([*(quad.triple for quad, _ in quads), *hierarchy], chosen)
        return findings(
            report, shapes=Index([*shapes, *chosen]), ontology=Index(ontology), evidence=Evidence(quads)
        )

    return found
