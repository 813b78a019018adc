"""The pool of workers: answers, deadlines, cancelling, admission, limits, and what it keeps ready."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import RdfFormat, parse
from serving import until

from cuegraph.engine import sandbox
from cuegraph.engine.interface import Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.engine.pool import Pool
from cuegraph.errors import (
    BadInput,
    Cancelled,
    Conflict,
    CuegraphError,
    DeadlinePassed,
    NotAcceptable,
    OverLimit,
    Overloaded,
    QuerySyntaxError,
    Refused,
    ShuttingDown,
    TooLarge,
)
from cuegraph.media import Kind, by_name, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.settings import defaults

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = Query("SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }")
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
ALL = Query("SELECT * { ?s ?p ?o }")
LARGE = Query("SELECT ?s ?o ?t { ?s <https://films.example/music> ?o . ?t <https://films.example/year> ?y }")
IDENT = "a-query-of-mine"
PATIENCE = 20.0


def number(answer: Any) -> int:
    return int(json.loads(answer.whole())["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("name", [each.name for each in of_kind(Kind.RESULTS)])
@pytest.mark.parametrize(
    "text", ["SELECT ?t ?y { ?f <https://films.example/title> ?t } ORDER BY ?t", "ASK {}"]
)
def test_answers_are_those_of_the_engine_in_memory(served: Any, films: Path, text: str, name: str) -> None:
    here = MemoryEngine(parse(path=str(films), format=RdfFormat.N_TRIPLES))
    answer = served.pool.query(Query(text), Wanted(name=name))
    assert answer.format.name == name
    assert answer.whole() == here.query(Query(text), Wanted(name=name)).whole()


@pytest.mark.parametrize("name", [each.name for each in of_kind(Kind.GRAPH)])
@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <https://films.example/film/3>"])
def test_graphs_in_every_format(served: Any, text: str, name: str) -> None:
    answer = served.pool.query(Query(text), Wanted(name=name))
    quads = list(parse(answer.whole(), format=answer.format.rdf))
    assert len(quads) == (1200 if "CONSTRUCT" in text else 4)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_when_asked_for(served: Any, name: str) -> None:
    values = 'SELECT ?a ?b { VALUES (?a ?b) { ("x,{\\"" UNDEF) (UNDEF UNDEF) ("a\\r\\nb}},{" <u:b>) } }'
    run, wanted = Run(count=True), Wanted(name=name)
    assert served.pool.query(Query(values), wanted, run).rows == 3
    assert served.pool.query(Query("SELECT ?s { ?s <u:no> ?o }"), wanted, run).rows == 0
    assert served.pool.query(ALL, wanted, run).rows == 1200
    assert served.pool.query(Query("ASK {}"), wanted, run).rows is None
    assert served.pool.query(ALL, wanted).rows is None


def test_errors_come_over_whole(served: Any) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        served.pool.query(Query("SELECT *\n{ ?s ?p }"))
    assert (raised.value.line, raised.value.status) == (2, 400)
    with pytest.raises(NotAcceptable, match="can be given"):
        served.pool.query(ALL, Wanted(accept="image/png"))
    with pytest.raises(Refused, match="SERVICE"):
        served.pool.query(Query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))
    with pytest.raises(TooLarge):
        served.pool.query(Query("ASK {}" + " " * (1 << 20)))


def test_functions_that_need_the_system_work_in_a_closed_worker(served: Any) -> None:
    text = """SELECT ?n ?i ?r ?d ?t { BIND(UUID() AS ?i) BIND(RAND() AS ?r) BIND(NOW() AS ?t)
        BIND(SHA512("tide") AS ?d) BIND(STRLEN(STRUUID()) AS ?n) BIND(TZ(NOW()) AS ?z)
        FILTER REGEX("Straße", "STRASSE|ß", "i") }"""
    row = json.loads(served.pool.query(Query(text)).whole())["results"]["bindings"][0]
    assert set(row) == {"n", "i", "r", "d", "t"}


def test_random_values_differ_between_workers(served: Any) -> None:
    """Forks share the state of their random numbers."""
    given = set()
    for _ in range(4):
        given.add(served.pool.query(Query("SELECT (UUID() AS ?u) (RAND() AS ?r) {}")).whole())
        for pid in served.settled():
            os.kill(pid, signal.SIGKILL)
    assert len(given) == 4


def test_documents_are_parsed(served: Any) -> None:
    turtle = b"@prefix : <> . <#a> :b [ :c 'd' ] ."
    parsed = served.pool.parse(turtle, by_name("turtle"), "https://films.example/x")
    assert parsed.count(b"\n") == 2
    assert b"<https://films.example/x#a>" in parsed
    with pytest.raises(CuegraphError):
        served.pool.parse(b"<a> <b>", by_name("turtle"), "https://films.example/x")


def test_the_deadline_holds_and_tells(served: Any) -> None:
    began = time.monotonic()
    with pytest.raises(DeadlinePassed, match=r"0\.3 s") as raised:
        served.pool.query(HEAVY, run=Run(seconds=0.3))
    assert time.monotonic() - began < 5
    assert raised.value.retry_after is None
    assert number(served.pool.query(COUNT)) == 1200
    served.settled()


def test_more_than_the_setting_is_the_setting(serve: Any) -> None:
    with serve(deadline=0.3) as served, pytest.raises(DeadlinePassed, match=r"0\.3 s"):
        served.pool.query(HEAVY, run=Run(seconds=600))


def test_a_running_query_is_cancelled_by_its_id(served: Any, background: Any) -> None:
    running = background(served.pool.query, HEAVY, run=Run(ident=IDENT))
    until(lambda: served.pool.gauges()["busy"] == 1)
    with pytest.raises(Conflict):
        served.pool.query(COUNT, run=Run(ident=IDENT))
    assert not served.pool.cancel("another-query")
    assert served.pool.cancel(IDENT)
    with pytest.raises(Cancelled):
        running.result(PATIENCE)
    assert not served.pool.cancel(IDENT)
    assert number(served.pool.query(COUNT, run=Run(ident=IDENT))) == 1200
    served.settled()


@pytest.mark.parametrize("ident", ["short", "x" * 65, "with space", "ümlaut-id", "line-end-\n"])
def test_what_is_no_id(served: Any, ident: str) -> None:
    with pytest.raises(BadInput, match="no id"):
        served.pool.query(COUNT, run=Run(ident=ident))


def test_so_many_run_so_many_wait_and_the_rest_comes_again(serve: Any, background: Any) -> None:
    with serve(workers=1, queue=1) as served:
        running = background(served.pool.query, HEAVY, run=Run(ident="the-running-one"))
        until(lambda: served.pool.gauges()["busy"] == 1)
        waiting = background(served.pool.query, COUNT, run=Run(ident="the-waiting-one"))
        until(lambda: served.pool.gauges()["waiting"] == 1)
        with pytest.raises(Overloaded) as raised:
            served.pool.query(COUNT)
        assert raised.value.retry_after is not None
        assert raised.value.retry_after >= 1
        assert served.pool.alive()
        served.pool.cancel("the-running-one")
        assert number(waiting.result(PATIENCE)) == 1200
        assert waiting.result().waited > 0
        with pytest.raises(Cancelled):
            running.result(PATIENCE)
        served.settled(1)


def test_a_waiting_query_is_cancelled_and_its_wait_counts(serve: Any, background: Any) -> None:
    with serve(workers=1, queue=2) as served:
        running = background(served.pool.query, HEAVY, run=Run(ident="the-running-one"))
        until(lambda: served.pool.gauges()["busy"] == 1)
        waiting = background(served.pool.query, COUNT, run=Run(ident="the-waiting-one"))
        late = background(served.pool.query, COUNT, run=Run(seconds=0.3))
        until(lambda: served.pool.gauges()["waiting"] == 2)
        assert served.pool.cancel("the-waiting-one")
        with pytest.raises(Cancelled):
            waiting.result(PATIENCE)
        with pytest.raises(DeadlinePassed):
            late.result(PATIENCE)
        assert served.pool.gauges()["waiting"] == 0
        served.pool.cancel("the-running-one")
        with pytest.raises(Cancelled):
            running.result(PATIENCE)


def test_many_at_once_are_all_answered(serve: Any) -> None:
    with serve(workers=3, queue=100) as served, ThreadPoolExecutor(24) as threads:
        assert {number(each) for each in threads.map(served.pool.query, [COUNT] * 200)} == {1200}
        assert len(served.workers()) <= 3
        assert served.pool.gauges()["died"] == 0


def test_a_long_answer_is_a_file_without_a_name(serve: Any) -> None:
    with serve() as served:
        served.settled()
        answer = served.pool.query(LARGE, Wanted(name="csv"))
        assert answer.size > 1 << 20
        assert sorted(path.name for path in served.engine.folder.iterdir()) == ["control.sock", "query.sock"]
        body = answer.whole()
        assert len(body) == answer.size
        assert body.count(b"\r\n") == 300 * 300 + 1
        unread = served.pool.query(LARGE)
        assert unread.file is not None
        unread.file.close()


def test_a_result_over_the_limit_is_an_error_that_names_it(serve: Any) -> None:
    with serve(result=2) as served:
        with pytest.raises(OverLimit, match="2 MiB") as raised:
            served.pool.query(LARGE)
        assert "'result'" in raised.value.where
        assert number(served.pool.query(COUNT)) == 1200
        narrow = Query(LARGE.text.replace("?s ?o ?t", "?s") + "LIMIT 50000")
        for _ in range(4):  # the worker's file is empty again
            assert served.pool.query(narrow, Wanted(name="tsv")).whole().count(b"\n") == 50_001


def low(served: Any) -> set[int]:
    """The workers of low priority."""
    return {pid for pid in served.workers() if os.getpriority(os.PRIO_PROCESS, pid) == 19}


@pytest.mark.parametrize("allowed", [True, False])
def test_heavy_queries_that_could_fill_the_processors_yield(
    serve: Any, background: Any, *, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    if not allowed:
        monkeypatch.setattr(sandbox, "restore_priority", lambda _: False)
    with serve() as served:
        served.settled()
        first = background(served.pool.query, HEAVY, run=Run(ident="the-first-one"))
        until(lambda: served.pool.gauges()["heavy"] == 1)
        until(lambda: len(served.workers()) == 3)  # two for others
        assert not low(served)
        long = Query(COUNT.text.replace("}", ". ?a ?b ?c VALUES ?d { 1 2 3 4 } }"))
        second = background(served.pool.query, long)
        until(lambda: len(low(served)) == 2)
        assert number(served.pool.query(COUNT)) == 1200
        assert number(second.result(60)) == 1200 * 1200 * 4
        served.pool.cancel("the-first-one")
        with pytest.raises(Cancelled):
            first.result(PATIENCE)
        served.settled()
        assert not low(served)


def test_workers_to_spare_end(serve: Any, background: Any) -> None:
    with serve() as served:
        gate = threading.Barrier(5)

        def together() -> int:
            gate.wait(PATIENCE)
            return number(served.pool.query(Query(COUNT.text.replace("}", "MINUS { ?a ?b ?s } }"))))

        assert {each.result(PATIENCE) for each in [background(together) for _ in range(5)]}
        served.settled()


def test_gauges_and_life(serve: Any) -> None:
    with serve() as served:
        served.settled()
        assert served.pool.alive()
        gauges = served.pool.gauges()
        assert {"busy", "idle", "waiting", "started", "died", "killed", "cancelled", "refused"} <= set(gauges)
        assert (gauges["idle"], gauges["died"]) == (2, 0)


def test_draining_lets_end_what_runs_and_nothing_in(serve: Any, background: Any) -> None:
    with serve() as served:
        running = background(served.pool.query, HEAVY)
        until(lambda: served.pool.gauges()["busy"] == 1)
        draining = background(served.pool.drain, 0.3)
        with pytest.raises(ShuttingDown):
            running.result(PATIENCE)
        draining.result(PATIENCE)
        with pytest.raises(ShuttingDown):
            served.pool.query(COUNT)
        until(lambda: not served.workers())


def _ask(folder: Path, answers: Any) -> None:
    pool = Pool(folder, defaults())
    answers.put((number(pool.query(COUNT)), pool.version))
    pool.drain(1)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_pool_in_a_process_that_was_forked(served: Any) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    process = context.Process(target=_ask, args=(served.engine.folder, answers))
    process.start()
    assert answers.get(timeout=PATIENCE) == (1200, served.engine.version)
    process.join(PATIENCE)
    assert process.exitcode == 0
    answers.close()
    answers.join_thread()


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("turtle", b"<u:s> <u:p> 'o'."),
        ("ntriples", b"<u:s> <u:p> 'o'.".replace(b"'", b'"')),
        ("jsonld", b'{"@id": "u:s", "u:p": "o"}'),
        (
            "rdfxml",
            (
                b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="u:">'
                b'<r:Description r:about="u:s"><u:p>o</u:p></r:Description></r:RDF>'
            ),
        ),
        ("trig", b"{ <u:s> <u:p> 'o' }"),
        ("nquads", b'<u:s> <u:p> "o" .'),
    ],
)
def test_a_document_of_every_format_is_parsed_where_nothing_can_be_opened(
    served: Any, name: str, document: bytes
) -> None:
    """A codec that is loaded when it is needed cannot be loaded there."""
    assert served.pool.parse(document, by_name(name), "u:x") == b'<u:s> <u:p> "o" .\n'


def test_a_remote_context_is_refused_where_nothing_can_be_opened(served: Any) -> None:
    document = b'{"@context": "http://127.0.0.1:1/context", "@id": "u:s", "name": "o"}'
    with pytest.raises(BadInput, match="context"):
        served.pool.parse(document, by_name("jsonld"), "u:x")
