"""The paths of reconciliation in the OpenAPI description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cuegraph.protocol.request import FORM
from cuegraph.service.reconcile import ASKED, MOST
from cuegraph.service.reconcile_read import BATCH, IDS, LONGEST, PROPERTIES, VALUES
from cuegraph.web.parameters import TEXT, parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    Document = dict[str, Any]

PATH: Final = "/reconcile"
"""Where the service is."""

_JSON: Final = ["application/json"]
_BATCH: Final = (
    "Reconciliation Service API 0.2, section 4: a JSON object of queries by keys. Types and properties are "
    "prefixed names (fm:Film), IRIs or their words (film), things the paths of their pages (film/drive-2011) "
    "or IRIs. At most "
    f"{BATCH} queries, each with {PROPERTIES} properties, {PROPERTIES} values of a property and {PROPERTIES} "
    f"types; {VALUES} values in all queries together; {LONGEST} characters of a text. A query gets {ASKED} "
    f"candidates, or as many as its limit says, {MOST} at most. A score, from 0 to 100, says how well "
    "names and values fit, and is no probability; the features say it of the name and of each property that "
    "something is known of, and whether the type fits. What is wrong with a query is its member 'error'."
)
_EXTENSION: Final = (
    f"The same, section 7: a JSON object with at most {IDS} ids and at most {PROPERTIES} properties."
)
_BATCH_SCHEMA: Final = {
    **TEXT,
    "contentMediaType": "application/json",
    "contentSchema": {"type": "object", "maxProperties": BATCH},
}
_EXTENSION_SCHEMA: Final = {
    **TEXT,
    "contentMediaType": "application/json",
    "contentSchema": {
        "type": "object",
        "required": ["ids", "properties"],
        "properties": {
            "ids": {"type": "array", "items": TEXT, "maxItems": IDS},
            "properties": {"type": "array", "items": {"type": "object"}, "maxItems": PROPERTIES},
        },
    },
}
_EXAMPLE: Final = '{"q0": {"query": "College", "type": "fm:MusicArtist", "limit": 3}}'
_SHORT: Final = {**TEXT, "maxLength": LONGEST}
_FROM: Final = {"type": "integer", "minimum": 0, "maximum": 10_000}
_LIMIT: Final = {"type": "integer", "minimum": 1, "maximum": 500}


def reconcile_paths(got: Callable[..., Document]) -> Document:
    """The paths below ``/reconcile``.

    Args:
        got: gives the description of what is got, for a summary and media types.
    """
    typed = parameter("type", "Only things of this type.")
    view = _with(got("The page of a thing.", ["text/html"]), _id())
    del view["get"]["responses"]["200"], view["get"]["responses"]["304"]
    view["get"]["responses"]["303"] = {"description": "Where the page is."}
    which = {"enum": ["entity", "property", "type"]}
    kind = parameter("kind", "What it is the id of.", where="path", schema=which, required=True)
    return {
        PATH: _service(got),
        f"{PATH}/": _service(got),
        f"{PATH}/suggest/entity": _suggest(got, "Things as one types.", typed),
        f"{PATH}/suggest/type": _suggest(got, "Types as one types."),
        f"{PATH}/suggest/property": _suggest(got, "Properties as one types."),
        f"{PATH}/properties": _with(
            got("The properties that things of a type have.", _JSON),
            parameter("type", "The type; any without.", schema=_SHORT),
            parameter("limit", "How many at most.", schema=_LIMIT),
        ),
        f"{PATH}/preview": _with(got("A thing in a few lines, to be framed.", ["text/html"]), _id()),
        f"{PATH}/flyout/{{kind}}": _with(
            got("A thing or a term in a few lines of HTML, to be put into a page.", _JSON), kind, _id()
        ),
        f"{PATH}/view": view,
    }


def _service(got: Callable[..., Document]) -> Document:
    reading = _with(
        got("What names stand for; without a parameter, the manifest of the service.", _JSON),
        {**parameter("queries", _BATCH, schema=_BATCH_SCHEMA), "example": _EXAMPLE},
        parameter("extend", _EXTENSION, schema=_EXTENSION_SCHEMA),
    )
    sending = got("What names stand for, or values of things.", _JSON)["get"]
    del sending["responses"]["304"]
    sending["responses"]["411"] = {"$ref": "#/components/responses/411"}
    fields = {
        "queries": {**_BATCH_SCHEMA, "description": _BATCH},
        "extend": {**_EXTENSION_SCHEMA, "description": _EXTENSION},
    }
    schema = {"type": "object", "properties": fields}
    body = {"required": True, "content": {FORM: {"schema": schema, "example": {"queries": _EXAMPLE}}}}
    return {**reading, "post": {**sending, "requestBody": body}}


def _suggest(got: Callable[..., Document], summary: str, *more: Document) -> Document:
    prefix = parameter("prefix", "What has been typed so far.", schema=_SHORT, required=True)
    cursor = parameter("cursor", "How many of the first to leave out.", schema=_FROM)
    return _with(got(summary, _JSON), prefix, cursor, *more)


def _id() -> Document:
    described = parameter("id", "The id of the thing.", schema=_SHORT, required=True)
    return {**described, "example": "film/drive-2011"}


def _with(described: Document, *parameters: Document) -> Document:
    described["get"]["parameters"] = list(parameters)
    return described
