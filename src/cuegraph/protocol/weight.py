"""How much work a text makes for the engine that plans it, counted in tokens: no parse.

pyoxigraph 0.5.13 takes time with more than the cube of a query's patterns to plan them, and a stack as deep
as they are many: 200 take half a minute, some thousands kill the process. So what makes patterns is counted,
each triple and each member of a collection, and so is what nests without brackets: operators and joining
keywords; and different variables, since each is looked up among all. What stands in a block of VALUES, in a
call's arguments, in the template of CONSTRUCT and in the blocks of INSERT and DELETE is as long as one likes,
but for the variables of a template. Of an update each operation counts for itself.

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

MAX_DEPTH: Final = 200
"""Brackets within brackets; pyoxigraph 0.5.13 dies of a stack overflow between 500 and 1,000 EXISTS."""

MAX_VARIABLES: Final = 1000
"""Different variables; pyoxigraph takes 12 seconds for 60,000."""

_OPERATORS = frozenset("+-*/!|&=<>^")
_JOINING = re.compile(r"UNION|OPTIONAL|MINUS|BIND|FILTER|VALUES|LATERAL|GRAPH|\bAS\b")
_KEYWORD = re.compile(r"(?!.*(?:true|false))[a-z]{2}[a-z0-9_]*", re.IGNORECASE | re.ASCII)
_GLUED = re.compile(r"[.\-]|TRUE|FALSE")
_TEMPLATES = frozenset({"CONSTRUCT"})
_WRITING = frozenset({"INSERT", "DELETE", "DATA"})


class _Inside(Enum):
    """What a bracket holds."""

    HEAD = auto()  # outside of all brackets
    PATTERN = auto()
    LIST = auto()
    EXPRESSION = auto()
    DATA = auto()  # of VALUES
    WRITTEN = auto()  # of CONSTRUCT, INSERT and DELETE: nothing that is planned


class Weight:
    """Counts a text's tokens as they come, white space left out, its brackets known to match.

    Args:
        text: the query or the update, for the place of what is too much.
        update: whether it is an update.
    """

    def __init__(self, text: str, *, update: bool = False) -> None:
        self._text = text
        self._update = update
        self._writing = _WRITING if update else _TEMPLATES
        self._open = [_Inside.HEAD]
        self._closed = _Inside.HEAD
        self._chain = 0
        self._patterns = 0
        self._variables: set[str] = set()
        self._last = self._before_last = Token(Kind.SPACE, "", 0)
        self._goes_on = False  # whether a term here belongs to the pattern of the token before it

    def read(self, token: Token) -> None:
        """Count a token.

        Raises:
            BadInput: with it there are more than ``MAX_CHAIN``, ``MAX_PATTERNS`` or ``MAX_VARIABLES``.
        """
        inside, goes_on, self._goes_on = self._open[-1], self._goes_on, False
        if inside is _Inside.WRITTEN:
            self._read_written(token)
        elif token.kind is Kind.MARK:
            self._read_mark(token, inside)
        else:
            self._read_term(token, inside, goes_on=goes_on)
        self._before_last, self._last = self._last, token
        if self._chain > MAX_CHAIN:
            what = "operators, joining keywords, calls and names outside of its patterns"
            raise self._too_much(token, MAX_CHAIN, what)
        if self._patterns > MAX_PATTERNS:
            raise self._too_much(token, MAX_PATTERNS, "triple patterns and members of collections")
        if len(self._variables) > MAX_VARIABLES:
            raise self._too_much(token, MAX_VARIABLES, "different variables")

    def _too_much(self, token: Token, limit: int, what: str) -> BadInput:
        return BadInput(
            f"The {'update' if self._update else 'query'} has more than {limit} {what}.",
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
            called = mark == "(" and inside is not _Inside.EXPRESSION and inside is not _Inside.DATA
            self._chain += called and not _JOINING.search(self._last.word)
            self._goes_on = mark == "[" or (mark == "{" and self._before_last.word == "GRAPH")
        elif mark in ")]}":
            self._closed = self._open.pop()
        elif mark in _OPERATORS:
            self._chain += 1
            self._patterns += mark == "|" and self._last.text == "{"  # an annotation
        elif mark == "~":
            self._patterns += 1
        elif mark == ";" and self._update and inside is _Inside.HEAD:  # the next operation
            self._chain = self._patterns = 0
            self._variables.clear()

    def _read_written(self, token: Token) -> None:
        if token.kind is Kind.MARK:
            if token.text in "([{":
                self._open.append(_Inside.WRITTEN)
            elif token.text in ")]}":
                self._closed = self._open.pop()
        elif token.kind is Kind.VARIABLE and not self._update:
            self._variables.add(token.text[1:])

    def _opened(self, mark: str, inside: _Inside) -> _Inside:
        last, values = self._last, "VALUES"
        if mark == "[":
            return _Inside.PATTERN
        if mark == "{":
            if inside is _Inside.HEAD and last.kind is Kind.WORD and last.word in self._writing:
                return _Inside.WRITTEN
            of_one = last.kind is Kind.VARIABLE and self._before_last.word == values
            of_several = last.text == ")" and self._closed is _Inside.DATA
            return _Inside.DATA if of_one or of_several else _Inside.PATTERN
        if inside is _Inside.EXPRESSION or inside is _Inside.DATA:
            return inside
        if last.word == values:
            return _Inside.DATA
        return _Inside.EXPRESSION if inside is _Inside.HEAD or _is_keyword(last) else _Inside.LIST

    def _read_term(self, token: Token, inside: _Inside, *, goes_on: bool) -> None:
        kind = token.kind
        if kind is Kind.WORD:
            word = token.word
            self._chain += len(_JOINING.findall(word)) + word.count("-")
        elif kind is Kind.VARIABLE:
            self._variables.add(token.text[1:])
        if inside is _Inside.HEAD:
            self._chain += kind is Kind.IRI or kind is Kind.NAME or kind is Kind.VARIABLE
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
