"""A thing in schema.org's terms, as search engines read them inside a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import labels, solutions
from cuegraph.vocabulary import RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cuegraph.engine.interface import Engine

_MOST: Final = 200
_IRI: Final = "uri"
_NOT_WRITTEN: Final = frozenset({"bnode", "triple"})
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
        f" || (?p = {RDF.type} && STRSTARTS(STR(?o), '{space}'))) }} ORDER BY ?p ?o LIMIT {_MOST}",
    )
    types = [_local(row["o"]["value"]) for row in rows if row["p"]["value"] == RDF.type.value]
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
    more: dict[str, list[Any]] = {}
    for row in stated:
        value = row["o"]
        same = row["p"]["value"] == SKOS.exactMatch.value
        name = "sameAs" if same else _local(row["p"]["value"])
        if name in told or not _NAME.fullmatch(name) or value["type"] in _NOT_WRITTEN:
            continue
        if value["type"] != _IRI or same:
            more.setdefault(name, []).append(value["value"])
        elif (node := NamedNode(value["value"])) in kinds:
            more.setdefault(name, []).append({"@type": kinds[node], "@id": node.value, "name": called[node]})
        else:
            more.setdefault(name, []).append({"@id": node.value, "name": called[node]})
    return told | {name: values if len(values) > 1 else values[0] for name, values in more.items()}


def _types(engine: Engine, things: Sequence[NamedNode]) -> dict[NamedNode, str]:
    """The type of each thing in schema.org's terms, the first by name; only of those that have one."""
    if not things:
        return {}
    rows = solutions(
        engine,
        f"SELECT ?s (MIN(?t) AS ?type) WHERE {{ VALUES ?s {{ {' '.join(map(str, things))} }} ?s {RDF.type} ?t"
        f" FILTER(STRSTARTS(STR(?t), '{SCHEMA.iri}')) }} GROUP BY ?s",
    )
    return {NamedNode(row["s"]["value"]): _local(row["type"]["value"]) for row in rows if "type" in row}


def _local(iri: str) -> str:
    return iri.removeprefix(SCHEMA.iri)
