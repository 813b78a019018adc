"""A query's or an update's text, its tokens and brackets, and how it is changed in places."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cuegraph.protocol.lexer import Kind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

Edit = tuple[int, int, str]
"""What is put between two offsets of a text instead of what is there."""

_CLOSES = {"(": ")", "[": "]", "{": "}"}


class Text:
    """A query's tokens without white space, and which bracket closes which."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = [each for each in tokens(text) if each.kind is not Kind.SPACE]

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

    def variables(self, places: Iterable[int]) -> set[str]:
        """The names of the variables at these places."""
        return {self.all[each].text[1:] for each in places if self.kind(each) is Kind.VARIABLE}


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with what lies between two offsets replaced; the edits do not overlap."""
    parts, place = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[place:start], new]
        place = end
    return "".join([*parts, text[place:]])
