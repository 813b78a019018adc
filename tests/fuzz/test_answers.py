"""Queries at random: each format tells the same rows, those that the store has, however often one asks."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from fuzz.answers import Row, Table, anonymous, read_csv, read_json, read_tsv, read_xml, term_of, texts
from fuzz.harness import unharmed
from fuzz.queries import DATA, Asking, queries
from hypothesis import given, note, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Store, parse
from serving import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
BASE = "http://a.example/"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.extend(parse(DATA, format=RdfFormat.TRIG))
    store.add_graph(NamedNode(f"{BASE}three"))
    return store


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("graph") / "invented.trig"
    file.write_text(DATA, "utf-8")
    with running(str(file)) as started, unharmed(started):
        yield started


def expected(store: Store, asking: Asking) -> Table:
    """What the store says; the default graph of a dataset is the merge of its graphs.

    Raises:
        SyntaxError: the query does not parse.
    """
    text = asking.text(dataset=False, limit=False)
    if asking.default or asking.named:
        merged = Store()
        for name in asking.default:
            for quad in store.quads_for_pattern(None, None, None, NamedNode(BASE + name[1:])):
                merged.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
        named = [NamedNode(BASE + name[1:]) for name in dict.fromkeys(asking.named)]
        for graph in named:
            merged.extend(store.quads_for_pattern(None, None, None, graph))
        found = merged.query(text, named_graphs=[*named], default_graph=DefaultGraph())
    else:
        found = store.query(text)
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QuerySolutions)
    names = tuple(each.value for each in found.variables)
    return names, [tuple(term_of(value) for value in row) for row in found]


def address(asking: Asking, *, protocol: bool) -> str:
    """Where to ask it: its dataset in the query, or as the protocol's parameters."""
    parameters = [("query", asking.text(dataset=not protocol))]
    if protocol:
        parameters += [("default-graph-uri", BASE + each[1:]) for each in asking.default]
        parameters += [("named-graph-uri", BASE + each[1:]) for each in asking.named]
    return f"/sparql?{urlencode(parameters)}"


def body_of(server: Server, path: str, media_type: str) -> tuple[bytes, bytes]:
    """The body of an answer, and the one that comes compressed, which may have its rows in another order.

    Each is the same again, from the cache, and not sent where it is known.
    """
    found = []
    for coding in ("identity", "gzip, identity;q=0"):
        asked = {"Accept": media_type, "Accept-Encoding": coding}
        status, headers, body = server.request("GET", path, headers=asked)
        assert (status, headers["content-type"].partition(";")[0]) == (200, media_type), body
        assert headers.get("content-encoding", "identity") == coding.partition(",")[0]
        status, again, second = server.request("GET", path, headers=asked)
        assert (status, second, again["etag"]) == (200, body, headers["etag"])
        assert "cache;desc=hit" in again["server-timing"]
        known = asked | {"If-None-Match": headers["etag"]}
        status, kept, nothing = server.request("GET", path, headers=known)
        assert (status, kept["etag"], nothing) == (304, headers["etag"], b"")
        found.append((headers["etag"], body))
    (tag, plain), (tag_zipped, zipped) = found
    assert tag != tag_zipped
    return plain, gzip.decompress(zipped)


def in_any_order(table: Table | tuple[tuple[str, ...], list[tuple[str, ...]]]) -> object:
    """A table that is equal to those of the same columns and rows."""
    return table if isinstance(table, bool) else (table[0], Counter(table[1]))


@settings(derandomize=True, deadline=None, database=None, max_examples=350)
@given(asking=queries(), protocol=st.booleans())
def test_every_format_tells_what_the_store_has(
    server: Server,
    store: Store,
    asking: Asking,
    protocol: bool,  # noqa: FBT001 (drawn)
) -> None:
    path = address(asking, protocol=protocol)
    note(f"{path}\n{asking.text()}")
    try:
        wanted = expected(store, asking)
    except SyntaxError:
        status, headers, body = server.request("GET", path)
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert {"line", "column", "remedy"} <= set(json.loads(body))
        return
    got = {name: body_of(server, path, media_type) for name, media_type in MEDIA_TYPES.items()}
    if isinstance(wanted, bool):
        text = str(wanted).lower().encode()
        assert {each.strip() for name in ("csv", "tsv") for each in got[name]} == {text}
        assert {read_json(got["json"][0]), read_xml(got["xml"][0])} == {wanted}
        return
    table = read_json(got["json"][0])
    assert not isinstance(table, bool)
    if asking.limit is None:  # with one, there may be other rows each time
        for read, name in ((read_json, "json"), (read_xml, "xml"), (read_tsv, "tsv")):
            for each in got[name]:
                assert in_any_order(read(each)) == in_any_order(table), name
        for each in got["csv"]:
            assert in_any_order(read_csv(each)) == in_any_order((table[0], texts(table[1])))
    found, there = Counter(anonymous(in_columns(table, wanted[0]))), Counter(anonymous(wanted[1]))
    assert found <= there
    assert found.total() == (there.total() if asking.limit is None else min(there.total(), asking.limit))


def in_columns(table: tuple[tuple[str, ...], list[Row]], names: tuple[str, ...]) -> list[Row]:
    """The rows of a table with their values in the order of these names, which have to be the table's."""
    assert sorted(table[0]) == sorted(names)
    order = [table[0].index(name) for name in names]
    return [tuple(row[place] for place in order) for row in table[1]]
