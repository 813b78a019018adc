"""What pyoxigraph 0.5.13 reads otherwise than SPARQL 1.1 Query says, written so that it reads it right.

Each mend works on tokens and changes nothing of what the specification makes of the query:

- ``?x<?a&&?b>?y`` has an IRI in its middle (longest match, 19.8); it reads two comparisons.
- TRUE and False are the literals (grammar, note 1); it knows them in lower case only.
- GROUP_CONCAT and BNODE: see :mod:`cuegraph.engine.calls`.
- A path of length zero joins a term to itself, be it in the graph or not (18.4); it finds such as are.
- GRAPH ?g matches the pattern in one graph after the other (18.6); it adds ?g to every pattern within, which
  VALUES does not show, which a sub-select hides, and by which MINUS finds something shared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.engine.calls import mended_calls
from cuegraph.engine.dataset import resolved
from cuegraph.engine.text import Text, edited
from cuegraph.errors import BadInput
from cuegraph.protocol.lexer import Kind, prologue, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import Literal

    from cuegraph.engine.dataset import Dataset
    from cuegraph.engine.text import Edit
    from cuegraph.protocol.lexer import Token

GRAPHS_LIMIT: Final = 5_000
"""The most named graphs that a pattern is written out for."""

TEXT_LIMIT: Final = 16_000_000
"""The most characters of a query that is written out."""

_BOOLEANS = re.compile(r"[TFtf](?i:rue|alse)(?<!true)(?<!false)")
_COMPARED = re.compile(r"<[\w?$.]+&&[^\s<>]*>")
_MARK = re.compile(r"\?(?!\w)")
_STARS = re.compile(r"(?:(SELECT|DISTINCT|REDUCED|\()\s*+)?(?:\*|\?(?!\w))", re.IGNORECASE)
_GRAPH = re.compile(r"GRAPH\s*+[?$#]", re.IGNORECASE)  # what is behind a comment, its tokens show
_INSIDE = re.compile("VALUES|SELECT|MINUS", re.IGNORECASE)
_NAMES = frozenset({Kind.IRI, Kind.NAME})
_VALUE = re.compile(r"[0-9][0-9.]*(?:[eE]-?[0-9]+)?|true|false")
_GROUPS = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "LATERAL", "BIND", "FILTER", "VALUES"})


def spelled(text: str) -> str:
    """The query with its booleans in lower case, and no IRI that can be read as two comparisons.

    Every token is where it was, but for those behind such an IRI, which is a syntax error.
    """
    if not _BOOLEANS.search(text) and not _COMPARED.search(text):
        return text
    return "".join(_spelled(each) for each in tokens(text))


def _spelled(token: Token) -> str:
    if token.kind is Kind.WORD and token.text.lower() in {"true", "false"}:
        return token.text.lower()
    if token.kind is Kind.IRI and _COMPARED.match(token.text):
        return f"<\\U{ord(token.text[1]):08X}{token.text[2:]}"
    return token.text


def mended(text: str, dataset: Dataset, given: str = "") -> str:
    """The query as pyoxigraph reads it right; tokens behind a mend stand elsewhere than they did.

    Args:
        text: the query, checked, so that its brackets match.
        dataset: what it is asked of.
        given: the query as it was given, token by token; empty where that is no other text.

    Raises:
        BadInput: a pattern would have to be written out for more than ``GRAPHS_LIMIT`` graphs.
    """
    found = mended_calls(Text(text, given))
    if ("*" in text or _MARK.search(text)) and any(match[1] is None for match in _STARS.finditer(text)):
        found = found.changed(_paths(found, dataset))
    if (match := _GRAPH.search(found.text)) and _INSIDE.search(found.text, match.end()):
        found = found.changed(_graphs(found, 0, len(found.all), dataset))
    return found.text


def _paths(found: Text, dataset: Dataset) -> Iterator[Edit]:
    """Patterns like ``?s :p* :o`` whose constant is not in the graph: all that they find is the constant."""
    graph_until = -1  # a pattern within GRAPH is left as it is
    opening = prologue(found.text).text
    for place in range(len(found.all)):
        if found.word(place) == "GRAPH":
            graph_until = max(graph_until, found.closing.get(found.group(place), -1))
        if place < graph_until or found.mark(place) not in {"*", "?"}:
            continue
        subject, value = _term_until(found, _path_start(found, place - 1) - 1), _term_from(found, place + 1)
        if not subject or not value or not _is_whole_pattern(found, subject, value):
            continue
        ends = [found.text[found.start(each[0]) : found.end(each[-1])] for each in (subject, value)]
        constants = [each for each in ends if each[0] not in "?$"]
        terms = resolved(opening, constants)
        if len(set(terms)) != 1 or any(next(_about(dataset, term), None) for term in terms):
            continue
        other = next((each for each in ends if each[0] in "?$"), "")
        values = f"VALUES {other} {{ {constants[0]} }}" if other else "{}"
        yield found.start(subject[0]), found.end(value[-1]), values


def _path_start(found: Text, place: int) -> int:
    """Where the path begins that ends at a place, of one name or a bracket."""
    if found.mark(place) == ")":
        place = found.opening.get(place, place)
    return place - 1 if found.mark(place - 1) == "^" else place


def _term_from(found: Text, place: int) -> range:
    """The places of the variable, name or literal that begins at a place; none where there is none."""
    kind, size = found.kind(place), 0
    if kind is Kind.VARIABLE or kind in _NAMES or _is_value(found, place):
        size = 1
    elif found.mark(place) in {"+", "-"} and _is_value(found, place + 1):
        size = 2
    elif kind is Kind.STRING:
        typed = found.mark(place + 1) == found.mark(place + 2) == "^" and found.kind(place + 3) in _NAMES
        size = 4 if typed else 1 + (found.kind(place + 1) is Kind.LANGUAGE)
    return range(place, place + size)


def _term_until(found: Text, place: int) -> range:
    """The places of the variable, name or literal that ends at a place; none where there is none."""
    terms = (_term_from(found, place - before) for before in (3, 1, 0))
    return next((each for each in terms if each and each[-1] == place), range(0))


def _is_value(found: Text, place: int) -> bool:
    return found.kind(place) is Kind.WORD and _VALUE.fullmatch(found.all[place].text) is not None


def _is_whole_pattern(found: Text, subject: range, value: range) -> bool:
    """Whether a triple stands between these places which shares no subject or predicate with another."""
    first = subject[-1] + 1
    path = found.mark(first) in {"(", "^"} or found.kind(first) in _NAMES or found.all[first].text == "a"
    before, after = found.mark(subject[0] - 1), found.mark(value[-1] + 1)
    begins = before in {"{", "}"} or (before == "." and subject[0] > 1)
    return path and begins and (after in {".", "}", "{"} or found.word(value[-1] + 1) in _GROUPS)


def _about(dataset: Dataset, term: NamedNode | Literal) -> Iterator[object]:
    if isinstance(term, NamedNode):
        yield from dataset.quads(term)
    yield from dataset.quads(None, None, term)


def _graphs(found: Text, first: int, last: int, dataset: Dataset) -> Iterator[Edit]:
    """The blocks of GRAPH and a variable that pyoxigraph reads otherwise."""
    place = first
    while place < last:
        start = place + 2
        if (
            found.word(place) != "GRAPH"
            or found.kind(place + 1) is not Kind.VARIABLE
            or found.mark(start) != "{"
        ):
            place += 1
            continue
        close = found.closing[start]
        inner = [*_graphs(found, start + 1, close, dataset)]
        own = [*_own(found, start + 1, close)]
        words = {found.word(each) for each in own}
        if "SELECT" in words or ("VALUES" in words and not _binds(found, start + 1, close)):
            begin, end = found.start(start), found.end(close)
            block = edited(found.text[begin:end], [(a - begin, b - begin, new) for a, b, new in inner])
            yield found.start(place), end, _written_out(found, place, block, dataset)
        else:
            idle = [*_idle(found, own)] if "MINUS" in words else []
            yield from idle
            yield from (each for each in inner if not any(a <= each[0] < b for a, b, _ in idle))
        place = close + 1


def _own(found: Text, start: int, end: int) -> Iterator[int]:
    """The places of a block's tokens, those within a GRAPH of their own left out."""
    skip = start
    for place in range(start, end):
        if place < skip:
            continue
        if found.word(place) == "GRAPH" and (opened := found.group(place)) < end:
            skip = found.closing[opened] + 1
            continue
        yield place


