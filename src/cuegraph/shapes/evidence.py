"""Where a triple stands: its citation graphs and the files that they were read from."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from cuegraph.shapes.index import Index, Term
from cuegraph.vocabulary import SH, is_citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Sources:
    """Where something is stated.

    Attributes:
        citations: IRIs of citation graphs, in text order; empty when only a service graph holds it.
        files: the files that hold it, sorted; empty for what the build inferred.
    """

    citations: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def __or__(self, other: Sources) -> Sources:
        return Sources(_in_order({*self.citations, *other.citations}), _in_order({*self.files, *other.files}))


class Evidence:
    """The quads of the data by what they state.

    Args:
        quads: each quad with the file that it was read from, empty when it was read from none.
    """

    def __init__(self, quads: Iterable[tuple[Quad, str]]) -> None:
        stated: dict[Triple, set[tuple[str, str]]] = defaultdict(set)
        spoken: dict[object, set[tuple[str, str]]] = defaultdict(set)
        for quad, file in quads:
            name = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
            stated[quad.triple].add((name, file))
            spoken[quad.subject].add((name, file))
            spoken[quad.object].add((name, file))
        self.index = Index(stated)
        self._of_triple = {triple: sources_of(found) for triple, found in stated.items()}
        self._of_node = {node: sources_of(found) for node, found in spoken.items()}

    def of_node(self, node: object) -> Sources:
        """What speaks of this node: where it is subject or object; the citations where there are any."""
        return self._of_node.get(node, Sources())

    def values(self, focus: Term, path: Term | None, paths: Index) -> dict[Term, Sources]:
        """The values of a SHACL path from a node, each with where the triples that lead to it stand.

        Args:
            focus: the node to start from.
            path: a predicate, or the node of a sequence, alternative or inverse path (SHACL 2.3.1).
            paths: the graph that describes the path.
        """
        found: dict[Term, Sources] = {}
        for value, sources in self._walk(focus, path, paths):
            found[value] = found.get(value, Sources()) | sources
        return dict(sorted(found.items(), key=lambda each: str(each[0])))

    def _walk(self, focus: Term, path: Term | None, paths: Index) -> Iterator[tuple[Term, Sources]]:
        if isinstance(path, NamedNode):
            for value in self.index.objects(focus, path):
                yield value, self._of_triple[_triple(focus, path, value)]
            return
        inverse = paths.one(path, SH.inversePath)
        if isinstance(inverse, NamedNode):
            for subject in self.index.subjects(inverse, focus):
                yield subject, self._of_triple[_triple(subject, inverse, focus)]
            return
        for choice in paths.listed(path, SH.alternativePath):
            yield from self._walk(focus, choice, paths)
        steps = tuple(paths.members(path))
        if steps:
            yield from self._follow(focus, steps, paths)

    def _follow(self, focus: Term, steps: tuple[Term, ...], paths: Index) -> Iterator[tuple[Term, Sources]]:
        for value, sources in self._walk(focus, steps[0], paths):
            if len(steps) == 1:
                yield value, sources
                continue
            for end, more in self._follow(value, steps[1:], paths):
                yield end, sources | more


def _triple(subject: object, predicate: NamedNode, value: Term) -> Triple:
    return Triple(subject, predicate, value)  # type: ignore[arg-type]  # both came out of triples


def sources_of(found: set[tuple[str, str]]) -> Sources:
    """Graphs, each with a file that holds it, as sources: the citations where there are any, else all."""
    cited = {each for each in found if is_citation(each[0])} or found
    return Sources(
        _in_order({name for name, _ in cited if is_citation(name)}),
        _in_order({file for _, file in cited if file}),
    )


def _in_order(names: set[str]) -> tuple[str, ...]:
    """Names sorted, the numbers in them by size: ``#char=9,12`` before ``#char=10,20``."""
    return tuple(sorted(names, key=_numbers_by_size))


def _numbers_by_size(name: str) -> list[tuple[str, int, str]]:
    """A key of the text before each number, and how many digits it has and which, however many."""
    pairs = re.findall(r"(\D*)(\d*)", name)
    return [(text, len(bare), bare) for text, digits in pairs for bare in [digits.lstrip("0")]]
