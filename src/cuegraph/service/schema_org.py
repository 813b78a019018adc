"""A thing in schema.org's terms, as search engines read them inside a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import labels, solutions
from cuegraph.vocabulary import FM, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.engine.interface import Engine

_MOST: Final = 200
_IRI: Final = "uri"
_NOT_WRITTEN: Final = frozenset({"bnode", "triple"})
_RATING: Final = frozenset({"ratingValue", "bestRating", "worstRating"})
"""What schema.org has on a rating, which stands between a review and these."""
_NOT_OF: Final = {"MusicAlbum": frozenset({"duration"})}
"""What schema.org does not have on a thing of a type, though sources state it: on editions it does."""
_GROUP: Final = "MusicGroup"
"""What an artist is there that is no person, as in the profile."""
_NAME: Final = re.compile(r"\w+")  # as every term of theirs; no keyword of JSON-LD


def schema_org(engine: Engine, thing: NamedNode, url: str) -> dict[str, Any] | None:
    """What the default graph states of a thing in schema.org's terms, as JSON-LD; None where that is nothing.

    What follows from the alignments counts too. Things that it names come with their type and name; blank
    nodes are left out, as are other names and addresses than those that the page has.

    Args:
        engine: answers.
        thing: the thing.
        url: where its page is.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    space = SCHEMA.iri
    rows = solutions(
        engine,
        f"SELECT ?p ?o WHERE {{ {thing} ?p ?o FILTER(?p = {SKOS.exactMatch} || STRSTARTS(STR(?p), '{space}')"
        f" || (?p = {RDF.type} && {_is_type('?o')})) }} ORDER BY ?p ?o LIMIT {_MOST}",
    )
    types = _types_of(row["o"]["value"] for row in rows if row["p"]["value"] == RDF.type.value)
    if not types:
        return None
    stated = [row for row in rows if row["p"]["value"] != RDF.type.value]
    named = [NamedNode(row["o"]["value"]) for row in stated if row["o"]["type"] == _IRI]
    called = labels(engine, [thing, *named])
    kinds = _types(engine, named)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": thing.value,
        "@type": types if len(types) > 1 else types[0],
        "name": called[thing],
        "url": url,
    }
    never = frozenset().union(*(_NOT_OF.get(each, ()) for each in types))
    more: dict[str, list[Any]] = {}
    for row in stated:
        value = row["o"]
        same = row["p"]["value"] == SKOS.exactMatch.value
        name = "sameAs" if same else _local(row["p"]["value"])
        if name in told or name in never or not _NAME.fullmatch(name) or value["type"] in _NOT_WRITTEN:
            continue
        if value["type"] != _IRI or same:
            more.setdefault(name, []).append(value["value"])
        elif (node := NamedNode(value["value"])) in kinds:
            more.setdefault(name, []).append({"@type": kinds[node], "@id": node.value, "name": called[node]})
        else:
            more.setdefault(name, []).append({"@id": node.value, "name": called[node]})
    said = {name: values if len(values) > 1 else values[0] for name, values in more.items()}
    if "Review" in types and (rating := {name: said.pop(name) for name in sorted(_RATING & said.keys())}):
        said["reviewRating"] = {"@type": "Rating", **rating}
    return told | said


def _types(engine: Engine, things: Sequence[NamedNode]) -> dict[NamedNode, str]:
    """The type of each thing in schema.org's terms, the first by name; only of those that have one."""
    if not things:
        return {}
    rows = solutions(
        engine,
        f"SELECT ?s ?t WHERE {{ VALUES ?s {{ {' '.join(map(str, things))} }} ?s {RDF.type} ?t"
        f" FILTER({_is_type('?t')}) }}",
    )
    found: dict[NamedNode, set[str]] = {}
    for row in rows:
        found.setdefault(NamedNode(row["s"]["value"]), set()).add(row["t"]["value"])
    return {node: _types_of(types)[0] for node, types in found.items()}


def _is_type(name: str) -> str:
    """The condition that a class is one of theirs, or that of our artists."""
    return f"(STRSTARTS(STR({name}), '{SCHEMA.iri}') || {name} = {FM.MusicArtist})"


def _types_of(classes: Iterable[str]) -> list[str]:
    """The names of a thing's types, sorted, by the IRIs of its classes."""
    kept = set(classes)
    if SCHEMA.Person.value in kept:
        kept.discard(FM.MusicArtist.value)
    return sorted({_GROUP if each == FM.MusicArtist.value else _local(each) for each in kept})


def _local(iri: str) -> str:
    return iri.removeprefix(SCHEMA.iri)
