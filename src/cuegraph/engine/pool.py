"""The workers of an engine process, kept and shared out by the server's front."""

from __future__ import annotations

import math
import os
from time import monotonic, time
from typing import TYPE_CHECKING, Final

from cuegraph.engine import wire
from cuegraph.engine.admission import Admission
from cuegraph.engine.ends import ended, late, late_in_line, no_descriptors, unreached
from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.keeper import Keeper
from cuegraph.engine.link import Link, ask_control
from cuegraph.engine.ticket import Ticket
from cuegraph.errors import Changed, CuegraphError, Overloaded, TooLarge
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from pathlib import Path

    from cuegraph.engine.wire import Message
    from cuegraph.media import Format
    from cuegraph.protocol.request import Update
    from cuegraph.settings import Values

RUN: Final = Run()
_LOADING: Final = 600.0
_ASKING: Final = 2.0
_FRESHNESS: Final = 60.0
_NEW: Final = 3


class Pool:
    """The engine of a server's front: workers of an engine process, each running one request at a time.

    It is to be made in the process that uses it, and ended with :meth:`drain`. Any thread may call it.

    Args:
        folder: the runtime folder of the engine process.
        values: the settings.

    Raises:
        ShuttingDown: there is no engine process.
    """

    def __init__(self, folder: Path, values: Values) -> None:
        self._folder = folder
        self._seconds = float(values["deadline"])
        self._largest = int(values["body"]) << 20
        self._freshness = float(values.get("freshness", _FRESHNESS))
        self._tries = int(values["workers"]) + _NEW
        try:
            info = ask_control(folder, ("info",), monotonic() + _LOADING)
        except (wire.Closed, TimeoutError) as error:
            raise unreached(error) from error
        self._remote: bool
        _, generation, version, self._remote = info
        self._admission = Admission(int(values["workers"]), int(values["queue"]), remote=self._remote)
        self._admission.generation, self._admission.version = generation, version
        self._keeper = Keeper(self._admission, self._started_for_later)
        self._admission.ring(self._keeper.wake)
        self._keeper.start()

    @property
    def version(self) -> str:
        """Names the state of the dataset; of a remote server, which others may change, for a while only."""
        version = self._admission.version
        if self._remote:
            return f"{version}+{self._admission.counts['updates']}+{int(time() / self._freshness)}"
        return version

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = RUN) -> Answer:
        """Run a query to its end; see :class:`cuegraph.engine.interface.Engine`."""
        text = query.text
        _check_size(len(text), 1 << 20, "the query's text")
        return self._answer(
            "query",
            (text, query.default_graphs, query.named_graphs, wanted.accept, wanted.name, run.count),
            run,
        )

    def parse(self, document: bytes, format: Format, base: str, run: Run = RUN) -> bytes:  # noqa: A002
        """An RDF document as N-Quads; see :class:`cuegraph.engine.interface.Engine`."""
        _check_size(len(document), self._largest, "the document")
        answer = self._answer("parse", (document, format.name, base), run)
        if answer.size > self._largest and answer.file is not None:
            answer.file.close()
        _check_size(answer.size, self._largest, "the document, written out in N-Quads")
        return answer.whole()

    def update(self, update: Update, run: Run = RUN) -> None:
        """Carry out an update; see :class:`cuegraph.engine.interface.Engine`.

        The deadline is for trying it; what has succeeded then is carried out without one.
        """
        _check_size(len(update.text), self._largest, "the update's text")
        ticket = self._ticket(run)
        try:
            with wire.Line(self._folder / wire.CONTROL) as line:
                self._admission.enter_aside(ticket, line)
                try:
                    self._change(ticket, line, update, run.version)
                finally:
                    self._admission.count("updates")
                    self._admission.leave_aside(ticket)
        except wire.Closed as error:
            raise ticket.ended or unreached(error) from error
        except TimeoutError as error:
            self._admission.count("killed")
            raise late(ticket.seconds, "update") from error

    def cancel(self, ident: str) -> bool:
        """End the running request of this id; whether there was one."""
        return self._admission.cancel(ident)

    def drain(self, seconds: float = 0.0) -> None:
        """Let no more requests in, end those that are still running after so many seconds, and let all go."""
        for link in self._admission.close(seconds):
            link.close()
        self._keeper.close(_ASKING)

    def gauges(self) -> dict[str, float]:
        """What there is to measure.

        Workers ``busy``, ``heavy`` (busy for long) and ``idle``; requests ``waiting`` and ``updating``; and
        since the start: workers ``started``, ``died`` (for no reason known) and ``killed`` (at the deadline),
        requests ``cancelled``, ``refused`` (too many wait) and ``slowed`` (heavy ones).
        """
        counts = self._admission.counts
        names = ("started", "died", "killed", "cancelled", "refused", "slowed")
        return {**self._admission.gauges(), **{name: counts[name] for name in names}}

    def alive(self) -> bool:
        """Whether the engine process answers, and a worker that is not busy; or the remote server."""
        if self._remote:
            return self._answers()
        deadline = monotonic() + _ASKING
        link = None
        try:
            ask_control(self._folder, ("info",), deadline)
            link, full = self._admission.borrow()
            if link is None and full:
                return True
            link = link or self._started(deadline)
            link.ask(("ping", _ASKING), deadline, lambda: _check_running(link))
        except (wire.Closed, TimeoutError):
            if link:
                link.close()
            return False
        if unused := self._admission.give_back(link):
            unused.close()
        return True

    def _answers(self) -> bool:
        """Whether a query gets through to the remote server, or would, were there not so many."""
        try:
            self.query(Query("SELECT * {}"), run=Run(_ASKING))
        except Overloaded:
            return True
        except CuegraphError:
            return False
        return True

    def _ticket(self, run: Run) -> Ticket:
        seconds = self._seconds if run.seconds is None else min(run.seconds, self._seconds)
        return Ticket(run.ident, seconds)

    def _answer(self, verb: str, rest: Message, run: Run) -> Answer:
        ticket = self._ticket(run)
        self._admission.enter(ticket)
        waited = monotonic() - ticket.began
        usable = False
        try:
            reply, file = self._asked(ticket, verb, rest)
            usable = reply[-1]
        finally:
            if retired := self._admission.leave(ticket, usable=usable):
                retired.close()
        if ticket.ended:
            if file is not None:
                os.close(file)
            raise ticket.ended
        if reply[0] == "error":
            raise wire.unpack_error(reply[1])
        kind, name, body_or_size, rows, ran, _ = reply
        if kind == "body":
            return Answer(by_name(name), body_or_size, rows=rows, waited=waited, ran=ran)
        if file is None:
            raise no_descriptors()
        opened = os.fdopen(file, "rb")
        return Answer(by_name(name), file=opened, size=body_or_size, rows=rows, waited=waited, ran=ran)

    def _asked(self, ticket: Ticket, verb: str, rest: Message) -> tuple[Message, int | None]:
        """The reply of a worker; another is tried only where one had not begun."""
        deadline = ticket.deadline
        for _ in range(self._tries):
            link = ticket.link or self._equipped(ticket)
            if ticket.ended:
                raise ticket.ended
            try:
                left = max(deadline - monotonic(), 0.001)
                reply, file = link.ask((verb, left, *rest), deadline, lambda: self._slow(ticket))
            except (wire.Closed, TimeoutError) as error:
                if ticket.ended:
                    raise ticket.ended from None
                if isinstance(error, TimeoutError):
                    self._admission.count("killed")
                    raise late(ticket.seconds) from None
                self._admission.count("died")
                if error.read:
                    raise self._end_of(link, ticket.seconds) from None
                self._drop(ticket)
                continue
            if reply[0] != "elsewhere":
                return reply, file
            self._drop(ticket)
        raise ended(None, ticket.seconds)

    def _equipped(self, ticket: Ticket) -> Link:
        try:
            link = self._started(ticket.deadline)
        except TimeoutError:
            raise late_in_line(ticket.seconds) from None
        except wire.Closed as error:
            raise (ended(None, ticket.seconds) if error.read else unreached(error)) from None
        self._admission.equip(ticket, link)
        return link

    def _drop(self, ticket: Ticket) -> None:
        if former := self._admission.equip(ticket, None):
            former.close()

    def _slow(self, ticket: Ticket) -> None:
        """At the mark of heavy requests: a stopped worker has not begun, any other is at work."""
        _check_running(ticket.link)
        self._admission.slow(ticket)

    def _end_of(self, link: Link, seconds: float) -> CuegraphError:
        try:
            _, status = ask_control(self._folder, ("end", link.pid), monotonic() + _ASKING)
        except wire.Closed as error:
            return unreached(error)
        except TimeoutError:
            status = None
        return ended(status, seconds)

    def _change(self, ticket: Ticket, line: wire.Line, update: Update, version: str) -> None:
        left = max(ticket.deadline - monotonic(), 0.001)
        parts = update.text, update.using_graphs, update.using_named_graphs
        line.send(("update", parts, left, version), ticket.deadline)
        reply, _ = line.receive(ticket.deadline)
        if reply[0] == "ready":
            if not self._admission.commit(ticket):
                raise wire.Closed(read=True)
            line.send(("go",), math.inf)
            reply, _ = line.receive(math.inf)
        if reply[0] == "error":
            raise wire.unpack_error(reply[1])
        if reply[0] == "end":
            raise ended(reply[1], ticket.seconds, "update")
        kind, generation, version = reply
        for link in self._admission.adopt(generation, version):
            link.close()
        if kind == "changed":
            raise Changed("The dataset has changed meanwhile.", remedy="Look at it again, and ask anew.")

    def _started(self, deadline: float) -> Link:
        link = Link(self._folder, deadline)
        self._admission.count("started")
        self._keeper.watch(link)
        return link

    def _started_for_later(self) -> Link | None:
        try:
            return self._started(monotonic() + self._seconds)
        except (wire.Closed, TimeoutError):
            return None


def _check_running(link: Link | None) -> None:
    if link and link.is_stopped():
        raise wire.Closed(read=False)


def _check_size(size: int, most: int, what: str) -> None:
    if size > most:
        raise TooLarge(
            f"It has more than {most >> 20} MiB.",
            where=what,
            remedy="Send less, or in parts.",
        )
