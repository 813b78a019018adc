"""Who runs and who waits, told without an engine."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from cuegraph.engine.admission import SPARE, Admission
from cuegraph.engine.ticket import Ticket
from cuegraph.errors import Overloaded

LIGHT = max(len(os.sched_getaffinity(0)), SPARE)
PATIENCE = 20.0


class FakeLink:
    """A worker that is as it is told."""

    heavy = False
    low = False
    generation = 0
    since = 0.0

    def retreat(self) -> None:
        """Take low priority."""
        self.low = True

    def come_back(self) -> bool:
        """Take the usual one again."""
        self.low = False
        return True


def entered(admission: Admission, number: int) -> list[Ticket]:
    tickets = [Ticket("", PATIENCE) for _ in range(number)]
    for each in tickets:
        admission.enter(each)
        admission.equip(each, FakeLink())  # type: ignore[arg-type]
    return tickets


def behind(admission: Admission) -> tuple[Ticket, threading.Thread]:
    """A ticket that waits, and the thread in which it does."""
    ticket = Ticket("", PATIENCE)
    before = admission.gauges()["waiting"]
    thread = threading.Thread(target=admission.enter, args=(ticket,))
    thread.start()
    turn = threading.Event()
    while thread.is_alive() and admission.gauges()["waiting"] == before:
        turn.wait(0.001)
    assert admission.gauges()["waiting"] == before + 1
    return ticket, thread


def test_light_requests_run_as_many_as_there_are_processors() -> None:
    admission = Admission(LIGHT + 4, 4)
    running = entered(admission, LIGHT)
    ticket, thread = behind(admission)
    former = running[0].link
    assert admission.leave(running[0], usable=True) is None
    thread.join(PATIENCE)
    assert ticket.link is former
    assert admission.gauges()["busy"] == LIGHT


def test_a_heavy_request_makes_room_for_a_light_one() -> None:
    admission = Admission(LIGHT + 4, 4)
    running = entered(admission, LIGHT)
    ticket, thread = behind(admission)
    admission.slow(running[0])
    thread.join(PATIENCE)
    gauges = admission.gauges()
    assert (gauges["busy"], gauges["heavy"], gauges["waiting"]) == (LIGHT + 1, 1, 0)
    assert ticket.ended is None


def test_where_others_do_the_work_all_run_at_once() -> None:
    admission = Admission(LIGHT + 4, 0, remote=True)
    entered(admission, LIGHT + 4)
    with pytest.raises(Overloaded):
        admission.enter(Ticket("", PATIENCE))


def test_those_who_wait_for_a_processor_take_no_place_in_the_queue() -> None:
    admission = Admission(LIGHT + 1, 1)
    waiting: list[Any] = [*entered(admission, LIGHT)]
    threads = [behind(admission)[1] for _ in range(2)]
    with pytest.raises(Overloaded, match=f"{LIGHT} queries run and 2 wait"):
        admission.enter(Ticket("", PATIENCE))
    for each in waiting:
        admission.leave(each, usable=False)
    for thread in threads:
        thread.join(PATIENCE)
    assert admission.gauges()["waiting"] == 0
