"""The engine that holds the dataset in memory, in this process."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from cuegraph.engine import change
from cuegraph.engine.dataset import DEFAULT_BASE, dataset_of, read, resolved
from cuegraph.engine.describe import description, read_describe
from cuegraph.engine.diagnose import LONGEST, query_fault
from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.mend import mended, spelled
from cuegraph.engine.text import Text
from cuegraph.engine.write import sorted_lines, write_graph, write_results
from cuegraph.errors import (
    BadGateway,
    BadInput,
    Conflict,
    CuegraphError,
    DocumentSyntaxError,
    QuerySyntaxError,
    Refused,
    Unsupported,
)
from cuegraph.media import Format, Kind
from cuegraph.protocol.check import check_query
from cuegraph.protocol.document import check_document, xml_fault
from cuegraph.protocol.explain import explain_syntax
from cuegraph.protocol.lexer import Kind as TokenKind
from cuegraph.protocol.lexer import prologue
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.update import prepare_update

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import Quad, Triple

    from cuegraph.engine.dataset import Dataset
    from cuegraph.protocol.request import Query, Update

RUN: Final = Run()
_SELECT = re.compile("SELECT", re.IGNORECASE)
_STAR = re.compile(r"(SELECT(?:\s+(?:DISTINCT|REDUCED))?)\s*\*", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_STAR_LIMIT = 2_000
_PLACE = re.compile(r"^Parser error at .*?: ")
_CUSTOM = re.compile("The custom (?:aggregate )?function <([^>]*)>")
_NAMES = frozenset({TokenKind.IRI, TokenKind.NAME})


class MemoryEngine:
    """An engine over a pyoxigraph store in memory, in this process: no deadline, several threads at once.

    It is what a worker runs, too (:class:`cuegraph.engine.interface.Backend`).

    Args:
        quads: the dataset, its default graph written out.
        services: the servers that a query may call.

    Attributes:
        store: the dataset.
    """

    def __init__(self, quads: Iterable[Quad] = (), services: Collection[str] = ()) -> None:
        self.store = Store()
        self.store.bulk_extend(quads)
        self.version = "memory"
        self._services = services

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = RUN) -> Answer:  # noqa: ARG002 (no deadline here)
        """Run a query to its end; see :class:`cuegraph.engine.interface.Engine`."""
        out = BytesIO()
        chosen = self.answer(query, wanted, out)
        return Answer(chosen, out.getvalue())

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:
        """Run a query and write its result; see :class:`cuegraph.engine.interface.Backend`.

        SELECT * has its columns in the order in which the variables appear, DESCRIBE is answered by concise
        bounded descriptions (:mod:`cuegraph.engine.describe`), a graph holds each triple once.
        """
        checked = replace(query, text=spelled(check_query(query.text, self._services)))
        try:
            result = self._result(checked, query.text)
            if isinstance(result, QuerySolutions | QueryBoolean):
                chosen = wanted.format(Kind.RESULTS)
                write_results(result, chosen, out)
            else:
                chosen = wanted.format(Kind.GRAPH)
                write_graph(result, chosen, out)
        except SyntaxError as error:
            raise query_fault(query.text, str(error), checked.text) from error
        except RuntimeError as error:
            raise _refusal(error, checked.text, query.text) from error
        except OSError as error:
            if error.errno is not None:  # what the file raised
                raise
            raise _unreached(error) from error
        return chosen

    def update(self, update: Update, run: Run = RUN) -> None:  # noqa: ARG002
        """Carry out an update; see :class:`cuegraph.engine.interface.Engine`.

        Raises:
            Conflict: a graph that it wants to be there is not, or the other way round.
        """
        quiet = replace(update, text=change.without_silent_loads(update.text))
        try:
            text = change.mended(prepare_update(quiet))  # which no server is called for: none is allowed
            self.store.update(text, base_iri=DEFAULT_BASE)
        except SyntaxError as error:
            raise self._fault(update.text) or explain_syntax(update.text, str(error)) from error
        except Refused as error:
            if fault := self._fault(update.text):
                raise fault from error
            raise
        except RuntimeError as error:
            raise _refusal(error, update.text) from error
        except OSError as error:
            raise _unreached(error) from error

    def parse(self, document: bytes, format: Format, base: str, run: Run = RUN) -> bytes:  # noqa: A002, ARG002
        """An RDF document as N-Quads; see :class:`cuegraph.engine.interface.Engine`.

        Each quad is there once, in order. Blank nodes get labels of their own, so that they are none of the
        dataset's.

        Raises:
            DocumentSyntaxError: it does not parse.
        """
        rdf = format.rdf
        if rdf is None:
            raise BadInput(f"The format '{format.name}' holds no triples.", where="Content-Type")
        check_document(document, rdf)
        try:
            quads = parse(document, format=rdf, base_iri=base, rename_blank_nodes=True)
            return b"".join(sorted_lines(quads, RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise _explained(error, xml_fault(document) if rdf == RdfFormat.RDF_XML else None) from error

    def cancel(self, ident: str) -> bool:  # noqa: ARG002 (nothing runs under an id)
        """Nothing: requests here cannot be cancelled."""
        return False

    def _fault(self, text: str) -> QuerySyntaxError | None:
        """The error of an update that does not parse, be it refused or not for what it loads."""
        try:
            return change.fault(text, change.checked(text))
        except Refused:
            return None

    def _result(self, query: Query, given: str) -> QuerySolutions | QueryBoolean | QueryTriples | set[Triple]:
        dataset = dataset_of(self.store, query, given)
        described = read_describe(query.text)
        if described is None:
            return _asked(query.text, dataset.merged(), given)
        found = resolved(described.opening, described.names)
        if described.more or not found:
            read(query.text)  # so that what does not parse is told
        if described.select:
            dataset = dataset.merged()
            result = dataset.ask(mended(described.select, dataset))
            found += [value for solution in result for value in solution]  # type: ignore[union-attr]
        return description(dataset, found)


def _asked(text: str, dataset: Dataset, given: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The result of a query that is no DESCRIBE.

    Raises:
        SyntaxError: with the place in this text, whatever was mended in it.
    """
    better = _with_columns(mended(text, dataset, given))
    try:
        return dataset.ask(better)
    except SyntaxError:
        if better is not text:
            read(text)
        raise


