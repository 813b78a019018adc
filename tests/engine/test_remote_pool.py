"""The pool where the dataset lies in another server: the same deadlines, and a version that does not lie."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from cuegraph.engine.interface import Run
from cuegraph.engine.launch import Source
from cuegraph.errors import BadGateway, DeadlinePassed, Refused
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server(endpoint: Any) -> Iterator[Any]:
    """One that is slow or fails when it is asked about that."""
    ending = threading.Event()

    def does(sent: str) -> int:
        if "slow" in sent:
            ending.wait(3)
        return 500 if "broken" in sent else 200

    endpoint.does = does
    yield endpoint
    ending.set()


def updates(server: Any) -> list[str]:
    """The updates that it was sent."""
    return [each for each in server.sent if each.startswith("update=")]


def test_queries_and_updates_go_to_the_server(serve: Any, server: Any) -> None:
    with serve(Source("remote", url=server.url, writable=True), freshness=3600) as served:
        version = served.pool.version
        answer = served.pool.query(Query("SELECT ?s { ?s ?p ?o }"), run=Run(count=True))
        assert (b"u:x" in answer.whole(), answer.rows) == (True, 1)
        assert served.pool.version == version
        served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
        assert len(updates(server)) == 1
        changed = served.pool.version
        assert changed != version
        with pytest.raises(BadGateway):
            served.pool.update(Update("INSERT DATA { <u:broken> <u:b> 1 }"))
        assert served.pool.version not in {version, changed}  # which nobody knows


def test_the_deadline_holds_here_too(serve: Any, server: Any) -> None:
    with serve(Source("remote", url=server.url, writable=True)) as served:
        with pytest.raises(DeadlinePassed):
            served.pool.query(Query('ASK { ?s ?p "slow" }'), run=Run(seconds=0.3))
        with pytest.raises(DeadlinePassed):
            served.pool.update(Update("INSERT DATA { <u:slow> <u:b> 1 }"), Run(seconds=0.3))
        served.settled()


def test_a_server_that_is_not_to_be_written_to(serve: Any, server: Any) -> None:
    with serve(Source("remote", url=server.url)) as served, pytest.raises(Refused):
        served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
    assert not updates(server)


def test_it_is_alive_as_long_as_the_server_answers(serve: Any, server: Any) -> None:
    with serve(Source("remote", url=server.url)) as served:
        assert served.pool.alive()
        server.does = lambda _: 500
        assert not served.pool.alive()
