"""Suggest and extend: what a client completes, and the values that it adds to what it has reconciled."""

from __future__ import annotations

import re
from itertools import chain, islice
from math import isfinite
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.errors import BadInput, NotFound
from cuegraph.links.words import plain
from cuegraph.service.ask import solutions, texts
from cuegraph.service.lookup import shorten
from cuegraph.service.reconcilable import Term
from cuegraph.service.reconcile import values_of
from cuegraph.service.reconcile_ids import id_of, iri_of
from cuegraph.service.reconcile_kinds import DEFAULT_TYPES
from cuegraph.vocabulary import DCTERMS, FM, ONTOLOGY, RDFS, SCHEMA, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.links.score import Value
    from cuegraph.service.reconcilable import Named, Reconcilable

    Cell = dict[str, str | int | float]

SUGGESTED: Final = 10
"""How many are suggested."""

_OURS: Final = (FM.iri,)
_TOLD: Final = (FM.iri, SCHEMA.iri, DCTERMS.iri)
_NOT_TOLD: Final = frozenset({DCTERMS.description.value, DCTERMS.source.value})
_MEANINGS: Final = [(graph, each) for each in (SKOS.definition, RDFS.comment) for graph in (ONTOLOGY, None)]
_BEGINNING: Final = 3
_GLANCE: Final = 5
_LOOKED_AT: Final = 12
_EACH: Final = 4
_DATE: Final = re.compile(r"-?\d{4,}-\d\d-\d\d(T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")
_INTEGERS: Final = frozenset(
    {XSD[each].value for each in ("integer", "int", "long", "short", "byte", "nonNegativeInteger")}
)
_NUMBERS: Final = frozenset({XSD[each].value for each in ("decimal", "double", "float")})
_DAYS: Final = frozenset({XSD.date.value, XSD.dateTime.value})


def default_types(index: Reconcilable | None = None) -> list[Term]:
    """The types that are offered first; without an index those of which a dataset mostly has things."""
    if index is None:
        return [Term(each.value, _words(each.value)) for each in DEFAULT_TYPES]
    found = [index.types[each.value] for each in DEFAULT_TYPES if each.value in index.types]
    return found or sorted(index.types.values(), key=lambda each: (-each.used, each.iri))[:SUGGESTED]


def _words(iri: str) -> str:
    """What to call a type by its IRI alone."""
    return re.sub(r"\B(?=[A-Z])", " ", re.split("[#/]", iri)[-1]).lower()


def suggest_things(index: Reconcilable, prefix: str, types: Sequence[str], start: int) -> list[Named]:
    """Things from the place ``start`` on: that whose id or IRI this is, then those named so or alike."""
    if not prefix.strip():
        return []
    first = _meant(index, prefix.strip(), types)
    others = (each for each in index.beginning(prefix, types) if not first or each.iri != first[0].iri)
    return list(islice(chain(first, others), start, start + SUGGESTED))


def _meant(index: Reconcilable, ident: str, types: Sequence[str]) -> list[Named]:
    """The thing of this id, prefixed name or IRI, where it is of one of the types; otherwise none."""
    try:
        thing = index.thing(iri_of(ident, "prefix"))
    except BadInput:
        return []
    return [thing] if thing and index.fits(thing.iri, types) else []


def suggest_terms(terms: Iterable[Term], prefix: str, start: int = 0) -> list[Term]:
    """Types or properties of which a word, the id or the IRI begins so.

    The one whose id or IRI this is comes first; then the most used, ours before others.
    """
    found = []
    for each in terms:
        rank = _rank(each, plain(prefix), prefix.strip().lower())
        if rank is not None:
            found.append((rank, not each.iri.startswith(_OURS), -each.used, each.iri, each))
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])][start : start + SUGGESTED]


def _rank(term: Term, wanted: str, typed: str) -> int | None:
    """How far behind others a term comes for the words and the text that were typed; None for not at all."""
    label, ident, iri = plain(term.label), term.id.lower(), term.iri.lower()
    if typed in {ident, iri}:
        return 0
    if label.startswith(wanted) or ident.rpartition(":")[2].startswith(typed):
        return 1
    whole = ":" in typed and (ident.startswith(typed) or iri.startswith(typed))
    return 2 if whole or any(word.startswith(wanted) for word in label.split()) else None


def unknown_property(index: Reconcilable, properties: Iterable[tuple[str, str]]) -> NotFound | None:
    """What is wrong with the first of these properties that nothing has; None where there is no such.

    Args:
        index: knows what is used.
        properties: the IRI of each, and how the client calls it.
    """
    called = next((called for iri, called in properties if not index.knows(iri)), None)
    if called is None:
        return None
    local = called.rpartition(":")[2][:_BEGINNING]
    near = suggest_terms(index.properties.values(), local) or suggest_terms(index.properties.values(), "")
    return NotFound(
        f"Nothing has the property '{called[:80]}'.",
        where="properties",
        remedy=f"There is {', '.join(each.id for each in near)}.",
    )


