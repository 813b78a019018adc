"""Whether a passage states a triple: both ends are found in it or in what it is read with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cuegraph.vocabulary import DCTERMS, FM, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cuegraph.citations.finder import Finder
    from cuegraph.citations.names import Names
    from cuegraph.citations.record import Fact, Record, Term

PARAPHRASES = frozenset({FM.paraphrase, DCTERMS.description})
"""Properties whose text is ours: it is not looked for, and is no link of its node."""

LINKS_NEEDED = 2
"""How many links, all of them found, stand for a node that no source names."""


@dataclass(frozen=True)
class Gap:
    """What is not found of a triple.

    Attributes:
        end: ``subject``, ``object``, or ``passage`` when both ends are found but neither in the passage
            itself.
        term: the end, or the nameless node at fault behind it.
        link: the link of the nameless node that is not found; None when its links are too few, or it is
            named.
        nameless: whether the node at fault is a nameless one.
    """

    end: str
    term: Term
    link: Fact | None = None
    nameless: bool = False


@dataclass(frozen=True)
class _Link:
    """A triple as one of its ends sees it: the triple and the other end."""

    fact: Fact
    other: Term


class Support:
    """Decides whether passages support triples.

    Supported means: both ends are found in the passage or in one of those that it is directly read with,
    and at least one of them in the passage itself. An expression such as "the film" stands for the film only
    where a name of it is read with it. The source is found in all its passages, but never
    counts as the end in the passage itself. A nameless node is found when it has at least two links in the
    graph and every one is found; nameless nodes that link to each other are judged together. Of a
    paraphrase, only the subject is looked for.

    Args:
        record: the passages and citation graphs.
        finder: finds terms in passages.
        names: tells nameless nodes from named ones.
        excused: pairs of citation IRI and triple that a person vouches for. To the other triples of a
            nameless node, its excused link counts as found and stands in for a second link.
    """

    def __init__(
        self, record: Record, finder: Finder, names: Names, excused: Iterable[tuple[str, Fact]] = ()
    ) -> None:
        self._record = record
        self._finder = finder
        self._found = finder.found
        self._is_nameless = names.is_nameless
        self._links = {graph: _links_of(graph, facts) for graph, facts in record.graphs.items()}
        self._excused: defaultdict[str, set[Fact]] = defaultdict(set)
        for graph, fact in excused:
            self._excused[graph].add(fact)

    def gaps(self, graph: str, fact: Fact, *, without: str = "", lean: bool = True) -> tuple[Gap, ...]:
        """What is not found of a triple that a citation graph states; empty when the passage supports it.

        Args:
            graph: the citation IRI, of a graph in the record.
            fact: the triple.
            without: a passage to leave out of those that this one is read with.
            lean: whether links that are excused count as found.
        """
        scope = tuple(each for each in self._record.passages[graph].read_with if each != without)
        excused = self._excused.get(graph, set()) if lean else set()
        return _View(graph, scope, self._links[graph], excused, self._finder, self._is_nameless).gaps(fact)

    def states_too(self, graph: str, fact: Fact) -> bool:
        """Whether a citation graph would support another's triple if it were added; nothing is excused."""
        scope = self._record.passages[graph].read_with
        links = self._links[graph]
        for end in (fact.subject, fact.object):
            if self._is_nameless(end):
                if end in links:
                    links = _with(links, graph, fact)
                elif not any(self._found(each, end) for each in (graph, *scope)):
                    return False  # this would be its one link
        return not _View(graph, scope, links, set(), self._finder, self._is_nameless).gaps(fact)


@dataclass(frozen=True)
class _View:
    """One citation graph, its passage and those that it is read with."""

    graph: str
    scope: tuple[str, ...]
    links: dict[Term, list[_Link]]
    excused: set[Fact]
    finder: Finder
    is_nameless: Callable[[Term], bool]

    def gaps(self, fact: Fact) -> tuple[Gap, ...]:
        missing, here = self._look("subject", fact.subject)
        if fact.predicate not in PARAPHRASES:
            more, there = self._look("object", fact.object)
            missing, here = missing + more, here or there
        apart = Gap("passage", fact.subject, nameless=self.is_nameless(fact.subject))
        return tuple(missing) or (() if here else (apart,))

    def _look(self, end: str, term: Term) -> tuple[list[Gap], bool]:
        """What is missing of an end, and whether something of it is in the passage itself."""
        if term.value == source_of(self.graph) and isinstance(term, NamedNode):
            return [], False
        if self._here(term):
            return [], True
        if self._beside(term):
            return [], False
        if isinstance(term, NamedNode) and self.is_nameless(term):
            return self._look_at_links(end, term)
        return [Gap(end, term)], False

    def _look_at_links(self, end: str, node: NamedNode) -> tuple[list[Gap], bool]:
        """A nameless node, judged with all nameless nodes that hang together with it."""
        missing: list[Gap] = []
        here = False
        seen, waiting = {node}, [node]
        while waiting:
            current = waiting.pop()
            links = self.links.get(current, [])
            vouched = any(current in (fact.subject, fact.object) for fact in self.excused)
            if not vouched and len({self._counted(link) for link in links}) < LINKS_NEEDED:
                missing.append(Gap(end, current, nameless=True))
            here = here or vouched
            for fact, other in ((link.fact, link.other) for link in links if link.fact not in self.excused):
                if self._here(other):
                    here = True
                elif self._beside(other) or other in seen:
                    continue
                elif isinstance(other, NamedNode) and self.is_nameless(other):
                    seen.add(other)
                    waiting.append(other)
                else:
                    missing.append(Gap(end, current, fact, nameless=True))
        return missing, here

    def _counted(self, link: _Link) -> Fact | Term:
        """What makes a link distinct: two links to the same nameless node say no more than one."""
        return link.other if self.is_nameless(link.other) else link.fact

    def _here(self, term: Term) -> bool:
        """Whether the passage itself names the term, or means it while one that it is read with names it."""
        return self.finder.found(self.graph, term) or (
            self.finder.meant(self.graph, term) and self._beside(term)
        )

    def _beside(self, term: Term) -> bool:
        return any(self.finder.found(each, term) for each in self.scope)


def _links_of(graph: str, facts: Iterable[Fact]) -> dict[Term, list[_Link]]:
    links: defaultdict[Term, list[_Link]] = defaultdict(list)
    for fact in facts:
        for end, link in _ends(source_of(graph), fact):
            links[end].append(link)
    return dict(links)


def _with(links: dict[Term, list[_Link]], graph: str, fact: Fact) -> dict[Term, list[_Link]]:
    """The links of a graph that states one triple more."""
    more = {end: [*links.get(end, ()), *added] for end, added in _links_of(graph, [fact]).items()}
    return links | more


def _ends(source: str, fact: Fact) -> Iterator[tuple[Term, _Link]]:
    """A triple as its ends see it; nothing for paraphrases and for triples that the source is an end of."""
    if fact.predicate in PARAPHRASES or source in (fact.subject.value, fact.object.value):
        return
    yield fact.subject, _Link(fact, fact.object)
    if isinstance(fact.object, NamedNode):
        yield fact.object, _Link(fact, fact.subject)
