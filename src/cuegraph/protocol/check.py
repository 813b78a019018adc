"""What is checked of a query or an update before any engine sees it: no network, and nothing that kills.

A query is refused when it holds the keyword SERVICE, which would make the engine call any address, unless it
names a server that may be called; an update is refused for LOAD as well. Engines read more than the grammar's
tokens allow: ``FILTER(1<2)#>"``, where longest match (SPARQL 1.1 Query, section 19.8) sees the IRI
``<2)#>``, passes as a comparison and a comment, and what follows is read as code or as text accordingly. So
that the engine reads what was checked, the first character of such an IRI within round brackets, the only
place for a comparison, is written as an escape; the IRI stays the same, and the other reading is a syntax
error. It is one already where the IRI begins with ``scheme://``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput, Refused
from cuegraph.protocol.lexer import Kind, Token, fault, prologue, tokens, unescape, update_tokens, where
from cuegraph.protocol.plain import LONGEST, is_plain
from cuegraph.protocol.weight import MAX_DEPTH, Weight

if TYPE_CHECKING:
    from collections.abc import Collection

_CLOSES = {"(": ")", "[": "]", "{": "}"}
_SAME: Final = re.compile(r"<https?://[A-Za-z0-9/._~-]*#?[A-Za-z0-9._~-]*>")
"""IRIs of which one is as good as another for the check, wherever they stand: they hold no quote, no bracket
and no line's end, and none is read as a comparison. In a string or a comment they change nothing either."""
_WITH_SLASHES = re.compile(r"<[A-Za-z][A-Za-z0-9]*://")
_LEAVES = re.compile(r"[#'()\[\]]")
_OPERATORS = re.compile(r"[+\-*/!&=^]")
_FEW = 4
_BEFORE_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
_BEFORE_NAME = frozenset({"PREFIX", "GRAPH", "SILENT", "ADD", "MOVE", "COPY", "TO", "WITH", "USING", "NAMED"})


def check_query(text: str, services: Collection[str] = ()) -> str:
    """The text to give to the engine: the same query, written so that it can be read in one way.

    Args:
        text: the query.
        services: the servers that it may call, absolute IRIs; it must write them just so, in angle brackets.

    Raises:
        Refused: it calls another server (SERVICE) than these, or one that a variable names.
        BadInput: it is nested deeper than ``MAX_DEPTH``, or has more operators, patterns or variables than
            :mod:`cuegraph.protocol.weight` allows.
        QuerySyntaxError: a bracket or a string is not closed, or closed by another.
    """
    if is_plain(text) or (len(text) <= LONGEST and _is_harmless(_SAME.sub("<http://a>", text))):
        return text
    return _checked(text, services)


@lru_cache(256)
def _is_harmless(text: str) -> bool:
    """Whether a query is one that the check leaves as it is, and that calls no server at all.

    So is each query then that differs in nothing but ``_SAME`` IRIs: the tokens are the same, and the check
    looks into IRIs only behind SERVICE and where they may hide something.
    """
    try:
        return _checked(text) == text
    except BadInput:
        return False


def _checked(text: str, services: Collection[str] = ()) -> str:
    reader = _Reader(text, services)
    for token in tokens(text):
        reader.read(token)
    reader.finish()
    return "".join(reader.written)


def check_update(text: str, services: Collection[str] = ()) -> str:
    """The text to give to the engine: the same update, written so that it can be read in one way.

    The blocks of INSERT and DELETE are as long as one likes; the rest of an operation is bounded as a query.

    Raises:
        Refused: it loads a document (LOAD), or calls another server than these.
        BadInput, QuerySyntaxError: as :func:`check_query`.
    """
    reader = _Reader(text, services, update=True)
    for token in update_tokens(text):
        reader.read(token)
    reader.finish()
    _check_first(text)
    return "".join(reader.written)


def _check_first(text: str) -> None:
    """Refuse a ';' before any operation (grammar, rule 29), which pyoxigraph 0.5.13 takes alone."""
    opening = len(prologue(text).text)
    first = next((each for each in tokens(text, opening) if each.kind is not Kind.SPACE), None)
    if first is not None and first.text == ";":
        raise fault(
            text, first.start, "There is no operation before ';'.", "Write one there, or leave ';' out."
        )


