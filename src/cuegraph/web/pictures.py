"""The picture of a question's result: from solutions to SVG."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.media import Kind
from cuegraph.service.ask import labels
from cuegraph.service.lookup import shorten
from cuegraph.web.paths import paths
from cuegraph.web.ranks import ranks
from cuegraph.web.svg import bars, network, span_of, timeline
from cuegraph.web.table import LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.service.library import Question
    from cuegraph.service.picture import Picture
    from cuegraph.web.paths import Step, Stop

    Term = NamedNode | Literal | None

    Solution = Mapping[str, Mapping[str, str]]
    Link = Callable[[str], str | None]

MOST: Final = 60
"""The most bars or events that are drawn."""


@dataclass(frozen=True)
class Drawn:
    """A picture to show.

    Attributes:
        svg: the picture; empty when there is nothing to draw.
        note: how to read it, and what of it is left out; may be empty.
        marks: how many bars, events or lines are in it.
    """

    svg: Markup
    note: str
    marks: int


def nameless(picture: Picture, rows: Sequence[Solution]) -> list[str]:
    """The IRIs that the picture names and the solutions have no label for, each once."""
    wanted = (*picture.label, *picture.nodes, *picture.links)
    found = (row[name] for row in rows for name in wanted if name in row and name + LABEL not in row)
    return list(dict.fromkeys(term["value"] for term in found if term["type"] == "uri"))


def draw(
    picture: Picture, title: str, rows: Sequence[Solution], names: Mapping[str, str], link: Link
) -> Drawn:
    """The picture of solutions.

    Args:
        picture: what to draw.
        title: what it shows.
        rows: the solutions, with the terms of the parameters that are nodes.
        names: what to call the IRIs that have no label in the solutions.
        link: where an IRI is read; None for nowhere.
    """
    drawing = _Drawing(names, link)
    if picture.kind == "network":
        return drawing.network(picture, title, rows)
    if picture.kind == "paths":
        steps = drawing.steps(picture, rows)
        return Drawn(paths(title, len(picture.nodes), steps), picture.note, len(steps))
    if picture.kind == "timeline":
        events = drawing.events(picture, rows)
        return Drawn(timeline(title, events[:MOST]), _note(picture, len(events)), len(events))
    found = drawing.bars(picture, rows)
    svg = (ranks if picture.kind == "ranks" else bars)(title, found[:MOST])
    return Drawn(svg, _note(picture, len(found)), len(found))


def picture_of(
    engine: Engine, question: Question, answer: Answer, terms: Mapping[str, Term], leads: Link
) -> Drawn | None:
    """The picture of a question's answer; None where it has none.

    Args:
        engine: says what to call what the answer gives no label for.
        question: the question.
        answer: its answer, in memory, in JSON where it is solutions.
        terms: the values of its parameters.
        leads: gives the address where an IRI is read, or None.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    picture = question.picture
    if picture is None or answer.format.kind is not Kind.RESULTS:
        return None
    given = {
        name: {"type": "uri" if isinstance(term, NamedNode) else "literal", "value": term.value}
        for name, term in terms.items()
        if term is not None and name in picture.nodes
    }
    rows = [given | row for row in json.loads(answer.body).get("results", {}).get("bindings", ())]
    things = [NamedNode(each) for each in nameless(picture, rows)]
    names = {thing.value: name for thing, name in labels(engine, things).items()}
    return draw(picture, question.title, rows, names, leads)


def _note(picture: Picture, number: int) -> str:
    cut = f"The first {MOST} of {number:,} are drawn." if number > MOST else ""
    return " ".join(part for part in (picture.note, cut) if part)


@dataclass(frozen=True)
class _Drawing:
    names: Mapping[str, str]
    link: Link

    def text(self, row: Solution, name: str) -> str:
        """What to read for a variable; empty where it is unbound."""
        term, label = row.get(name), row.get(name + LABEL)
        if label is not None:
            return label["value"]
        if term is None:
            return ""
        value = term["value"]
        return self.names.get(value, shorten(value)) if term["type"] == "uri" else value

    def iri(self, row: Solution, name: str) -> str | None:
        term = row.get(name)
        return term["value"] if term is not None and term["type"] == "uri" else None

    def leads(self, row: Solution, *names: str) -> str | None:
        """Where the first of the things that has a page is read."""
        found = (self.link(iri) for name in names if (iri := self.iri(row, name)))
        return next((each for each in found if each), None)

    def joined(self, row: Solution, names: Sequence[str]) -> str:
        return ", ".join(text for name in names if (text := self.text(row, name)))

    def bars(self, picture: Picture, rows: Sequence[Solution]) -> list[tuple[str, float, str | None]]:
        links: dict[tuple[str, float], str | None] = {}
        counts: dict[str, int] = {}
        for row in rows:
            label = self.joined(row, picture.label)
            if not label:
                continue
            counts[label] = counts.get(label, 0) + 1
            if picture.value is None:
                links.setdefault((label, 0.0), self.leads(row, *picture.label))
            elif (value := _number(self.text(row, picture.value))) is not None:
                links.setdefault((label, value), self.leads(row, *picture.label))
        if picture.value is None:
            return [(label, float(counts[label]), link) for (label, _), link in links.items()]
        return [(label, value, link) for (label, value), link in links.items()]

    def events(self, picture: Picture, rows: Sequence[Solution]) -> list[tuple[str, str, str | None]]:
        found: dict[tuple[str, str], str | None] = {}
        for row in rows:
            date = self.text(row, picture.value or "")
            if span_of(date) is not None:
                found.setdefault((date, self.joined(row, picture.label)), self.leads(row, *picture.label))
        return [(date, label, link) for (date, label), link in found.items()]

    def steps(self, picture: Picture, rows: Sequence[Solution]) -> list[Step]:
        """The steps of the rows from one node to the next that a row has, each once."""
        found: dict[Step, None] = {}
        for row in rows:
            before: tuple[Stop, str] | None = None
            for column, name in enumerate(picture.nodes):
                text = self.text(row, name)
                if not text:
                    continue
                stop: Stop = column, text, self.leads(row, name)
                if before is not None:
                    found[before[0], stop, before[1]] = None
                link = picture.links[column] if column < len(picture.links) else ""
                before = stop, self.text(row, link)
        return list(found)

    def network(self, picture: Picture, title: str, rows: Sequence[Solution]) -> Drawn:
        nodes: dict[str, tuple[str, str, str | None]] = {}
        edges: dict[tuple[str, str, str], None] = {}
        for row in rows:
            before: tuple[str, str] | None = None
            for place, name in enumerate(picture.nodes):
                text = self.text(row, name)
                if not text:
                    continue
                ident = self.iri(row, name) or text
                nodes.setdefault(ident, (ident, text, self.leads(row, name)))
                if before is not None:
                    edges[before[0], ident, before[1]] = None
                link = picture.links[place] if place < len(picture.links) else ""
                before = ident, self.text(row, link)
        return Drawn(network(title, [*nodes.values()] if edges else [], [*edges]), picture.note, len(edges))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
