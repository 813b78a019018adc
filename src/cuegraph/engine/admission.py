"""Who may run now, who waits, who is told to come back, and the workers that are idle meanwhile."""

from __future__ import annotations

import math
import os
import threading
from collections import Counter, deque
from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.engine.ends import late_in_line, shutting_down
from cuegraph.engine.link import SLOW
from cuegraph.errors import Cancelled, Conflict, Overloaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.engine.link import Link
    from cuegraph.engine.ticket import Ticket
    from cuegraph.engine.wire import Line

SPARE: Final = 2
"""Workers that no heavy request holds; so many are kept ready."""

SURPLUS: Final = 10.0
"""Seconds after which an idle worker beyond these ends."""

_WEIGHT: Final = 0.2


class Admission:
    """The counter at which requests draw a ticket and get a worker, from any thread.

    While a request is not known to be a heavy one, no more of them run than there are processors: the others
    would be no faster for it, and each worker more has the data that it reads in a cache of its own. A
    request whose turn comes so waits only for what takes less than ``SLOW``.

    Args:
        limit: how many run at once.
        queue: how many wait when so many run.
        remote: whether it is not this machine's processors that do the work.

    Attributes:
        generation: how many updates the dataset has seen; workers that have seen another number are not used.
        version: names the dataset after these.
        counts: what happened how often.
    """

    def __init__(self, limit: int, queue: int, *, remote: bool = False) -> None:
        self._lock = threading.Lock()
        self._wake: Callable[[], object] = lambda: None
        self.generation: int = 0
        self.version = ""
        self.counts: Counter[str] = Counter()
        self._left = threading.Condition(self._lock)
        self._limit = limit
        self._queue = queue
        self._named: dict[str, Ticket] = {}
        self._running: set[Ticket] = set()
        self._aside: set[Ticket] = set()
        self._waiting: deque[Ticket] = deque()
        self._idle: list[Link] = []
        self._heavy = 0
        self._processors = len(os.sched_getaffinity(0))
        self._light = limit if remote else max(self._processors, SPARE)
        self._starting = 0
        self._usual = SLOW
        self._usual_aside = SLOW
        self._over = False

    def enter(self, ticket: Ticket) -> None:
        """Wait for a place to run, and get an idle worker with it if there is one.

        Raises:
            Conflict: another request of this id is running.
            Overloaded: too many wait already.
            DeadlinePassed: the wait took as long as the request may.
            Cancelled: it was cancelled meanwhile.
            ShuttingDown: the server is ending.
        """
        with self._lock:
            self._register(ticket)
            if self._has_room() and not self._waiting:
                self._run(ticket)
                return
            if len(self._running) + len(self._waiting) >= self._limit + self._queue:
                self._named.pop(ticket.ident, None)
                raise self._overloaded(
                    f"{len(self._running)} queries run and {len(self._waiting)} wait already.",
                    "the settings 'workers' and 'queue'",
                    (len(self._waiting) + 1) / self._limit * self._usual,
                )
            ticket.gate = threading.Event()
            self._waiting.append(ticket)
        ticket.gate.wait(max(ticket.deadline - monotonic(), 0))
        with self._lock:
            if ticket in self._running:
                return
            self._named.pop(ticket.ident, None)
            self._waiting.remove(ticket)
            self._left.notify_all()
        raise ticket.ended or late_in_line(ticket.seconds)

    def leave(self, ticket: Ticket, *, usable: bool) -> Link | None:
        """Give the place and the worker back.

        Args:
            ticket: of a request that has entered.
            usable: whether its worker can run another request.

        Returns:
            the worker when it is not to be used again, for the caller to close.
        """
        with self._lock:
            self._named.pop(ticket.ident, None)
            self._running.discard(ticket)
            link = self._parted(ticket)
            retired = None
            if link and (not usable or ticket.ended or self._stale(link) or not link.come_back()):
                retired, link = link, None
            self._usual += _WEIGHT * (monotonic() - ticket.began - self._usual)
            if link:
                self._keep(link)
            self._let_in()
            if self._over:
                self._left.notify_all()
            elif self._shortage() > 0:
                self._wake()
        return retired

    def enter_aside(self, ticket: Ticket, line: Line) -> None:
        """Begin an update, which needs no worker; ended by :meth:`leave_aside`. Raises as :meth:`enter`.

        One is under way at a time, and as many wait as queries may.
        """
        with self._lock:
            if len(self._aside) >= 1 + self._queue:
                raise self._overloaded(
                    f"An update is under way and {self._queue} wait already.",
                    "the setting 'queue'",
                    self._usual_aside,
                )
            self._register(ticket)
            ticket.aside = line
            self._aside.add(ticket)

    def commit(self, ticket: Ticket) -> bool:
        """From now on the request cannot be ended; whether it has not been already."""
        with self._lock:
            self._named.pop(ticket.ident, None)
            ticket.aside = None
            return ticket.ended is None

    def leave_aside(self, ticket: Ticket) -> None:
        """End an update."""
        with self._lock:
            self._usual_aside += _WEIGHT * (monotonic() - ticket.began - self._usual_aside)
            if self._named.get(ticket.ident) is ticket:
                del self._named[ticket.ident]
            ticket.aside = None
            self._aside.discard(ticket)
            self._left.notify_all()

    def cancel(self, ident: str) -> bool:
        """End the request of this id, whether it runs or waits; whether there was one."""
        with self._lock:
            ticket = self._named.get(ident)
            if ticket is None:
                return False
            self.counts["cancelled"] += 1
            ticket.end(Cancelled("The query was cancelled by somebody who knows its id."))
            if ticket.gate:
                ticket.gate.set()
            return True

    def equip(self, ticket: Ticket, link: Link | None) -> Link | None:
        """Give a running request another worker, or none; the one that it had, for the caller to close."""
        with self._lock:
            former = self._parted(ticket)
            ticket.link = link
            return former

    def slow(self, ticket: Ticket) -> None:
        """Note that a request is a heavy one: its worker serves no other, so another may be needed.

        Where heavy requests could fill the processors, their workers are given low priority.
        """
        with self._lock:
            if ticket.link is None:
                return
            ticket.link.heavy = True
            self._heavy += 1
            self.counts["slowed"] += 1
            if self._heavy >= self._processors:
                for each in self._running:
                    if each.link and each.link.heavy:
                        each.link.retreat()
            self._let_in()
            self._wake()

    def ring(self, bell: Callable[[], object]) -> None:
        """Call this from now on, with the lock held, when workers may be needed or to spare."""
        with self._lock:
            self._wake = bell

    def shortage(self) -> int:
        """How many workers to start, so that small requests find one; they count as being started."""
        with self._lock:
            wanted = max(self._shortage(), 0)
            self._starting += wanted
            return wanted

    def started(self, link: Link | None) -> Link | None:
        """Take in a worker that has been started, None for one that could not be; gives it back if unused."""
        with self._lock:
            self._starting -= 1
            return link and self._take_in(link)

    def borrow(self) -> tuple[Link | None, bool]:
        """An idle worker for a question of our own, if there is one, and whether every place is taken."""
        with self._lock:
            return (self._idle.pop() if self._idle else None), len(self._running) >= self._limit

    def give_back(self, link: Link) -> Link | None:
        """Take a borrowed worker back; gives it back if unused."""
        with self._lock:
            return self._take_in(link)

    def surplus(self, now: float) -> list[Link]:
        """The idle workers that nobody has needed for long, to be closed."""
        with self._lock:
            extra = max(len(self._idle) - SPARE, 0)
            found = [link for link in self._idle[:extra] if now - link.since >= SURPLUS]
            del self._idle[: len(found)]
            return found

    def patience(self) -> float | None:
        """Seconds after which to look for a surplus, None while there is none."""
        return SURPLUS if len(self._idle) > SPARE else None

    def lost(self) -> list[Link]:
        """The idle workers that have ended, to be closed."""
        with self._lock:
            found = [link for link in self._idle if link.is_lost()]
            self._idle = [link for link in self._idle if link not in found]
            self.counts["died"] += len(found)
            return found

    def count(self, name: str) -> None:
        """Count something that has happened."""
        with self._lock:
            self.counts[name] += 1

    def adopt(self, generation: int, version: str) -> list[Link]:
        """Note that the dataset has seen so many updates and is now called so, unless it has seen more since.

        Returns:
            the idle workers that have not seen them, to be closed.
        """
        with self._lock:
            if generation <= self.generation:
                return []
            self.generation, self.version = generation, version
            stale, self._idle = self._idle, []
            self._wake()
            return stale

    def close(self, seconds: float) -> list[Link]:
        """Let no more requests in, and end after so many seconds those that are.

        Returns:
            the idle workers, to be closed.
        """
        with self._lock:
            self._over = True
            self._wake()
            self._left.wait_for(self._empty, seconds)
            for ticket in (*self._running, *self._waiting, *self._aside):
                ticket.end(shutting_down())
                if ticket.gate:
                    ticket.gate.set()
            self._left.wait_for(self._empty, 1.0)
            idle, self._idle = self._idle, []
            return idle

    @property
    def over(self) -> bool:
        """Whether no more requests are let in."""
        return self._over

    def gauges(self) -> dict[str, float]:
        """How many workers and requests are in which state now."""
        with self._lock:
            return {
                "busy": len(self._running),
                "heavy": self._heavy,
                "idle": len(self._idle),
                "waiting": len(self._waiting),
                "updating": len(self._aside),
            }

    def _parted(self, ticket: Ticket) -> Link | None:
        link, ticket.link = ticket.link, None
        if link and link.heavy:
            link.heavy = False
            self._heavy -= 1
        return link

    def _register(self, ticket: Ticket) -> None:
        if self._over:
            raise shutting_down()
        if ticket.ident:
            if ticket.ident in self._named:
                raise Conflict(
                    "Another query of this id is running.",
                    where=ticket.ident,
                    remedy="Take another id, or cancel that one.",
                )
            self._named[ticket.ident] = ticket

    def _overloaded(self, what: str, where: str, seconds: float) -> Overloaded:
        self.counts["refused"] += 1
        again = min(max(math.ceil(seconds), 1), 60)
        return Overloaded(what, where=where, remedy="Ask again in a moment.", retry_after=again)

    def _has_room(self) -> bool:
        running = len(self._running)
        return running < self._limit and running - self._heavy < self._light

    def _let_in(self) -> None:
        while self._waiting and self._has_room():
            ticket = self._waiting.popleft()
            self._run(ticket)
            if ticket.gate:
                ticket.gate.set()

    def _run(self, ticket: Ticket) -> None:
        self._running.add(ticket)
        if self._idle:
            ticket.link = self._idle.pop()

    def _take_in(self, link: Link) -> Link | None:
        if self._over or self._stale(link) or len(self._running) + len(self._idle) >= self._limit:
            return link
        self._keep(link)
        return None

    def _keep(self, link: Link) -> None:
        link.since = monotonic()
        self._idle.append(link)
        if len(self._idle) == SPARE + 1:
            self._wake()  # somebody should watch whether it is needed

    def _stale(self, link: Link) -> bool:
        return link.generation != self.generation

    def _empty(self) -> bool:
        return not (self._running or self._waiting or self._aside)

    def _shortage(self) -> int:
        every = len(self._running) + len(self._idle) + self._starting
        return min(SPARE - (every - self._heavy), self._limit - every)
