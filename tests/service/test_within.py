"""Several requests under one deadline."""

import pytest

from cuegraph.engine.interface import Answer, Run
from cuegraph.errors import DeadlinePassed
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.within import Within

ASK = Query("ASK {}")


class Noting:
    """An engine that notes how it is asked."""

    version = "1"

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: ARG002, B008
        """True."""
        self.runs.append(run)
        return Answer(by_name("json"), b"{}")


def test_what_is_left_is_what_the_others_have_not_used() -> None:
    engine, now = Noting(), [100.0]
    within = Within(engine, Run(10.0, "my_request", count=True), lambda: now[0])  # type: ignore[arg-type]
    for second in (100.0, 104.0, 109.95):
        now[0] = second
        within.query(ASK)
    within.query(ASK, ANY, Run(0.01))
    assert engine.runs == [Run(each, "my_request", count=True) for each in (10.0, 6.0, 0.1, 0.1)]
    now[0] = 110.0
    with pytest.raises(DeadlinePassed, match="longer than 10 s"):
        within.query(ASK)
    assert len(engine.runs) == 4


def test_without_a_deadline_the_engine_has_its_own() -> None:
    engine = Noting()
    within = Within(engine, Run(ident="my_request"))  # type: ignore[arg-type]
    within.query(ASK)
    within.query(ASK, ANY, Run(2.0))
    assert [each.seconds for each in engine.runs] == [None, 2.0]
    assert within.version == "1"
