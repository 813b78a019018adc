"""Whether the server lives, whether it can answer, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from cuegraph.engine.interface import Run
from cuegraph.errors import CuegraphError, Unavailable
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.web.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.web.metrics import Tally

_SECONDS = 5.0
"""What readiness may take."""


def add_health(app: Flask, engine: Engine, tally: Tally) -> None:
    """Give an application ``/health/live``, ``/health/ready`` and ``/metrics``."""
    if (gauges := getattr(engine, "gauges", None)) is not None:
        tally.add_gauges("engine", gauges)

    @app.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/health/ready")
    def ready() -> dict[str, str]:
        if not answers(engine):
            raise Unavailable("The engine does not answer.", remedy="Ask again later.", retry_after=5)
        return {"status": "ready"}

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(tally.exposition(), content_type=CONTENT_TYPE)


def answers(engine: Engine) -> bool:
    """Whether an engine answers now."""
    alive = getattr(engine, "alive", None)
    if alive is not None:
        return bool(alive())
    try:
        engine.query(Query("ASK {}"), Wanted(name="json"), Run(_SECONDS))
    except CuegraphError:
        return False
    return True
