"""A running query has an id, and who has it may end it."""

import re

import pytest
from fake import ASK, BROWSER, FakeEngine, Serve, raiser

from cuegraph.errors import DeadlinePassed


def test_the_server_makes_one(engine: FakeEngine, serve: Serve) -> None:
    client = serve(cache=0)
    idents = [client.get(ASK).headers["Query-Id"] for _ in range(2)]
    assert idents == [each.ident for each in engine.runs]
    assert len(set(idents)) == 2
    assert all(re.fullmatch(r"[\w-]{8,64}", each) for each in idents)


@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_the_clients_own_is_used_and_sent_back(engine: FakeEngine, serve: Serve, accept: str) -> None:
    client = serve()
    engine.body = b'{"head":{},"boolean":true}'
    for _ in range(2):  # the second from the cache
        response = client.get(ASK, headers={"Query-Id": "my_query-1", "Accept": accept})
        assert response.headers.getlist("Query-Id") == ["my_query-1"]
    assert [each.ident for each in engine.runs] == ["my_query-1"]
    assert "Query-Id" not in client.get(ASK, headers={"Accept": accept}).headers


def test_it_comes_back_with_errors(engine: FakeEngine, serve: Serve) -> None:
    engine.does = raiser(DeadlinePassed("It took more than 1 s."))
    response = serve().get(ASK, headers={"Query-Id": "my_query-1"})
    assert (response.status_code, response.headers["Query-Id"]) == (503, "my_query-1")
    assert "Retry-After" not in response.headers


@pytest.mark.parametrize("ident", ["short", "x" * 65, "with space", "umlaut-\xe4\xe4", ""])
def test_another_form_is_400(engine: FakeEngine, serve: Serve, ident: str) -> None:
    client = serve()
    client.get(ASK)
    response = client.get(ASK, headers={"Query-Id": ident})
    assert (response.status_code, response.get_json(force=True)["where"]) == (400, "Query-Id")
    assert "Query-Id" not in response.headers
    assert len(engine.asked) == 1
    assert client.get("/health/live", headers={"Query-Id": ident}).status_code == 200


def test_the_address_of_running_queries_itself_is_no_page(serve: Serve) -> None:
    assert serve().get("/sparql/?query=ASK%7B%7D").status_code == 404


def test_delete_ends_a_running_query(engine: FakeEngine, serve: Serve) -> None:
    engine.running = {"my_query-1"}
    client = serve()
    assert client.delete("/sparql/my_query-1").status_code == 204
    assert client.delete("/sparql/my_query-2").status_code == 404
    assert client.delete("/sparql/short").status_code == 404
    assert engine.cancelled == ["my_query-1", "my_query-2"]
    told = client.get("/metrics").text
    labels = 'outcome="not-found",route="/sparql/<ident>",status="404"'
    assert f"cuegraph_requests_total{{{labels}}} 2.0" in told
    response = client.get("/sparql/my_query-1")
    assert (response.status_code, response.headers["Allow"]) == (405, "DELETE, OPTIONS")