def _with_columns(text: str) -> str:
    """SELECT * with its columns written out, in the order of appearance; pyoxigraph sorts them.

    That is done where SELECT stands once, so that it is known to be the keyword, and in short queries, since
    these have to be read twice.
    """
    match = _STAR.search(text) if "*" in text else None
    if match is None or len(text) > _STAR_LIMIT or len(_SELECT.findall(text)) > 1 or "\\u" in text:
        return text
    try:
        result = read(text)
    except SyntaxError:  # which is told when the query itself is run
        return text
    columns = {each.value for each in result.variables} if isinstance(result, QuerySolutions) else set()
    names = dict.fromkeys(name for name in _VARIABLE.findall(text) if name in columns)
    if not columns or len(names) != len(columns):
        return text
    return f"{text[: match.end(1)]} {' '.join(f'?{name}' for name in names)} {text[match.end() :]}"


def _explained(error: SyntaxError, told: tuple[str, int, int] | None) -> DocumentSyntaxError:
    """The error for a document that pyoxigraph refuses, with the place where it, or another, tells one."""
    line, column = (told[1], told[2]) if told and error.lineno is None else (error.lineno, error.offset)
    what = _PLACE.sub("", error.msg).rstrip(".")
    place = ", ".join(f"{name} {number}" for name, number in (("line", line), ("column", column)) if number)
    remedy = "Mend the document at this place." if place else "Mend the document."
    return DocumentSyntaxError(
        f"The document does not parse: {what}.", line=line, column=column, where=place, remedy=remedy
    )


def _refusal(error: RuntimeError, text: str, given: str = "") -> CuegraphError:
    """The error for what parses and cannot be carried out: not 400 (SPARQL 1.1 Protocol, section 2.1.6)."""
    what = str(error).rstrip(".")
    if what.startswith("The graph "):
        return Conflict(f"{what}.", remedy="Write SILENT where that does not matter.")
    remedy = "Use the functions of SPARQL 1.1 and of XML Schema."
    return Unsupported(
        f"The engine does not run this: {what}.", where=_function(what, text, given), remedy=remedy
    )


def _function(what: str, text: str, given: str) -> str:
    """Line and column of the function that an engine does not know, empty where that is none or not found."""
    match = _CUSTOM.search(what)
    if match is None or len(text) > LONGEST:
        return ""
    found, opening = Text(text, given), prologue(text).text
    for place in range(len(found.all)):
        if found.kind(place) in _NAMES and found.mark(place + 1) == "(":
            terms = resolved(opening, [found.all[place].text])
            if [getattr(each, "value", "") for each in terms] == [match[1]]:
                return found.where(place)
    return ""


def _unreached(error: OSError) -> BadGateway:
    """The error for a server that a SERVICE has called in vain."""
    return BadGateway(f"A server that the text calls cannot be asked: {error}.", remedy="Try again later.")
