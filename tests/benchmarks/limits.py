"""The figures on limits: deadlines, small requests beside heavy ones, growth, start and memory."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import processes
from load import BadAnswer, ask, different, hammer, request
from table import Figure, Must

from queries import ENDLESS, HEAVY, RECORDINGS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from figures import Bench
    from peers import Server

_PATIENCE = 10.0
"""Seconds that a peer may take beyond its deadline before it is given up."""
_HEADSTART = 1.5
"""Seconds that heavy queries run before a small one is measured beside them."""
_DESCRIBED = 200
_SAMPLED = 0.25
"""Seconds between two readings of memory."""


def deadlines(bench: Bench) -> Iterator[Figure]:
    """Queries that never end, under a deadline of a second."""
    mine: dict[str, list[float]] = {name: [] for name in ENDLESS}
    with bench.starter.ours(bench.data(bench.triples), cache=0, deadline=1.0, result=4096) as ours:
        for _ in range(bench.rounds):
            for name, query in ENDLESS.items():
                mine[name].append(_until_refused(ours, query))
    for name, query in ENDLESS.items():
        peer, ending = _peer_deadline(bench, query)
        yield Figure(
            f"deadline of 1.0 s, {name}, {bench.triples} plain",
            "s until known",
            mine[name],
            [peer],
            Must(1.1, least=False),
            "--deadline 1.0; from sending the query to the last byte of an answer that must be 503 and "
            f"problem+json; peer: oxigraph serve --timeout-s 1, once: {ending}",
            share=False,
        )


def _until_refused(server: Server, query: str) -> float:
    reply = ask(server.address, request(server.address, query))
    if reply.status != 503 or not reply.type.startswith("application/problem+json"):
        raise BadAnswer(f"a deadline gave {reply.status} {reply.type}: {reply.body[:300]!r}")
    if json.loads(reply.body)["status"] != 503:
        raise BadAnswer(f"the problem does not say its status: {reply.body[:300]!r}")
    return reply.seconds


def _peer_deadline(bench: Bench, query: str) -> tuple[float, str]:
    """Seconds until the oxigraph server's client knows, and how it came to know."""
    with bench.starter.oxigraph(bench.data(bench.triples), timeout=1) as peer:
        begun = time.perf_counter()
        try:
            reply = ask(peer.address, request(peer.address, query), 1 + _PATIENCE)
        except BadAnswer as error:
            return time.perf_counter() - begun, str(error)
        return reply.seconds, f"status {reply.status}, {'JSON' if _is_json(reply.body) else 'no whole JSON'}"


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def beside(bench: Bench) -> Iterator[Figure]:
    """A small request alone, and while four heavy ones run."""
    idle, busy, kept = [], [], []
    with bench.starter.ours(bench.data(bench.triples), cache=0, deadline=120.0) as ours:
        _small(ours, bench.seconds)
        for _ in range(bench.rounds):
            processes.wait_until_quiet([ours.pid])
            idle.append(_small(ours, bench.seconds))
            with _four(ours, _HEADSTART + bench.seconds + 2):
                time.sleep(_HEADSTART)
                busy.append(_small(ours, bench.seconds))
                kept.append(len(processes.tree(ours.pid)))
    yield Figure(
        f"small request while four heavy ones run, over idle, {bench.triples} plain",
        "ms at p99",
        busy,
        idle,
        Must(2.0, least=False),
        f"--cache 0; 100 rows, 1 kept connection for {bench.seconds:g} s, another text each time, when "
        "nothing else runs (in the peer's column) and while COUNT, GROUP BY and DISTINCT over a cross "
        f"product and a path explosion run, from {_HEADSTART:g} s after their start; at most "
        f"{max(kept)} processes of ours",
    )


def _small(server: Server, seconds: float) -> float:
    """Milliseconds that a small request takes at p99."""
    load = hammer(server.address, different(server.address, ROWS), clients=1, seconds=seconds)
    return 1000 * load.quantile(0.99)


