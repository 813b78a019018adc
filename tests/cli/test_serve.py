"""The real command in a process of its own, over loopback, on a free port."""

import gzip
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from serving import ENGINE, SERVE, WAIT, Server, command, parent, running, tree

from cuegraph.media import Kind, of_kind

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

Arguments = list[str]


def refused(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """The exit status of a call that starts no server, and what it prints."""
    done = subprocess.run(
        [*SERVE, *arguments],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
        env=os.environ | environment,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def arguments(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Arguments:
    folder = tmp_path_factory.mktemp("queries")
    (folder / "films.rq").write_text(QUESTION, "utf-8")
    data = root / "tests" / "service" / "night_drive" / "data"
    return ["--data", str(data), "--queries", str(folder)]


@pytest.fixture(scope="module")
def served(arguments: Arguments) -> Iterator[Server]:
    with running(*arguments) as server:
        yield server
        assert server.end() == (0, "", "")


@pytest.mark.parametrize("text", [FILMS, GRAPH])
def test_a_query_in_every_format(served: Server, text: str) -> None:
    for wanted in of_kind(Kind.RESULTS if text == FILMS else Kind.GRAPH):
        asked = {"Content-Type": "application/sparql-query", "Accept": wanted.media_type}
        status, headers, body = served.request("POST", "/sparql", text, asked)
        assert (status, headers["content-type"]) == (200, wanted.content_type)
        assert int(headers["content-length"]) == len(body)
        assert b"night-drive" in body


def test_the_pages(served: Server) -> None:
    status, headers, body = served.request("GET", "/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b'<a href="/questions/films"' in body
    assert f"curl http://{served.netloc}/sparql".encode() in body
    assert served.request("GET", "/questions/films")[0] == 200
    style = served.request("GET", "/static/cuegraph.css")
    assert style[1]["content-type"] == "text/css; charset=utf-8"


def test_errors_are_problems(served: Server) -> None:
    status, headers, body = served.request("GET", "/sparql?query=SELECT")
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(body)["title"] == "The query has a syntax error"
    status, headers, _ = served.request("DELETE", "/sparql")
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_head_and_options_have_no_body(served: Server) -> None:
    assert served.request("HEAD", "/sparql?" + urlencode({"query": FILMS}))[::2] == (200, b"")
    assert served.request("OPTIONS", "/sparql")[::2] == (204, b"")


def test_the_dataset_is_there_as_files_that_the_description_names(served: Server) -> None:
    status, _, body = served.request("GET", "/dump/cuegraph.nt")
    assert status == 200
    assert b"night-drive" in body
    described = served.request("GET", "/.well-known/void", headers={"Accept": "application/n-triples"})[2]
    assert f"downloadURL> <http://{served.netloc}/dump/cuegraph.nt>".encode() in described


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(arguments: Arguments, number: signal.Signals) -> None:
    with running(*arguments) as server:
        assert server.end(number) == (0, "", "")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=WAIT)


def test_a_signal_to_all_processes_at_once_ends_it_cleanly(arguments: Arguments) -> None:
    with running(*arguments) as server:
        for pid in tree(server.process.pid)[1:]:
            os.kill(pid, signal.SIGINT)
        assert server.end(signal.SIGINT) == (0, "", "")


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
    with running(*arguments, TMPDIR=str(tmp_path)) as server:
        children = [pid for pid in server.started if parent(pid) == server.process.pid]
        (victim,) = (pid for pid in children if (ENGINE in command(pid)) is is_engine)
        os.kill(victim, signal.SIGKILL)
        status, out, err = server.end(None)
        assert (status, out) == (1, "")
        assert err.startswith(f"Error: {said}")
        assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_is_told(arguments: Arguments) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, out, err = refused(*arguments, "--port", str(port))
    assert (status, out) == (2, "")
    assert f"Error: Port {port} of 127.0.0.1 cannot be listened on: address already in use." in err
    assert "--port" in err


def test_a_port_that_another_cuegraph_has_is_taken(served: Server, arguments: Arguments) -> None:
    status, _, err = refused(*arguments, "--port", str(served.port))
    assert status == 2
    assert "address already in use" in err


def test_the_environment_sets_what_no_flag_sets(served: Server, arguments: Arguments) -> None:
    status, out, err = refused(*arguments, CUEGRAPH_PORT="0", CUEGRAPH_HOST="no such host")
    assert (status, out) == (2, "")
    assert "no such host" in err
    assert f"Port {served.port} of 127.0.0.1" in refused(*arguments, CUEGRAPH_PORT=str(served.port))[2]
    with running(*arguments, "--host", "127.0.0.1", CUEGRAPH_PORT=str(served.port), CUEGRAPH_HOST="x y"):
        pass


def test_an_address_of_ip_version_6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running("--host", "::1", "--empty") as server:
        assert server.netloc == f"[::1]:{server.port}"
        assert server.rows("SELECT (1 AS ?x) {}") == ["1"]


def test_files_are_served_with_the_graphs_that_they_name(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("PREFIX : <http://a.example/> :tide :by :ada , _:b .", "utf-8")
    (tmp_path / "b.nq.gz").write_bytes(
        gzip.compress(b"<http://a.example/moor> <http://a.example/by> _:b <http://a.example/g> .\n")
    )
    with running(*(str(tmp_path / name) for name in ("a.ttl", "b.nq.gz"))) as server:
        assert server.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["2"]
        graphs = server.rows("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }")
        assert graphs == ["<http://a.example/g>\t<http://a.example/moor>"]
        assert server.request("GET", "/")[0] == 200
        assert b"a.example/moor" in server.request("GET", "/dump/dataset.trig")[2]
        status, _, err = server.end()
        assert status == 0
        assert err.startswith("3 quads loaded in ")


def test_a_file_that_does_not_parse_is_told_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text("PREFIX : <http://a.example/>\n:tide :by ada .\n", "utf-8")
    status, out, err = refused("--port", "0", str(file))
    assert (status, out) == (1, "")
    assert f"{file}:2:11" in err


def test_who_has_the_token_writes_and_nobody_else() -> None:
    insert = "INSERT DATA { <http://a.example/tide> <http://a.example/by> <http://a.example/ada> }"
    with running("--empty", "--writable", CUEGRAPH_TOKEN=TOKEN) as server:

        def status(**headers: str) -> int:
            kind = {"Content-Type": "application/sparql-update"}
            return server.request("POST", "/update", insert, kind | headers)[0]

        assert status() == 401
        assert status(Authorization="Bearer another") == 403
        assert server.rows("SELECT * { ?s ?p ?o }") == []
        assert status(Authorization=f"Bearer {TOKEN}") == 204
        assert server.rows("SELECT ?s { ?s ?p ?o }") == ["<http://a.example/tide>"]
        assert b"a.example/tide" in server.request("GET", "/dump/dataset.nt")[2]
        for pid in (server.engine(), *server.workers()):
            assert TOKEN.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
        told = "What is written lives in memory, and is gone when the server ends.\n"
        assert server.end() == (0, "", told)


def test_http_2_is_not_spoken_where_a_body_could_pass_for_none(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, "utf-8")
    with running("--empty", "--writable", "--token-file", str(tmp_path / "token")) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as connection:
            connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
            connection.shutdown(socket.SHUT_WR)
            answer = connection.makefile("rb").read()
        assert not answer or answer.startswith(b"HTTP/1.1 4")  # and no frame with settings


def test_what_is_secret_in_the_address_of_an_engine_is_not_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with running("--engine", f"http://ada:SECRET@127.0.0.1:{port}/sparql?key=SECRET") as server:
        assert server.request("GET", "/health/live")[0] == 200
        assert server.request("GET", "/health/ready")[0] == 503
        status, _, err = server.end()
        assert status == 0
        assert f"http://127.0.0.1:{port}/sparql: It does not answer now" in err
        assert "SECRET" not in err


def test_the_description_names_the_features(served: Server) -> None:
    described = served.request("GET", "/sparql", headers={"Accept": "application/n-triples"})[2]
    assert b"#EmptyGraphs>" in described
    assert b"#BasicFederatedQuery>" not in described


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    with running("--empty", "--writable", "--token-file", str(tmp_path / "token")) as server:
        headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
        body = "<http://a.example/x> a <http://a.example/Y> ."
        assert server.request("PUT", "/store?default", body, headers)[0] == 204
        assert len(server.rows("SELECT * { ?s ?p ?o }")) == 1


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
    given = (names.get(each, each) for each in call)
    status, out, err = refused("--port", "0", *given, CUEGRAPH_TOKEN="", TMPDIR=str(tmp_path))
    assert (status, out) == (2, "")
    assert f"Error: {said}" in err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.ttl", "notes.doc"]