@dataclass
class _Reader:
    text: str
    services: Collection[str] = ()
    update: bool = False
    written: list[str] = field(default_factory=list)
    _open: list[Token] = field(default_factory=list)
    _last: Token | None = None
    _before_last: Token | None = None
    _calling: Token | None = None

    def __post_init__(self) -> None:
        self._weight = Weight(self.text, update=self.update)

    def read(self, token: Token) -> None:
        kind = token.kind
        self.written.append(self._rewritten(token) if kind is Kind.IRI else token.text)
        if kind is Kind.SPACE:
            return
        if self._calling:
            self._read_called(token, self._calling)
        if kind is Kind.WORD:
            self._read_word(token)
        elif kind is Kind.MARK:
            self._read_bracket(token)
        elif kind is Kind.NAME and self.update and not self._open:
            self._read_name(token)
        self._weight.read(token)
        self._before_last, self._last = self._last, token

    def finish(self) -> None:
        if self._calling:
            raise self._refused(self._calling)
        if self._open:
            unclosed = self._open[-1]
            raise fault(
                self.text,
                unclosed.start,
                f"The bracket '{unclosed.text}' is not closed.",
                f"Close it with '{_CLOSES[unclosed.text]}'; it is open up to the end of the text.",
            )

    def _rewritten(self, token: Token) -> str:
        compared = bool(self._open) and self._open[-1].text == "("
        if (compared or self.text.endswith("<", 0, token.start)) and _may_hide(token.text):
            return f"<\\U{ord(token.text[1]):08X}{token.text[2:]}"
        return token.text

    def _read_word(self, token: Token) -> None:
        """Refuse the words that reach the network.

        No word of SPARQL holds SERVICE or LOAD but themselves; engines read "5SERVICE" and "trueSERVICE" as
        two words.
        """
        word = token.word
        if "SERVICE" in word:
            if word != "SERVICE" or not self.services:
                raise self._refused(token)
            self._calling = token
        elif self.update and "LOAD" in word:
            raise self._no_load(token)

    def _read_called(self, token: Token, keyword: Token) -> None:
        """Read what follows SERVICE: SILENT and one of the servers, in angle brackets, or it is refused."""
        silent = token.kind is Kind.WORD and token.word == "SILENT"
        if silent and self._last is keyword:
            return
        self._calling = None
        if token.kind is not Kind.IRI or unescape(token.text[1:-1]) not in self.services:
            raise self._refused(keyword)

    def _read_name(self, token: Token) -> None:
        """Refuse the prefixed name that engines may read as LOAD and a name: ``LOADex:a``."""
        before = self._last
        if "LOAD" in token.text.partition(":")[0].upper() and not (
            before is not None and before.kind is Kind.WORD and before.word in _BEFORE_NAME
        ):
            raise self._no_load(token)

    def _read_bracket(self, token: Token) -> None:
        mark = token.text
        if mark in _CLOSES:
            if mark == "{" and (name := self._glued_service()):
                raise self._refused(name)
            self._open.append(token)
            if len(self._open) > MAX_DEPTH:
                raise BadInput(
                    f"The {self._what()}'s brackets are nested deeper than {MAX_DEPTH} levels.",
                    where=where(self.text, token.start),
                    remedy="Write it flatter.",
                )
        elif mark in _CLOSES.values():
            if not self._open or _CLOSES[self._open[-1].text] != mark:
                raise fault(
                    self.text,
                    token.start,
                    f"The bracket '{mark}' closes none.",
                    self._still_open(),
                )
            self._open.pop()

    def _still_open(self) -> str:
        """What to do about a bracket that closes none, and which one is open."""
        if not self._open:
            return "Leave it out, or open it before."
        last = self._open[-1]
        place = where(self.text, last.start)
        return f"'{last.text}' is open since {place}: close it with '{_CLOSES[last.text]}' first."

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
        if self.services:
            return Refused(
                f"The {self._what()} calls a server (SERVICE) that this endpoint does not call.",
                where=where(self.text, token.start),
                remedy=f"It calls, with the address written whole: <{'>, <'.join(sorted(self.services))}>.",
            )
        return Refused(
            f"The {self._what()} calls another server (SERVICE); this endpoint calls none.",
            where=where(self.text, token.start),
            remedy="Ask that server yourself and give its answer as VALUES.",
        )

    def _no_load(self, token: Token) -> Refused:
        return Refused(
            "The update loads a document (LOAD); this endpoint fetches none.",
            where=where(self.text, token.start),
            remedy="Fetch it yourself and send it to /store, or as INSERT DATA.",
        )

    def _what(self) -> str:
        return "update" if self.update else "query"


def _may_hide(iri: str) -> bool:
    """Whether an engine could read it as a comparison and find more there than in ``?x<2&&3>?y``.

    >>> _may_hide("<2)#>"), _may_hide("<2&&3>"), _may_hide("<http://a.example/#b>")
    (True, False, False)
    """
    if iri[1] == "\\" or _WITH_SLASHES.match(iri):
        return False
    return _LEAVES.search(iri) is not None or len(_OPERATORS.findall(iri)) > _FEW
