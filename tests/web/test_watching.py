"""What the server tells of itself: the access log, the figures, its health."""

import json
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fake import ASK, FakeEngine, Serve
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from cuegraph.errors import BadInput, DeadlinePassed
from cuegraph.web.log import Done, Log
from cuegraph.web.metrics import BUCKETS, Tally

TEXT = "ASK{}"


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_line_for_each_request(engine: FakeEngine, serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    client = serve(log=str(file))
    tag = client.get(ASK).headers["ETag"]
    client.get(ASK, headers={"Authorization": "Bearer SECRET"})
    client.get(ASK, headers={"If-None-Match": tag, "Query-Id": "my_query-1"})
    client.get("/nothing?token=SECRET")
    engine.version = "2"

    def fail() -> None:
        raise DeadlinePassed("It took too long.")

    engine.does = fail
    client.get(ASK)
    told = lines(file)
    assert [(each["path"], each["status"], each["outcome"]) for each in told] == [
        ("/sparql", 200, "miss"),
        ("/sparql", 200, "hit"),
        ("/sparql", 304, "not-modified"),
        ("/nothing", 404, "not-found"),
        ("/sparql", 503, "deadline-passed"),
    ]
    digest = sha256(TEXT.encode()).hexdigest()[:16]
    assert [each.get("query") for each in told] == [digest, digest, digest, None, digest]
    for each in told[:3]:
        assert each["rows"] == 2
        assert each["method"] == "GET"
    assert [each["bytes"] for each in told[:3]] == [len(engine.body)] * 2 + [0]
    assert told[2]["id"] == "my_query-1"
    assert [told[0]["id"], told[4]["id"]] == [each.ident for each in engine.runs]
    assert all(each["seconds"] >= 0 and each["time"].endswith("+00:00") for each in told)
    text = file.read_text("utf-8")
    assert "SECRET" not in text
    assert "ASK" not in text
    assert engine.runs[0].count


def test_without_a_log_nothing_is_counted(engine: FakeEngine, serve: Serve) -> None:
    serve().get(ASK)
    assert [each.count for each in engine.runs] == [False]


def test_a_line_is_json_whatever_is_asked(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    client = serve(log=str(file))
    client.open('/%22%0A%7B"', method='QU"ERY')
    client.get("/%ff%00\u2028")
    assert [each["status"] for each in lines(file)] == [404, 404]


def test_standard_error_is_a_hyphen(serve: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    serve(log="-").get("/health/live")
    assert json.loads(capfd.readouterr().err)["path"] == "/health/live"


def test_a_log_that_cannot_be_opened_is_told(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a directory"):
        serve(log=str(tmp_path))


def test_a_full_disk_loses_lines_and_no_requests(serve: Serve) -> None:
    assert serve(log="/dev/full").get(ASK).status_code == 200


def test_lines_of_several_threads_stay_whole(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    log = Log.open(str(file))
    assert log is not None

    def write(number: int) -> None:
        for _ in range(200):
            log.write(Done("GET", "/" + str(number) * 200, "/", 200, 0.1, 1, "ok", None, "", ""))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(lines(file)) == 800


def samples(client: Client) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    response = client.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    return {
        (each.name, frozenset(each.labels.items())): each.value
        for family in text_string_to_metric_families(response.text)
        for each in family.samples
    }


def test_the_figures(engine: FakeEngine, serve: Serve) -> None:
    engine.gauges = lambda: {"workers_busy": 3, "waiting": 1}
    client = serve()
    for path in (ASK, ASK, "/nothing/1", "/nothing/2", "/questions/x"):
        client.get(path)
    told = samples(client)

    def requests(route: str, status: str, outcome: str) -> float:
        labels = {"route": route, "status": status, "outcome": outcome}
        return told["cuegraph_requests_total", frozenset(labels.items())]

    assert requests("/sparql", "200", "miss") == 1
    assert requests("/sparql", "200", "hit") == 1
    assert requests("other", "404", "not-found") == 2
    assert requests("/questions/<name>", "404", "not-found") == 1
    sparql = ("route", "/sparql")
    assert told["cuegraph_request_duration_seconds_count", frozenset([sparql])] == 2
    assert told["cuegraph_request_duration_seconds_bucket", frozenset([sparql, ("le", "+Inf")])] == 2
    assert told["cuegraph_response_bytes_total", frozenset([sparql])] == 2 * len(engine.body)
    assert told["cuegraph_cache_answers", frozenset()] == 1
    assert told["cuegraph_cache_bytes", frozenset()] > len(engine.body)
    assert told["cuegraph_engine_workers_busy", frozenset()] == 3
    assert told["process_open_fds", frozenset()] > 0
    assert samples(serve()) is not None  # a second server in the process has figures of its own


def test_durations_fall_into_their_buckets() -> None:
    tally = Tally()
    for seconds in (0.0001, 0.001, 0.3, 1000):
        tally.note(Done("GET", "/", "/", 200, seconds, 5, "ok", None, "", ""))
    (durations,) = [each for each in tally.collect() if each.name == "cuegraph_request_duration_seconds"]
    counts = {each.labels["le"]: each.value for each in durations.samples if each.name.endswith("_bucket")}
    assert (counts["0.001"], counts["0.25"], counts["0.5"], counts[str(BUCKETS[-1])]) == (2, 2, 3, 3)
    assert counts["+Inf"] == 4


def test_health(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    assert client.get("/health/live").get_json() == {"status": "alive"}
    assert client.get("/health/ready").get_json() == {"status": "ready"}
    assert client.get("/health/ready").headers["Cache-Control"] == "no-store"
    assert len(engine.asked) == 2

    def fail() -> None:
        raise DeadlinePassed("It took too long.")

    engine.does = fail
    assert client.get("/health/live").status_code == 200
    response = client.get("/health/ready")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    engine.alive = lambda: True  # who can tell without a query is not asked one
    assert client.get("/health/ready").status_code == 200
