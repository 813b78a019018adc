"""Updates: tried in a fork, carried out whole or not at all, seen by whatever starts afterwards."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from serving import until

from cuegraph.engine.interface import Run
from cuegraph.engine.launch import Source
from cuegraph.errors import (
    Cancelled,
    CuegraphError,
    DeadlinePassed,
    QuerySyntaxError,
    Refused,
    ShuttingDown,
    TooLarge,
    WorkerLost,
)
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAVY = Update(
    "INSERT { <u:a> <u:b> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } }"
)
IDENT = "an-update-of-mine"
PATIENCE = 20.0


@pytest.fixture
def written(serve: Any, films: Path) -> Iterator[Any]:
    """The films, served so that they can be changed."""
    with serve(Source("files", files=(films,), writable=True)) as served:
        yield served


def test_each_update_is_seen_at_once_and_names_a_new_version(written: Any) -> None:
    versions = [written.pool.version]
    for number_before in range(1200, 1210):
        written.pool.update(Update(f"INSERT DATA {{ <u:a> <u:b> {number_before} }}"))
        assert written.triples() == number_before + 1
        versions.append(written.pool.version)
    assert len(set(versions)) == 11
    assert written.pool.version == versions[-1] != written.engine.version
    written.settled()


def test_an_update_that_fails_changes_nothing(written: Any) -> None:
    version = written.pool.version
    with pytest.raises(QuerySyntaxError):
        written.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 } ; INSERT DATA { <u:a> "))
    with pytest.raises(CuegraphError):
        written.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 } ; CLEAR GRAPH <u:none>"))
    with pytest.raises(TooLarge):
        written.pool.update(Update("#" * (9 << 20)))
    assert (written.triples(), written.pool.version) == (1200, version)


def test_a_dataset_that_is_not_writable(serve: Any) -> None:
    with serve() as served, pytest.raises(Refused, match="no updates"):
        served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))


def test_the_deadline_leaves_the_dataset_as_it_is(written: Any) -> None:
    began = time.monotonic()
    with pytest.raises(DeadlinePassed):
        written.pool.update(HEAVY, Run(seconds=0.3))
    assert time.monotonic() - began < 5
    assert written.triples() == 1200
    written.settled()


def test_queries_are_answered_while_an_update_is_tried(written: Any, background: Any) -> None:
    first = written.settled()
    running = background(written.pool.update, HEAVY, Run(ident=IDENT))
    until(lambda: len(written.workers()) == 3)
    assert written.triples() == 1200
    waiting = background(written.pool.update, Update("INSERT DATA { <u:a> <u:b> 1 }"))
    for pid in first:  # so that the engine has to fork another
        os.kill(pid, signal.SIGKILL)
    assert written.triples() == 1200
    assert written.pool.gauges()["updating"] == 2
    assert written.pool.cancel(IDENT)
    with pytest.raises(Cancelled):
        running.result(PATIENCE)
    waiting.result(PATIENCE)
    assert written.triples() == 1201


def test_an_update_whose_process_is_killed_changes_nothing(written: Any, background: Any) -> None:
    idle = written.settled()
    running = background(written.pool.update, HEAVY)
    until(lambda: len(written.workers()) == 3)
    (trial,) = set(written.workers()) - set(idle)
    os.kill(trial, signal.SIGKILL)
    with pytest.raises(WorkerLost):
        running.result(PATIENCE)
    assert written.triples() == 1200
    written.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
    assert written.triples() == 1201


def test_updates_at_once_are_all_carried_out(written: Any) -> None:
    texts = [Update(f"INSERT DATA {{ <u:a> <u:b> {value} }}") for value in range(20)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(written.pool.update, texts)) == [None] * 20
    assert written.triples() == 1220


def test_an_update_that_runs_when_the_server_ends(written: Any, background: Any) -> None:
    running = background(written.pool.update, HEAVY)
    until(lambda: written.pool.gauges()["updating"])
    written.pool.drain(0.1)
    with pytest.raises(ShuttingDown):
        running.result(PATIENCE)
    with pytest.raises(ShuttingDown):
        written.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))


def test_random_values_differ_between_updates_and_queries(written: Any) -> None:
    for _ in range(3):
        written.pool.update(Update("INSERT { <u:a> <u:b> ?i } WHERE { BIND(UUID() AS ?i) }"))
    assert written.triples() == 1203
    asked = written.pool.query(Query("SELECT (UUID() AS ?i) { }")).whole()
    held = written.pool.query(Query("SELECT ?i { <u:a> <u:b> ?i }")).whole()
    assert json.loads(asked)["results"]["bindings"][0] not in json.loads(held)["results"]["bindings"]


def test_an_update_with_another_result_each_time_is_carried_out_as_it_was_tried(
    serve: Any, films: Path
) -> None:
    """It runs out of time in the fork or is done: it never takes the slow way in the engine."""
    with serve(Source("files", files=(films,), writable=True)) as served:
        numbers = " . ".join(f"<u:{n}> <u:n> {n}" for n in range(2_000))
        served.pool.update(Update(f"INSERT DATA {{ {numbers} }}"))
        slow = "EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?f = -1) }"
        text = f"INSERT {{ <u:x> <u:y> 1 }} WHERE {{ FILTER(IF(RAND() < 0.5, {slow}, true)) }}"
        for _ in range(8):
            with suppress(DeadlinePassed):
                served.pool.update(Update(text), Run(0.5))
        assert served.triples() > 2_000


def test_what_was_drawn_by_lot_is_what_is_written(serve: Any, films: Path) -> None:
    with serve(Source("files", files=(films,), writable=True)) as served:
        before = served.triples()
        served.pool.update(Update(
            "DELETE WHERE { ?s ?p ?o } ; INSERT { _:b <u:id> ?u . GRAPH <u:g> { _:b <u:id> ?u } } WHERE "
            "{ BIND(STRUUID() AS ?u) } ; CREATE GRAPH <u:empty>"
        ))  # fmt: skip
        assert (before > 1, served.triples()) == (True, 1)
        same = "ASK { ?b <u:id> ?u GRAPH <u:g> { ?b <u:id> ?u } GRAPH <u:empty> {} FILTER(isBlank(?b)) }"
        assert json.loads(served.pool.query(Query(same)).whole())["boolean"] is True
