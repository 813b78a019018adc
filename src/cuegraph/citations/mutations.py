"""How often a triple that is moved to another passage of its source is noticed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuegraph.citations.finder import Finder
from cuegraph.citations.support import Support
from cuegraph.vocabulary import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.citations.names import Names
    from cuegraph.citations.record import Fact, Record
    from cuegraph.citations.texts import Text

RATE_NEEDED = 0.95
"""Which share of the moves has to be noticed."""


@dataclass(frozen=True)
class Moves:
    """The moves of some triples.

    Attributes:
        tried: how many.
        caught: how many of them the rule of support notices.
    """

    tried: int
    caught: int

    @property
    def rate(self) -> float:
        """The share that is caught, 1 when there is nothing to move."""
        return self.caught / self.tried if self.tried else 1.0

    def __add__(self, other: Moves) -> Moves:
        return Moves(self.tried + other.tried, self.caught + other.caught)


@dataclass(frozen=True)
class Mutations:
    """The moves of every cited triple to every other citation graph of its source.

    Attributes:
        by_source: source IRI → its moves.
        by_fact: citation IRI and triple → its moves.
    """

    by_source: dict[str, Moves]
    by_fact: dict[tuple[str, Fact], Moves]

    @property
    def all(self) -> Moves:
        """The moves of all sources."""
        return sum(self.by_source.values(), Moves(0, 0))

    def worst(self, count: int) -> list[tuple[str, Fact, Moves]]:
        """The triples whose moves go unnoticed most often, the worst first."""
        missed = [(graph, fact, moves) for (graph, fact), moves in self.by_fact.items() if moves.rate < 1]
        missed.sort(key=lambda each: (each[2].caught - each[2].tried, each[0], *map(str, each[1])))
        return missed[:count]


def mutate(record: Record, texts: Mapping[str, Text], names: Names) -> Mutations:
    """Moves every cited triple to every other citation graph of its source.

    A move is caught when the triple is not supported there, judged as if it had been added to that graph. A
    graph that holds the same triple is no target. What is excused counts nowhere.
    """
    support = Support(record, Finder(record, texts, names), names)
    holders: defaultdict[Fact, set[str]] = defaultdict(set)
    graphs: defaultdict[str, list[str]] = defaultdict(list)
    for graph, facts in record.graphs.items():
        graphs[source_of(graph)].append(graph)
        for fact in facts:
            holders[fact].add(graph)
    by_fact: dict[tuple[str, Fact], Moves] = {}
    by_source = {}
    for source, own in graphs.items():
        moves = {}
        for graph in own:
            for fact in record.graphs[graph]:
                targets = [each for each in own if each not in holders[fact]]
                missed = sum(support.states_too(each, fact) for each in targets)
                moves[graph, fact] = Moves(len(targets), len(targets) - missed)
        by_source[source] = sum(moves.values(), Moves(0, 0))
        by_fact |= moves
    return Mutations(by_source, by_fact)
