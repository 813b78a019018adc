"""``cuegraph link --service``: a table matched with what a service on this machine knows."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from linking import rows, run
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadGateway
from cuegraph.graph.assemble import assemble
from cuegraph.service.reconcile_remote import Remote
from cuegraph.service.reconcile_table import ASKING, METHOD
from cuegraph.settings import defaults, shipped
from cuegraph.vocabulary import DCTERMS, FM, SSSOM
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

Answer = Callable[[dict[str, Any] | None], tuple[int, dict[str, str], bytes]]


@contextmanager
def service(answer: Answer) -> Iterator[str]:
    """A service that answers a batch, or None for the manifest; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send(answer(None))

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send(answer(json.loads(form["queries"][0])))

        def send(self, told: tuple[int, dict[str, str], bytes]) -> None:
            status, headers, body = told
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/reconcile"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


MANIFEST = {"versions": ["0.2"], "name": "x", "identifierSpace": "http://a.example/", "schemaSpace": "x"}


def told(value: object, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {each.replace("_", "-"): text for each, text in headers.items()}
    return status, named, json.dumps(value).encode()


def test_a_service_is_asked_in_batches(tmp_path: Path) -> None:
    sizes = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        if queries is None:
            return told(MANIFEST)
        sizes.append(len(queries))
        results = {
            key: {"result": [{"id": each["query"], "name": each["query"].upper(), "score": 90, "match": True,
                              "type": ["T", {"id": "U"}], "features": [{"id": "f", "value": 1}]}]}
            for key, each in queries.items()
        }  # fmt: skip
        return told(results)

    file = tmp_path / "names.csv"
    file.write_text("name\n" + "".join(f"n{each}\n" for each in range(120)), "utf-8")
    with service(answer) as url:
        result = run(file, "--column", "name", "--service", url)
    assert result.exit_code == 0, result.output
    assert sizes == [50, 50, 20]
    found = rows(tmp_path / "names-linked.csv")
    assert found[7] == {
        "name": "n7", "match_id": "n7", "match_iri": "http://a.example/n7", "match_label": "N7",
        "match_type": "T U", "match_score": "90", "match_features": '{"f": 1}', "match_others": "",
        "matched": "yes",
    }  # fmt: skip


def test_of_several_matches_none_is_taken_and_a_note_says_so(tmp_path: Path) -> None:
    several = [{"id": each, "name": each, "score": 1, "match": True} for each in ("Q1", "Q2")]
    file = tmp_path / "names.csv"
    file.write_text("name\nx\n", "utf-8")
    with service(lambda queries: told(MANIFEST if queries is None else {"q0": {"result": several}})) as url:
        result = run(file, "--column", "name", "--service", url)
    assert "1 name: 0 matched, 1 to be looked at" in result.stderr
    (found,) = rows(tmp_path / "names-linked.csv")
    assert (found["match_id"], found["match_others"], found["matched"]) == ("Q1", "Q2 (Q2, 1)", "no")
    assert json.loads(found["match_features"]) == {"note": "the service calls 2 candidates a match"}
    assert "closeMatch" not in (tmp_path / "names-linked.trig").read_text("utf-8")


def test_a_type_that_is_no_text_reaches_a_service_as_it_is(acts: Path) -> None:
    asked: list[dict[str, Any]] = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        asked.extend((queries or {}).values())
        return told({key: {"result": []} for key in queries} if queries else MANIFEST)

    with service(answer) as url:
        result = run(acts, "--column", "artist", "--service", url, "--type", "a\udcff")
    assert result.exit_code == 0, result.output
    assert asked[0]["type"] == "a\udcff"


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_our_own_service_finds_what_the_graph_has(acts: Path, tmp_path: Path) -> None:
    quads = assemble(shipped("data"), shipped("ontology")).quads
    engine = MemoryEngine(quads)
    front = Front(create_app(engine, {}), engine, defaults())
    with make_server("127.0.0.1", 0, front, handler_class=Quiet) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/reconcile"
        args = [acts, "--column", "artist", "--type", "fm:MusicArtist"]
        remote = run(*args, "--service", url, "-o", tmp_path / "remote.csv")
        server.shutdown()
        thread.join()
    assert remote.exit_code == 0, remote.output
    assert run(*args, "-o", tmp_path / "local.csv").exit_code == 0
    assert (tmp_path / "remote.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
    local, asked = (
        {each.triple for each in parse(path=tmp_path / f"{name}.trig", format=RdfFormat.TRIG)}
        for name in ("local", "remote")
    )
    methods = {each.object for each in local | asked if each.predicate == FM.kind}
    assert methods == {METHOD, ASKING}
    assert methods <= {each.subject for each in quads}
    told_otherwise = {FM.kind, DCTERMS.description, DCTERMS.source, SSSOM.confidence}
    assert {each.predicate for each in local ^ asked} == told_otherwise
    assert {each.object for each in asked - local if each.predicate == DCTERMS.source} == {NamedNode(url)}
    assert SSSOM.confidence not in {each.predicate for each in asked}
    assert f"service at\n# {url}\n" in (tmp_path / "remote.trig").read_text("utf-8")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_service_that_is_busy_is_asked_again(status: int) -> None:
    waits: list[float] = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        if len(waits) < 2:
            return told({"detail": "Not now."}, status, Retry_After="3")
        return told(MANIFEST if queries is None else {"q": {"result": []}})

    with service(answer) as url:
        assert Remote(url, sleep=waits.append).ask({"q": {"query": "x"}}) == {"q": None}
    assert waits == [3.0, 3.0]


def test_one_who_waits_is_told_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["cuegraph.cli.link"], "_PAUSE", -1.0)
    file = tmp_path / "names.csv"
    file.write_text("name\n" + "".join(f"x{each}\n" for each in range(60)), "utf-8")

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        return told({key: {"result": []} for key in queries} if queries else MANIFEST)

    with service(answer) as url:
        result = run(file, "--column", "name", "--service", url)
    assert "50 of 60 names\n" in result.stderr


@pytest.mark.parametrize(
    ("manifest", "batch", "what"),
    [
        (told([]), None, "no JSON object"),
        ((200, {}, b"<html>"), None, "no JSON"),
        (told({"name": "x"}), None, "no manifest"),
        (told(MANIFEST | {"versions": ["9"]}), None, "speaks the versions 9"),
        (told({}, 302, Location="http://127.0.0.1:9/"), None, "302 and points to http://127.0.0.1:9/."),
        (told(MANIFEST | {"identifierSpace": "javascript:"}), None, "begins no IRI of http, https or urn"),
        (told({"detail": "No such thing."}, 404), None, "status 404: No such thing"),
        (told({}, 503, Retry_After="0"), None, "status 503"),
        (told(MANIFEST), told({}), "Its answer to 'q0' (“Kavinsky (feat. Nobody)”) is none"),
        (told(MANIFEST), told({"status": "error", "message": "Not so."}), "fails. It says: Not so.\n"),
        (told(MANIFEST), told({"q0": {"result": [{"id": "x"}]}}), "Nobody)”) is none"),
        (told(MANIFEST), told({"q0": {"result": "x"}}), "Nobody)”) is none"),
        (told(MANIFEST), told({"q0": {"result": [{"id": "x", "name": "\ud800", "score": 1}]}}), "no Unicode"),
        (told(MANIFEST), (200, {}, b"[" * 100_000), "nested too deeply"),
        (told({"detail": "a\x1b[2J\x07b"}, 404), None, "status 404: a[2Jb"),
        (told(MANIFEST), told({}, 500), "status 500"),
    ],
)
def test_a_service_that_fails_is_told_and_nothing_is_written(
    acts: Path, manifest: tuple[int, dict[str, str], bytes], batch: Any, what: str
) -> None:
    with service(lambda queries: manifest if queries is None else batch) as url:
        result = run(acts, "--column", "artist", "--service", url)
    assert result.exit_code == 1
    assert what in result.stderr
    assert url in result.stderr
    assert [each.name for each in acts.parent.iterdir()] == ["acts.csv"]


def test_a_folder_that_is_not_there_is_told_before_a_service_is_asked(acts: Path) -> None:
    output = acts.parent / "no" / "x.csv"
    result = run(acts, "--column", "artist", "--service", "http://127.0.0.1:1/reconcile", "-o", output)
    assert result.exit_code == 2
    assert "The file cannot be written: its folder is not there." in result.stderr


def test_a_service_that_does_not_answer_is_given_up() -> None:
    go = threading.Event()

    def answer(_: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        go.wait(20)
        return told(MANIFEST)

    with service(answer) as url:
        try:
            with pytest.raises(BadGateway, match=r"within 0\.2 seconds"):
                Remote(url, timeout=0.2)
        finally:
            go.set()
