"""The results of queries, read by parsers that are none of the server's, as terms that can be compared."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Term = tuple[str, ...] | None
"""``("uri", iri)``, ``("bnode", label)``, ``("literal", text, language, datatype)``; None for no value."""

Row = tuple[Term, ...]
Table = tuple[tuple[str, ...], list[Row]] | bool
"""The variables and the rows of a SELECT, or the answer to an ASK."""

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_SPARQL = "{http://www.w3.org/2005/sparql-results#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def term_of(value: NamedNode | BlankNode | Literal | None) -> Term:
    """A term of pyoxigraph."""
    if isinstance(value, NamedNode):
        return "uri", value.value
    if isinstance(value, BlankNode):
        return "bnode", value.value
    return value and _literal(value.value, value.language, value.datatype.value)


def read_json(body: bytes) -> Table:
    """SPARQL 1.1 Query Results JSON Format, read by the standard library."""
    found = json.loads(body)
    if "boolean" in found:
        assert isinstance(found["boolean"], bool)
        return found["boolean"]
    names = tuple(found["head"]["vars"])
    rows = found["results"]["bindings"]
    assert all(set(row) <= set(names) for row in rows)
    return names, [tuple(_json_term(row.get(name)) for name in names) for row in rows]


def read_xml(body: bytes) -> Table:
    """SPARQL Query Results XML Format, read by the standard library."""
    root = ET.fromstring(body)  # noqa: S314 (of a server of our own)
    assert root.tag == f"{_SPARQL}sparql"
    if (boolean := root.find(f"{_SPARQL}boolean")) is not None:
        return {"true": True, "false": False}[boolean.text or ""]
    names = tuple(each.attrib["name"] for each in root.iterfind(f"{_SPARQL}head/{_SPARQL}variable"))
    rows: list[Row] = []
    for result in root.iterfind(f"{_SPARQL}results/{_SPARQL}result"):
        values = {each.attrib["name"]: _xml_term(each[0]) for each in result}
        assert set(values) <= set(names)
        rows.append(tuple(values.get(name) for name in names))
    return names, rows


def read_csv(body: bytes) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """SPARQL 1.1 Query Results CSV: the texts of the terms."""
    names, *rows = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    return tuple(names), [tuple(row or [""] * len(names)) for row in rows]  # an empty line is an empty text


def read_tsv(body: bytes) -> Table:
    """SPARQL 1.1 Query Results TSV, its terms read by rdflib as Turtle."""
    head, *lines = body.decode().removesuffix("\n").split("\n")
    names = tuple(name.removeprefix("?") for name in head.split("\t")) if head else ()
    rows = [tuple(_turtle_term(cell) for cell in line.split("\t")) if names else () for line in lines]
    assert all(len(row) == len(names) for row in rows)
    return names, rows


def texts(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Rows as CSV has them."""
    return [tuple(_text(term) for term in row) for row in rows]


def anonymous(rows: Iterable[Row]) -> list[Row]:
    """Rows with all blank nodes alike, since two stores label them differently."""
    return [tuple(("bnode", "") if term and term[0] == "bnode" else term for term in row) for row in rows]


def _text(term: Term) -> str:
    if term is None:
        return ""
    return f"_:{term[1]}" if term[0] == "bnode" else term[1]


def _literal(value: str, language: str | None, datatype: str | None) -> Term:
    return "literal", value, (language or "").lower(), datatype or (_LANGUAGE if language else _STRING)


def _json_term(term: dict[str, str] | None) -> Term:
    if term is None:
        return None
    if term["type"] == "literal":
        return _literal(term["value"], term.get("xml:lang"), term.get("datatype"))
    assert term["type"] in {"uri", "bnode"}
    return term["type"], term["value"]


def _xml_term(element: ET.Element) -> Term:
    text = element.text or ""
    kind = element.tag.removeprefix(_SPARQL)
    if kind == "literal":
        return _literal(text, element.get(f"{_XML}lang"), element.get("datatype"))
    assert kind in {"uri", "bnode"}
    return kind, text


@cache
def _turtle_term(cell: str) -> Term:
    if not cell:
        return None
    if cell.startswith("_:"):
        return "bnode", cell[2:]
    with _as_written():
        (value,) = Graph().parse(data=f"<a:s> <a:p> {cell} .", format="turtle").objects()
    if isinstance(value, URIRef):
        return "uri", str(value)
    assert isinstance(value, RdflibLiteral)
    return _literal(str(value), value.language, value.datatype and str(value.datatype))


@contextmanager
def _as_written() -> Iterator[None]:
    """Within, rdflib does not write numbers and dates in its own way."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
