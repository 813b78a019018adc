"""GROUP_CONCAT and BNODE, written so that pyoxigraph 0.5.13 makes of them what SPARQL 1.1 Query says.

- GROUP_CONCAT gives a simple literal (18.5.1.7); pyoxigraph keeps a language that the members share.
- BNODE gives equal strings one node within a solution, and other nodes in each solution (17.4.2.9);
  pyoxigraph makes the string the label, where that is one. So the label becomes a hash of the string and a
  number that is drawn for each solution: before the first BIND of a group that calls BNODE, and behind the
  pattern of a SELECT whose columns do. In a grouped SELECT's columns, in GROUP BY, HAVING and ORDER BY, and
  in FILTER in a group without such a BIND, it is drawn once for the request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from pyoxigraph import QuerySolutions

from cuegraph.engine.dataset import read
from cuegraph.engine.text import Text
from cuegraph.protocol.lexer import Kind, prologue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cuegraph.engine.text import Edit

_CALLS = re.compile(r"[GBgb](?i:ROUP_CONCAT|NODE\s*+[(#])")
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_OWN = "cuegraph_solution"


def with_calls(text: str) -> str:
    """The query or update with these calls mended; where its columns cannot be read, it is left as it is."""
    return mended_calls(Text(text)).text if _CALLS.search(text) else text


def mended_calls(found: Text) -> Text:
    """The same as :func:`with_calls`."""
    if not _CALLS.search(found.text):
        return found
    salts = _salts(found)
    try:
        return found.changed([*_salted(found, salts), *_columns(found, salts), *_concatenated(found)])
    except SyntaxError:  # which is told when the query itself is run
        return found


def _concatenated(found: Text) -> Iterator[Edit]:
    for place in range(len(found.all)):
        if found.word(place) == "GROUP_CONCAT" and found.mark(place + 1) == "(":
            yield found.start(place), found.start(place), "STR("
            end = found.end(found.closing[place + 1])
            yield end, end, ")"


def _salted(found: Text, salts: Mapping[int, int]) -> Iterator[Edit]:
    """The label of each node, and the numbers of the solutions."""
    once = f'"{uuid4().hex}"'
    for place, salt in salts.items():
        inside, end = found.end(place + 1), found.end(found.closing[place + 1])
        yield inside, inside, "CONCAT(SHA1("
        yield end, end, f", {once if salt < 0 else f'?{_OWN}{salt}'}))"
    for salt in {*salts.values()} - {-1}:
        drawn = f"BIND(STRUUID() AS ?{_OWN}{salt}) "
        if found.word(salt) == "SELECT":
            start, close = _pattern_of(found, salt)
            yield found.start(start), found.start(start), "{ "
            yield found.end(close), found.end(close), f" {drawn}}}"
        else:
            yield found.start(salt), found.start(salt), drawn


def _salts(found: Text) -> dict[int, int]:
    """By the place of each BNODE with a string, that of the SELECT or BIND with a number for it, or -1."""
    salts: dict[int, int] = {}
    groups: dict[int, int] = {}  # by the place of a call, that of the group around it
    binds: dict[int, int] = {}  # by the place of a group, that of its first BIND with a call
    columns: dict[int, int] = {}
    for place in range(len(found.all)):
        word = found.word(place)
        if word == "SELECT":
            columns |= dict.fromkeys(_own_columns(found, place), place)
        if word != "BNODE" or found.closing.get(place + 1, 0) <= place + 2:
            continue
        salts[place] = columns.get(place, -1)
        inner, outer = place, found.around[place]
        while outer >= 0 and found.mark(outer) != "{":
            inner, outer = outer, found.around[outer]
        if outer >= 0 and place not in columns:
            groups[place] = outer
            if found.word(inner - 1) == "BIND":
                binds.setdefault(outer, inner - 1)
    return salts | {place: binds[group] for place, group in groups.items() if group in binds}


def _own_columns(found: Text, select: int) -> range:
    """The places of the columns of a SELECT that does not group; none of one that does."""
    start, end = _pattern_of(found, select)
    columns = range(select, start)
    grouped = not _AGGREGATES.isdisjoint(map(found.word, columns)) or found.word(end + 1) == "GROUP"
    return range(0) if start == end or grouped else columns


def _pattern_of(found: Text, select: int) -> tuple[int, int]:
    """The places of the brackets around the pattern of a SELECT; twice the end where it has none."""
    start = select + 1
    while start < len(found.all) and found.mark(start) != "{":
        start = found.closing[start] + 1 if found.mark(start) == "(" else start + 1
    return start, found.closing.get(start, start)


def _columns(found: Text, salts: Mapping[int, int]) -> Iterator[Edit]:
    """SELECT * around a BIND of ours with its columns written out, in the order of appearance.

    Raises:
        SyntaxError: the query does not parse.
    """
    for select in range(len(found.all)):
        star = select + 1 + (found.word(select + 1) in {"DISTINCT", "REDUCED"})
        if found.word(select) != "SELECT" or found.mark(star) != "*":
            continue
        start, close = _pattern_of(found, select)
        if not any(start < salt < close for salt in salts.values()):
            continue
        around = found.closing.get(found.around[select])
        text = found.text[found.start(select) : len(found.text) if around is None else found.start(around)]
        result = read(f"{prologue(found.text).text}\n{text}")
        columns = {each.value for each in result.variables} if isinstance(result, QuerySolutions) else set()
        every = (found.all[each] for each in range(start, close) if found.kind(each) is Kind.VARIABLE)
        names = dict.fromkeys(each.text[1:] for each in every if each.text[1:] in columns)
        if names:
            yield found.start(star), found.end(star), " ".join(f"?{name}" for name in names)
