"""The dataset of a query: what the protocol's parameters or the query's own FROM clauses make of the store.

pyoxigraph 0.5.13 reads several default graphs as a union in which a triple of two graphs counts twice. SPARQL
1.1 Query, section 13.2.1, says merge; so such a dataset is copied, each triple once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cuegraph.errors import BadInput
from cuegraph.protocol.explain import place_of
from cuegraph.protocol.lexer import Kind, fault, prologue, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import BlankNode, Literal, QueryBoolean, QuerySolutions, QueryTriples

    from cuegraph.protocol.lexer import Prologue, Token
    from cuegraph.protocol.request import Query

MERGE_LIMIT: Final = 1_000_000
"""The most triples of several default graphs that are merged for a query."""

DEFAULT_BASE: Final = "http://localhost/"
"""What relative IRIs are resolved against where a text has no BASE (RFC 3986, section 5.1.4): the same
wherever the service is, so that equal requests have equal answers."""

_CLAUSES = ("FROM", "NAMED")
_NAMES = frozenset({Kind.IRI, Kind.NAME})


@dataclass(frozen=True)
class Dataset:
    """What a query is asked of.

    Attributes:
        store: holds the graphs.
        default: the graphs whose union is the default graph; more than one only where nothing counts them.
        named: the named graphs, None for all of the store.
    """

    store: Store
    default: tuple[NamedNode | DefaultGraph, ...] = (DefaultGraph(),)
    named: tuple[NamedNode, ...] | None = None

    def ask(self, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a query over it.

        Raises:
            SyntaxError: it does not parse.
        """
        if self.named is None:
            return self.store.query(text, base_iri=DEFAULT_BASE)
        default: list[NamedNode | BlankNode | DefaultGraph] = [*self.default]
        named: list[NamedNode | BlankNode] = [*self.named]
        return self.store.query(text, base_iri=DEFAULT_BASE, default_graph=default, named_graphs=named)

    def named_graphs(self) -> list[NamedNode]:
        """The names of the named graphs, those of blank nodes left out."""
        names = self.store.named_graphs() if self.named is None else self.named
        return [each for each in names if isinstance(each, NamedNode)]

    def quads(self, subject: object, predicate: object = None, value: object = None) -> Iterator[Quad]:
        """The quads of the default graph of this subject, predicate and object; a triple may come twice."""
        for graph in self.default:
            yield from self.store.quads_for_pattern(subject, predicate, value, graph)  # type: ignore[arg-type]

    def merged(self) -> Dataset:
        """The same dataset with one default graph, so that each triple counts once.

        Raises:
            BadInput: that would be more than ``MERGE_LIMIT`` triples.
        """
        if len(self.default) < 2:  # noqa: PLR2004 (nothing to merge)
            return self
        scratch = Store()
        scratch.extend(_limited(_copied(self)))
        return Dataset(scratch, named=self.named)


def dataset_of(store: Store, query: Query, given: str = "") -> Dataset:
    """The dataset that a query asks for, several default graphs not merged yet.

    The protocol's parameters replace the query's own clauses (SPARQL 1.1 Protocol, section 2.1.4).

    Args:
        store: the whole dataset.
        query: the query, its text checked.
        given: its text as it was given, token by token; empty where that is no other text.

    Raises:
        QuerySyntaxError: the engine would read a clause where the grammar's tokens have none.
    """
    default, named = query.default_graphs, query.named_graphs
    if default or named:
        return Dataset(store, _nodes(default), _nodes(named))
    found = _clauses(query.text, given or query.text) if "from" in query.text.lower() else None
    return Dataset(store, *found) if found else Dataset(store)


def read(text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """A query's result over nothing: what it has of columns, and whether it parses.

    Raises:
        SyntaxError: it does not.
    """
    return Dataset(Store()).ask(text)


def resolved(opening: str, names: Sequence[str]) -> list[NamedNode | Literal]:
    """The terms that these names or literals stand for behind a prologue; none where they do not parse."""
    columns = " ".join(f"?g{number}" for number in range(len(names)))
    query = f"{opening}\nSELECT {columns} {{ VALUES ({columns}) {{ ({' '.join(names)}) }} }}"
    try:
        (row,) = read(query) if names else ([],)  # type: ignore[misc]
    except SyntaxError:  # which is told when the query itself is run
        return []
    return [*row]


def _nodes(iris: Iterable[str]) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(iri) for iri in dict.fromkeys(iris))


def _copied(dataset: Dataset) -> Iterator[Quad]:
    for quad in dataset.quads(None):
        yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
    for graph in dataset.named or ():
        yield from dataset.store.quads_for_pattern(None, None, None, graph)


def _limited(quads: Iterator[Quad]) -> Iterator[Quad]:
    for number, quad in enumerate(quads):
        if number >= MERGE_LIMIT:
            raise BadInput(
                f"The graphs asked for hold more than {MERGE_LIMIT} triples, too many to merge for a query.",
                where="default-graph-uri or FROM",
                remedy="Ask the default graph of the dataset, or fewer graphs.",
            )
        yield quad


def _clauses(text: str, given: str) -> tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]] | None:
    """The graphs of the query's FROM clauses; None without any, and where the query does not parse."""
    opening = prologue(text)
    head = [*_head(text, len(opening.text))]
    if found := _glued(opening, head):
        remedy = "Put a space between the words where a clause FROM is meant."
        raise fault(given, place_of(given, text, found.start), f"'{found.text}' is one word.", remedy)
    clauses = [
        (before.word, token)
        for before, token in pairwise(head)
        if before.kind is Kind.WORD and before.word in _CLAUSES and token.kind in _NAMES
    ]
    graphs = resolved(opening.text, [token.text for _, token in clauses])
    if not graphs:
        if clauses and _parses(text):
            place = place_of(given, text, clauses[0][1].start)
            raise fault(given, place, "The name of the graph cannot be read.")
        return None
    default, named = (
        tuple(
            dict.fromkeys(
                graph
                for graph, (word, _) in zip(graphs, clauses, strict=True)
                if word == wanted and isinstance(graph, NamedNode)
            )
        )
        for wanted in _CLAUSES
    )
    return default, named


def _head(text: str, start: int) -> Iterator[Token]:
    """The tokens of a query between its prologue and its pattern, without those in brackets."""
    depth = 0
    template = False
    for token in tokens(text):
        if token.start < start or token.kind is Kind.SPACE:
            continue
        if token.kind is Kind.MARK and token.text in "([{":
            if token.text == "{" and depth == 0 and not template:
                return
            depth += 1
        elif token.kind is Kind.MARK and token.text in ")]}":
            depth -= 1
            template = template and depth > 0
        elif depth == 0:
            template = token.kind is Kind.WORD and token.word == "CONSTRUCT"
            yield token


def _glued(opening: Prologue, head: Sequence[Token]) -> Token | None:
    """The first clause that pyoxigraph 0.5.13 reads where the longest match (section 19.8) is another token.

    It reads ``FROMex:g`` as FROM ex:g, and ``FROMNAMED`` and ``ASKFROM`` as two words.
    """
    describes = bool(head) and head[0].word == "DESCRIBE"
    for place, token in enumerate(head):
        glued = False
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            expected = describes or head[place - 1].word in _CLAUSES
            glued = prefix.upper().startswith(_CLAUSES) and not (expected and prefix in opening.prefixes)
        elif token.kind is Kind.WORD and token.word not in _CLAUSES:
            glued = any(word in token.word for word in _CLAUSES)
        if glued:
            return token
    return None


def _parses(text: str) -> bool:
    try:
        read(text)
    except SyntaxError:
        return False
    return True