def _binds(found: Text, start: int, end: int) -> bool:
    """Whether a block has a triple in every solution, so that pyoxigraph binds the graph's variable."""
    branches: list[bool] = []  # of the groups that UNION joins
    place = start
    while place < end:
        word = found.word(place)
        if word in _GROUPS or found.mark(place) == "{":
            opened = found.group(place)
            if not word:
                joined = found.word(place - 1) == "UNION"
                branches = (
                    [*branches, _binds(found, opened + 1, found.closing[opened])]
                    if joined
                    else [_binds(found, opened + 1, found.closing[opened])]
                )
                if all(branches) and found.word(found.closing[opened] + 1) != "UNION":
                    return True
            place = found.closing[opened]
            if word == "VALUES" and found.mark(opened) == "(":
                place = found.closing[found.group(place)]
        elif word != "UNION" and found.mark(place) != ".":
            return True
        place += 1
    return False


def _idle(found: Text, own: Sequence[int]) -> Iterator[Edit]:
    """What MINUS takes away nothing: no variable that it may bind is one of those before it (18.5)."""
    until = 0
    for place in own:
        opened = place + 1
        if place < until or found.word(place) != "MINUS" or found.mark(opened) != "{":
            continue
        end = found.closing[opened]
        if not found.bound(found.around[place] + 1, place) & found.bound(opened + 1, end):
            until = end
            yield found.start(place), found.end(end), "FILTER(true)"


