"""What pyoxigraph 0.5.13 reads otherwise than SPARQL 1.1 Query says, written so that it reads it right.

Each mend works on tokens and changes nothing of what the specification makes of the query:

- ``?x<?a&&?b>?y`` has an IRI in its middle (longest match, 19.8); it reads two comparisons.
- TRUE and False are the literals (grammar, note 1); it knows them in lower case only.
- GROUP_CONCAT gives a simple literal (18.5.1.7); it keeps a language that the members share.
- BNODE gives equal strings one node within a solution, and other nodes in each solution (17.4.2.9); it makes
  the string the label, where that is one.
- A path of length zero joins a term to itself, be it in the graph or not (18.4); it finds such as are.
- GRAPH ?g matches the pattern in one graph after the other (18.6); it adds ?g to every pattern within, which
  VALUES does not show, which a sub-select hides, and by which MINUS finds something shared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cuegraph.engine.dataset import resolved
from cuegraph.engine.text import Text, edited
from cuegraph.errors import BadInput
from cuegraph.protocol.lexer import Kind, prologue, tokens, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import NamedNode

    from cuegraph.engine.dataset import Dataset
    from cuegraph.engine.text import Edit
    from cuegraph.protocol.lexer import Token

GRAPHS_LIMIT: Final = 5_000
"""The most named graphs that a pattern is written out for."""

TEXT_LIMIT: Final = 16_000_000
"""The most characters of a query that is written out."""

_BOOLEANS = re.compile(r"[TFtf](?i:rue|alse)(?<!true)(?<!false)")
_COMPARED = re.compile(r"<[\w?$.]+&&[^\s<>]*>")
_CALLS = re.compile(r"[GBgb](?i:ROUP_CONCAT|NODE\s*\(\s*[^\s)])")
_MARK = re.compile(r"\?(?!\w)")
_STARS = re.compile(r"(SELECT|DISTINCT|REDUCED|\()?\s*(?:\*|\?(?!\w))", re.IGNORECASE)
_GRAPH = re.compile(r"GRAPH(?:\s|#[^\r\n]*)*[?$]", re.IGNORECASE)
_INSIDE = re.compile("VALUES|SELECT|MINUS", re.IGNORECASE)
_NODES = frozenset({Kind.IRI, Kind.NAME, Kind.VARIABLE})
_CONSTANTS = frozenset({Kind.IRI, Kind.NAME})
_GROUPS = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "LATERAL", "BIND", "FILTER", "VALUES"})

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_OWN = "cuegraph_solution"


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


def mended(text: str, dataset: Dataset) -> str:
    """The query as pyoxigraph reads it right; tokens behind a mend stand elsewhere than they did.

    Args:
        text: the query, checked, so that its brackets match.
        dataset: what it is asked of.

    Raises:
        BadInput: a pattern would have to be written out for more than ``GRAPHS_LIMIT`` graphs.
    """
    text = with_calls(text)
    if ("*" in text or _MARK.search(text)) and any(match[1] is None for match in _STARS.finditer(text)):
        text = edited(text, _paths(Text(text), dataset))
    if (match := _GRAPH.search(text)) and _INSIDE.search(text, match.end()):
        found = Text(text)
        text = edited(text, _graphs(found, 0, len(found.all), dataset))
    return text


def with_calls(text: str) -> str:
    """The query or update with GROUP_CONCAT and BNODE mended, which needs no dataset."""
    return edited(text, _calls(Text(text))) if _CALLS.search(text) else text


def _calls(found: Text) -> Iterator[Edit]:
    own: set[int] = set()
    for place in range(len(found.all)):
        word = found.word(place)
        if word == "SELECT" and (calls := _nodes_of_solutions(found, place)):
            own |= calls
            start, end = _pattern_of(found, place)
            yield found.start(start), found.start(start), "{ "
            yield found.end(end), found.end(end), f" BIND(STRUUID() AS ?{_OWN}) }}"
        if word not in {"GROUP_CONCAT", "BNODE"} or found.mark(place + 1) != "(":
            continue
        inside, close = found.end(place + 1), found.closing[place + 1]
        if word == "GROUP_CONCAT":
            yield found.start(place), found.start(place), "STR("
            yield found.end(close), found.end(close), ")"
        elif close > place + 2:
            yield inside, inside, "CONCAT(SHA1(" if place in own else "SHA1("
            yield found.start(close), found.start(close), f"), ?{_OWN})" if place in own else ")"


def _nodes_of_solutions(found: Text, select: int) -> set[int]:
    """The calls of BNODE among the columns of a SELECT that does not group."""
    start, end = _pattern_of(found, select)
    columns = range(select, start)
    words = {found.word(each) for each in columns}
    if start == end or words & _AGGREGATES or found.word(end + 1) == "GROUP":
        return set()
    named = (each for each in columns if found.word(each) == "BNODE" and found.mark(each + 1) == "(")
    return {each for each in named if found.closing[each + 1] > each + 2}


def _pattern_of(found: Text, select: int) -> tuple[int, int]:
    """The places of the brackets around the pattern of a SELECT; twice the end where it has none."""
    start = select + 1
    while start < len(found.all) and found.mark(start) != "{":
        start = found.closing[start] + 1 if found.mark(start) == "(" else start + 1
    return start, found.closing.get(start, start)


def _paths(found: Text, dataset: Dataset) -> Iterator[Edit]:
    """Patterns like ``?s :p* :o`` whose constant is not in the graph: all that they find is the constant."""
    graph_until = -1  # a pattern within GRAPH is left as it is
    opening = prologue(found.text).text
    for place in range(len(found.all)):
        if found.word(place) == "GRAPH":
            graph_until = max(graph_until, found.closing.get(found.group(place), -1))
        if place < graph_until or found.mark(place) not in {"*", "?"}:
            continue
        subject, value = _path_start(found, place - 1) - 1, place + 1
        if not _is_whole_pattern(found, subject, value):
            continue
        ends = [each for each in (subject, value) if found.kind(each) in _CONSTANTS]
        terms = resolved(opening, [found.all[each].text for each in ends])
        if len(set(terms)) != 1 or any(next(_about(dataset, term), None) for term in terms):
            continue
        other = next((each for each in (subject, value) if found.kind(each) is Kind.VARIABLE), None)
        values = (
            f"VALUES {found.all[other].text} {{ {found.all[ends[0]].text} }}" if other is not None else "{}"
        )
        yield found.start(subject), found.end(value), values


def _path_start(found: Text, place: int) -> int:
    """Where the path begins that ends at a place, of one name or a bracket."""
    if found.mark(place) == ")":
        place = next(opened for opened, closed in found.closing.items() if closed == place)
    return place - 1 if found.mark(place - 1) == "^" else place


def _is_whole_pattern(found: Text, subject: int, value: int) -> bool:
    """Whether a triple stands between these places which shares no subject or predicate with another."""
    path = found.mark(subject + 1) in {"(", "^"} or found.kind(subject + 1) in _CONSTANTS
    path = path or found.all[subject + 1].text == "a"
    before, after = found.mark(subject - 1), found.mark(value + 1)
    begins = before in {"{", "}"} or (before == "." and subject > 1)
    ends = after in {".", "}", "{"} or found.word(value + 1) in _GROUPS
    return path and begins and ends and found.kind(subject) in _NODES and found.kind(value) in _NODES


def _about(dataset: Dataset, term: object) -> Iterator[object]:
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
            idle = [*_idle(found, own, start, close)] if "MINUS" in words else []
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


def _idle(found: Text, own: Sequence[int], start: int, close: int) -> Iterator[Edit]:
    """What MINUS takes away nothing: no variable in it stands elsewhere in the block (18.5)."""
    for place in own:
        opened = place + 1
        if found.word(place) != "MINUS" or found.mark(opened) != "{":
            continue
        end = found.closing[opened]
        rest = found.variables([*range(start, place), *range(end, close)])
        if not rest & found.variables(range(opened, end)):
            yield found.start(place), found.end(end), ""


def _written_out(found: Text, place: int, block: str, dataset: Dataset) -> str:
    """A block for one named graph after the other, as section 18.6 defines it."""
    graphs = dataset.named_graphs()
    variable = found.all[place + 1].text
    if len(graphs) > GRAPHS_LIMIT or len(graphs) * len(block) > TEXT_LIMIT:
        raise BadInput(
            f"GRAPH {variable} around SELECT or VALUES is not answered over {len(graphs)} named graphs.",
            where=where(found.text, found.start(place)),
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
