"""The application with all that it needs, made in the process that answers requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cuegraph.engine.pool import Pool
from cuegraph.service.dump import Dumps
from cuegraph.web.app import ServerInfo, create_app, parts_of
from cuegraph.web.auth import Auth
from cuegraph.web.dump import add_dump
from cuegraph.web.front import Front
from cuegraph.web.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from cuegraph.service.library import Question
    from cuegraph.settings import Values

_MARGIN = 5.0


@dataclass(frozen=True)
class Served:
    """What is served, and how.

    Attributes:
        kind: as in :class:`cuegraph.engine.source.Source`.
        folder: the runtime folder of the engine process.
        values: the settings.
        questions: the library's questions by name; none for other data than ours.
        token: what a client has to show to write; empty where nobody may.
        services: the servers that a query may call.
        texts: the folder of the sources' texts; None where they are not at hand.
    """

    kind: str
    folder: Path
    values: Values
    questions: Mapping[str, Question] = field(default_factory=dict)
    token: str = ""
    services: tuple[str, ...] = ()
    texts: Path | None = None


def load(served: Served) -> tuple[Callable[..., Iterable[bytes]], Callable[[float], Any]]:
    """The WSGI application, and what ends it.

    Returns:
        the application; and a function that lets no more requests in and ends those that still run after so
        many seconds.

    Raises:
        ShuttingDown: there is no engine process.
        BadInput: the log cannot be opened.
    """
    pool = Pool(served.folder, served.values)
    features = (
        *(() if served.kind == "remote" else ("EmptyGraphs",)),
        *(("BasicFederatedQuery",) if served.services else ()),
    )
    about = ServerInfo(bool(served.token), features, served.values, served.texts)
    auth = Auth(served.token or None)
    app = create_app(pool, served.questions, about=about, auth=auth)
    deadline = float(served.values["deadline"])
    dumps = None
    if served.kind != "remote":
        dumps = Dumps(pool, served.folder, built=served.kind == "built", seconds=deadline)
    add_dump(app, pool, dumps, parts_of(app).render)
    standing = parts_of(app).standing
    if served.kind != "remote":  # which others may pay for
        standing.first(parts_of(app).searches.begin)  # last, as it takes longest
        standing.begin()
    # An update is tried under the deadline, and then carried out in about the time that it took.
    Watch(float(served.values["patience"]), 2 * deadline + _MARGIN).start()

    def drain(seconds: float) -> None:
        standing.end()
        parts_of(app).searches.close()
        if dumps:
            dumps.close()
        pool.drain(seconds)

    return Front(app, pool, served.values, served.folder), drain
