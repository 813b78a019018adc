"""A query's or an update's text, its tokens and brackets, and how it is changed in places."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cuegraph.protocol.explain import place_of
from cuegraph.protocol.lexer import Kind, tokens, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.protocol.lexer import Token

Edit = tuple[int, int, str]
"""What is put between two offsets of a text instead of what is there."""

_CLOSES = {"(": ")", "[": "]", "{": "}"}


class Text:
    """A query's tokens without white space, and which bracket closes which.

    Args:
        text: the query or update.
        given: the same as it was given, token by token; empty where that is no other text.

    Attributes:
        text: the text.
    """

    def __init__(self, text: str, given: str = "") -> None:
        self.text = text
        self._given = given
        self._former: Text | None = None
        self._edits: Sequence[Edit] = ()

    def changed(self, edits: Iterable[Edit]) -> Text:
        """The text with these edits, which do not overlap; it knows where its parts were before."""
        made = sorted(edits, key=lambda edit: edit[0])
        if not made:
            return self
        text = Text(edited(self.text, made))
        text._former, text._edits = self, made
        return text

    def where(self, place: int) -> str:
        """Line and column of the token at a place, in the text as it was given."""
        first = self
        while first._former:
            first = first._former
        given = first._given or first.text  # noqa: SLF001 (of this class)
        return where(given, place_of(given, first.text, self.origin(self.start(place))))

    def origin(self, offset: int) -> int:
        """Where the character at an offset stands in the text that the first change was made to.

        What an edit has put there stands where that edit was made.
        """
        if self._former is None:
            return offset
        moved = 0  # by the edits so far
        for start, end, new in self._edits:
            if offset < start + moved:
                break
            if offset < start + moved + len(new):
                return self._former.origin(start)
            moved += len(new) - (end - start)
        return self._former.origin(offset - moved)

    @cached_property
    def all(self) -> list[Token]:
        """The tokens."""
        return [each for each in tokens(self.text) if each.kind is not Kind.SPACE]

    @cached_property
    def closing(self) -> dict[int, int]:
        """The place of the closing bracket by that of the opening one."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for place, token in enumerate(self.all):
            if token.kind is Kind.MARK and token.text in _CLOSES:
                opened.append(place)
            elif token.kind is Kind.MARK and token.text in _CLOSES.values() and opened:
                found[opened.pop()] = place
        return found

    @cached_property
    def around(self) -> list[int]:
        """For each place that of the innermost bracket around it, -1 where there is none."""
        found: list[int] = []
        opened = [-1]
        for place in range(len(self.all)):
            if place in self.opening:
                opened.pop()
            found.append(opened[-1])
            if place in self.closing:
                opened.append(place)
        return found

    @cached_property
    def opening(self) -> dict[int, int]:
        """The place of the opening bracket by that of the closing one."""
        return {closed: opened for opened, closed in self.closing.items()}

    def word(self, place: int) -> str:
        """The keyword at a place, empty where there is none."""
        if not 0 <= place < len(self.all) or self.all[place].kind is not Kind.WORD:
            return ""
        return self.all[place].word

    def mark(self, place: int) -> str:
        """The mark at a place, empty where there is none."""
        inside = 0 <= place < len(self.all) and self.all[place].kind is Kind.MARK
        return self.all[place].text if inside else ""

    def kind(self, place: int) -> Kind:
        """The kind of the token at a place, white space where there is none."""
        return self.all[place].kind if 0 <= place < len(self.all) else Kind.SPACE

    def start(self, place: int) -> int:
        """The offset at which the token at a place begins."""
        return self.all[place].start

    def end(self, place: int) -> int:
        """The offset behind the token at a place."""
        return self.all[place].start + len(self.all[place].text)

    def group(self, place: int) -> int:
        """The place of the first bracket from here on that opens something; the end where there is none."""
        while place < len(self.all) and place not in self.closing:
            place += 1
        return place

    def bound(self, start: int, end: int) -> set[str]:
        """The variables that the patterns from a place to another, of one group, may bind (18.2.1)."""
        found: set[str] = set()
        place = start
        while place < end:
            word = self.word(place)
            if word in {"FILTER", "BIND", "MINUS"}:
                place = self.closing.get(self.group(place), end)
                if word == "BIND":
                    found.add(self.all[place - 1].text[1:])
            elif word == "SELECT":
                close = min(self.closing.get(self.around[place], end), end)
                found |= self._columns(place, close)
                place = close
            elif word == "VALUES":
                block = next((each for each in range(place, end) if self.mark(each) == "{"), end)
                found |= self._variables(place, block)
                place = self.closing.get(block, end)
            else:
                found |= self._variables(place, place + 1)
            place += 1
        return found

    def _columns(self, select: int, end: int) -> set[str]:
        """The variables of the columns of a SELECT."""
        found: set[str] = set()
        place = select
        while place < end and self.mark(place) != "{":
            if self.mark(place) == "*":
                opened = next((each for each in range(place, end) if self.mark(each) == "{"), end)
                return self.bound(opened + 1, self.closing.get(opened, end))
            if self.mark(place) == "(":
                place = self.closing.get(place, end)
                found |= self._variables(place - 1, place)
            else:
                found |= self._variables(place, place + 1)
            place += 1
        return found

    def _variables(self, start: int, end: int) -> set[str]:
        return {self.all[each].text[1:] for each in range(start, end) if self.kind(each) is Kind.VARIABLE}


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with what lies between two offsets replaced; the edits do not overlap."""
    parts, place = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[place:start], new]
        place = end
    return "".join([*parts, text[place:]])
