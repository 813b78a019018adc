"""The report on a graph: findings with sentence, citations and files, and its three forms."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from cuegraph.shapes.evidence import Sources
from cuegraph.shapes.index import Index
from cuegraph.shapes.labels import Labels
from cuegraph.shapes.run import results
from cuegraph.shapes.sentences import Case, sentence
from cuegraph.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from cuegraph.shapes.evidence import Evidence
    from cuegraph.shapes.index import Term
    from cuegraph.shapes.run import Result

SEVERITIES: dict[Term, str] = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True)
class Finding:
    """What is wrong, in words and in terms.

    Attributes:
        severity: ``error``, ``warning`` or ``info``.
        sentence: what is wrong, with labels.
        focus: IRI of the node at fault.
        path: IRI of the property at fault, empty when there is none or it is a path of several.
        values: the values at fault: names, texts, IRIs as they stand.
        citations: the citation graphs that hold the offending triples; for a missing value those that speak
            of the node; empty when only curation does.
        files: the files that these were read from.
        shape: IRI of the shape.
    """

    severity: str
    sentence: str
    focus: str
    path: str
    values: tuple[str, ...]
    citations: tuple[str, ...]
    files: tuple[str, ...]
    shape: str


def findings(
    report: Iterable[Triple], *, shapes: Index, ontology: Index, evidence: Evidence
) -> tuple[Finding, ...]:
    """The findings of a validation report: errors first, then by node.

    Args:
        report: the triples of one or several validation reports.
        shapes: the shapes that were run.
        ontology: the terms with their labels and superclasses.
        evidence: the quads that the graph was merged from.
    """
    labels = Labels(evidence.index, ontology, shapes)
    return tuple(_finding(each, shapes, labels, evidence) for each in results(report))


def as_text(found: Iterable[Finding]) -> str:
    """The findings for people: the severity and the sentence, then where; empty when there are none."""
    lines: list[str] = []
    for each in found:
        lines.append(f"{each.severity}: {each.sentence}")
        lines += [f"  in {file}" for file in each.files]
        lines += [f"  at {citation}" for citation in each.citations]
    return "".join(f"{line}\n" for line in lines)


def as_json(found: Iterable[Finding]) -> str:
    """The findings for programs: a JSON array with one object each, keys as the attributes of `Finding`.

    A path that is empty is null.
    """
    listed = [asdict(each) | {"path": each.path or None} for each in found]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def as_turtle(report: Iterable[Triple]) -> str:
    """The SHACL report graph itself in Turtle; the same report gives the same text."""
    index = Index(report)
    entries = sorted(
        {
            " ;\n    ".join(_properties(index, node))
            for root in index.subjects(RDF.type, SH.ValidationReport)
            for node in index.objects(root, SH.result)
        }
    )
    conforms = "false" if entries else "true"
    results_part = "".join(f" ;\n  sh:result [\n    {entry} ]" for entry in entries)
    return (
        f"@prefix sh: <{SH.iri}> .\n\n[] a sh:ValidationReport ;\n  sh:conforms {conforms}{results_part} .\n"
    )


def _finding(result: Result, shapes: Index, labels: Labels, evidence: Evidence) -> Finding:
    held = evidence.values(result.focus, _path(result, shapes), shapes)
    if result.value is None or result.path is None:
        at_fault = held
    else:
        at_fault = {result.value: held.get(result.value, Sources())}
    where = Sources()
    for each in at_fault.values():
        where |= each
    if where == Sources():
        where = evidence.of_node(result.focus)
    return Finding(
        severity=SEVERITIES.get(result.severity, "info"),
        sentence=sentence(Case(result, shapes, labels, held)),
        focus=_plain(result.focus),
        path=result.path.value if isinstance(result.path, NamedNode) else "",
        values=tuple(_plain(each) for each in at_fault),
        citations=where.citations,
        files=where.files,
        shape=_plain(result.shape),
    )


def _path(result: Result, shapes: Index) -> Term | None:
    """The path whose values are at fault: the shape's, or the property that makes a node its target.

    A path of several is taken as the shapes graph describes it: the report's copy has other blank nodes.
    """
    if isinstance(result.path, NamedNode):
        return result.path
    return shapes.one(result.shape, SH.path) or shapes.one(result.shape, SH.targetSubjectsOf)


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, BlankNode) else term.value


def _properties(index: Index, node: object) -> Iterator[str]:
    for predicate in index.predicates(node):
        values = sorted(_turtle(index, each) for each in index.objects(node, predicate))
        yield f"{'a' if predicate == RDF.type else _turtle(index, predicate)} {', '.join(values)}"


def _turtle(index: Index, term: Term) -> str:
    if isinstance(term, NamedNode) and term.value.startswith(SH.iri):
        return f"sh:{term.value.removeprefix(SH.iri)}"
    if isinstance(term, BlankNode):
        return f"[ {' ; '.join(_properties(index, term))} ]"
    return str(term)
