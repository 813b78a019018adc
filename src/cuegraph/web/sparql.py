"""The SPARQL endpoint at ``/sparql``, from a request's values to an answer's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Response, request

from cuegraph.engine.ends import late
from cuegraph.errors import CuegraphError, DeadlinePassed, MethodNotAllowed, NotFound
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import METHODS, names_query, read_query
from cuegraph.protocol.volatile import is_loose, is_volatile
from cuegraph.service.ask import SHOWN
from cuegraph.web.exchange import Reply, Spool, as_response, asked_of, page_of
from cuegraph.web.flight import Flights
from cuegraph.web.headers import browses
from cuegraph.web.params import IDENT, check_names, read_run, read_wanted
from cuegraph.web.problem import problem_of, reply_of, told_in
from cuegraph.web.spot import spot_of
from cuegraph.web.table import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from flask import Flask

    from cuegraph.engine.interface import Answer, Engine, Run
    from cuegraph.protocol.request import Query
    from cuegraph.service.description import Described
    from cuegraph.web.exchange import Asked
    from cuegraph.web.problem import Render

    Describe = Callable[[str, Wanted], Described]

PATH: Final = "/sparql"
RUNNING: Final = "/sparql/"
"""What the path of a running query starts with; its id follows."""

CANCEL_METHODS: Final = ("DELETE", "OPTIONS")

EXAMPLE: Final = """\
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?film ?filmLabel WHERE {
  ?film a fm:Film ; skos:prefLabel ?filmLabel .
}
ORDER BY ?filmLabel
"""
"""The query that the form opens with on our own dataset."""

ANY_EXAMPLE: Final = """\
SELECT ?class (COUNT(*) AS ?things) WHERE {
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things)
"""
"""The query that the form opens with on any other."""

PAGE: Final = "html"
"""What ``format`` calls the page."""

FOR_PAGES: Final = "application/sparql-results+json, text/turtle"
"""What a page can show."""


_NO_WAIT = 0.01
"""Seconds that are nothing."""


@dataclass(frozen=True)
class Endpoint:
    """Answers the query operation of the SPARQL 1.1 Protocol.

    Beyond it, ``format=NAME`` says the format where a link cannot say Accept, ``timeout=SECONDS`` asks for a
    shorter deadline, browsers and those who say ``format=html`` get pages, and ``DELETE /sparql/ID`` ends the
    running query of this Query-Id.

    Attributes:
        engine: answers the queries.
        render: renders a template.
        describe: gives the service description of the endpoint at an address; None where there is none.
        example: the query that the form opens with.
        deadline: the engine's deadline in seconds.
        memory: answers up to so many bytes are read into memory, from where they can be kept.
        flights: the queries that run now.
    """

    engine: Engine
    render: Render
    describe: Describe | None = None
    example: str = EXAMPLE
    deadline: float = 30.0
    memory: int = 8 * 1024 * 1024
    flights: Flights[tuple[Answer, Spool | None]] = field(default_factory=Flights)

    def answer(self, asked: Asked) -> Reply:
        """The answer to a request.

        What is wrong with a query that could be read, see :meth:`cuegraph.engine.interface.Engine.query`, is
        such an answer too, which says the query's id.

        Raises:
            CuegraphError: the error to tell of a request that holds no query to run.
        """
        if asked.path != PATH:
            return self._cancel(asked)
        method = asked.method
        if method not in METHODS:
            raise MethodNotAllowed(
                f"{PATH} does not take {method}.",
                allow=tuple(sorted(METHODS)),
                remedy=f"It takes {', '.join(sorted(METHODS))}.",
            )
        if method == "OPTIONS":
            return Reply(204, [("Allow", ", ".join(METHODS))])
        query_string = asked.query_string.encode("latin-1")
        wanted = read_wanted(asked)
        page = wanted.name == PAGE or (wanted.name is None and browses(asked.accept))
        run = read_run(asked)
        if method == "GET" and not names_query(query_string):
            check_names(asked)
            if page:
                return page_of(self._form(self.example, run), keep=True)
            if self.describe is not None:
                described = self.describe(asked.root + PATH[1:], wanted)
                headers = [("Content-Type", described.format.content_type)]
                return Reply(200, headers, described.whole(), keep=described.complete)
        query = read_query(method, query_string, asked.content_type, asked.body)
        lasting = not is_volatile(query.text)
        key = asked.key if lasting and asked.ident is None else None
        try:
            reply = self._page(query, run, key) if page else self._serialised(query, wanted, run, key)
        except CuegraphError as error:
            if page:  # where the query stays in the form, to be mended
                spot = spot_of(query.text, error)
                form = self._form(query.text, run, problem=problem_of(error), spot=spot)
                reply = told_in(form, error)
            else:
                reply = reply_of(error, asked.accept, self.render)
        reply.headers.append(("Query-Id", run.ident))
        reply.keep &= lasting
        reply.tagged &= lasting
        reply.text = query.text
        return reply

    def _serialised(self, query: Query, wanted: Wanted, run: Run, key: Hashable) -> Reply:
        answer, spool, joined = self._run(query, wanted, run, key)
        headers = [("Content-Type", answer.format.content_type)]
        weak = is_loose(query.text)
        reply = Reply(200, headers, answer.body, again=spool, keep=True, tagged=True, weak=weak)
        return _noted(reply, answer, joined=joined)

    def _page(self, query: Query, run: Run, key: Hashable) -> Reply:
        """The form with the query and what it gives."""
        answer, spool, joined = self._run(query, Wanted(FOR_PAGES), run, key)
        form = self._form(query.text, run, **shown(query, answer, spool, variables=True))
        reply = page_of(form, keep=True)
        return _noted(reply, answer, joined=joined)

    def _run(
        self, query: Query, wanted: Wanted, run: Run, key: Hashable
    ) -> tuple[Answer, Spool | None, bool]:
        """The answer, its file, and whether another request gave it.

        Requests of one key that come while one of them runs are run once; those of the key None each.
        """

        def work() -> tuple[Answer, Spool | None]:
            mine = run
            if (waited := perf_counter() - began) > _NO_WAIT:  # behind an equal request that has failed
                mine = replace(run, seconds=max((run.seconds or self.deadline) - waited, _NO_WAIT))
            try:
                answer = self.engine.query(query, wanted, mine)
            except DeadlinePassed:
                if mine is run:
                    raise
                raise late(run.seconds or self.deadline) from None
            if answer.file is None:
                return answer, None
            if answer.size > self.memory:
                return answer, Spool(answer.file, answer.size)
            return replace(answer, body=answer.whole(), file=None), None

        began = perf_counter()
        (answer, spool), joined = (work(), False) if key is None else self.flights.run(key, work)
        return answer, spool, joined

    def _form(self, text: str, run: Run, **values: object) -> str:
        seconds = min(run.seconds or self.deadline, self.deadline)
        return self.render("sparql.html", text=text, seconds=seconds, deadline=self.deadline, **values)

    def _cancel(self, asked: Asked) -> Reply:
        if asked.path == RUNNING:
            raise NotFound("There is no such page.", where=RUNNING, remedy=f"Queries are asked at {PATH}.")
        if asked.method == "OPTIONS":
            return Reply(204, [("Allow", ", ".join(CANCEL_METHODS))])
        if asked.method != "DELETE":
            raise MethodNotAllowed(
                f"A running query does not take {asked.method}.",
                allow=CANCEL_METHODS,
                remedy="DELETE ends it; its answer goes to whoever asked it.",
            )
        ident = asked.path.removeprefix(RUNNING)
        if not IDENT.fullmatch(ident) or not self.engine.cancel(ident):
            raise NotFound(
                "No query of this id is running.",
                where=asked.path,
                remedy="It has ended, or was never here: the id is what the header Query-Id says.",
            )
        return Reply(204)


def add_endpoint(app: Flask, endpoint: Endpoint) -> None:
    """Give an application the endpoint, for servers that have no front before it."""

    @app.route(PATH, methods=METHODS, provide_automatic_options=False)
    @app.route(f"{RUNNING}<ident>", methods=CANCEL_METHODS, provide_automatic_options=False)
    def sparql(ident: str = "") -> Response:  # noqa: ARG001 (it is in the path)
        return as_response(endpoint.answer(asked_of(request.environ, request.get_data(), None)))


def downloads(query: Query, kind: Kind) -> dict[str, str]:
    """The addresses that give a query's result in each format, by the format's name."""
    graphs = [("default-graph-uri", each) for each in query.default_graphs]
    graphs += [("named-graph-uri", each) for each in query.named_graphs]
    return {
        each.name: f"{PATH}?{urlencode([('query', query.text), *graphs, ('format', each.name)])}"
        for each in of_kind(kind)
    }


def shown(
    query: Query, answer: Answer, spool: Spool | None = None, *, variables: bool = False
) -> dict[str, Any]:
    """What the template needs to show an answer; one over ``SHOWN`` bytes is only linked.

    Args:
        query: the query.
        answer: its answer.
        spool: the answer's file, where others read it too; None where it has none, or nobody else does.
        variables: whether the columns are headed by their variables as they are, see ``table.table_of``.
    """
    kind = answer.format.kind
    if spool is None and answer.file is not None:
        spool = Spool(answer.file, answer.size)
    fits = answer.size <= SHOWN
    body = b"".join(spool.chunks()) if fits and spool is not None else answer.body
    return {
        "result": table_of(body, variables=variables) if kind is Kind.RESULTS and fits else None,
        "graph": body.decode() if kind is not Kind.RESULTS and fits else None,
        "links": downloads(query, kind),
        "large": 0 if fits else answer.size,
    }


def _noted(reply: Reply, answer: Answer, *, joined: bool) -> Reply:
    """The reply with what log, figures and Server-Timing tell of an answer."""
    reply.outcome = "joined" if joined else "miss"
    reply.rows = answer.rows
    reply.timing = f"wait;dur={answer.waited * 1000:.1f}, run;dur={answer.ran * 1000:.1f}"
    return reply
