"""The facts of a thing's page in HTML: written here, for a template takes several times as long."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cuegraph.web.telling import lang

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from cuegraph.service.told import Group, Row, Told, Value, Witness
    from cuegraph.web.address import Public
    from cuegraph.web.portrait import Line

_WORDS: Final = "#paraphrase"
_TABLE: Final = """<div class="scroll" tabindex="0" role="region" aria-label="Facts, each with who says so">
<table class="facts">
<thead class="unseen"><tr><th scope="col">Property</th><th scope="col">Value</th>\
<th scope="col">Who says so</th></tr></thead>
"""


class Writer:
    """Writes the facts of one page; all that it is given is escaped.

    Args:
        public: where things are read.
    """

    def __init__(self, public: Public) -> None:
        self._public = public
        self._written: dict[Hashable, str] = {}

    def read(self, value: Value) -> Markup:
        """A thing by its label, with a link; a literal as it is read."""
        return Markup(self._read(value))  # noqa: S704 (escaped there, as everywhere below)

    def sentences(self, lines: Iterable[Line]) -> Markup:
        """A list of sentences, each with who says so; how many these are only where each says all of it.

        What is neither a thing nor in a language of its own is plain text.
        """
        told = (
            f"<li><span>{''.join(map(self._part, each.values))}</span>\n"
            f"{self._said(each.witnesses, agreed=each.agreed)}</li>\n"
            for each in lines
        )
        return Markup(f'<ul class="sentences">\n{"".join(told)}</ul>\n')  # noqa: S704

    def said(self, witnesses: Sequence[Witness]) -> Markup:
        """Who says so, each source with its passages."""
        return Markup(self._said(witnesses))  # noqa: S704

    def cite(self, iri: str, place: str) -> Markup:
        """A passage by its place, with a link."""
        return Markup(self._cite(iri, place))  # noqa: S704

    def inline(self, rows: Sequence[Row]) -> Markup:
        """What is told of a thing, in a line."""
        return Markup(self._inline(rows, cite=False))  # noqa: S704

    def table(self, rows: Iterable[Row]) -> Markup:
        """Facts by property, each with who says so."""
        return Markup(f"{_TABLE}{''.join(map(self._rows, rows))}</table>\n</div>\n")  # noqa: S704

    def things(self, group: Group) -> Markup:
        """A list of what points at the thing."""
        listed = "".join(map(self._told, group.things))
        kind = "told" if group.nameless else "plain"
        return Markup(f'<ul class="{kind}">\n{listed}</ul>\n')  # noqa: S704

    def _once(self, key: Hashable, write: Callable[[], str]) -> str:
        """What was written of the same before, which is often there again."""
        if (written := self._written.get(key)) is None:
            written = self._written[key] = write()
        return written

    def _read(self, value: Value) -> str:
        return self._once(value, lambda: self._value(value))

    def _value(self, value: Value) -> str:
        text, iri, exact = escape(value.text), value.iri, value.exact
        link = self._public.link
        if iri:
            told, address = f'title="{escape(iri)}"{lang(value)}', link(iri)
            if not address:
                return f"<span {told}>{text}</span>"
            outside = ' rel="external"' if address == iri else ""
            return f'<a href="{escape(address)}" {told}{outside}>{text}</a>'
        if exact and " " not in exact and link(exact) == exact:
            return f'<a href="{escape(exact)}" rel="external">{text}</a>'
        language = f' lang="{escape(value.language)}"' if value.language else ""
        title = f' title="{escape(exact)}"' if exact and exact != value.text else ""
        return f"<span{language}{title}>{text}</span>"

    def _part(self, value: Value) -> str:
        if value.iri:
            return self._read(value)
        text = escape(value.text)
        return f'<span lang="{escape(value.language)}">{text}</span>' if value.language else text

    def _said(self, witnesses: Sequence[Witness], *, agreed: bool = True) -> str:
        if not witnesses:
            return ""
        return self._once(("said", witnesses, agreed), lambda: self._witnesses(witnesses, agreed=agreed))

    def _witnesses(self, witnesses: Sequence[Witness], *, agreed: bool) -> str:
        many = f'<b class="many">{len(witnesses)} sources</b>' if agreed and len(witnesses) > 1 else ""
        by = (
            f'<span class="by"{lang(each.source)}>{escape(each.source.text)}'
            f"{''.join(f' {self._cite(*place)}' for place in each.citations)}</span> "
            for each in witnesses
        )
        return f'<span class="said">{many}{"".join(by)}</span>'

    def _marks(self, witnesses: Sequence[Witness]) -> str:
        marks = (f" {self._cite(*place, each.source.text)}" for each in witnesses for place in each.citations)
        return f'<span class="marks">{"".join(marks)}</span>'

    def _cite(self, iri: str, place: str, source: str = "") -> str:
        address = self._public.link(iri)
        if not address:
            return f'<span class="cite" title="{escape(iri)}">{escape(place)}</span>'
        title = f' title="{escape(source)}"' if source else ""
        return f'<a class="cite" href="{escape(address)}"{title}>{escape(place)}</a>'

    def _inline(self, rows: Sequence[Row], *, cite: bool) -> str:
        parts: list[str] = []
        for row in rows:
            in_words = row.property.iri.endswith(_WORDS)
            parts.append('<span class="words">' if in_words else f"<span><i>{escape(row.property.text)}</i> ")
            facts = []
            for fact in row.facts:
                behind = f" ({self._inline(fact.rows, cite=cite)})" if fact.rows else ""
                marks = self._marks(fact.witnesses) if cite and fact.witnesses else ""
                facts.append(f"{self._read(fact.value)}{behind}{marks}")
            parts.append(f"{', '.join(facts)}</span>")
            if row is not rows[-1] and not in_words:
                parts.append("<i>; </i>")
        return "".join(parts)

    def _rows(self, row: Row) -> str:
        head = (
            f'<th scope="rowgroup" rowspan="{len(row.facts)}"><span title="{escape(row.property.iri)}"'
            f"{lang(row.property)}>{escape(row.property.text)}</span></th>"
        )
        lines = []
        for fact in row.facts:
            behind = f' <span class="of">{self._inline(fact.rows, cite=True)}</span>' if fact.rows else ""
            lines.append(
                f"<tr>\n{head}<td>{self._read(fact.value)}{behind}</td>\n<td>{self._said(fact.witnesses)}</td>\n</tr>\n"
            )
            head = ""
        return f"<tbody>\n{''.join(lines)}</tbody>\n"

    def _told(self, told: Told) -> str:
        rows = (
            f'<span class="of">{self._inline(told.rows, cite=not told.alike)}</span>\n' if told.rows else ""
        )
        return f"<li>{self._read(told.thing)}\n{rows}{self._said(told.witnesses)}</li>\n"
