"""The parameters of questions and of the interface as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cuegraph.media import Kind, of_kind
from cuegraph.service.lookup import shorten
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
