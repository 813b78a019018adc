"""What the floors above know of an engine: requests go in, serialised answers come out.

There are two seams. An :class:`Engine` is what service and web ask, from any thread. A :class:`Backend` is
what one worker process of an engine runs, one request at a time: the store in memory, or a SPARQL server
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.media import Format
    from cuegraph.protocol.negotiate import Wanted
    from cuegraph.protocol.request import Query, Update

CHUNK = 262_144
"""Bytes of an answer's file that are read at once."""


@dataclass(frozen=True)
class Run:
    """How a request is to be run.

    Attributes:
        seconds: the deadline, counted from now; None for the engine's own. More than that one is that one.
        ident: the id by which it can be cancelled while it runs; empty for none.
        count: whether to count the solutions or triples of the answer.
        version: an update is carried out only while the dataset has this version; empty for any. The data of
            a remote server have no version that could be held to, so there it is as if it were empty.
    """

    seconds: float | None = None
    ident: str = ""
    count: bool = False
    version: str = ""


@dataclass(frozen=True)
class Answer:
    """The result of a query, serialised where it was made, whole.

    Attributes:
        format: what it is written in.
        body: the serialisation; empty when it is in ``file``.
        file: the serialisation where it is too large for memory, open at its start and without a name on
            disk; whoever gets the answer closes it. None for none.
        rows: how many solutions or triples it has, None where that was not counted.
        waited: seconds that the request waited for a worker.
        ran: seconds that the worker took.
    """

    format: Format
    body: bytes = b""
    file: IO[bytes] | None = None
    size: int = field(default=-1)
    rows: int | None = None
    waited: float = 0.0
    ran: float = 0.0

    def __post_init__(self) -> None:
        if self.file is None:
            object.__setattr__(self, "size", len(self.body))

    def chunks(self) -> Iterator[bytes]:
        """The serialisation in pieces, its file closed behind the last."""
        if self.file is None:
            yield self.body
            return
        with self.file as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def whole(self) -> bytes:
        """The serialisation in one piece."""
        return b"".join(self.chunks())


class Engine(Protocol):
    """Something that answers SPARQL about one dataset, from any thread."""

    @property
    def version(self) -> str:
        """Names the state of the dataset, for ETags and cache keys: equal versions give equal answers."""
        ...

    def query(self, query: Query, wanted: Wanted = ..., run: Run = ...) -> Answer:
        """Run a query to its end; its text is checked first (``protocol.check``).

        Raises:
            Refused: it calls another server that is not allowed.
            QuerySyntaxError: its text does not parse.
            BadInput: it cannot be run, is too deep or too long, or there is no format of the wanted name.
            NotAcceptable: its result can be given in nothing that is accepted.
            OverLimit: the result is larger than the limit.
            Unavailable: the deadline passed, it was cancelled, needs too much memory, or finds no worker.
            Conflict: another request of this id is running.
        """
        ...

    def update(self, update: Update, run: Run = ...) -> None:
        """Carry out an update, all of it or nothing; every request that starts afterwards sees it.

        Raises:
            Refused: it loads or calls what is not allowed, or the engine takes no updates.
            QuerySyntaxError, BadInput, Unavailable: as for a query.
            Changed: the dataset has not the version that ``run`` asks for; it is as it was, and
                :attr:`version` names it.
        """
        ...

    def parse(self, document: bytes, format: Format, base: str, run: Run = ...) -> bytes:  # noqa: A002
        """An RDF document as canonical N-Quads, parsed where it can do no harm.

        Args:
            document: the document as it came.
            format: what it is written in.
            base: the IRI that relative IRIs are resolved against.
            run: the deadline and the id.

        Raises:
            BadInput: it does not parse (with line and column), has a DOCTYPE or a remote context.
            Unavailable: as for a query.
        """
        ...

    def cancel(self, ident: str) -> bool:
        """End the running request of this id; whether there was one."""
        ...


class Backend(Protocol):
    """What a worker runs: one request at a time, in a process that may be killed at any moment."""

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:
        """Run a query and write its result; what ``out`` raises passes through, and ends the query.

        Returns:
            what was written; its kind is known before the first byte is.

        Raises:
            Refused, QuerySyntaxError, BadInput, NotAcceptable: as :meth:`Engine.query`.
        """
        ...

    def update(self, update: Update) -> None:
        """Carry out an update, all of it or nothing.

        Raises:
            Refused, QuerySyntaxError, BadInput: as :meth:`Engine.update`.
        """
        ...
