"""DESCRIBE: which resources a query means, and what is told of each.

SPARQL 1.1 Query, section 16.4, leaves the description to the service. Here it is the concise bounded
description of each resource (W3C Member Submission of 3 June 2005, https://www.w3.org/submissions/CBD/), with
the names of what it speaks of:

1. every triple whose subject is the resource;
2. for every object among them that is a blank node, the triples whose subject that is, and so on;
3. for every object that is an IRI, its ``skos:prefLabel``, in the lack of one its ``rdfs:label``.

Reifications, which the submission adds, are left out. All of it comes from the default graph of the query's
dataset, each triple once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple

from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.vocabulary import RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.engine.dataset import Dataset

_LABELS = (SKOS.prefLabel, RDFS.label)


class Described(NamedTuple):
    """What a DESCRIBE asks for.

    Attributes:
        opening: the prologue.
        names: the IRIs to describe, as written.
        select: the query all of whose values are to be described too; empty for none.
        more: whether there is more in the query than prologue and names.
    """

    opening: str
    names: tuple[str, ...]
    select: str
    more: bool


def read_describe(text: str) -> Described | None:
    """What a DESCRIBE asks for (section 16.4); None for a query of another form.

    >>> read_describe("PREFIX : <u:> DESCRIBE ?x :a FROM :g { ?x ?p ?o } LIMIT 1").select
    'PREFIX : <u:> SELECT ?x FROM :g { ?x ?p ?o } LIMIT 1'
    >>> read_describe("DESCRIBE <u:a>").names, read_describe("ASK {}")
    (('<u:a>',), None)
    """
    if "describe" not in text.lower():
        return None
    opening = prologue(text).text
    found = [each for each in tokens(text) if each.kind is not Kind.SPACE and each.start >= len(opening)]
    if not found or found[0].word != "DESCRIBE":
        return None
    names: list[str] = []
    columns: list[str] = []
    rest = len(text)
    for token in found[1:]:
        if token.kind is Kind.VARIABLE or token.text == "*":
            columns.append(token.text)
        elif token.kind in {Kind.IRI, Kind.NAME}:
            names.append(token.text)
        else:
            rest = token.start
            break
    has_pattern = any(each.text == "{" for each in found)
    head = text[: found[0].start]
    select = f"{head}SELECT {' '.join(columns)} {text[rest:]}" if columns and has_pattern else ""
    return Described(opening, tuple(names), select, more=bool(columns) or rest < len(text))


def description(dataset: Dataset, resources: Iterable[object]) -> set[Triple]:
    """The concise bounded descriptions of resources, with the names of what they speak of.

    Args:
        dataset: what is asked.
        resources: the resources; literals are left out.
    """
    triples: set[Triple] = set()
    waiting = [each for each in resources if isinstance(each, NamedNode | BlankNode)]
    seen = set(waiting)
    while waiting:
        for quad in dataset.quads(waiting.pop()):
            triples.add(quad.triple)
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    named = {each.object for each in triples if isinstance(each.object, NamedNode)} - seen
    for node in named:
        triples.update(_labels(dataset, node))
    return triples


def _labels(dataset: Dataset, node: NamedNode) -> list[Triple]:
    """A thing's labels by the first property that it has any of."""
    found = ([quad.triple for quad in dataset.quads(node, label)] for label in _LABELS)
    return next((labels for labels in found if labels), [])
