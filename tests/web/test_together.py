"""Equal requests at the same time."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake import ASK, FakeEngine, Serve, asking
from werkzeug.test import Client

from cuegraph.errors import DeadlinePassed

WAIT = 30


def held(engine: FakeEngine) -> tuple[threading.Semaphore, threading.Event]:
    """Let queries wait: how many have begun, and what ends them."""
    begun, end = threading.Semaphore(0), threading.Event()

    def wait() -> None:
        begun.release()
        assert end.wait(WAIT)

    engine.does = wait
    return begun, end


@pytest.mark.parametrize(
    ("path", "headers"),
    [(asking("SELECT (RAND() AS ?x) {}"), {}), (ASK, {"Query-Id": "my_query-1"})],
)
def test_volatile_ones_and_those_with_an_id_run_each(
    engine: FakeEngine, serve: Serve, path: str, headers: dict[str, str]
) -> None:
    client = serve()
    begun, end = held(engine)
    with ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(client.get, path, headers=headers) for _ in range(3)]
        assert all(begun.acquire(timeout=WAIT) for _ in range(3))
        end.set()
        assert [each.result(WAIT).status_code for each in futures] == [200] * 3


def test_others_wait_for_the_first(engine: FakeEngine, serve: Serve) -> None:
    client = serve(cache=0)
    begun, end = held(engine)
    engine.body = b"text " * 1000
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(client.get, ASK)
        assert begun.acquire(timeout=WAIT)
        others = [pool.submit(client.get, ASK, headers={"Accept-Encoding": each}) for each in ("gzip", "br")]
        while len(engine.asked) + waiting(client) < 3:
            assert not first.done()
        end.set()
        answers = [each.result(WAIT) for each in (first, *others)]
    assert len(engine.asked) == 1
    assert answers[0].data == gzip.decompress(answers[1].data) == answers[2].data == engine.body


def test_another_version_is_another_request(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    begun, end = held(engine)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, ASK)
        assert begun.acquire(timeout=WAIT)
        engine.version = "2"
        second = pool.submit(client.get, ASK)
        assert begun.acquire(timeout=WAIT)  # it does not wait for what began before the change
        end.set()
        assert first.result(WAIT).headers["ETag"] != second.result(WAIT).headers["ETag"]


def test_who_waited_in_vain_is_told_the_time_that_was_asked_for(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    begun, end = threading.Semaphore(0), threading.Event()

    def fail() -> None:
        begun.release()
        assert end.wait(WAIT)
        raise DeadlinePassed(f"It took longer than {engine.runs[-1].seconds} s.")

    engine.does = fail
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, ASK + "&timeout=3")
        assert begun.acquire(timeout=WAIT)
        second = pool.submit(client.get, ASK + "&timeout=3")
        while waiting(client) < 1:
            assert not first.done()
        time.sleep(0.05)
        end.set()
        assert first.result(WAIT).status_code == second.result(WAIT).status_code == 503
    assert "longer than 3 s" in second.result().get_json()["detail"]
    assert engine.runs[1].seconds is not None
    assert engine.runs[1].seconds < 3


def test_a_page_is_made_once_for_all_who_ask_at_once(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    begun, end = held(engine)
    engine.body = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"7"}}]}}'
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, "/")
        assert begun.acquire(timeout=WAIT)
        second = pool.submit(client.get, "/")
        while waiting_pages(client) < 1:
            assert not first.done()
        end.set()
        assert first.result(WAIT).data == second.result(WAIT).data
        assert first.result().headers["ETag"] == second.result().headers["ETag"]
    assert len({each.text for each in engine.asked}) == len(engine.asked)  # each of its queries once


def test_a_page_that_may_not_be_shared_is_made_for_each(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    begun, end = held(engine)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, "/health/ready")
        assert begun.acquire(timeout=WAIT)
        second = pool.submit(client.get, "/health/ready")
        while waiting_pages(client) < 1:
            assert not first.done()
        end.set()
        assert first.result(WAIT).status_code == second.result(WAIT).status_code == 200
    assert len(engine.asked) == 2


def waiting_pages(client: Client) -> int:
    """How many requests for pages wait for an equal one."""
    flights = client.application._flights  # noqa: SLF001
    return sum(each.waiting for each in [*flights._running.values()])  # noqa: SLF001


def waiting(client: Client) -> int:
    """How many requests wait for an equal one."""
    flights = client.application._endpoint.flights  # noqa: SLF001
    return sum(each.waiting for each in [*flights._running.values()])  # noqa: SLF001
