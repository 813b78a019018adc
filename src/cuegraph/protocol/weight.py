"""How much work a query's text makes for the engine that plans it, counted in tokens: no parse.

pyoxigraph 0.5.13 takes time with more than the cube of a query's patterns to plan them, and a stack as deep
as they are many: 200 take half a minute, some thousands kill the process. So what makes patterns is counted,
each triple and each member of a collection, and so is what nests without brackets: operators and joining
keywords. What stands in a block of VALUES and in a call's arguments is as long as one likes.

Where tokens leave it open what a bracket is, it is counted as a collection: that one refuses too much, never
too little. Engines read words without spaces between them (``truetrue`` is two), so these are counted too.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from cuegraph.errors import BadInput
from cuegraph.protocol.lexer import Kind, Token, where

MAX_CHAIN: Final = 500
"""Operators, joining keywords, calls and names outside of patterns; pyoxigraph dies of 1,000 to 3,000."""

MAX_PATTERNS: Final = 100
"""Triple patterns, graphs asked and members of collections; pyoxigraph plans 100 in two seconds."""

_OPERATORS = frozenset("+-*/!|&=<>^")
_JOINING = re.compile(r"UNION|OPTIONAL|MINUS|BIND|FILTER|VALUES|LATERAL|GRAPH|\bAS\b")
_KEYWORD = re.compile(r"(?!.*(?:true|false))[a-z]{2}[a-z0-9_]*", re.IGNORECASE | re.ASCII)
_GLUED = re.compile(r"[.\-]|TRUE|FALSE")
_NAMES = frozenset({Kind.IRI, Kind.NAME, Kind.VARIABLE})


class _Inside(Enum):
    """What a bracket holds."""

    HEAD = auto()  # outside of all brackets
    PATTERN = auto()
    LIST = auto()
    EXPRESSION = auto()
    DATA = auto()  # of VALUES


class Weight:
    """Counts a query's tokens as they come, white space left out, its brackets known to match.

    Args:
        text: the query, for the place of what is too much.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open = [_Inside.HEAD]
        self._closed = _Inside.HEAD
        self._chain = 0
        self._patterns = 0
        self._last = self._before_last = Token(Kind.SPACE, "", 0)
        self._goes_on = False  # whether a term here belongs to the pattern of the token before it

    def read(self, token: Token) -> None:
        """Count a token.

        Raises:
            BadInput: with it there are more than ``MAX_CHAIN`` or ``MAX_PATTERNS``.
        """
        inside, goes_on, self._goes_on = self._open[-1], self._goes_on, False
        if token.kind is Kind.MARK:
            self._read_mark(token, inside)
        else:
            self._read_term(token, inside, goes_on=goes_on)
        self._before_last, self._last = self._last, token
        limits = (
            (self._chain, MAX_CHAIN, "operators, joining keywords, calls and names outside of its patterns"),
            (self._patterns, MAX_PATTERNS, "triple patterns and members of collections"),
        )
        for number, limit, what in limits:
            if number > limit:
                raise BadInput(
                    f"The query has more than {limit} {what}.",
                    where=where(self._text, token.start),
                    remedy="Ask for less at a time; long lists belong into one VALUES or IN.",
                )

    def _read_mark(self, token: Token, inside: _Inside) -> None:
        mark = token.text
        if mark in "([{":
            opened = self._opened(mark, inside)
            self._open.append(opened)
            listed = opened is _Inside.LIST or (opened is _Inside.DATA is not inside and mark == "(")
            self._patterns += mark == "[" or listed
            called = mark == "(" and inside not in {_Inside.EXPRESSION, _Inside.DATA}
            self._chain += called and not _JOINING.search(self._last.word)
            self._goes_on = mark == "[" or (mark == "{" and self._before_last.word == "GRAPH")
        elif mark in ")]}":
            self._closed = self._open.pop()
        elif mark in _OPERATORS:
            self._chain += 1
            self._patterns += mark == "|" and self._last.text == "{"  # an annotation
        elif mark == "~":
            self._patterns += 1

    def _opened(self, mark: str, inside: _Inside) -> _Inside:
        last, values = self._last, "VALUES"
        if mark == "[":
            return _Inside.PATTERN
        if mark == "{":
            of_one = last.kind is Kind.VARIABLE and self._before_last.word == values
            of_several = last.text == ")" and self._closed is _Inside.DATA
            return _Inside.DATA if of_one or of_several else _Inside.PATTERN
        if inside in {_Inside.EXPRESSION, _Inside.DATA}:
            return inside
        if last.word == values:
            return _Inside.DATA
        return _Inside.EXPRESSION if inside is _Inside.HEAD or _is_keyword(last) else _Inside.LIST

    def _read_term(self, token: Token, inside: _Inside, *, goes_on: bool) -> None:
        word = token.word if token.kind is Kind.WORD else ""
        self._chain += len(_JOINING.findall(word)) + word.count("-")
        if inside is _Inside.HEAD:
            self._chain += token.kind in _NAMES
        elif inside is _Inside.LIST:
            self._patterns += 1 + len(_GLUED.findall(_glued(token)))
        elif inside is _Inside.PATTERN:
            self._goes_on = not _is_keyword(token)
            self._patterns += (self._goes_on and not goes_on) + _glued(token).count(".")


def _is_keyword(token: Token) -> bool:
    """Whether it is a keyword or a function's name, and surely no term, nor one that another is glued to."""
    return token.kind is Kind.WORD and _KEYWORD.fullmatch(token.text) is not None


def _glued(token: Token) -> str:
    """What may hold several terms that nothing sets apart: a word, or a name's prefix (``true.trueex:a``)."""
    if token.kind is Kind.NAME:
        return token.text.partition(":")[0].upper()
    return token.word if token.kind is Kind.WORD else ""
