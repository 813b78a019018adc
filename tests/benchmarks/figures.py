"""The figures that compare speed: repeated and cold requests, two at once, beside the peers."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import processes
from generate import size, write_file
from load import BadAnswer, Load, ask, different, hammer, request, same
from table import Figure, Must, side_by_side

from queries import ASK, HEAVY, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from load import Address
    from peers import Server, Starter

_REAPED = 0.3
"""Seconds after a load in which a server's ended processes are awaited and counted."""


@dataclass(frozen=True)
class Bench:
    """What every figure is measured with.

    Attributes:
        folder: where the generated files are kept.
        starter: starts the servers.
        triples: the size of the default graph, such as ``1M``.
        growth: the small and the large size.
        seconds: how long a load of small requests lasts.
        rounds: how often each is measured.
        citations: whether the data has its citation graphs.
    """

    folder: Path
    starter: Starter
    triples: str
    growth: tuple[str, str]
    seconds: float
    rounds: int
    citations: bool

    def data(self, triples: str, *, citations: bool = False) -> Path:
        """A generated file, made where it is not yet there."""
        file = self.folder / f"music-{triples}.{'nq' if citations else 'nt'}"
        return file if file.is_file() else write_file(file, size(triples), citations=citations)

    @property
    def file(self) -> Path:
        """The data of the figures on speed."""
        return self.data(self.triples, citations=self.citations)

    @property
    def on(self) -> str:
        """Words for these data."""
        return f"{self.triples} {'with citations' if self.citations else 'plain'}"


class Meter:
    """Sums up what the client itself takes of the machine, for the notes."""

    def __init__(self) -> None:
        self._shares: list[float] = []

    def load(self, load: Load) -> Load:
        """Take note of a load."""
        self._shares.append(load.client)
        return load

    def __str__(self) -> str:
        return f"client {100 * max(self._shares):.0f} % of a core at most"


def rows_of(address: Address, query: str) -> list[str]:
    """A query's rows, or its yes or no, sorted."""
    reply = ask(address, request(address, query))
    answer = json.loads(reply.body)
    if "boolean" in answer:
        return [str(answer["boolean"])]
    return sorted(json.dumps(row, sort_keys=True) for row in answer["results"]["bindings"])


def check_same(ours: Server, peer: Server, query: str) -> None:
    """See that two servers give the same rows, or as many where a limit leaves the choice.

    Raises:
        BadAnswer: they do not.
    """
    first, second = rows_of(ours.address, query), rows_of(peer.address, query)
    if (len(first) != len(second)) if "LIMIT" in query else (first != second):
        raise BadAnswer(
            f"{ours.name} and {peer.name} give other rows, {len(first)} and {len(second)}, to {query}"
        )


@dataclass(frozen=True)
class Case:
    """What is asked, by how many at once, and what must come of it."""

    name: str
    queries: list[str]
    clients: int
    must: Must


def repeated(bench: Bench) -> Iterator[Figure]:
    """One request again and again from eight clients, our server as it comes."""
    with bench.starter.ours(bench.file) as ours, bench.starter.oxigraph(bench.file) as peer:
        for case in (
            Case("ASK", [ASK], 8, Must(1.0)),
            Case("100 rows", [ROWS[0]], 8, Must(5.0)),
            Case("heavy aggregate", [HEAVY], 8, Must(2000.0)),
        ):
            yield _repeated(bench, ours, peer, case)


def _repeated(bench: Bench, ours: Server, peer: Server, case: Case) -> Figure:
    [query] = case.queries
    check_same(ours, peer, query)
    meter = Meter()

    def rate(server: Server) -> float:
        asked = same(server.address, query)
        return meter.load(hammer(server.address, asked, clients=case.clients, seconds=bench.seconds)).rate

    mine, theirs = side_by_side(bench.rounds, lambda: rate(ours), lambda: rate(peer))
    return Figure(
        f"repeated {case.name}, {case.clients} clients, {bench.on}",
        "requests/s",
        mine,
        theirs,
        case.must,
        f"one GET request on {case.clients} kept connections for {bench.seconds:g} s, in turn with oxigraph "
        f"serve, which has its store in memory; {meter}",
    )


