"""What a server has to survive: after each, the next answer is right and nothing more is held than before."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import HEAVY, WIDE, Server, command, eventually, running, tree

SILENT = 2_000


def in_background(work: Callable[[], tuple[int, bytes]]) -> Callable[[], tuple[int, bytes]]:
    """Start to ask in a thread; what is returned waits for the answer."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    return lambda: (future.result(60), pool.shutdown())[0]


def busy(server: Server) -> list[int]:
    """The workers that have used processor time of late."""

    def used(pid: int) -> int:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])

    before = {pid: used(pid) for pid in server.workers()}
    time.sleep(0.3)
    return [pid for pid in server.workers() if pid in before and used(pid) > before[pid] + 5]


def test_kill_of_a_worker_in_the_middle_of_an_answer(unharmed: Server) -> None:
    answer = in_background(lambda: unharmed.ask(HEAVY))
    found: list[int] = []
    assert eventually(lambda: bool(found.extend(busy(unharmed)) or found))
    os.kill(found[0], signal.SIGKILL)
    status, body = answer()
    assert status == 503
    assert b"problem/" in body


def test_kill_of_all_workers(unharmed: Server) -> None:
    for pid in unharmed.workers():
        os.kill(pid, signal.SIGKILL)


def test_a_stopped_worker(unharmed: Server) -> None:
    for pid in unharmed.workers():
        os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: unharmed.is_right(), range(4)))


def test_a_query_that_needs_too_much_memory(unharmed: Server) -> None:
    status, body = unharmed.ask("SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert status == 503
    assert b"memory" in body


def test_a_result_over_the_limit(unharmed: Server) -> None:
    status, body = unharmed.ask(WIDE)
    assert status == 422
    assert b"8 MiB" in body


@pytest.mark.parametrize("seconds", [1.0])
def test_the_deadline_is_told(unharmed: Server, seconds: float) -> None:
    status, body = unharmed.ask(HEAVY, seconds=seconds)
    assert status == 503
    assert b"deadline-passed" in body


def test_connections_that_send_nothing(unharmed: Server) -> None:
    silent = [socket.create_connection(("127.0.0.1", unharmed.port)) for _ in range(SILENT)]
    try:
        assert all(unharmed.is_right() for _ in range(5))
    finally:
        for each in silent:
            each.close()


def test_bodies_that_never_end(unharmed: Server) -> None:
    """More of them than the server has threads; the first piece is sent, and then no more."""
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 1000\r\n\r\nASK"
    )
    open_ones = []
    try:
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", unharmed.port))
            connection.sendall(head)
            open_ones.append(connection)
        assert eventually(unharmed.is_right)
    finally:
        for each in open_ones:
            each.close()


def test_a_body_without_end(unharmed: Server) -> None:
    """A chunked body that goes on until the server stops it."""
    connection = socket.create_connection(("127.0.0.1", unharmed.port), timeout=60)
    connection.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"10000\r\n" + b"#" * 0x10000 + b"\r\n"
    with connection:
        try:
            for _ in range(2_000):
                connection.sendall(piece)
        except OSError:
            pass  # the server has closed it
        else:
            pytest.fail("125 MiB were taken")


NESTED = "(" * 500_000 + ")" * 500_000
PREFIXES = "".join(f"PREFIX p{n}: <http://a.example/{n}> " for n in range(100_000))


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (f"SELECT * {{ FILTER({NESTED}) }}".encode(), {400}),
        (f"{PREFIXES} SELECT * {{ ?s p1:a ?o }}".encode(), {200, 400, 413}),
        (b"SELECT * { ?s ?p '\0' }", {200, 400}),
        (b"SELECT * { ?s ?p '\xff\xfe' }", {400}),
        (b"\0" * 1000, {400}),
    ],
    ids=["nested", "prefixes", "nul", "invalid UTF-8", "only nul"],
)
def test_texts_that_break_parsers(unharmed: Server, body: bytes, statuses: set[int]) -> None:
    status, _, answer = unharmed.request(
        "POST", "/sparql", body, {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    )
    assert status in statuses
    assert status == 200 or b'"remedy"' in answer
    encoded = quote(body[:2_000]).encode()
    status, _, _ = unharmed.request(
        "POST", "/sparql", b"query=" + encoded, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status in {200, 400}


def test_clients_that_read_a_byte_a_second(unharmed: Server) -> None:
    text = quote("SELECT * { ?a ?b ?c . ?d ?e <http://a.example/none>, ?f } LIMIT 0")
    wide = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000")
    slow = []
    try:
        for _ in range(20):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", unharmed.port))
            connection.sendall(
                f"GET /sparql?query={wide} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
            )
            slow.append(connection)
        for _ in range(3):
            assert all(each.recv(1) for each in slow)
            assert unharmed.request("GET", f"/sparql?query={text}")[0] == 200
            assert unharmed.is_right()
    finally:
        for each in slow:
            each.close()


def test_more_at_once_than_may_wait(graph: Path) -> None:
    with running(str(graph), "--workers", "1", "--queue", "2", "--deadline", "5") as server:
        with ThreadPoolExecutor(6) as pool:
            texts = [HEAVY.replace("?n", f"?n{number}") for number in range(6)]
            found = [pool.submit(server.request, "GET", f"/sparql?query={quote(text)}") for text in texts]
            answers = [each.result() for each in found]
        assert {status for status, _, _ in answers} == {503}
        assert all(headers["retry-after"].isdigit() for _, headers, body in answers if b"overloaded" in body)
        assert sum(b"overloaded" in body for _, _, body in answers) == 3
        assert server.is_right()


def test_a_full_disk(graph: Path) -> None:
    """The files that a process may write end at 2 MiB, which is what a full disk looks like from inside."""
    wide = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
    with running(str(graph), largest_file=2 * 1024 * 1024) as server:
        assert server.is_right()
        status, body = server.ask(wide)
        assert status == 503, body[:200]
        assert b"disk" in body
        assert server.is_right()


def test_a_killed_server_leaves_nothing(graph: Path, tmp_path: Path) -> None:
    with running(str(graph), TMPDIR=str(tmp_path)) as server:
        below = tree(server.process.pid)
        asking = threading.Thread(target=lambda: _ask_and_forget(server))
        asking.start()
        assert eventually(lambda: bool(busy(server)))
        server.process.kill()
        server.process.wait()
        assert eventually(lambda: not any(command(pid) for pid in below))
        assert not list(tmp_path.iterdir())
        asking.join()


def test_the_end_waits_for_answers(graph: Path, tmp_path: Path) -> None:
    """What runs at SIGTERM is answered or told so; then nothing is left."""
    with running(str(graph), "--deadline", "60", TMPDIR=str(tmp_path)) as server:
        long = in_background(lambda: server.ask(HEAVY))
        assert eventually(lambda: bool(busy(server)))
        server.process.send_signal(signal.SIGTERM)
        status, body = long()
        assert status == 503
        assert b"shutting-down" in body
        assert server.process.wait(20) == 0
        assert not list(tmp_path.iterdir())


def _ask_and_forget(server: Server) -> None:
    with suppress(OSError, HTTPException):
        server.ask(HEAVY)
