"""Faults: after each the next request is answered right, by as many processes with as many descriptors."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import until

from cuegraph.engine.interface import Run
from cuegraph.errors import BadInput, MemoryExhausted, Unavailable, WorkerLost
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAVY = Query("SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }")
LARGE = Query("SELECT ?s ?o ?t { ?s <https://films.example/music> ?o . ?t <https://films.example/year> ?y }")
GREEDY = Query("SELECT * { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } ORDER BY ?x")
PATIENCE = 20.0


def held(pid: int | str) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.fixture
def survivor(serve: Any) -> Iterator[Any]:
    """The films, served; at the end as many processes and descriptors must be there as at the start."""
    with serve(memory=64) as served:
        served.settled()
        before = held("self"), held(served.engine.pid)
        yield served
        assert served.triples() == 1200
        served.settled()
        until(lambda: (held("self"), held(served.engine.pid)) == before)  # the last is closed a little later


def busy(served: Any) -> int:
    """The worker that runs a heavy query."""
    until(lambda: served.pool.gauges()["heavy"] == 1)
    (pid,) = {link.pid for ticket in served.pool._admission._running if (link := ticket.link)}  # noqa: SLF001
    return int(pid)


def test_a_worker_is_killed_in_the_middle_of_an_answer(survivor: Any, background: Any) -> None:
    running = background(survivor.pool.query, HEAVY)
    os.kill(busy(survivor), signal.SIGKILL)
    with pytest.raises(WorkerLost, match="SIGKILL"):
        running.result(PATIENCE)


def test_every_idle_worker_is_killed(survivor: Any) -> None:
    for _ in range(3):
        for pid in survivor.settled():
            os.kill(pid, signal.SIGKILL)
        assert survivor.triples() == 1200


def test_every_idle_worker_is_stopped(survivor: Any) -> None:
    for pid in survivor.settled():
        os.kill(pid, signal.SIGSTOP)
    assert survivor.triples() == 1200


def test_a_stopped_worker_does_not_pass_for_life(survivor: Any) -> None:
    for pid in survivor.settled():
        os.kill(pid, signal.SIGSTOP)
    assert not survivor.pool.alive()
    assert not survivor.pool.alive()
    assert survivor.pool.alive()
    assert survivor.triples() == 1200


def test_a_worker_is_stopped_in_the_middle_of_an_answer(survivor: Any, background: Any) -> None:
    running = background(survivor.pool.query, HEAVY, run=Run(seconds=1.0))
    pid = busy(survivor)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(Unavailable):
        running.result(PATIENCE)
    assert pid not in survivor.settled()


def test_a_worker_has_not_the_memory(survivor: Any) -> None:
    with pytest.raises(MemoryExhausted, match="memory") as raised:
        survivor.pool.query(GREEDY)
    assert "'memory'" in raised.value.where


def test_a_merge_has_not_the_memory(survivor: Any) -> None:
    """Python's own objects count as well."""
    text = "SELECT (GROUP_CONCAT(?v) AS ?all) { ?a ?p ?x . ?b ?q ?y BIND(CONCAT(STR(?x), STR(?y)) AS ?v) }"
    with pytest.raises(MemoryExhausted):
        survivor.pool.query(Query(text))


def test_the_disk_is_full(survivor: Any) -> None:
    for pid in survivor.settled():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 20, -1))
    with pytest.raises(Unavailable, match="no room") as raised:
        survivor.pool.query(LARGE)
    assert raised.value.retry_after
    for pid in survivor.settled():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))
    answer = survivor.pool.query(LARGE, Wanted(name="csv"))
    assert answer.whole().count(b"\r\n") == 300 * 300 + 1


def test_a_megabyte_of_nested_parentheses(survivor: Any) -> None:
    half = 500_000
    with pytest.raises(BadInput, match="nested"):
        survivor.pool.query(Query("SELECT * { FILTER " + "(" * half + "1" + ")" * half + " }"))


def test_a_hundred_thousand_prefixes(survivor: Any) -> None:
    prefixes = "".join(f"PREFIX p{i}:<>\n" for i in range(60_000))
    query = Query(prefixes + "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    with suppress(BadInput):
        assert b"1200" in survivor.pool.query(query).whole()


@pytest.mark.parametrize(
    "text", ["\x00", "ASK {\x00}", 'ASK { ?s ?p "\x00" }', "\ud800", 'ASK { ?s ?p "\udfff" }', "ASK {}\ufffe"]
)
def test_texts_that_are_none(survivor: Any, text: str) -> None:
    with suppress(BadInput):
        survivor.pool.query(Query(text))


def test_answers_that_nobody_reads(survivor: Any) -> None:
    for _ in range(10):
        file = survivor.pool.query(LARGE).file
        assert file
        file.close()
