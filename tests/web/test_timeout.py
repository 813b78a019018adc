"""``timeout=`` asks for less than the server's deadline."""

import pytest
from fake import ASK, FakeEngine, Serve, asking


@pytest.mark.parametrize(("text", "seconds"), [("1", 1.0), ("2.5", 2.5), (".5", 0.5), ("1e3", None)])
@pytest.mark.parametrize("form", ["address", "form", "beside a form", "beside a direct post"])
def test_seconds(engine: FakeEngine, serve: Serve, text: str, seconds: float | None, form: str) -> None:
    client = serve()
    if form == "address":
        response = client.get(f"{ASK}&timeout={text}")
    elif form == "form":
        response = client.post("/sparql", data={"query": "ASK {}", "timeout": text})
    elif form == "beside a form":
        response = client.post(f"/sparql?timeout={text}", data={"query": "ASK {}"})
    else:
        direct = "application/sparql-query"
        response = client.post(f"/sparql?timeout={text}", data="ASK {}", content_type=direct)
    assert response.status_code == (400 if seconds is None else 200)
    assert [each.seconds for each in engine.runs] == ([] if seconds is None else [seconds])


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "", "1s", "1_0", "0.000", "1&timeout=1", "%D9%A1"])
def test_anything_else_is_400(engine: FakeEngine, serve: Serve, text: str) -> None:
    response = serve().get(f"{ASK}&timeout={text}")
    assert (response.status_code, response.get_json(force=True)["where"]) == (400, "timeout")
    assert engine.asked == []


def test_without_it_the_engine_decides(engine: FakeEngine, serve: Serve) -> None:
    serve().get(asking('ASK { ?s ?p "timeout=1" }'))
    assert [each.seconds for each in engine.runs] == [None]
