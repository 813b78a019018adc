"""The real command in a process of its own, over loopback, on a free port."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from cuegraph.media import Kind, of_kind

WAIT = 60
FILMS = "PREFIX fm: <https://w3id.org/cuegraph/ns#> SELECT ?film WHERE { ?film a fm:Film }"
GRAPH = "DESCRIBE <https://w3id.org/cuegraph/film/night-drive>"
QUESTION = """\
#+ title: Films
#+ sentence: Which films are there?
#+ expect:
#+   - columns: [film]
#+     rows: []
""" + FILMS.replace("> SELECT", ">\nSELECT")

Arguments = list[str]


def start(*arguments: str, variables: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cuegraph", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | (variables or {}),
    )


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
    """The exit status and what else the command has printed."""
    process.send_signal(number)
    try:
        out, err = process.communicate(timeout=WAIT)
    finally:
        process.kill()
    return process.returncode, out, err


def address_of(process: subprocess.Popen[str]) -> str:
    """The address that the command prints when it answers."""
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("cuegraph answers at http://127.0.0.1:"), (line, process.poll())
    return urlsplit(line.split()[-1]).netloc


def ask(
    netloc: str, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=WAIT)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def arguments(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Arguments:
    folder = tmp_path_factory.mktemp("queries")
    (folder / "films.rq").write_text(QUESTION, "utf-8")
    data = root / "tests" / "service" / "night_drive" / "data"
    return ["--port", "0", "--data", str(data), "--queries", str(folder)]


@pytest.fixture(scope="module")
def served(arguments: Arguments) -> Iterator[str]:
    process = start(*arguments)
    try:
        yield address_of(process)
    finally:
        status, out, err = end(process)
    assert (status, out, err) == (0, "", "")


@pytest.mark.parametrize("text", [FILMS, GRAPH])
def test_every_form_of_the_protocol_in_every_format(served: str, text: str) -> None:
    encoded = urlencode({"query": text})
    for wanted in of_kind(Kind.RESULTS if text == FILMS else Kind.GRAPH):
        accept = {"Accept": wanted.media_type}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        direct = {"Content-Type": "application/sparql-query"}
        answers = [
            ask(served, "GET", f"/sparql?{encoded}", None, accept),
            ask(served, "POST", "/sparql", encoded, accept | form),
            ask(served, "POST", "/sparql", text, accept | direct),
        ]
        for status, headers, body in answers:
            assert status == 200
            assert headers["Content-Type"] == wanted.content_type
            assert int(headers["Content-Length"]) == len(body)
            assert b"night-drive" in body
        assert len({body for _, _, body in answers}) == 1


def test_the_pages(served: str) -> None:
    status, headers, body = ask(served, "GET", "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b'<a href="/questions/films">Films</a>' in body
    assert f"curl http://{served}/sparql".encode() in body
    assert ask(served, "GET", "/questions/films")[0] == 200
    assert ask(served, "GET", "/static/cuegraph.css")[1]["Content-Type"] == "text/css; charset=utf-8"


def test_errors_are_problems(served: str) -> None:
    status, headers, body = ask(served, "GET", "/sparql?query=SELECT")
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(body)["title"] == "The query has a syntax error"
    status, headers, _ = ask(served, "DELETE", "/sparql")
    assert (status, headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_head_and_options_have_no_body(served: str) -> None:
    assert ask(served, "HEAD", "/sparql?" + urlencode({"query": FILMS}))[::2] == (200, b"")
    assert ask(served, "OPTIONS", "/sparql")[::2] == (204, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(arguments: Arguments, number: signal.Signals) -> None:
    process = start(*arguments)
    netloc = address_of(process)
    assert end(process, number) == (0, "", "")
    host, _, port = netloc.partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=WAIT)


def test_a_port_that_is_taken_is_told(arguments: Arguments) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(*arguments, "--port", str(port))
        out, err = process.communicate(timeout=WAIT)
    assert (process.returncode, out) == (2, "")
    assert f"Error: Port {port} of 127.0.0.1 cannot be listened on: address already in use." in err
    assert "--port" in err


def test_the_environment_sets_what_no_flag_sets(arguments: Arguments) -> None:
    process = start(*arguments[2:], variables={"CUEGRAPH_PORT": "0", "CUEGRAPH_HOST": "no such host"})
    out, err = process.communicate(timeout=WAIT)
    assert (process.returncode, out) == (2, "")
    assert "no such host" in err
    process = start(
        *arguments[2:], "--host", "127.0.0.1", variables={"CUEGRAPH_PORT": "0", "CUEGRAPH_HOST": "x y"}
    )
    address_of(process)
    assert end(process)[0] == 0
