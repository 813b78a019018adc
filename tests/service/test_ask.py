"""Asking: checked, then answered in what is asked for."""

import pytest

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, NotAcceptable, Refused
from cuegraph.protocol.request import Query
from cuegraph.service.ask import ask

ENGINE = MemoryEngine([])


def test_the_accept_header_decides() -> None:
    assert ask(ENGINE, Query("ASK {}"), accept="text/csv").body == b"true"
    assert ask(ENGINE, Query("DESCRIBE <u:a>"), accept="application/n-triples").format.name == "ntriples"
    assert ask(ENGINE, Query("ASK {}")).format.name == "json"


def test_a_name_goes_before_the_header() -> None:
    assert ask(ENGINE, Query("ASK {}"), accept="text/csv", name="xml").format.name == "xml"


def test_a_format_for_another_kind_of_result_is_refused() -> None:
    with pytest.raises(BadInput, match="'csv' does not hold") as caught:
        ask(ENGINE, Query("DESCRIBE <u:a>"), name="csv")
    assert "turtle" in caught.value.remedy
    with pytest.raises(BadInput, match="no format 'cvs'"):
        ask(ENGINE, Query("ASK {}"), name="cvs")
    with pytest.raises(NotAcceptable):
        ask(ENGINE, Query("DESCRIBE <u:a>"), accept="text/csv")


def test_no_query_reaches_another_server() -> None:
    with pytest.raises(Refused):
        ask(ENGINE, Query("ASK { SERVICE <http://127.0.0.1:1/> {} }"))