@contextmanager
def _four(server: Server, seconds: float) -> Iterator[None]:
    """Four queries that run for so long, each asked anew where it ends before that."""
    until = time.monotonic() + seconds

    def keep_asking(query: str) -> None:
        while (left := until - time.monotonic()) > 0:
            asked = request(server.address, query).replace(b" HTTP/1.1", b"&timeout=%.2f HTTP/1.1" % left, 1)
            ask(server.address, asked)

    names = ("COUNT", "GROUP BY", "DISTINCT", "path explosion")
    threads = [threading.Thread(target=keep_asking, args=(ENDLESS[name],)) for name in names]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def describe(bench: Bench) -> Iterator[Figure]:
    """The description of one thing in a small and in a large graph."""
    small, large = bench.growth
    with (
        bench.starter.ours(bench.data(small), cache=0) as few,
        bench.starter.ours(bench.data(large), cache=0) as many,
    ):
        queries = {server.pid: _descriptions(server) for server in (few, many)}
        values: dict[int, list[float]] = {server.pid: [] for server in (few, many)}
        for turn in range(2 * bench.rounds + 1):
            for server in (few, many):
                asked = different(server.address, queries[server.pid], "text/turtle")
                load = hammer(server.address, asked, clients=1, seconds=60, most=_DESCRIBED)
                if turn:
                    values[server.pid].append(1000 * load.quantile(0.5))
        yield Figure(
            f"describe one thing, {large} over {small} plain",
            "ms, median",
            values[many.pid],
            values[few.pid],
            Must(2.0, least=False),
            f"--cache 0; median of {_DESCRIBED} DESCRIBE requests of recordings, in Turtle, on 1 kept "
            f"connection, the first {_DESCRIBED} left out; {small} is in the peer's column",
        )


def _descriptions(server: Server) -> list[str]:
    answer = json.loads(ask(server.address, request(server.address, RECORDINGS)).body)
    return [f"DESCRIBE <{row['recording']['value']}>" for row in answer["results"]["bindings"]]


def start(bench: Bench) -> Iterator[Figure]:
    """From the command to the first right answer."""
    how = "from starting the command to the whole answer of an ASK; files are in the page cache"
    name, must = "start to first answer", Must(1.0, least=False)
    yield Figure(f"{name}, Drive graph", "s", _starts(bench, None), [], must, how, share=False)
    file = bench.data(bench.triples)
    peers = []
    for _ in range(bench.rounds):
        with bench.starter.oxigraph(file) as peer:
            peers.append(peer.started)
    name, must = f"{name}, {bench.triples} plain", Must(8.0, least=False)
    how += "; peer: oxigraph serve, the file sent to it by POST"
    yield Figure(name, "s", _starts(bench, file), peers, must, how, share=False)


def _starts(bench: Bench, file: Path | None) -> list[float]:
    found = []
    for _ in range(bench.rounds):
        with bench.starter.ours(file) as server:
            found.append(server.started)
    return found


def memory(bench: Bench) -> Iterator[Figure]:
    """Memory of two workers and all around them, after the heavy aggregate and while it runs."""
    file = bench.data(bench.triples)
    after: tuple[list[float], list[float]] = ([], [])
    peak: tuple[list[float], list[float]] = ([], [])
    for _ in range(max(1, bench.rounds // 2)):
        with bench.starter.ours(file, cache=0, workers=2) as ours:
            _remember(ours, after[0], peak[0])
        with bench.starter.oxigraph(file) as peer:
            _remember(peer, after[1], peak[1])
    how = (
        "--workers 2 --cache 0, each server alone; the heavy aggregate four times, two at once; sum of Pss "
        "of /proc/PID/smaps_rollup over the server's whole tree"
    )
    name = f"memory, two workers, {bench.triples} plain"
    yield Figure(
        f"{name}, after the heavy aggregate", "MiB", *after, Must(3.0, least=False), f"{how}, 1 s after"
    )
    yield Figure(
        f"{name}, highest while it runs", "MiB", *peak, None, f"{how}, every {_SAMPLED:g} s while it runs"
    )


def _remember(server: Server, after: list[float], peak: list[float]) -> None:
    highest = [0.0]
    done = threading.Event()

    def sample() -> None:
        while not done.wait(_SAMPLED):
            highest.append(processes.memory(server.pid))

    thread = threading.Thread(target=sample)
    thread.start()
    hammer(server.address, different(server.address, [HEAVY]), clients=2, seconds=120, most=4)
    done.set()
    thread.join()
    time.sleep(1.0)
    after.append(processes.memory(server.pid))
    peak.append(max(highest))
