"""What a dataset says of its things in words, read from an engine piece by piece."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from cuegraph.errors import DeadlinePassed, MemoryExhausted, OverLimit
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.vocabulary import DCTERMS, FM, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Answer, Engine

NAMES: Final = (SKOS.prefLabel, DCTERMS.title, RDFS.label, SKOS.altLabel, SKOS.hiddenLabel)
"""The properties that give a name, the one to call a thing by first."""

TEXTS: Final = (
    DCTERMS.description,
    SKOS.definition,
    RDFS.comment,
    FM.paraphrase,
    SKOS.scopeNote,
    DCTERMS.abstract,
)
"""The properties that give a text about a thing, the one to tell it from others by first."""

_TSV: Final = Wanted(name="tsv")  # each solution in a line of its own, and no IRI in want of quotes
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LONGEST_NAME: Final = 500
_LONGEST_TEXT: Final = 4000
_DIGITS: Final = "0123456789abcdef"
_DEEPEST: Final = 3
_PLACES: Final = ("?s {} ?o", "GRAPH ?g {{ ?s {} ?o }}")


def read_names(engine: Engine) -> Iterator[tuple[str, int, str, str]]:
    """IRI, rank, name and language of each name; one that several graphs give comes several times.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    return _literals(engine, NAMES, _LONGEST_NAME)


def read_texts(engine: Engine) -> Iterator[tuple[str, int, str, str]]:
    """IRI, rank, text and language of each text; see :func:`read_names`."""
    return _literals(engine, TEXTS, _LONGEST_TEXT)


def read_classes(engine: Engine) -> Iterator[list[str]]:
    """Each thing with each of its classes, some of them twice; see :func:`read_names`."""
    for place in _PLACES:
        pattern = f"{place.format(RDF.type)} FILTER(isIRI(?s) && isIRI(?o))"
        yield from _rows(engine, "?s ?o", pattern)


def read_above(engine: Engine) -> dict[str, set[str]]:
    """The classes above each class, all the way up; see :func:`read_names`."""
    next_above: dict[str, set[str]] = {}
    for place in _PLACES:
        for below, above in _rows(engine, "?s ?o", f"{place.format(RDFS.subClassOf)} FILTER(isIRI(?o))"):
            next_above.setdefault(below, set()).add(above)
    return {each: _all_above(each, next_above) for each in next_above}


def read_links(engine: Engine) -> Iterator[tuple[str, int]]:
    """How many triples of the default graph have a thing as their object, where that is more than one.

    It only tells what comes first, so where the engine cannot count so much nothing is told.
    """
    text = "SELECT ?o (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(isIRI(?o)) } GROUP BY ?o HAVING(COUNT(*) > 1)"
    try:
        answer = engine.query(Query(text), _TSV)
    except (OverLimit, DeadlinePassed, MemoryExhausted):
        return
    for iri, number in _parsed(answer):
        yield iri, int(number)


def _literals(
    engine: Engine, properties: Iterable[NamedNode], longest: int
) -> Iterator[tuple[str, int, str, str]]:
    for rank, each in enumerate(properties):
        for place in _PLACES:
            pattern = f"{place.format(each)} FILTER(isIRI(?s) && isLiteral(?o))"
            columns = f"?s (SUBSTR(STR(?o), 1, {longest}) AS ?t) (LANG(?o) AS ?l)"
            for iri, text, language in _rows(engine, columns, pattern):
                yield iri, rank, text, language


def _rows(engine: Engine, columns: str, pattern: str, share: str = "") -> Iterator[list[str]]:
    """The solutions of a SELECT; what is too much for one answer is taken in sixteen parts, and so on.

    Args:
        engine: is asked.
        columns: what is selected.
        pattern: the pattern, with the variable ``?s`` bound to IRIs.
        share: takes those only whose digest begins like this.
    """
    condition = ""
    if share:
        condition = f" FILTER(STRSTARTS(MD5(STR(?s)), {Literal(share)}))"
    try:
        answer = engine.query(Query(f"SELECT {columns} WHERE {{ {pattern}{condition} }}"), _TSV)
    except (OverLimit, DeadlinePassed):
        if len(share) == _DEEPEST:
            raise
        for digit in _DIGITS:
            yield from _rows(engine, columns, pattern, share + digit)
        return
    yield from _parsed(answer)


def _parsed(answer: Answer) -> Iterator[list[str]]:
    """The values of the rows of a result in TSV (SPARQL 1.1 CSV and TSV, section 4), without its heading."""
    for line in islice(_lines(answer), 1, None):
        yield [_value(each) for each in line.split("\t")]


def _value(term: str) -> str:
    r"""The text of a term.

    >>> _value("<http://example.org/a,b>"), _value('"a\\tb"@en'), _value("12"), _value('"3"^^<http://a.example/n>')
    ('http://example.org/a,b', 'a\tb', '12', '3')
    """
    if term[:1] == "<":
        return term[1:-1]
    if term[:1] != '"':
        return term
    text = term[1:-1] if term[-1] == '"' else term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1]) or chr(int(match[1][1:], 16))


def _lines(answer: Answer) -> Iterator[str]:
    rest = b""
    for chunk in answer.chunks():
        whole, end, rest = (rest + chunk).rpartition(b"\n")
        if end:
            yield from whole.decode().replace("\r", "").split("\n")
    if rest:
        yield rest.decode()


def _all_above(of_class: str, next_above: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    rest = [of_class]
    while rest:
        new = next_above.get(rest.pop(), set()) - found
        found |= new
        rest += new
    return found - {of_class}
