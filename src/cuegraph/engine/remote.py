"""A worker's backend that asks a SPARQL 1.1 server elsewhere.

The text is checked and parsed here, so that what is refused and what is told of a syntax error is the same
as for the engine in memory; the server is asked in one machine's format, and its result is written anew here,
so that formats and negotiation are the same too. A result that may be a part is an error.
"""

from __future__ import annotations

import re
from itertools import pairwise
from traceback import clear_frames
from typing import IO, TYPE_CHECKING, Final, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results

from cuegraph.engine import change
from cuegraph.engine.client import Client, Reply
from cuegraph.engine.dataset import DEFAULT_BASE
from cuegraph.engine.diagnose import query_fault
from cuegraph.engine.endpoint import Endpoint
from cuegraph.engine.mend import spelled
from cuegraph.engine.write import write_graph, write_results
from cuegraph.errors import BadGateway, Refused
from cuegraph.media import Kind
from cuegraph.protocol.check import check_query, check_update
from cuegraph.protocol.lexer import Kind as TokenKind
from cuegraph.protocol.lexer import Token, prologue, tokens, unescape, update_tokens, where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pyoxigraph import Triple

    from cuegraph.media import Format
    from cuegraph.protocol.negotiate import Wanted
    from cuegraph.protocol.request import Query, Update

ACCEPT: Final = {
    Kind.RESULTS: "application/sparql-results+json, application/sparql-results+xml;q=0.5",
    Kind.GRAPH: "application/n-triples, text/turtle;q=0.5",
}
"""How a server is asked for a result of each kind."""

RESULTS: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
"""What solutions are read as, by the media type that the server states."""

GRAPHS: Final = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
}
"""What triples are read as, by the media type that the server states."""

_GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})
_OWN_FUNCTION = re.compile(r"(?:.*::)?(?:bif|sql|java):|\w*::", re.IGNORECASE | re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_NAMES = frozenset({TokenKind.IRI, TokenKind.NAME})
_END = Token(TokenKind.SPACE, "", 0)
_MANY = 1000


class RemoteBackend:
    """What a worker runs where the dataset lies in another server; see :class:`engine.interface.Backend`.

    Args:
        url: the address for queries; a user and a password in it are sent as Basic authentication.
        update_url: the address for updates; the one for queries when empty.
        token: sent with each request as Bearer authentication; empty for none.
        services: the servers that a query may call.

    Raises:
        BadInput: an address is none.
    """

    def __init__(
        self, url: str, update_url: str = "", token: str = "", services: Collection[str] = ()
    ) -> None:
        self._queries = Client(Endpoint.of(url, token))
        self._updates = Client(Endpoint.of(update_url or url, token))
        self._services = services

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:
        """Run a query and write its result; see :class:`cuegraph.engine.interface.Backend`.

        Raises:
            BadGateway: the server cannot be reached or fails, or its answer is none, or not whole.
            BadInput: it refuses the query.
        """
        checked = check_query(query.text, self._services)
        kind = kind_of(query.text, checked)
        chosen = wanted.format(kind)
        graphs = [("default-graph-uri", iri) for iri in query.default_graphs]
        graphs += [("named-graph-uri", iri) for iri in query.named_graphs]
        _refuse_own_functions(query.text, tokens(query.text))
        text = plain(tokens(checked))
        with self._queries.post([("query", text), *graphs], ACCEPT[kind]) as reply:
            reply.check()
            if kind is Kind.RESULTS:
                _copy_results(reply, chosen, out, asked=_form(checked) == "ASK")
                return chosen
            triples = _triples(reply)
            virtuoso = reply.header("Server").startswith("Virtuoso")
        if virtuoso and len(triples) >= _MANY:
            self._check_rows(text, graphs)
        write_graph(triples, chosen, out)
        return chosen

    def update(self, update: Update) -> None:
        """Carry out an update; whether all of it or nothing, when it fails, is the server's matter.

        Raises:
            BadGateway: the server cannot be reached or fails; where it breaks off without an answer, the
                update may have been carried out.
            BadInput: it refuses the update.
        """
        checked = check_update(update.text, self._services)
        _refuse_own_functions(update.text, update_tokens(update.text))
        if error := change.fault(update.text, checked):
            raise error
        fields = [("update", plain(update_tokens(checked)))]
        fields += [("using-graph-uri", iri) for iri in update.using_graphs]
        fields += [("using-named-graph-uri", iri) for iri in update.using_named_graphs]
        with self._updates.post(fields, "*/*", again=False) as reply:
            reply.check()
            reply.read()

    def close(self) -> None:
        """End the connections."""
        self._queries.close()
        self._updates.close()

    def _check_rows(self, text: str, graphs: list[tuple[str, str]]) -> None:
        """Refuse a graph that Virtuoso made of a part of the solutions, which it tells for solutions only."""
        solutions = as_solutions(text)
        if solutions:
            with self._queries.post([("query", solutions), *graphs], ACCEPT[Kind.RESULTS]) as reply:
                reply.check()


def kind_of(text: str, checked: str) -> Kind:
    """What the result of a query is.

    Args:
        text: the query as it was given.
        checked: the same as the engine gets it.

    Raises:
        QuerySyntaxError: it does not parse as SPARQL 1.1.
    """
    sent = spelled(checked)
    try:
        # pyoxigraph parses first and then refuses this for a graph: the query is parsed and not run.
        Store().query(sent, base_iri=DEFAULT_BASE, default_graph=0)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise query_fault(text, str(error), sent) from error
    except ValueError:
        pass
    return Kind.GRAPH if _form(checked) in _GRAPH_FORMS else Kind.RESULTS


def _form(text: str) -> str:
    """The keyword that a query which parses begins with, behind its prologue."""
    opening = len(prologue(text).text)
    return next(each.word for each in tokens(text, opening) if each.kind is TokenKind.WORD)


def plain(found: Iterable[Token]) -> str:
    """The text of a query or an update without comments, in which some servers take orders.

    >>> plain(tokens("ASK # nothing"))
    'ASK '
    """
    return "".join(each.text for each in found if not each.text.startswith("#"))


def as_solutions(text: str) -> str:
    """A CONSTRUCT or DESCRIBE query as a SELECT query with a solution for each of its own.

    Args:
        text: the query, known to parse.

    Returns:
        the SELECT query; empty for a DESCRIBE without a pattern.

    >>> as_solutions("PREFIX a: <u:> CONSTRUCT { ?a a ?b } WHERE { ?b a ?a } LIMIT 2")
    'PREFIX a: <u:> SELECT (1 AS ?one) WHERE { ?b a ?a } LIMIT 2'
    >>> as_solutions("CONSTRUCT WHERE { ?b a ?a }"), as_solutions("DESCRIBE ?a { ?b a ?a }")
    ('SELECT (1 AS ?one) WHERE { ?b a ?a }', 'SELECT (1 AS ?one) { ?b a ?a }')
    """
    opening = len(prologue(text).text)
    kinds = {TokenKind.WORD, TokenKind.MARK}
    first, *others = (each for each in tokens(text) if each.start >= opening and each.kind in kinds)
    rest = iter(others)
    if first.word == "CONSTRUCT" and others[0].text == "{":
        depth = 0
        for token in rest:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0:
                break
    start = next((each.start for each in rest if each.text == "{" or each.word in {"FROM", "WHERE"}), None)
    return "" if start is None else f"{text[: first.start]}SELECT (1 AS ?one) {text[start:]}"


def _refuse_own_functions(text: str, found: Iterable[Token]) -> None:
    """Refuse the IRIs and names by which servers run code or reach the network.

    Virtuoso 7.2 gives anybody ``bif:http_get``, ``LONG::bif:http_get`` and the like, with the prefix declared
    or not, and ``<HTTP_CLIENT>``: what is called without a scheme is a procedure. Jena loads the class that
    ``java:`` names.

    Raises:
        Refused: there is one of these, whole or put together from a prefix and a name; or an IRI with a
            bracket behind it has no scheme.
    """
    prefixes: dict[str, set[str]] = {}
    last = before_last = _END
    for token, following in pairwise([*(each for each in found if each.kind is not TokenKind.SPACE), _END]):
        if token.kind in _NAMES:
            iris = _iris(token, prefixes)
            if before_last.word == "PREFIX" and last.kind is TokenKind.NAME:
                prefixes.setdefault(last.text, set()).update(iris)
            called = following.text == "("
            if any(_OWN_FUNCTION.match(iri) or (called and not _ABSOLUTE.match(iri)) for iri in iris):
                raise Refused(
                    f"{token.text} may be a function by which that server reaches the network.",
                    where=where(text, token.start),
                    remedy="Use the functions of SPARQL 1.1; write other IRIs whole.",
                )
        before_last, last = last, token


def _iris(token: Token, prefixes: Mapping[str, Collection[str]]) -> list[str]:
    """What a name or an IRI may be read as: as it stands, and by each declaration of its prefix."""
    if token.kind is TokenKind.IRI:
        return [unescape(token.text)[1:-1]]
    prefix, colon, local = token.text.partition(":")
    declared = [f"{iri}{local.replace(chr(92), '')}" for iri in prefixes.get(prefix + colon, ())]
    return [token.text, *declared]


def _copy_results(reply: Reply, chosen: Format, out: IO[bytes], *, asked: bool) -> None:
    """Write a result anew; ``asked`` is whether it must be the boolean of an ASK, or else solutions."""
    form = RESULTS.get(reply.type)
    if form is None:
        raise _unknown(reply, "application/sparql-results+json")
    try:
        _write_anew(reply, form, chosen, out, asked=asked)
    except Exception as error:
        clear_frames(error.__traceback__)  # solutions may only be let go by their thread, an error by any
        if isinstance(error, SyntaxError):
            raise reply.broken(str(error.msg)) from error
        raise
    reply.end()


def _write_anew(
    reply: Reply, form: QueryResultsFormat, chosen: Format, out: IO[bytes], *, asked: bool
) -> None:
    result = parse_query_results(cast("IO[bytes]", reply), format=form)
    if isinstance(result, QueryBoolean) is not asked:
        raise reply.broken("solutions came for ASK" if asked else "a boolean came for SELECT")
    write_results(result, chosen, out)


def _triples(reply: Reply) -> list[Triple]:
    form = GRAPHS.get(reply.type)
    if form is None:
        raise _unknown(reply, "application/n-triples")
    if not reply.delimited:
        raise reply.broken("the server does not say where it ends, so that a part could not be told from it")
    try:
        found = [quad.triple for quad in parse(cast("IO[bytes]", reply), format=form)]
    except SyntaxError as error:
        raise reply.broken(str(error.msg)) from error
    reply.end()
    return found


def _unknown(reply: Reply, asked: str) -> BadGateway:
    stated = f"is of the type '{reply.type}'" if reply.type else "does not say its type"
    error = reply.broken(f"asked for {asked}, what came {stated}")
    return BadGateway(
        f"The SPARQL server gives no result: asked for {asked}, what came {stated}.",
        where=error.where,
        remedy="Look whether the address is that of its SPARQL endpoint.",
    )
