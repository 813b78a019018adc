"""What all pictures share: the frame that names and describes them, and labels that fit."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final
from zlib import crc32

from markupsafe import Markup

ROW: Final = 42
"""Pixels from one row of bars, ranks or events to the next."""

_LABEL: Final = 48


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


def line_of_text(label: str, y: int, before: str = "") -> str:
    """A line of text at the left end of a row; one that is cut tells the whole when pointed at."""
    cut = shortened(label, _LABEL)
    whole = f"<title>{escape(label)}</title>" if cut != label else ""
    return f'<text class="label" x="0" y="{y}">{whole}{before}{escape(cut)}</text>'


def wrapped(label: str, most: int) -> list[str]:
    """The label on one line or two, the second cut where it is too long."""
    if len(label) <= most:
        return [label]
    cut = label.rfind(" ", 1, most + 1)
    if cut < most // 3:
        cut = most
    return [label[:cut].rstrip(), shortened(label[cut:].strip(), most)]
