"""What passages state, in sentences of HTML: written here, for a template takes several times as long."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from cuegraph.service.lookup import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.service.passages import Stated
    from cuegraph.service.told import Value
    from cuegraph.web.address import Public

_OURS = frozenset({"", "en"})


class Teller:
    """Writes sentences for one page.

    Args:
        public: where things are read.
    """

    def __init__(self, public: Public) -> None:
        self._public = public
        self._written: dict[Value, str] = {}

    def term(self, value: Value) -> Markup:
        """A thing by its label, with a link; a literal as it is read."""
        return Markup(self._term(value))  # noqa: S704 (escaped there)

    def terms(self, values: Iterable[Value]) -> Markup:
        """Several of them."""
        return Markup(self._terms(values))  # noqa: S704 (escaped there)

    def told(self, stated: Stated) -> Markup:
        """What a passage states: a paragraph for each thing, and one for what it calls things."""
        lines = []
        for each in stated.said:
            words = [
                f' <i>in our words:</i> <span class="ours"{lang(each)}>{escape(each.text)}</span>'
                for each in each.paraphrases
            ]
            facts = ",".join(
                f" <i>{escape(about.text)}</i> {self._terms(values)}" for about, values in each.facts
            )
            lines.append(f'<p class="said">{self._term(each.thing)}{"".join(words)}{facts}</p>\n')
        if stated.names:
            names = ", ".join(
                self._term(thing) + self._as([each for each in names if each.text != thing.text])
                for thing, names in stated.names
            )
            lines.append(f'<p class="said named"><i>names</i> {names}</p>\n')
        return Markup("".join(lines))  # noqa: S704 (its parts are escaped)

    def _as(self, names: list[Value]) -> str:
        quoted = (f"\u201c{self._term(each)}\u201d" for each in names)
        return f" as {' and '.join(quoted)}" if names else ""

    def _terms(self, values: Iterable[Value]) -> str:
        return ", ".join(map(self._term, values))

    def _term(self, value: Value) -> str:
        written = self._written.get(value)
        if written is None:
            written = self._written[value] = self._write(value)
        return written

    def _write(self, value: Value) -> str:
        text = escape(value.text)
        address = self._public.link(value.iri) if value.iri else None
        if address and address == value.iri:
            return f'<a href="{escape(address)}">{escape(shorten(value.text))}</a>'
        if address:
            return f'<a href="{escape(address)}"{lang(value)}>{text}</a>'
        return f"<span{lang(value)}>{text}</span>" if value.language not in _OURS else text


def lang(text: object) -> Markup:
    """The attribute ``lang`` of what is not in the page's own language; what has none, or says none, is."""
    language = getattr(text, "language", "")
    return Markup("") if language in _OURS else Markup(' lang="{}"').format(language)
