"""What all pictures share: the frame that names and describes them, and labels that fit."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final
from zlib import crc32

from markupsafe import Markup

ROW: Final = 42
"""Pixels from one row of bars, ranks or events to the next."""

LINE: Final = 46
"""The most letters on a line of a label: a phone has room for so many."""

_SECOND: Final = 17  # pixels from the first line of a label to the second


@dataclass(frozen=True)
class Frame:
    """What stands around a picture.

    Attributes:
        kind: its class, beside ``picture``.
        title: its name.
        description: what it tells those who do not see it.
        shape: the attributes of its size, as they are written.
        linked: whether links are in it.
    """

    kind: str
    title: str
    description: str
    shape: str
    linked: bool

    def around(self, drawn: str) -> Markup:
        """The ``svg`` element around what is drawn, which is SVG.

        One with links is a group, since nothing in an image can be reached (WAI-ARIA 1.2, ``img``).
        """
        ident = f"{self.kind}-{crc32((self.title + drawn).encode(errors='replace')):08x}"
        role = "group" if self.linked else "img"
        return Markup(  # noqa: S704 (what is not ours is escaped)
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {self.kind}" role="{role}"'
            f' aria-labelledby="{ident}-title {ident}-desc" {self.shape}>'
            f'<title id="{ident}-title">{escape(self.title)}</title>'
            f'<desc id="{ident}-desc">{escape(self.description)}</desc>{drawn}</svg>'
        )


def shortened(text: str, most: int) -> str:
    """The text in so many characters at most, cut at its end.

    >>> shortened("a long label", 8)
    'a long …'
    """
    return text if len(text) <= most else text[: most - 1] + "\u2026"


def linked(drawn: str, link: str | None) -> str:
    """What is drawn, as a link where there is an address."""
    return f'<a href="{escape(link)}">{drawn}</a>' if link else f"<g>{drawn}</g>"


def counted(number: int, word: str) -> str:
    """A number of things in words.

    >>> counted(1, "bar"), counted(2, "bar")
    ('1 bar', '2 bars')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"


def label_of(label: str, y: int, before: str = "") -> tuple[str, int]:
    """A label at the left end of a row, on one line or two.

    Args:
        label: the label; one that is cut tells the whole when pointed at.
        y: where its first line stands.
        before: what stands before it in that line, such as a date.

    Returns:
        The text, and how many pixels more the row takes for the second line.
    """
    ahead = f'<tspan class="date">{escape(before)}</tspan> ' if before else ""
    lines = wrapped(label, LINE, len(before) + 1 if before else 0)
    cut = lines[-1] != label[-len(lines[-1]) :]
    whole = f"<title>{escape(label)}</title>" if cut else ""
    rest = "".join(f' <tspan x="0" y="{y + _SECOND}">{escape(each)}</tspan>' for each in lines[1:])
    drawn = f'<text class="label" x="0" y="{y}">{whole}{ahead}{escape(lines[0])}{rest}</text>'
    return drawn, _SECOND * (len(lines) - 1)


def wrapped(label: str, most: int, taken: int = 0) -> list[str]:
    """The label on one line or two, the second cut where it is too long.

    Args:
        label: the label.
        most: the most letters on a line.
        taken: how many of these are taken on the first.

    >>> wrapped("a long label", 8), wrapped("a long label", 12, 4)
    (['a long', 'label'], ['a long', 'label'])
    """
    room = most - taken
    if len(label) <= room:
        return [label]
    cut = label.rfind(" ", 1, room + 1)
    if cut < room // 3:
        cut = room
    return [label[:cut].rstrip(), shortened(label[cut:].strip(), most)]
