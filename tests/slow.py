"""An engine that answers when it is let, and clients of servers of an engine of one's own."""

import threading
from collections.abc import Iterable

from pyoxigraph import Quad
from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front


class Slow(MemoryEngine):
    """An engine that answers when it is let."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        super().__init__(quads)
        self.go = threading.Event()
        self.go.set()

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer, once it may."""
        self.go.wait(20)
        return super().query(query, wanted, run)


def client_of(engine: MemoryEngine, **values: str) -> Client:
    """A client of a server of an engine, under some settings of one's own."""
    about = ServerInfo(values=defaults() | values)
    return Client(Front(create_app(engine, {}, about=about), engine, about.values))
