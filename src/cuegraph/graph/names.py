"""How exports shorten names and in which order they write: one place, so that every format agrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuegraph.graph.evidence import text_order
from cuegraph.vocabulary import BASE, DCTERMS, RDF, RDFS, SKOS, THINGS, is_citation, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable

Node = NamedNode | BlankNode | Triple
"""What can be a subject."""
Term = Node | Literal
"""What can be an object."""
Properties = dict[NamedNode, list[Term]]
"""The predicates of a node and their objects, in the order of writing."""

_FIRST = (RDF.type, SKOS.prefLabel, RDFS.label, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.description)
_LAST = (DCTERMS.source,)
_SPACES = {namespace: prefix for prefix, namespace in prefixes().items()}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_RELATIVE = re.compile(r"[A-Za-z0-9_-]+/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?(?:#[^\s<>\"{}|\\^`:]*)?\Z")


def compact(iri: str) -> tuple[str, str] | None:
    """The prefix and the local name of an IRI; None when no prefix fits or the local name would need escapes.

    >>> compact("https://w3id.org/cuegraph/film/lantern-road-1999")
    ('film', 'lantern-road-1999')
    >>> compact("https://w3id.org/cuegraph/source/notice#char=0,40")
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix, local = _SPACES.get(iri[:cut]), iri[cut:]
    return (prefix, local) if prefix and _LOCAL.match(local) else None


def relative(iri: str) -> str | None:
    """The IRI relative to the base of all things; None for IRIs elsewhere.

    >>> relative("https://w3id.org/cuegraph/source/notice#char=0,40")
    'source/notice#char=0,40'
    """
    short = iri.removeprefix(BASE)
    return short if short != iri and _RELATIVE.match(short) else None


def kind(node: Node) -> str:
    """The kind of thing that a node is, by its IRI: ``film``, a vocabulary's prefix, or ``other``.

    >>> kind(NamedNode("https://w3id.org/cuegraph/film/lantern-road-1999"))
    'film'
    """
    if not isinstance(node, NamedNode):
        return "other"
    step = node.value.removeprefix(BASE).partition("/")[0] if node.value.startswith(BASE) else ""
    if step in THINGS:
        return step
    name = compact(node.value)
    return name[0] if name else "other"


def node_order(node: Node) -> tuple[int, str, tuple[str, tuple[int, ...], str]]:
    """The key that sorts nodes: the kinds as THINGS lists them, then vocabularies' terms, then the rest."""
    group = kind(node)
    rank = THINGS.index(group) if group in THINGS else len(THINGS) + (group == "other")
    return rank, group, _value_order(node)


def predicate_order(predicate: NamedNode) -> tuple[int, int, str]:
    """The key that sorts predicates: type and labels first, sources last."""
    if predicate in _FIRST:
        return 0, _FIRST.index(predicate), ""
    name = compact(predicate.value)
    return 1 + (predicate in _LAST), 0, ":".join(name) if name else predicate.value


def object_order(term: Term) -> tuple[int, tuple[str, tuple[int, ...], str]]:
    """The key that sorts objects: our IRIs (citations in text order), others, literals by value, the rest."""
    if isinstance(term, NamedNode):
        return (0 if term.value.startswith(BASE) else 1), _value_order(term)
    return (2 if isinstance(term, Literal) else 3), _value_order(term)


def _value_order(term: Term) -> tuple[str, tuple[int, ...], str]:
    if isinstance(term, NamedNode):
        if term.value.startswith(f"{BASE}source/") and is_citation(term.value):
            return text_order(term.value)
        return term.value, (), ""
    if isinstance(term, Literal):
        return term.value, (), f"{term.language or ''} {term.datatype.value}"
    return str(term), (), ""


def by_subject(triples: Iterable[Triple]) -> dict[Node, Properties]:
    """The triples by subject and predicate, all in the order of writing, each once."""
    found: dict[Node, dict[NamedNode, set[Term]]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(triple.object)
    return {
        subject: {
            predicate: sorted(found[subject][predicate], key=object_order)
            for predicate in sorted(found[subject], key=predicate_order)
        }
        for subject in sorted(found, key=node_order)
    }