def cold(bench: Bench) -> Iterator[Figure]:
    """Requests with the cache off, each text another: CPU for one request, and two at once."""
    with bench.starter.ours(bench.file, cache=0) as ours, bench.starter.oxigraph(bench.file) as peer:
        processes.wait_until_quiet([ours.pid, peer.pid])
        for case in (
            Case("100 rows, 8 clients", ROWS, 8, Must(2.0, least=False)),
            Case("heavy aggregate, 1 client", [HEAVY], 1, Must(1.15, least=False)),
        ):
            yield from _cold_cpu(bench, ours, peer, case)
        yield _two_at_once(bench, ours, peer)


def _cold_cpu(bench: Bench, ours: Server, peer: Server, case: Case) -> Iterator[Figure]:
    """CPU for one request: over a whole load, which is judged, and over its second half, which is not."""
    check_same(ours, peer, case.queries[0])
    meter = Meter()
    settled: dict[int, list[float]] = {ours.pid: [], peer.pid: []}

    def spent(server: Server) -> float:
        """Milliseconds of CPU, of all processes of the server, for one request."""
        asked = different(server.address, case.queries)
        cpu, answers = [processes.cpu(server.pid)], []
        for _ in range(2):
            load = hammer(server.address, asked, clients=case.clients, seconds=bench.seconds / 2)
            answers.append(meter.load(load).requests)
            time.sleep(_REAPED)
            cpu.append(processes.cpu(server.pid))
        settled[server.pid].append(1000 * (cpu[2] - cpu[1]) / answers[1])
        return 1000 * (cpu[2] - cpu[0]) / sum(answers)

    mine, theirs = side_by_side(bench.rounds, lambda: spent(ours), lambda: spent(peer))
    name, unit = f"cold {case.name}, {bench.on}", "ms CPU/request"
    how = (
        "--cache 0; user and system time of the server's whole tree by /proc/PID/stat, ended children "
        f"included, by the number of answers; another text each time; {meter}"
    )
    whole = f"{how}; all of {bench.seconds:g} s, the making of workers with them"
    yield Figure(name, unit, mine, theirs, case.must, whole)
    half = f"{how}; the second half of the same loads"
    yield Figure(f"{name}, settled", unit, settled[ours.pid], settled[peer.pid], None, half)


def _two_at_once(bench: Bench, ours: Server, peer: Server) -> Figure:
    seconds = 2 * bench.seconds

    def rate(server: Server) -> float:
        return hammer(server.address, different(server.address, [HEAVY]), clients=2, seconds=seconds).rate

    mine, theirs = side_by_side(bench.rounds, lambda: rate(ours), lambda: rate(peer))
    return Figure(
        f"cold, two heavy aggregates at once, {bench.on}",
        "requests/s",
        mine,
        theirs,
        Must(1.3),
        f"--cache 0; 2 kept connections for {seconds:g} s, another text each time; answers by time, those "
        "under way at the end awaited",
    )


def rdflib(bench: Bench) -> Iterator[Figure]:
    """Cold requests beside rdflib-endpoint; it gets the plain data, whose default graph it reads alike."""
    file = bench.data(bench.triples)
    with bench.starter.ours(file, cache=0) as ours, bench.starter.rdflib(file) as peer:
        check_same(ours, peer, ROWS[0])
        meter = Meter()

        def rate(server: Server) -> float:
            asked = different(server.address, ROWS)
            return meter.load(hammer(server.address, asked, clients=8, seconds=bench.seconds)).rate

        mine, theirs = side_by_side(bench.rounds, lambda: rate(ours), lambda: rate(peer))
        yield Figure(
            f"cold 100 rows, 8 clients, beside rdflib-endpoint, {bench.triples} plain",
            "requests/s",
            mine,
            theirs,
            Must(20.0),
            f"--cache 0; 8 kept connections for {bench.seconds:g} s, another text each time; rdflib-endpoint "
            f"has rdflib's own store and is ready {peer.started:.0f} s after its start; {meter}",
        )