def unknown_type(index: Reconcilable, types: Iterable[str]) -> NotFound | None:
    """What is wrong with the first of these types that nothing is of; None where there is no such.

    Args:
        index: knows what there is.
        types: their IRIs.
    """
    wrong = next((each for each in types if each not in index.types), None)
    if wrong is None:
        return None
    called = shorten(wrong)
    local = called.rpartition(":")[2][:_BEGINNING]
    near = suggest_terms(index.types.values(), local) if local.isalnum() else []
    return NotFound(
        f"Nothing is of the type '{called[:80]}'.",
        where="type",
        remedy=f"There is {', '.join(each.id for each in near or default_types(index))}.",
    )


def propose_properties(index: Reconcilable, of_type: str, limit: int) -> list[Term]:
    """The properties that things of a type have, the most frequent first; of any type where none is given."""
    used = index.by_type.get(of_type, {}) if of_type else {}
    if of_type:
        found = [index.properties[each] for each in used if each in index.properties]
    else:
        found = list(index.properties.values())
    found.sort(key=lambda each: (-used.get(each.iri, each.used), not each.iri.startswith(_OURS), each.iri))
    return found[:limit]


def extend(
    engine: Engine, index: Reconcilable, things: Mapping[str, str], properties: Sequence[tuple[str, str, int]]
) -> tuple[list[Cell], dict[str, dict[str, list[Cell]]]]:
    """The values of properties of things, as a data extension service gives them (section 7.2).

    Args:
        engine: is asked, by a few queries for all.
        index: has the names of properties.
        things: the IRIs by the ids that the client gave; nothing for what can be no id, and has no values.
        properties: id, IRI and how many values at most, 0 for all.

    Returns:
        what the columns are, and the cells by the things' ids and the properties'.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    asked = list(dict.fromkeys(iri for _, iri, _ in properties))
    values = values_of(engine, sorted({each for each in things.values() if each}), asked)
    meta: list[Cell] = []
    for ident, iri, _ in properties:
        known = index.properties.get(iri)
        meta.append({"id": ident, "name": known.label if known else ident})
    rows = {
        thing: {
            ident: [cell(each) for each in values.get((iri, of), [])[: limit or None]]
            for ident, of, limit in properties
        }
        for thing, iri in things.items()
    }
    return meta, rows


def cell(value: Value) -> Cell:
    """A value as a client's cell: a thing, a number, a day or a text.

    >>> from cuegraph.links.score import Value
    >>> cell(Value("Drive", "https://w3id.org/cuegraph/film/drive-2011"))
    {'id': 'film/drive-2011', 'name': 'Drive'}
    >>> cell(Value("2011-09-16", datatype=XSD.date.value)), cell(Value("2011", datatype=XSD.gYear.value))
    ({'date': '2011-09-16T00:00:00Z'}, {'str': '2011'})
    """
    if value.iri:
        return {"id": id_of(value.iri), "name": value.text}
    if value.datatype in _DAYS and (match := _DATE.fullmatch(value.text)):
        return {"date": value.text if match[1] else f"{value.text}T00:00:00Z"}
    if value.datatype in _INTEGERS and re.fullmatch(r"[+-]?[0-9]{1,18}", value.text):
        return {"int": int(value.text)}
    if value.datatype in _NUMBERS and isfinite(number := float(value.text)):
        return {"float": number}
    return {"str": value.text}


def glance(engine: Engine, index: Reconcilable, iri: str) -> list[tuple[str, list[Value]]]:
    """The first few properties of a thing in words, each with a few of its values; for a preview.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    rows = solutions(engine, f"SELECT DISTINCT ?p WHERE {{ {NamedNode(iri)} ?p ?o }}")
    terms = [index.properties[row["p"]["value"]] for row in rows if row["p"]["value"] in index.properties]
    terms = [each for each in terms if each.iri.startswith(_TOLD) and each.iri not in _NOT_TOLD]
    terms.sort(key=lambda each: (not each.iri.startswith(_OURS), -each.used, each.iri))
    values = values_of(engine, [iri], [each.iri for each in terms[:_LOOKED_AT]])
    told: dict[tuple[Value, ...], tuple[str, list[Value]]] = {}
    for each in terms[:_LOOKED_AT]:  # what another vocabulary says again is left out
        if found := values.get((iri, each.iri), []):
            told.setdefault(tuple(found), (each.label, found[:_EACH]))
    return list(told.values())[:_GLANCE]


def is_stated(engine: Engine, iri: str) -> bool:
    """Whether any graph states something of a thing.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    stated = f"{NamedNode(iri)} ?p ?o"
    return bool(
        solutions(engine, f"SELECT * WHERE {{ {{ {stated} }} UNION {{ GRAPH ?g {{ {stated} }} }} }} LIMIT 1")
    )


def meaning_of(engine: Engine, iri: str) -> str:
    """The definition of a type or a property, where the dataset has it; otherwise nothing.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    term = NamedNode(iri)
    return texts(engine, [term], _MEANINGS).get(term, "")
