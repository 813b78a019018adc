"""Terms that the ontology does not declare: no shape is about a misspelt property, so all let it pass."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cuegraph.citations.notation import written
from cuegraph.shapes.evidence import sources_of
from cuegraph.shapes.report import Finding
from cuegraph.vocabulary import (
    CONCEPTS,
    DCTERMS,
    FM,
    LINKS,
    RDF,
    SH,
    SKOS,
    SOURCES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad, Triple

_OTHERS = frozenset({CONCEPTS, LINKS, SOURCES})
_NO_SHAPE = frozenset({DCTERMS.title, DCTERMS.tableOfContents, SKOS.altLabel, SKOS.hiddenLabel})


def undeclared(found: Iterable[tuple[Quad, str]], ontology: Iterable[Triple]) -> tuple[Finding, ...]:
    """An error for each property and class in use that is neither declared in our namespace nor has a shape.

    In the graphs of concepts, links and sources, which use more of other vocabularies, only ours are judged.

    Args:
        found: the quads to check, each with the file that holds it; those that the build infers left out.
        ontology: the declared terms and the shapes.
    """
    ontology = set(ontology)
    declared = {
        triple.subject
        for triple in ontology
        if triple.predicate == RDF.type and getattr(triple.subject, "value", "").startswith(FM.iri)
    }
    shaped = {SH.path, SH.targetSubjectsOf, SH.targetClass, SH["class"]}
    terms = declared | _NO_SHAPE | {triple.object for triple in ontology if triple.predicate in shaped}
    uses: dict[tuple[str, NamedNode], list[tuple[Quad, str]]] = defaultdict(list)
    for quad, file in found:
        kind, term = ("class", quad.object) if quad.predicate == RDF.type else ("property", quad.predicate)
        ours = quad.graph_name not in _OTHERS or getattr(term, "value", "").startswith(FM.iri)
        if isinstance(term, NamedNode) and ours and term not in terms:
            uses[kind, term].append((quad, file))
    known = sorted(written(each) for each in terms if isinstance(each, NamedNode))
    return tuple(
        _finding(kind, term, places, known)
        for (kind, term), places in sorted(uses.items(), key=lambda each: (each[0][0], each[0][1].value))
    )


def _finding(kind: str, term: NamedNode, places: list[tuple[Quad, str]], known: list[str]) -> Finding:
    near = get_close_matches(written(term), known, 1)
    sentence = f"The {kind} '{written(term)}' is not one that the ontology declares or a shape describes"
    sources = sources_of({(getattr(quad.graph_name, "value", ""), file) for quad, file in places})
    return Finding(
        severity="error",
        sentence=f"{sentence}{f': did you mean {near[0]}?' if near else '.'}",
        focus=min(getattr(quad.subject, "value", "") for quad, _ in places),
        path=term.value,
        values=(),
        citations=sources.citations,
        files=sources.files,
        shape="",
    )
