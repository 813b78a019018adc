"""Equal requests at the same time: one runs, the others wait, and none inherits what befell another."""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest

from cuegraph.errors import (
    Cancelled,
    CuegraphError,
    DeadlinePassed,
    MemoryExhausted,
    Overloaded,
    QuerySyntaxError,
    WorkerLost,
)
from cuegraph.web.flight import Flights

WAIT = 30


def test_a_follower_gets_the_leaders_answer() -> None:
    assert fly("answer", lambda: "own") == ["answer", "answer"]


@pytest.mark.parametrize(
    "error", [DeadlinePassed("late."), Cancelled("ended."), WorkerLost("gone."), Overloaded("full.")]
)
def test_what_befell_the_leader_alone_is_not_inherited(error: CuegraphError) -> None:
    answers = fly(error, lambda: "own")
    assert answers == [error, "own"]


@pytest.mark.parametrize("error", [QuerySyntaxError("no."), MemoryExhausted("too much.")])
def test_an_error_of_the_request_meets_all(error: CuegraphError) -> None:
    assert fly(error, lambda: "own") == [error, error]


def fly(outcome: str | Exception, own: Callable[[], str]) -> list[object]:
    """What leader and follower get when the leader ends while the follower waits, which is made sure of."""
    flights: Flights[str] = Flights()
    inside = threading.Event()
    end = threading.Event()

    def lead() -> str:
        inside.set()
        assert end.wait(WAIT)
        if isinstance(outcome, str):
            return outcome
        raise outcome

    def told(work: Callable[[], str]) -> object:
        try:
            return flights.run("key", work)[0]
        except Exception as raised:  # noqa: BLE001 (it is what is tested)
            return raised

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(told, lead)
        assert inside.wait(WAIT)
        follower = pool.submit(told, own)
        while not flights._running["key"].waiting:  # noqa: SLF001 (to see that the follower waits)
            assert not leader.done()
        end.set()
        return [leader.result(WAIT), follower.result(WAIT)]


def test_only_so_many_wait_for_another() -> None:
    flights: Flights[str] = Flights(places=1)
    inside, end = threading.Event(), threading.Event()

    def lead() -> str:
        inside.set()
        assert end.wait(WAIT)
        return "answer"

    with ThreadPoolExecutor(3) as pool:
        leader = pool.submit(flights.run, "key", lead)
        assert inside.wait(WAIT)
        others = [pool.submit(flights.run, "key", lead) for _ in range(2)]
        refused, _ = wait(others, WAIT, FIRST_COMPLETED)
        end.set()
        assert leader.result(WAIT) == ("answer", False)
    (told,) = (each.exception() for each in refused)
    assert isinstance(told, Overloaded)
    assert told.retry_after == 1
    assert [each.result(WAIT) for each in others if each not in refused] == [("answer", True)]
    assert flights._places._value == 1  # noqa: SLF001 (the place is free again)


def test_other_keys_are_other_requests() -> None:
    flights: Flights[str] = Flights()
    assert flights.run("a", lambda: flights.run("b", lambda: "inner")[0]) == ("inner", False)
    assert flights.run("a", lambda: "again") == ("again", False)
