"""The figures of the pages: what the first request of each kind of page takes.

Every address is asked once only, so that the server makes each page anew; the same thing is asked again by
another address of its page. The server has answered another page before and has had time for what it finds
out by itself after its start.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import processes
from load import BadAnswer, ask, request
from table import Figure, Must

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from figures import Bench
    from load import Address
    from peers import Server

BASE = "https://w3id.org/cuegraph/"
SMALL, LARGE = 50.0, 150.0
"""Milliseconds that a page may take, on the Drive graph and on a large one."""

_KINDS = {
    "film": f"<{BASE}ns#Film>",
    "album": f"<{BASE}ns#SoundtrackAlbum>",
    "person": "<https://schema.org/Person>",
    "recording": f"<{BASE}ns#Recording>",
}
_MOST_POINTED_AT = """SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?s a {kind} . ?x ?p ?s }}
GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 1"""
_HUB = f"""SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?x ?p ?s FILTER(STRSTARTS(STR(?s), "{BASE}concept/")) }}
GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 1"""
_SOURCE = (
    f"SELECT ?s WHERE {{ GRAPH <{BASE}graph/sources> {{ ?s a <{BASE}ns#Source> }} }} ORDER BY ?s LIMIT 1"
)
_FILMS = """SELECT ?s ?label WHERE {{ ?s a {kind} ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}
ORDER BY ?s LIMIT {many}"""
_QUESTION = "music-in-a-film"
_INDEXING = 600.0
"""Seconds that the index of the search may take, on a busy machine."""

_HTML = "text/html"


def pages(bench: Bench) -> Iterator[Figure]:
    """The first request of each kind of page: on the Drive graph and on these data."""
    if not bench.citations:
        yield from _pages(bench, None, "Drive graph", SMALL)
    yield from _pages(bench, bench.file, bench.on, LARGE)


def _pages(bench: Bench, file: Path | None, on: str, most: float) -> Iterator[Figure]:
    with bench.starter.ours(file) as server:
        many = max(3, bench.rounds)
        kinds = _addresses(server.address, many, questions=file is None)
        for path in ("/search", "/conformance"):
            _get(server.address, path)
        _wait_for_search(server.address)
        processes.wait_until_quiet([server.pid], 0.2)
        for kind, paths in kinds.items():
            yield from _kind(server, kind, paths, on, most)


def _addresses(address: Address, many: int, *, questions: bool) -> dict[str, list[str]]:
    """The addresses of each kind of page, none twice."""
    found = {"home": "/"}
    for name, kind in _KINDS.items():
        found |= _page(name, _rows(address, _MOST_POINTED_AT.format(kind=kind)))
    found |= _page("hub", _rows(address, _HUB))
    found |= _page("source", _rows(address, _SOURCE))
    for name in ("sources", "differences", "coverage", "editor", "editor/terms.json"):
        found[name] = f"/{name}"
    found["ontology"] = "/ns.html"
    listed = {name: [f"{path}?n={number}" for number in range(many)] for name, path in found.items()}
    films = _rows(address, _FILMS.format(kind=_KINDS["film"], many=many))
    listed["search"] = [f"/search?{urlencode({'q': row['label']['value']})}" for row in films]
    if questions:
        iris = (row["s"]["value"].replace(f"{BASE}film/", "film:") for row in films)
        listed["question"] = [f"/questions/{_QUESTION}?{urlencode({'film': each})}" for each in iris]
    return {name: paths for name, paths in listed.items() if paths}


def _page(name: str, rows: list[dict[str, dict[str, str]]]) -> dict[str, str]:
    paths = [f"/{quote(row['s']['value'].removeprefix(BASE))}.html" for row in rows]
    return {name: paths[0]} if paths else {}


def _rows(address: Address, query: str) -> list[dict[str, dict[str, str]]]:
    rows: list[dict[str, dict[str, str]]] = json.loads(ask(address, request(address, query)).body)["results"][
        "bindings"
    ]
    return [row for row in rows if "s" in row]


def _get(address: Address, path: str) -> float:
    """Milliseconds that a page takes; a page that there is not is none."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{address.port}\r\nAccept: {_HTML}\r\n\r\n"
    reply = ask(address, asked.encode())
    if reply.status != 200:
        raise BadAnswer(f"{path} gave {reply.status}: {reply.body[:200]!r}")
    return 1000 * reply.seconds


def _wait_for_search(address: Address) -> None:
    """Wait until the index of the search, which is made beside other requests, is there."""
    until = time.monotonic() + _INDEXING
    while True:
        try:
            _get(address, "/search.json?q=a")
        except BadAnswer:
            if time.monotonic() > until:
                raise
            time.sleep(1)
        else:
            return


def _kind(server: Server, kind: str, paths: list[str], on: str, most: float) -> Iterator[Figure]:
    processes.wait_until_quiet([server.pid], 0.2)
    before = processes.cpu(server.pid)
    took = [_get(server.address, path) for path in paths]
    spent = 1000 * (processes.cpu(server.pid) - before) / len(paths)
    name, how = f"page: {kind}, {on}", f"{len(paths)} addresses such as {paths[0]}, each once"
    yield Figure(name, "ms", took, [], Must(most, least=False), how, share=False)
    how = "the same; user and system time of the server's whole tree by /proc/PID/stat, for one page"
    yield Figure(name, "ms CPU", [spent], [], None, how, share=False)
