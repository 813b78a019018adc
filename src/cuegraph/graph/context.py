"""The JSON-LD context, made from the ontology: short names for classes and properties, coercion by range.

``ontology/context.jsonld`` is its published copy. Things are written relative to ``@base``; prefixes are the
vocabularies' only, because kinds of thing (``role``, ``chart``) are names of properties too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Quad, Triple

from cuegraph.vocabulary import BASE, DCTERMS, FM, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

Context = dict[str, Any]
"""The value of ``@context``."""

_WIDTH = 100
_LINK: Context = {"@type": "@id"}
_ENGLISH: Context = {"@language": "en"}
_NUMBER: Context = {"@type": "xsd:integer"}
_REUSED: tuple[tuple[NamedNode, Context], ...] = (
    (RDFS.label, {}),
    (SKOS.prefLabel, {}),
    (SKOS.altLabel, {}),
    (SKOS.hiddenLabel, {}),
    (SKOS.definition, _ENGLISH),
    (SKOS.inScheme, _LINK),
    (SKOS.broader, _LINK),
    (SKOS.exactMatch, _LINK),
    (SKOS.closeMatch, _LINK),
    (DCTERMS.title, {}),
    (DCTERMS.description, _ENGLISH),
    (DCTERMS.issued, {}),
    (DCTERMS.date, {}),
    (DCTERMS.isVersionOf, _LINK),
    (DCTERMS.isPartOf, _LINK),
    (DCTERMS.source, _LINK),
    (SCHEMA.director, _LINK),
    (SCHEMA.duration, {"@type": "xsd:duration"}),
    (SCHEMA.itemReviewed, _LINK),
    (SCHEMA.author, _LINK),
    (SCHEMA.publisher, _LINK),
    (SCHEMA.contentLocation, _LINK),
    (SCHEMA.location, _LINK),
    (SCHEMA.item, _LINK),
    (SCHEMA.numberOfItems, _NUMBER),
    (SCHEMA.ratingValue, {}),
    (SCHEMA.bestRating, {}),
    (SCHEMA.startDate, {}),
    (SCHEMA.endDate, {}),
    (SCHEMA.price, {}),
    (SCHEMA.Person, {}),
    (SCHEMA.Organization, {}),
    (SCHEMA.Place, {}),
    (SCHEMA.Book, {}),
    (SCHEMA.VideoObject, {}),
    (SCHEMA.Review, {}),
    (SKOS.Concept, {}),
    (SKOS.ConceptScheme, {}),
)
"""The terms of other vocabularies that have short names, each with the coercion of its values."""

_NAMED = frozenset({OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty})
_PLAIN = (XSD.string, RDFS.Literal)


def make_context(ontology: Iterable[Triple | Quad]) -> Context:
    """The context for an ontology: prefixes, ``id`` and ``type``, its own terms and the reused ones by name.

    A reused term whose short name is taken goes without; it is written with its prefix.
    """
    kinds: dict[NamedNode, set[object]] = {}
    ranges: dict[NamedNode, set[object]] = {}
    for triple in ontology:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(FM.iri):
            if triple.predicate == RDF.type and triple.object in _NAMED:
                kinds.setdefault(triple.subject, set()).add(triple.object)
            elif triple.predicate == RDFS.range:
                ranges.setdefault(triple.subject, set()).add(triple.object)
    context: Context = {"@version": 1.1, "@base": BASE, **PREFIXES, "id": "@id", "type": "@type"}
    own = [(term, _coercion(kinds[term], ranges.get(term, set()))) for term in kinds]
    for classes in (True, False):
        for term, coercion in (*sorted(own, key=lambda pair: pair[0].value), *_REUSED):
            prefix, name = _name(term)
            if name[:1].isupper() == classes and name not in context:
                context[name] = {"@id": f"{prefix}:{name}", **coercion} if coercion else f"{prefix}:{name}"
    return context


def json_text(value: Any, indent: str = "") -> str:
    """JSON with two spaces a level, in which what holds only plain values stands on one line where it fits.

    >>> print(json_text({"a": {"b": 1, "c": "é"}, "d": [{"e": []}]}))
    {
      "a": {"b": 1, "c": "é"},
      "d": [
        {
          "e": []
        }
      ]
    }
    """
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    flat = not any(isinstance(each, dict | list) for each in inner)
    line = json.dumps(value, ensure_ascii=False) if flat else ""
    if flat and (not inner or len(indent) + len(line) <= _WIDTH):
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {json_text(each, deeper)}" for key, each in value.items()]
    else:
        parts = [json_text(each, deeper) for each in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{end}"


def _coercion(kinds: set[object], ranges: set[object]) -> Context:
    if OWL.ObjectProperty in kinds:
        return _LINK
    if RDF.langString in ranges:
        return _ENGLISH
    datatypes = [each.value for each in ranges if isinstance(each, NamedNode) and each not in _PLAIN]
    if OWL.DatatypeProperty in kinds and len(datatypes) == 1 and datatypes[0].startswith(XSD.iri):
        return {"@type": "xsd:" + datatypes[0].removeprefix(XSD.iri)}
    return {}


def _name(term: NamedNode) -> tuple[str, str]:
    if (found := split_iri(term.value, PREFIXES)) is None:
        raise KeyError(term.value)
    return found
