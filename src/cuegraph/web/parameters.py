"""A question's parameters as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cuegraph.service.lookup import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.service.library import Parameter

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