def _written_out(found: Text, place: int, block: str, dataset: Dataset) -> str:
    """A block for one named graph after the other, as section 18.6 defines it."""
    graphs = dataset.named_graphs()
    variable = found.all[place + 1].text
    if len(graphs) > GRAPHS_LIMIT or len(graphs) * len(block) > TEXT_LIMIT:
        raise BadInput(
            f"GRAPH {variable} around SELECT or VALUES is not answered over {len(graphs)} named graphs.",
            where=found.where(place),
            remedy=f"Put GRAPH {variable} within the sub-select, or name at most {GRAPHS_LIMIT} graphs.",
        )
    if not graphs:
        return f"{{ GRAPH <urn:cuegraph:none> {block} VALUES {variable} {{ }} }}"
    pieces = [*_pieces(block)]
    return _united([_for_graph(graph, variable, pieces, number) for number, graph in enumerate(graphs)])


def _pieces(block: str) -> Iterator[str]:
    """A block's text, each blank node label a piece of its own."""
    place = 0
    for token in tokens(block):
        if token.kind is Kind.BLANK:
            yield block[place : token.start]
            yield token.text
            place = token.start + len(token.text)
    yield block[place:]


def _for_graph(graph: NamedNode, variable: str, block: Sequence[str], number: int) -> str:
    """The block in one graph; a label of a blank node may stand in one pattern only (19.6)."""
    own = "".join(f"{piece}.{number}" if piece.startswith("_:") else piece for piece in block)
    return f"{{ GRAPH {graph} {own} VALUES {variable} {{ {graph} }} }}"


def _united(groups: Sequence[str]) -> str:
    """Their union, as flat as can be: pyoxigraph takes time with the square of its depth."""
    if len(groups) == 1:
        return groups[0]
    half = len(groups) // 2
    return f"{{ {_united(groups[:half])} UNION {_united(groups[half:])} }}"
