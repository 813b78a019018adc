"""The real command in a process of its own, over loopback, on a free port."""

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from serving import command, eventually, parent, tree

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
TOKEN = "a-secret-of-the-tests"  # noqa: S105
ANSWERS = "cuegraph answers at http://"

Arguments = list[str]


def start(*arguments: str, variables: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cuegraph", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | (variables or {}),
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit status and what else the command has printed."""
    try:
        out, err = process.communicate(timeout=WAIT)
    finally:
        process.kill()
    return process.returncode, out, err


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
    """The exit status of the command and what else it has printed, when it gets a signal."""
    process.send_signal(number)
    return ended(process)


def address_of(process: subprocess.Popen[str], host: str = "127.0.0.1") -> str:
    """The address that the command prints when it answers."""
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith(ANSWERS + host), (line, process.poll(), process.stderr and process.stderr.read())
    return urlsplit(line.split()[-1]).netloc


def ask(
    netloc: str, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=WAIT)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def rows(netloc: str, query: str) -> list[str]:
    """The rows of a query's answer, as CSV."""
    status, _, body = ask(
        netloc, "GET", f"/sparql?{urlencode({'query': query})}", None, {"Accept": "text/csv"}
    )
    assert status == 200, body
    return body.decode().splitlines()[1:]


@contextmanager
def running(
    *arguments: str, variables: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address; ended at the end."""
    process = start("--port", "0", *arguments, variables=variables)
    try:
        yield process, address_of(process)
    finally:
        end(process)


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


def test_the_dataset_is_there_as_files_that_the_description_names(served: str) -> None:
    status, _, body = ask(served, "GET", "/dump/cuegraph.nt")
    assert status == 200
    assert b"night-drive" in body
    described = ask(served, "GET", "/.well-known/void", None, {"Accept": "application/n-triples"})[2]
    assert f"downloadURL> <http://{served}/dump/cuegraph.nt>".encode() in described


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(arguments: Arguments, number: signal.Signals) -> None:
    process = start(*arguments)
    netloc = address_of(process)
    below = tree(process.pid)
    assert end(process, number) == (0, "", "")
    host, _, port = netloc.partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=WAIT)
    assert eventually(lambda: not any(command(pid) for pid in below))


def test_a_signal_to_all_processes_at_once_ends_it_cleanly(arguments: Arguments) -> None:
    process = start(*arguments)
    address_of(process)
    below = tree(process.pid)[1:]
    for pid in below:
        os.kill(pid, signal.SIGINT)
    assert end(process, signal.SIGINT) == (0, "", "")
    assert eventually(lambda: not any(command(pid) for pid in below))


@pytest.mark.parametrize(
    ("is_engine", "said"),
    [(True, "The engine has ended."), (False, "The process that answers requests has ended.")],
)
def test_a_dead_process_ends_the_server(
    arguments: Arguments,
    tmp_path: Path,
    is_engine: bool,  # noqa: FBT001 (parametrised)
    said: str,
) -> None:
    process = start(*arguments, variables={"TMPDIR": str(tmp_path)})
    address_of(process)
    below = tree(process.pid)
    children = [pid for pid in below if parent(pid) == process.pid]
    (victim,) = (pid for pid in children if ("cuegraph.engine" in command(pid)) is is_engine)
    os.kill(victim, signal.SIGKILL)
    status, out, err = ended(process)
    assert (status, out) == (1, "")
    assert err.startswith(f"Error: {said}")
    assert eventually(lambda: not any(command(pid) for pid in below))
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_is_told(arguments: Arguments) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, out, err = ended(start(*arguments, "--port", str(port)))
    assert (status, out) == (2, "")
    assert f"Error: Port {port} of 127.0.0.1 cannot be listened on: address already in use." in err
    assert "--port" in err


def test_a_port_that_another_cuegraph_has_is_taken(served: str, arguments: Arguments) -> None:
    status, _, err = ended(start(*arguments, "--port", served.partition(":")[2]))
    assert status == 2
    assert "address already in use" in err


def test_the_environment_sets_what_no_flag_sets(arguments: Arguments) -> None:
    process = start(*arguments[2:], variables={"CUEGRAPH_PORT": "0", "CUEGRAPH_HOST": "no such host"})
    status, out, err = ended(process)
    assert (status, out) == (2, "")
    assert "no such host" in err
    process = start(
        *arguments[2:], "--host", "127.0.0.1", variables={"CUEGRAPH_PORT": "0", "CUEGRAPH_HOST": "x y"}
    )
    address_of(process)
    assert end(process)[0] == 0


def test_an_address_of_ip_version_6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    process = start("--port", "0", "--host", "::1", "--empty")
    try:
        netloc = address_of(process, "[::1]:")
        assert rows(netloc, "SELECT (1 AS ?x) {}") == ["1"]
    finally:
        end(process)


def test_files_are_served_with_the_graphs_that_they_name(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("PREFIX : <http://a.example/> :tide :by :ada , _:b .", "utf-8")
    (tmp_path / "b.nq.gz").write_bytes(
        gzip.compress(b"<http://a.example/moor> <http://a.example/by> _:b <http://a.example/g> .\n")
    )
    files = [str(tmp_path / name) for name in ("a.ttl", "b.nq.gz")]
    with running(*files) as (process, netloc):
        assert rows(netloc, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["2"]
        assert rows(netloc, "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }") == [
            "http://a.example/g,http://a.example/moor"
        ]
        assert ask(netloc, "GET", "/")[0] == 200
        assert b"a.example/moor" in ask(netloc, "GET", "/dump/dataset.trig")[2]
        status, _, err = end(process)
    assert status == 0
    assert err.startswith("3 quads loaded in ")


def test_a_file_that_does_not_parse_is_told_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text("PREFIX : <http://a.example/>\n:tide :by ada .\n", "utf-8")
    status, out, err = ended(start("--port", "0", str(file)))
    assert (status, out) == (1, "")
    assert f"{file}:2:11" in err


def test_who_has_the_token_writes_and_nobody_else() -> None:
    insert = "INSERT DATA { <http://a.example/tide> <http://a.example/by> <http://a.example/ada> }"
    kind = {"Content-Type": "application/sparql-update"}
    with running("--empty", "--writable", variables={"CUEGRAPH_TOKEN": TOKEN}) as (process, netloc):
        assert ask(netloc, "POST", "/update", insert, kind)[0] == 401
        assert ask(netloc, "POST", "/update", insert, kind | {"Authorization": "Bearer another"})[0] == 403
        assert rows(netloc, "SELECT * { ?s ?p ?o }") == []
        status, _, body = ask(netloc, "POST", "/update", insert, kind | {"Authorization": f"Bearer {TOKEN}"})
        assert status in {200, 204}, body
        assert rows(netloc, "SELECT * { ?s ?p ?o }") == [
            "http://a.example/tide,http://a.example/by,http://a.example/ada"
        ]
        assert b"a.example/tide" in ask(netloc, "GET", "/dump/dataset.nt")[2]
        engines = [pid for pid in tree(process.pid) if "cuegraph.engine" in command(pid)]
        assert engines
        for pid in engines:
            assert TOKEN.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
        assert end(process) == (
            0, "", "What is written lives in memory, and is gone when the server ends.\n"
        )  # fmt: skip


def test_http_2_is_not_spoken_where_a_body_could_pass_for_none(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, "utf-8")
    with running("--empty", "--writable", "--token-file", str(tmp_path / "token")) as (_, netloc):
        host, _, port = netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=WAIT) as connection:
            connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
            connection.shutdown(socket.SHUT_WR)
            answer = connection.makefile("rb").read()
        assert not answer or answer.startswith(b"HTTP/1.1 4")  # and no frame with settings


def test_what_is_secret_in_the_address_of_an_engine_is_not_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    process = start("--port", "0", "--engine", f"http://ada:SECRET@127.0.0.1:{port}/sparql?key=SECRET")
    address_of(process)
    status, _, err = end(process)
    assert status == 0
    assert f"http://127.0.0.1:{port}/sparql: It does not answer now" in err
    assert "SECRET" not in err


def test_the_description_names_the_features(served: str) -> None:
    described = ask(served, "GET", "/sparql", None, {"Accept": "application/n-triples"})[2]
    assert b"#EmptyGraphs>" in described
    assert b"#BasicFederatedQuery>" not in described


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    with running("--empty", "--writable", "--token-file", str(tmp_path / "token")) as (_, netloc):
        headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
        status, _, body = ask(
            netloc, "PUT", "/store?default", "<http://a.example/x> a <http://a.example/Y> .", headers
        )
        assert status in {200, 201, 204}, body
        assert len(rows(netloc, "SELECT * { ?s ?p ?o }")) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--writable"], "A built dataset takes no updates."),
        (["--empty", "--writable"], "There is no token, and without one nobody may write."),
        (
            ["--empty", "--writable", "--token-file", "FILE"],
            "The token has characters that no client can send.",
        ),
        (["--empty", "--token-file", "FILE"], "--token-file is of use with --writable only."),
        (["--empty", "FILE"], "--empty and FILE exclude each other."),
        (["--data", "FOLDER", "--engine", "http://127.0.0.1:9/"], "--data and --engine exclude each other."),
        (["--engine", "127.0.0.1:9"], "'127.0.0.1:9' is no address."),
        (["--empty", "--allow-service", "file:///etc"], "'file:///etc' is no address."),
        (
            ["--empty", "--engine-update", "http://a/"],
            "--engine-update is of use with --engine and --writable only.",
        ),
        (["NOTES"], "The end of the file's name tells no RDF format."),
        (["--log", "FOLDER", "--empty"], "The log cannot be written"),
        (
            ["--empty", "--deadline", "nan"],
            "Invalid value for '--deadline' (env var: 'CUEGRAPH_DEADLINE'): nan is no number.",
        ),
        (
            ["--empty", "--deadline", "inf"],
            "Invalid value for '--deadline' (env var: 'CUEGRAPH_DEADLINE'): inf is not in the range",
        ),
        (
            ["--empty", "--deadline", "0"],
            "Invalid value for '--deadline' (env var: 'CUEGRAPH_DEADLINE'): 0.0 is not in the range",
        ),
        (
            ["--empty", "--patience", "inf"],
            "Invalid value for '--patience' (env var: 'CUEGRAPH_PATIENCE'): inf is not in the range",
        ),
    ],
)
def test_a_call_that_contradicts_itself_is_told(tmp_path: Path, call: list[str], said: str) -> None:
    (tmp_path / "a.ttl").write_text("two words\n", "utf-8")
    (tmp_path / "notes.doc").write_text("", "utf-8")
    names = {"FILE": str(tmp_path / "a.ttl"), "FOLDER": str(tmp_path), "NOTES": str(tmp_path / "notes.doc")}
    variables = {"CUEGRAPH_TOKEN": "", "TMPDIR": str(tmp_path)}
    status, out, err = ended(
        start("--port", "0", *(names.get(each, each) for each in call), variables=variables)
    )
    assert (status, out) == (2, "")
    assert f"Error: {said}" in err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.ttl", "notes.doc"]
