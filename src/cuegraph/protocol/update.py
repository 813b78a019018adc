"""An update as the engine gets it: checked, and with the dataset that the request names written into it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput
from cuegraph.protocol.check import check_update
from cuegraph.protocol.lexer import Kind, Token, fault, prologue, update_tokens, where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.protocol.request import Update

MERGED: Final = "urn:cuegraph:merged:"
"""What the name of the graph starts with that holds the merge of several graphs while an operation runs."""

_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")
_BEFORE_NAME = frozenset({"PREFIX", "GRAPH", "SILENT", "ADD", "MOVE", "COPY", "TO"})
_GLUED = "Put spaces between the keywords."


def prepare_update(update: Update) -> str:
    """The text that carries out an update; nothing else of the request is needed any more.

    The graphs of ``using-graph-uri`` and ``using-named-graph-uri`` become the dataset of each operation with
    a WHERE (SPARQL 1.1 Protocol, section 2.2.3): DELETE WHERE is written out, and USING clauses go before
    WHERE. Several default graphs are merged in a graph of their own first, and it is dropped afterwards: in a
    union, which pyoxigraph 0.5.13 reads, a triple of two graphs would count twice. Lines stay where they are,
    but behind a DELETE WHERE.

    Args:
        update: the update.

    Raises:
        Refused: it loads a document or calls another server.
        BadInput: it is too deep or too long; or the request names graphs and the text has USING or WITH too.
        QuerySyntaxError: a bracket or a string is not closed, or keywords stand without a space between them
            where clauses have to be put.
    """
    checked = check_update(update.text)
    if not (update.using_graphs or update.using_named_graphs):
        return checked
    return _Rewriter(checked, update).rewritten()


class _Rewriter:
    """Puts the dataset before each WHERE of an update."""

    def __init__(self, text: str, update: Update) -> None:
        self._text = text
        default = tuple(dict.fromkeys(update.using_graphs))
        named = tuple(dict.fromkeys(update.using_named_graphs))
        self._before = self._after = ""
        if len(default) > 1:
            merged = f"{MERGED}{sha256(text.encode(errors='surrogatepass')).hexdigest()[:32]}"
            using = _clauses("USING", default)
            self._before = f"INSERT {{ GRAPH <{merged}> {{ ?s ?p ?o }} }} {using}WHERE {{ ?s ?p ?o }} ; "
            self._after = f"\n; DROP SILENT GRAPH <{merged}> "
            default = (merged,)
        self._clause = _clauses("USING", default) + _clauses("USING NAMED", named)
        self._written: list[str] = []
        self._opening = len(prologue(text).text)
        self._begin = -1  # of the operation, behind the text's prologue, in what is written
        self._has_where = False
        self._block: int | None = None  # where that of a DELETE WHERE begins
        self._depth = 0
        self._last = Token(Kind.SPACE, "", 0)

    def rewritten(self) -> str:
        for token in update_tokens(self._text):
            if self._begin < 0 and token.start >= self._opening:
                self._begin = len(self._written)
            if token.kind is Kind.SPACE:
                self._written.append(token.text)
                continue
            if self._depth == 0 and token.kind is Kind.WORD:
                self._read_word(token)
            elif self._depth == 0 and token.kind is Kind.NAME:
                self._read_name(token)
            elif token.kind is Kind.MARK:
                self._read_mark(token)
            else:
                self._written.append(token.text)
            self._last = token
        self._end()
        return "".join(self._written)

    def _read_word(self, token: Token) -> None:
        word = token.word
        if "USING" in word or "WITH" in word:
            raise self._both(token)
        if word == "WHERE":
            self._has_where = True
            if self._last.kind is Kind.WORD and self._last.word == "DELETE":
                self._block = len(self._written)
                return
            self._written.append(f" {self._clause}")
        elif "WHERE" in word:
            raise fault(self._text, token.start, f"'{token.text}' is one word.", _GLUED)
        self._written.append(token.text)

    def _read_name(self, token: Token) -> None:
        """Take a prefixed name, but for one that engines may read as a keyword and a name: ``USINGex:a``."""
        prefix = token.text.partition(":")[0].upper()
        expected = self._last.kind is Kind.WORD and self._last.word in _BEFORE_NAME
        if ("USING" in prefix or "WITH" in prefix) and not expected:
            raise self._both(token)
        self._written.append(token.text)

    def _read_mark(self, token: Token) -> None:
        if token.text == ";" and self._depth == 0:
            self._end()
        self._written.append(token.text)
        if token.text in _OPENING:
            self._depth += 1
        elif token.text in _CLOSING:
            self._depth -= 1
            if self._depth == 0 and self._block is not None:
                block = "".join(self._written[self._block :])
                self._written.append(f" {self._clause}WHERE{block}")
                self._block = None
        elif token.text == ";" and self._depth == 0:
            self._begin = len(self._written)

    def _end(self) -> None:
        """End an operation: merge graphs before it and drop the merge behind it, where it needs one."""
        if self._has_where and self._before:
            self._written.insert(self._begin, f" {self._before}")
            self._written.append(self._after)
        self._has_where = False

    def _both(self, token: Token) -> BadInput:
        return BadInput(
            "The update names its graphs itself, and so does the request.",
            where=where(self._text, token.start),
            remedy="Leave out USING and WITH, or using-graph-uri and using-named-graph-uri.",
        )


def _clauses(keyword: str, graphs: Iterable[str]) -> str:
    return "".join(f"{keyword} <{graph}> " for graph in graphs)
