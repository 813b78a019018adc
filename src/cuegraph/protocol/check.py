"""What is checked of a query before any engine sees it: no network, and nothing that kills.

A query is refused when it holds the keyword SERVICE, which would make the engine call any address. Engines
read more than the grammar's tokens allow: ``FILTER(1<2)#>"``, where longest match (SPARQL 1.1 Query, section
19.8) sees the IRI ``<2)#>``, passes as a comparison and a comment, and what follows is read as code or as
text accordingly. So that the engine reads what was checked, the first character of such an IRI within round
brackets, the only place for a comparison, is written as an escape; the IRI stays the same, and the other
reading is a syntax error. It is one already where the IRI begins with ``scheme://``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from cuegraph.errors import BadInput, Refused
from cuegraph.protocol.lexer import Kind, Token, fault, tokens, where
from cuegraph.protocol.weight import Weight

MAX_DEPTH: Final = 200
"""Brackets within brackets; pyoxigraph 0.5.13 dies of a stack overflow between 500 and 1,000 EXISTS."""

_CLOSES = {"(": ")", "[": "]", "{": "}"}
_WITH_SLASHES = re.compile(r"<[A-Za-z][A-Za-z0-9]*://")
_LEAVES = re.compile(r"[#'()\[\]]")
_OPERATORS = re.compile(r"[+\-*/!&=^]")
_FEW = 4
_BEFORE_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})


def check_query(text: str) -> str:
    """The text to give to the engine: the same query, written so that it can be read in one way.

    Raises:
        Refused: it calls another server (SERVICE).
        BadInput: it is nested deeper than ``MAX_DEPTH``, or has more operators or patterns than
            :mod:`cuegraph.protocol.weight` allows.
        QuerySyntaxError: a bracket or a string is not closed, or closed by another.
    """
    reader = _Reader(text)
    for token in tokens(text):
        reader.read(token)
    reader.finish()
    return "".join(reader.written)


@dataclass
class _Reader:
    text: str
    written: list[str] = field(default_factory=list)
    _open: list[Token] = field(default_factory=list)
    _last: Token | None = None
    _before_last: Token | None = None

    def __post_init__(self) -> None:
        self._weight = Weight(self.text)

    def read(self, token: Token) -> None:
        self.written.append(self._rewritten(token))
        if token.kind is Kind.SPACE:
            return
        # No word of SPARQL holds SERVICE but itself; engines read "5SERVICE" and "trueSERVICE" as two words.
        if token.kind is Kind.WORD and "SERVICE" in token.word:
            raise self._refused(token)
        if token.kind is Kind.MARK:
            self._read_bracket(token)
        self._weight.read(token)
        self._before_last, self._last = self._last, token

    def finish(self) -> None:
        if self._open:
            unclosed = self._open[-1]
            raise fault(
                self.text,
                unclosed.start,
                f"The bracket '{unclosed.text}' is not closed.",
                f"Close it with '{_CLOSES[unclosed.text]}'.",
            )

    def _rewritten(self, token: Token) -> str:
        if token.kind is not Kind.IRI:
            return token.text
        compared = bool(self._open) and self._open[-1].text == "("
        if (compared or self.text.endswith("<", 0, token.start)) and _may_hide(token.text):
            return f"<\\U{ord(token.text[1]):08X}{token.text[2:]}"
        return token.text

    def _read_bracket(self, token: Token) -> None:
        mark = token.text
        if mark in _CLOSES:
            if mark == "{" and (name := self._glued_service()):
                raise self._refused(name)
            self._open.append(token)
            if len(self._open) > MAX_DEPTH:
                raise BadInput(
                    f"The query's brackets are nested deeper than {MAX_DEPTH} levels.",
                    where=where(self.text, token.start),
                    remedy="Write it flatter.",
                )
        elif mark in _CLOSES.values():
            if not self._open or _CLOSES[self._open[-1].text] != mark:
                raise fault(
                    self.text,
                    token.start,
                    f"The bracket '{mark}' closes none.",
                    f"Open at this point: '{self._open[-1].text}'." if self._open else "",
                )
            self._open.pop()

    def _glued_service(self) -> Token | None:
        """The prefixed name before this brace that engines may read as SERVICE and a name: ``SERVICEex:a {``.

        ``GRAPH service:a {`` and its like are no such names.
        """
        name, before = self._last, self._before_last
        if name is None or name.kind is not Kind.NAME or "SERVICE" not in name.text.partition(":")[0].upper():
            return None
        harmless = before is not None and before.kind is Kind.WORD and before.word in _BEFORE_GRAPH
        return None if harmless else name

    def _refused(self, token: Token) -> Refused:
        return Refused(
            "The query calls another server (SERVICE); this endpoint calls none.",
            where=where(self.text, token.start),
            remedy="Ask that server yourself and give its answer as VALUES.",
        )


def _may_hide(iri: str) -> bool:
    """Whether an engine could read it as a comparison and find more there than in ``?x<2&&3>?y``.

    >>> _may_hide("<2)#>"), _may_hide("<2&&3>"), _may_hide("<http://a.example/#b>")
    (True, False, False)
    """
    if iri[1] == "\\" or _WITH_SLASHES.match(iri):
        return False
    return _LEAVES.search(iri) is not None or len(_OPERATORS.findall(iri)) > _FEW
