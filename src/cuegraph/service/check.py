"""Check: the shapes run over the graph, each finding joined with the citations and files that it is about."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat

from cuegraph.errors import BadInput
from cuegraph.graph.assemble import assemble
from cuegraph.graph.evidence import check_citations, describe_passages
from cuegraph.graph.read import files_of, parse_file, read_files, read_ontology
from cuegraph.shapes.evidence import Evidence
from cuegraph.shapes.index import Index
from cuegraph.shapes.report import Finding, findings
from cuegraph.shapes.run import run
from cuegraph.shapes.terms import undeclared
from cuegraph.vocabulary import CONCEPTS, DATASET, FM, INFERRED, ONTOLOGY, RDF, RDFS, is_citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

FORMATS: dict[str, RdfFormat] = {
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".nq": RdfFormat.N_QUADS,
}
"""The files that can be checked, by the ending of their names."""


@dataclass(frozen=True)
class Check:
    """The outcome of a check.

    Attributes:
        findings: what is wrong, errors first; empty when nothing is.
        report: the triples of the SHACL validation report.
        size: how many triples were checked, the concepts among them.
    """

    findings: tuple[Finding, ...]
    report: tuple[Triple, ...]
    size: int

    def count(self, severity: str) -> int:
        """How many findings are of a severity: ``error``, ``warning`` or ``info``."""
        return sum(each.severity == severity for each in self.findings)


def check(data: Path, ontology: Path) -> Check:
    """Check a folder of data: its default graph as the build makes it, and what it says of its sources.

    Args:
        data: the folder with the TriG files.
        ontology: the folder with the ontology's four files.

    Raises:
        InvalidData: a file is missing or broken, or the shapes cannot be run.
    """
    places = files_of(data)
    read: dict[Quad, set[str]] = {}
    for quad, file in read_files(data):
        cited = places.get(_name(quad.graph_name), ()) if is_citation(_name(quad.graph_name)) else ()
        opened = {str(each) for each in cited if os.fspath(each.file) == file}
        read.setdefault(quad, set()).update(opened or {file})
    found: list[tuple[Quad, str]] = []
    for quad in assemble(data, ontology).quads:
        where = read.get(quad, set())
        if quad.graph_name == CONCEPTS:
            where = {os.fspath(ontology / "concepts.ttl")}
        elif (quad.predicate, quad.object) == (RDF.type, FM.Passage):  # which the build says of each citation
            where = {str(each) for each in places.get(_name(quad.subject), ())}
        if isinstance(quad.graph_name, NamedNode):
            found += [(quad, file) for file in where or {""}]
    return _check(found, read_ontology(ontology))


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def check_files(files: Sequence[Path], ontology: Path) -> Check:
    """Check single files together, with the concepts of the ontology; triples in no named graph are data too.

    Args:
        files: TriG, Turtle or N-Quads files.
        ontology: the folder with the ontology's four files.

    Raises:
        BadInput: a file's name has an ending that tells no format.
        InvalidData: a file is broken, or the shapes cannot be run.
    """
    terms = read_ontology(ontology)
    found = [(quad, os.fspath(ontology / "concepts.ttl")) for quad in terms if quad.graph_name == CONCEPTS]
    for file in files:
        found += [(quad, os.fspath(file)) for quad in _read(file)]
    check_citations(found)
    found += [(quad, "") for quad in describe_passages({quad for quad, _ in found})]
    return _check(found, terms)


def _check(found: Iterable[tuple[Quad, str]], terms: Iterable[Quad]) -> Check:
    """Run the shapes over one plain graph: the default graph, and what is said of the sources beside it."""
    found = [pair for pair in found if pair[0].graph_name not in {ONTOLOGY, DATASET}]
    ontology = [quad.triple for quad in terms if quad.graph_name == ONTOLOGY]
    # Membership in a class follows rdfs:subClassOf of the data (SHACL 1.4), so the hierarchy goes with them.
    hierarchy = {triple for triple in ontology if triple.predicate == RDFS.subClassOf}
    data = {quad.triple for quad, _ in found}
    report = run(data | hierarchy, ontology)
    shapes = Index(ontology)
    written = [pair for pair in found if pair[0].graph_name != INFERRED]
    return Check(
        findings=(
            *undeclared(written, ontology),
            *findings(report, shapes=shapes, ontology=shapes, evidence=Evidence(found)),
        ),
        report=report,
        size=len(data),
    )


def _read(file: Path) -> list[Quad]:
    wanted = FORMATS.get(file.suffix)
    if wanted is None:
        raise BadInput(
            f"The ending '{file.suffix}' tells no format that can be checked.",
            where=os.fspath(file),
            remedy=f"Give a file whose name ends in {', '.join(FORMATS)}.",
        )
    return parse_file(file, wanted)
