"""Writing graphs so that equal ones are equal bytes."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final, cast

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)

from cuegraph.errors import BadInput
from cuegraph.vocabulary import RDF, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import Quad, Triple

    from cuegraph.media import Format

PIECE: Final = 1 << 20
"""Bytes that are written at once."""

_TYPE = f" {RDF.type} "
_BATCH = 1_000
_SPACE = re.compile("<([^<>]*[/#])")
_XML_ROOT = re.compile(rb"<rdf:RDF ([^>]*)>")
_QUOTE: Final = '"'
_SPECIAL = re.compile(r'[",\r\n]')
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_XML_NAME = re.compile(r"[\d.\-]*+[^\W\d]")  # an XML name's last characters up to its last letter, backwards


def write_graph(triples: QueryTriples | Iterable[Triple], chosen: Format, out: IO[bytes]) -> int:
    """Write triples, each once, sorted: equal graphs without blank nodes give equal bytes.

    Args:
        triples: the triples, in any order, some perhaps several times.
        chosen: a format for graphs.
        out: what it raises passes through.

    Returns:
        how many triples there are.

    Raises:
        BadInput: the format cannot hold them.
    """
    if chosen.rdf == RdfFormat.N_TRIPLES:
        lines = sorted_lines(triples)
        number, body = len(lines), b"".join(lines)
    else:
        by_text = {str(triple).replace(_TYPE, "  ", 1): triple for triple in triples}
        texts = sorted(by_text)
        if chosen.rdf == RdfFormat.RDF_XML:
            _check_names({triple.predicate.value for triple in by_text.values()})
        ordered = (by_text[text] for text in texts)
        number = len(texts)
        try:
            body = serialize(ordered, format=chosen.rdf, prefixes=_prefixes(texts)) or b""
        except OSError as error:  # which pyoxigraph raises for a term that the format has no place for
            raise BadInput(
                f"{chosen.media_type} cannot hold the result: {error}.", remedy="Ask for Turtle or N-Triples."
            ) from error
        body = _with_sorted_prefixes(body, chosen)
    writing = writer(chosen, out)
    for place in range(0, len(body), PIECE):
        writing.write(body[place : place + PIECE])
    return number


def write_results(results: QuerySolutions | QueryBoolean, chosen: Format, out: IO[bytes]) -> None:
    """Write solutions or a boolean; what ``out`` raises passes through.

    CSV is written here: pyoxigraph 0.5.13 leaves IRIs unquoted, and those of citations hold commas.

    Raises:
        BadInput: the format cannot hold them.
    """
    if chosen.results == QueryResultsFormat.CSV and isinstance(results, QuerySolutions):
        _write_csv(results, out)
    else:
        results.serialize(writer(chosen, out), format=chosen.results)


def _write_csv(solutions: QuerySolutions, out: IO[bytes]) -> None:
    """Solutions as SPARQL 1.1 Query Results CSV, with quotes where RFC 4180 asks for them."""
    lines = [",".join(each.value for each in solutions.variables)]
    for solution in solutions:
        lines.append(",".join(map(_field, solution)))
        if len(lines) >= _BATCH:
            out.write(("\r\n".join(lines) + "\r\n").encode())
            lines.clear()
    out.write("".join(f"{line}\r\n" for line in lines).encode())


def _field(term: object) -> str:
    if term is None:
        return ""
    text = term.value if isinstance(term, (NamedNode, Literal)) else str(term)
    return f'"{text.replace(_QUOTE, _QUOTE * 2)}"' if _SPECIAL.search(text) else text


def writer(chosen: Format, out: IO[bytes]) -> IO[bytes]:
    """Where to write a result in a format, so that ``out`` gets what can be read in it."""
    xml = chosen.rdf == RdfFormat.RDF_XML or chosen.results == QueryResultsFormat.XML
    return cast("IO[bytes]", XmlText(out)) if xml else out


class XmlText:
    """Passes XML on to a file, with each carriage return as a reference: readers take it for a line's end.

    Args:
        out: the file.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._last = b""

    def write(self, data: bytes) -> int:
        """Pass bytes on.

        Raises:
            BadInput: a character is among them that no XML document may hold (XML 1.0, section 2.2), not
                even as a reference.
        """
        if found := _NO_XML.search(self._last + data):
            raise BadInput(
                f"XML cannot hold the result: it has the character {found[0].decode()!r}.",
                remedy="Ask for another format, or leave the character out by REPLACE.",
            )
        self._last = data[-2:]
        self._out.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """Nothing: what has come has been passed on."""


def sorted_lines(
    statements: QueryTriples | Iterable[Triple] | Iterable[Quad], form: RdfFormat = RdfFormat.N_TRIPLES
) -> list[bytes]:
    """Statements as lines of N-Triples or N-Quads, each once, by subject, its types first, then the rest."""
    if isinstance(statements, QueryTriples):
        body = statements.serialize(format=form)
    else:
        body = serialize(statements, format=form)
    lines = {*(body or b"").splitlines(keepends=True)}
    return sorted(lines, key=lambda line: line.replace(_TYPE.encode(), b"  ", 1))


def _prefixes(texts: Sequence[str]) -> dict[str, str]:
    """Those of our prefixes that the IRIs in these texts have use for."""
    spaces: set[str] = set()
    for place in range(0, len(texts), _BATCH):
        spaces.update(_SPACE.findall("\n".join(texts[place : place + _BATCH])))
    return {prefix: iri for prefix, iri in prefixes().items() if iri in spaces}


def _with_sorted_prefixes(body: bytes, chosen: Format) -> bytes:
    """Declare the prefixes in the order of their names; pyoxigraph writes them in another at every run."""
    if chosen.rdf == RdfFormat.TURTLE:
        end = 0
        while body.startswith(b"@prefix", end):
            end = body.index(b"\n", end) + 1
        return b"".join(sorted(body[:end].splitlines(keepends=True))) + body[end:]
    if chosen.rdf == RdfFormat.RDF_XML:
        return _XML_ROOT.sub(
            lambda root: b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">", body, count=1
        )
    return body


def _check_names(predicates: Iterable[str]) -> None:
    """Refuse what RDF/XML cannot hold: pyoxigraph 0.5.13 would write an element without a name."""
    for iri in sorted(predicates):
        if not _XML_NAME.match(iri[::-1]):
            raise BadInput(
                "RDF/XML cannot hold the result: a property's IRI does not end in an XML name.",
                where=iri,
                remedy="Ask for Turtle, N-Triples or JSON-LD.",
            )
