"""The parameters of questions and of the interface as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cuegraph.media import Kind, of_kind
from cuegraph.service.lookup import shorten
from cuegraph.web.numbers import MOST_PAGES
from cuegraph.web.params import IDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cuegraph.service.library import Parameter

Document = dict[str, Any]

TEXT: Final = {"type": "string"}
IRI: Final = {"type": "string", "format": "iri"}
IRIS: Final = {"type": "array", "items": IRI}
SECONDS: Final = {"type": "number", "exclusiveMinimum": 0}
NAMES: Final = tuple(each.name for each in of_kind(Kind.RESULTS, Kind.GRAPH))

PROBLEM_SCHEMA: Final[Document] = {
    "type": "object",
    "description": "RFC 9457, with what to do about it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "where": {"type": "string", "description": "The parameter, header or place at fault."},
        "remedy": {"type": "string", "description": "What to do about it."},
        "line": {"type": "integer", "minimum": 1, "description": "Line of a syntax error."},
        "column": {
            "type": "integer",
            "minimum": 1,
            "description": "Column of a syntax error, in code points.",
        },
    },
    "additionalProperties": False,
}
"""An error as it is told."""

_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "iri": {"type": "string"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "gYear": {"type": "string", "pattern": "^-?[0-9]{4,}$"},
}


def parameter_of(parameter: Parameter) -> dict[str, Any]:
    """The parameter object (OpenAPI 3.1.0, section 4.8.12): type, default, and what it means."""
    told = f"{parameter.help[:1].upper()}{parameter.help[1:].rstrip('.')}."
    if parameter.type == "iri":
        kind = f" of the class {shorten(parameter.of_class.value)}" if parameter.of_class else ""
        told += f" A thing{kind}: its IRI, a prefixed name, a path below the base, or its name."
    schema = dict(_SCHEMAS[parameter.type])
    if (default := parameter.default) is not None:
        value = default.value
        schema["default"] = int(value) if parameter.type == "integer" else value
    return {
        "name": parameter.name,
        "in": "query",
        "description": told,
        "required": False,
        "allowEmptyValue": True,
        "schema": schema,
    }


def dataset() -> list[Document]:
    """The parameters that say of what graphs a dataset is (SPARQL 1.1 Protocol, section 2.1.4)."""
    return [
        parameter("default-graph-uri", "Graphs whose merge is the default graph.", schema=IRIS),
        parameter("named-graph-uri", "The named graphs.", schema=IRIS),
    ]


def running(formats: Iterable[str] = NAMES) -> list[Document]:
    """The parameters ``timeout``, ``format`` and Query-Id."""
    return [
        parameter("timeout", "A deadline in seconds, below the server's.", schema=SECONDS),
        parameter("format", "The format, before Accept.", schema={"enum": [*formats]}),
        parameter("Query-Id", "The id by which to end it.", where="header", schema=ident_schema()),
    ]


def profiled(described: Document) -> Document:
    """A path that has documents in profiles, with what asks for one and what tells it."""
    got = described["get"]
    got["parameters"] += [
        parameter(
            "profile", "The profile of the document: its name, as /profiles has them, its IRI, or cuegraph."
        ),
        parameter("Accept-Profile", "The same by IRIs, as <https://schema.org/>;q=0.9.", where="header"),
    ]
    return in_profile(described)


def in_profile(described: Document) -> Document:
    """A path whose answers tell of what profile they are."""
    described["get"]["responses"]["200"]["headers"]["Content-Profile"] = {"schema": TEXT}
    return described


def paged() -> Document:
    """The parameter that says which page of a long list is wanted."""
    count = {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}
    return parameter("page", "Which page of a long list.", schema=count)


def parted(described: Document) -> Document:
    """A path of a thing, with what asks for a part of its page."""
    described["get"]["parameters"] += [
        parameter("in", "Only what points at it by this property, such as fm:artist; for .html only."),
        parameter("kind", "With 'in': only things of this kind, as their addresses begin."),
        paged(),
    ]
    return described


def ident_schema() -> Document:
    """The schema of a Query-Id."""
    return {"type": "string", "pattern": f"^{IDENT.pattern}$"}


def parameter(
    name: str,
    description: str,
    *,
    where: str = "query",
    schema: Mapping[str, Any] = TEXT,
    required: bool = False,
) -> Document:
    """A parameter object (OpenAPI 3.1.0, section 4.8.12)."""
    return {
        "name": name,
        "in": where,
        "description": description,
        "required": required,
        "schema": dict(schema),
    }
