"""What clients of a reconciliation service send, as values (version 0.2 of its API, sections 4 and 7)."""

from __future__ import annotations

import json
from typing import Any, Final

from cuegraph.errors import BadInput, TooLarge
from cuegraph.links.score import Value
from cuegraph.service.reconcile import ASKED, MOST, Wanted
from cuegraph.service.reconcile_ids import iri_of, is_ours, term_of

BATCH: Final = 100
"""Queries that may be sent together."""

LONGEST: Final = 300
"""Characters of a name or a value."""

PROPERTIES: Final = 20
"""Properties of a query or an extension, values of a property, and types of a query."""

VALUES: Final = 1000
"""Values of properties that may be sent together, in all queries."""

IDS: Final = 500
"""Things of which values may be asked for together."""

_STRICT: Final = ("any", "all", "should")


def read_queries(text: str) -> dict[str, Wanted | BadInput]:
    """A batch of queries: each as what is sought, or what is wrong with it.

    Raises:
        BadInput: it is no JSON object.
        TooLarge: there are too many.
    """
    found = _object(text, "queries")
    if len(found) > BATCH:
        raise TooLarge(
            f"There are {len(found)} queries in the batch.",
            where="queries",
            remedy=f"Send at most {BATCH} at once.",
        )
    read = {each: _tried(query, each) for each, query in found.items()}
    values = sum(len(each[2]) for one in read.values() if isinstance(one, Wanted) for each in one.properties)
    if values > VALUES:
        raise TooLarge(
            f"There are {values} values of properties in the batch.",
            where="queries",
            remedy=f"Send at most {VALUES} at once, in fewer queries.",
        )
    return read


def read_extension(text: str) -> tuple[dict[str, str], list[tuple[str, str, int]]]:
    """The things by their ids; and the properties: ids, IRIs and how many values are wanted, 0 for all.

    Raises:
        BadInput: it is no query for data extension.
        TooLarge: it asks for too much.
    """
    found = _object(text, "extend")
    idents, asked = found.get("ids"), found.get("properties")
    if not isinstance(idents, list) or not isinstance(asked, list):
        raise BadInput(
            "It has no list 'ids' or no list 'properties'.", where="extend", remedy="Give both, as JSON."
        )
    if len(idents) > IDS or len(asked) > PROPERTIES:
        raise TooLarge(
            f"{len(idents)} things and {len(asked)} properties are asked for.",
            where="extend",
            remedy=f"Ask for at most {IDS} things and {PROPERTIES} properties at once.",
        )
    things = {ident: _thing(ident) for ident in (_text(each, "extend", "ids") for each in idents)}
    properties = []
    for each in asked:
        if not isinstance(each, dict):
            raise BadInput(
                "A property is no object.", where="properties", remedy="Give each as an object with its 'id'."
            )
        ident = _text(each.get("id"), "properties", "id")
        settings = each.get("settings")
        limit = settings.get("limit") if isinstance(settings, dict) else None
        properties.append((ident, term_of(ident, "properties"), _whole(limit)))
    return things, properties


def _thing(ident: str) -> str:
    """The IRI for an id; nothing for what can be none, which clients take from cells that anything is in."""
    try:
        return iri_of(ident, "ids")
    except BadInput:
        return ""


def _whole(limit: object) -> int:
    """How many values, where clients send numbers or their digits; 0 for all."""
    text = str(limit).removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(10**9)) else 0


def _tried(query: object, where: str) -> Wanted | BadInput:
    try:
        return read_query(query, where)
    except BadInput as error:
        return error


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"It is no JSON: {error}.", where=where, remedy="Send a JSON object, encoded as a form is."
        ) from error
    if not isinstance(found, dict):
        raise BadInput("It is no JSON object.", where=where, remedy="Send an object with an entry for each.")
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which each name is one member's alone (RFC 8259, section 4)."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        name = name.encode("utf-8", "replace").decode()  # noqa: PLW2901 - answers are told by it
        if name in members:
            told = name[:40]
            raise BadInput(f"The member '{told}' is there twice.", where=told, remedy="Give each name once.")
        members[name] = value
    return members


def read_query(query: object, where: str) -> Wanted:
    """What a query seeks. A member that is null is as one that is not there, and one of another name too.

    Raises:
        BadInput: it is none, see the schema of reconciliation queries.
    """
    if not isinstance(query, dict):
        raise BadInput("The query is no object.", where=where, remedy="Give an object with 'query'.")
    query = {member: value for member, value in query.items() if value is not None}
    name = _text(query.get("query", ""), where, "query")
    properties = _properties(query.get("properties", []), where)
    if not name.strip() and not properties:
        raise BadInput(
            "It has neither a name nor a property.", where=where, remedy="Give 'query' or 'properties'."
        )
    strict = query.get("type_strict", _STRICT[0])
    if strict not in _STRICT:
        raise BadInput(
            "'type_strict' has another value.", where=where, remedy=f"Take one of {', '.join(_STRICT)}."
        )
    types = query.get("type", [])
    several = _several(types if isinstance(types, list) else [types], where)
    return Wanted(
        name.strip(),
        tuple(term_of(_text(each, where, "type"), where) for each in several if each != ""),
        strict != _STRICT[2],
        _limit(query.get("limit", ASKED), where),
        properties,
        strict == _STRICT[1],
    )


def _properties(properties: object, where: str) -> tuple[tuple[str, str, tuple[Value, ...]], ...]:
    if not isinstance(properties, list):
        raise BadInput("'properties' is no list.", where=where, remedy="Give a list of 'pid' and 'v'.")
    found = []
    for each in _several(properties, where):
        if not isinstance(each, dict) or "v" not in each:
            raise BadInput(
                "A property has no 'pid' or no 'v'.", where=where, remedy="Give each both, and no other name."
            )
        pid = _text(each.get("pid"), where, "pid")
        values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        read = tuple(_value(value, where) for value in _several(values, where) if value is not None)
        found.append((term_of(pid, where), pid, tuple(value for value in read if value.text)))
    return tuple(each for each in found if each[2])


def _value(value: object, where: str) -> Value:
    if isinstance(value, dict):
        ident = _text(value.get("id"), where, "id")
        return Value(_text(value.get("name") or ident, where, "name"), iri_of(ident, where))
    if isinstance(value, bool):
        return Value(str(value).lower())
    if isinstance(value, (int, float)):
        return Value(f"{value:.15g}" if isinstance(value, float) else str(value)[:LONGEST])
    text = _text(value, where, "v").strip()
    return Value(text, iri_of(text, where) if is_ours(text) else "")


def _several(values: list[Any], where: str) -> list[Any]:
    if len(values) > PROPERTIES:
        raise BadInput(
            f"A list has {len(values)} entries.", where=where, remedy=f"Give at most {PROPERTIES}."
        )
    return values


def _limit(limit: object, where: str) -> int:
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not limit >= 0:
        raise BadInput("'limit' is no number from 0 on.", where=where, remedy="Give one, or leave it out.")
    return int(min(limit, MOST))


def _text(value: object, where: str, member: str) -> str:
    if not isinstance(value, str):
        is_there = "is no text" if value is not None else "is missing"
        raise BadInput(f"'{member}' {is_there}.", where=where, remedy="Give a JSON string.")
    if len(value) > LONGEST:
        raise BadInput(
            f"'{member}' has more than {LONGEST} characters.", where=where, remedy="Give the name alone."
        )
    return value.encode("utf-8", "replace").decode()
