"""What is checked of a query before any engine sees it: no network, no nesting that kills, and its form.

A query is refused when it holds the keyword SERVICE, which would make the engine call any address. Engines
read more than the grammar's tokens allow: ``FILTER(1<2)#>"``, where longest match (SPARQL 1.1 Query, section
19.8) sees the IRI ``<2)#>``, passes as a comparison and a comment, and what follows is read as code or as
text accordingly. So that the engine reads what was checked, ``#`` and ``'`` of an IRI within round brackets,
the only place for a comparison, are written as escapes; the IRI stays the same, and the other reading is a
syntax error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from cuegraph.errors import BadInput, Refused
from cuegraph.protocol.lexer import Kind, Token, fault, position, tokens

MAX_DEPTH: Final = 200
"""Brackets within brackets; pyoxigraph 0.5.13 dies of a stack overflow between 500 and 1,000 EXISTS."""

MAX_CHAIN: Final = 500
"""Operators and joining keywords in a query; pyoxigraph dies between 1,000 and 3,000 BINDs or MINUSes."""

_CLOSES = {"(": ")", "[": "]", "{": "}"}
_OPERATORS = frozenset("+-*/!|&=<>^")
_JOINING = re.compile(r"UNION|OPTIONAL|MINUS|BIND|FILTER|VALUES|LATERAL|GRAPH|\bAS\b")
_BEFORE_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})


class Form(Enum):
    """The query forms of SPARQL 1.1 Query, section 16."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Checked:
    """A text that passed.

    Attributes:
        text: what to give to the engine: the same query, written so that it can be read in one way.
        form: the query's form; None when no keyword of a form stands outside of brackets, which is no query.
    """

    text: str
    form: Form | None


def check_query(text: str) -> Checked:
    """Check a query's text.

    Raises:
        Refused: it calls another server (SERVICE).
        BadInput: it is nested deeper than ``MAX_DEPTH``, or chains more than ``MAX_CHAIN`` operators.
        QuerySyntaxError: a bracket or a string is not closed, or closed by another.
    """
    reader = _Reader(text)
    for token in tokens(text):
        reader.read(token)
    reader.finish()
    return Checked("".join(reader.written), reader.form)


@dataclass
class _Reader:
    text: str
    written: list[str] = field(default_factory=list)
    form: Form | None = None
    _open: list[Token] = field(default_factory=list)
    _chain: int = 0
    _last: Token | None = None
    _before_last: Token | None = None

    def read(self, token: Token) -> None:
        self.written.append(self._rewritten(token))
        if token.kind is Kind.SPACE:
            return
        if token.kind is Kind.WORD:
            self._read_word(token)
        elif token.kind is Kind.MARK:
            self._read_mark(token)
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
        if compared or self.text.endswith("<", 0, token.start):
            return token.text.replace("#", "\\u0023").replace("'", "\\u0027")
        return token.text

    def _read_word(self, token: Token) -> None:
        word = token.word
        # No word of SPARQL holds SERVICE but itself; engines read "5SERVICE" and "trueSERVICE" as two words.
        if "SERVICE" in word:
            raise self._refused(token)
        if not self._open and word in Form.__members__ and self.form is None:
            self.form = Form[word]
        self._count(len(_JOINING.findall(word)) + word.count("-"), token)

    def _read_mark(self, token: Token) -> None:
        mark = token.text
        if mark in _CLOSES:
            if mark == "{" and (name := self._glued_service()):
                raise self._refused(name)
            self._open.append(token)
            if len(self._open) > MAX_DEPTH:
                raise BadInput(
                    f"The query's brackets are nested deeper than {MAX_DEPTH} levels.",
                    where=_where(self.text, token),
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
        elif mark in _OPERATORS:
            self._count(1, token)

    def _glued_service(self) -> Token | None:
        """The prefixed name before this brace that engines may read as SERVICE and a name: ``SERVICEex:a {``.

        ``GRAPH service:a {`` and its like are no such names.
        """
        name, before = self._last, self._before_last
        if name is None or name.kind is not Kind.NAME or "SERVICE" not in name.text.partition(":")[0].upper():
            return None
        harmless = before is not None and before.kind is Kind.WORD and before.word in _BEFORE_GRAPH
        return None if harmless else name

    def _count(self, number: int, token: Token) -> None:
        self._chain += number
        if self._chain > MAX_CHAIN:
            raise BadInput(
                f"The query has more than {MAX_CHAIN} operators and joining keywords.",
                where=_where(self.text, token),
                remedy="Ask for less at a time; long lists belong into one VALUES or IN.",
            )

    def _refused(self, token: Token) -> Refused:
        return Refused(
            "The query calls another server (SERVICE); this endpoint calls none.",
            where=_where(self.text, token),
            remedy="Ask that server yourself and give its answer as VALUES.",
        )


def _where(text: str, token: Token) -> str:
    line, column = position(text, token.start)
    return f"line {line}, column {column}"
