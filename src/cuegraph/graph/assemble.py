"""From data and ontology to the dataset that is served: citation graphs, service graphs and their merge."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from cuegraph.errors import InvalidData
from cuegraph.graph.description import describe_dataset
from cuegraph.graph.evidence import check_citations, describe_passages, text_order
from cuegraph.graph.infer import infer
from cuegraph.graph.read import read_files, read_ontology
from cuegraph.vocabulary import DATASET, IN_DEFAULT, is_citation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STEPS: tuple[str, ...] = ("reading", "passages", "inference", "description", "checking")
"""The steps of :func:`assemble`, in order."""

OnStep = Callable[[str], object]
"""Called with each step's name when it is done."""


@dataclass(frozen=True)
class Assembled:
    """The dataset.

    Attributes:
        quads: every quad once, sorted by its line of N-Quads; the default graph's among them.
        digest: sha256 in hexadecimal of the sorted N-Quads of everything but graph/dataset.
    """

    quads: tuple[Quad, ...]
    digest: str

    @cached_property
    def graphs(self) -> dict[NamedNode | DefaultGraph, tuple[Triple, ...]]:
        """Each graph's triples; the names in the order of their IRIs, the default graph first."""
        found: dict[NamedNode | DefaultGraph, list[Triple]] = {}
        for quad in self.quads:
            name = quad.graph_name
            if isinstance(name, NamedNode | DefaultGraph):
                found.setdefault(name, []).append(quad.triple)
        return {
            name: tuple(found[name])
            for name in sorted(found, key=lambda each: each.value if isinstance(each, NamedNode) else "")
        }

    def graph(self, name: NamedNode) -> tuple[Triple, ...]:
        """The triples of a named graph; empty when there is none of this name."""
        return self.graphs.get(name, ())

    def default(self) -> tuple[Triple, ...]:
        """The triples of the default graph, each once."""
        return self.graphs.get(DefaultGraph(), ())

    def citations(self) -> dict[NamedNode, tuple[Triple, ...]]:
        """The citation graphs with their triples, by source and in text order."""
        names = [name for name in self.graphs if isinstance(name, NamedNode) and is_citation(name.value)]
        return {name: self.graphs[name] for name in sorted(names, key=lambda each: text_order(each.value))}

    def nquads(self) -> bytes:
        """The dataset as sorted N-Quads."""
        return serialize(self.quads, format=RdfFormat.N_QUADS) or b""


def assemble(data: Path, ontology: Path, *, on_step: OnStep = lambda _: None) -> Assembled:
    """The dataset made of a folder of data and the ontology's folder.

    The default graph is the merge of the citation graphs, curation, concepts, links and what follows from
    them by the ontology's hierarchies. The same files give the same quads and the same digest.

    Args:
        data: the folder with the TriG files.
        ontology: the folder with the ontology's four files.
        on_step: called after each of :data:`STEPS`.

    Raises:
        InvalidData: a file is missing, broken or holds what it may not; a literal would not come back from
            the store as it was written.
    """
    terms = read_ontology(ontology)
    read = read_files(data)
    check_citations(read)
    quads = {quad for quad, _ in read}
    on_step("reading")
    quads |= describe_passages(quads)
    on_step("passages")
    quads |= infer(quads, terms)
    quads.update(terms)
    merged = [quad for quad in quads if _in_default(quad.graph_name)]
    quads.update(Quad(quad.subject, quad.predicate, quad.object) for quad in merged)
    on_step("inference")
    lines = _lines(quads)
    digest = hashlib.sha256(b"".join(line for line, _ in lines)).hexdigest()
    described = {
        Quad(triple.subject, triple.predicate, triple.object, DATASET)
        for triple in describe_dataset(quads, digest)
    }
    on_step("description")
    _check_values(quads | described, read)
    on_step("checking")
    lines = sorted([*lines, *_lines(described - quads)], key=_line)  # two sorted runs: quickly merged
    return Assembled(tuple(quad for _, quad in lines), digest)


def _in_default(name: object) -> bool:
    return isinstance(name, NamedNode) and (is_citation(name.value) or name in IN_DEFAULT)


def _lines(quads: Iterable[Quad]) -> list[tuple[bytes, Quad]]:
    """Each quad's line of N-Quads and the quad, sorted by the line."""
    quads = list(quads)
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return sorted(zip(lines, quads, strict=True), key=_line)


def _line(pair: tuple[bytes, Quad]) -> bytes:
    return pair[0]


def _check_values(quads: set[Quad], read: list[tuple[Quad, str]]) -> None:
    """Whether every quad comes back from the store unchanged: it keeps values, not spellings.

    Args:
        quads: the dataset.
        read: the quads that were read, each with its file, to name it.
    """
    given = {quad.object for quad in quads if isinstance(quad.object, Literal)}
    store = Store()
    store.bulk_extend(Quad(DATASET, DATASET, value) for value in given)
    changed = given - {quad.object for quad in store}
    if changed:
        lost = [each for each in quads if each.object in changed and isinstance(each.graph_name, NamedNode)]
        files = dict(read)
        quad = min(lost, key=lambda each: (each not in files, str(each)))
        alone = Store()
        alone.add(quad)
        where = f"{quad.graph_name}, {quad.subject}"
        raise InvalidData(
            f"The store gives {quad.object}, a {quad.predicate}, back as {next(iter(alone)).object}.",
            where=f"{files[quad]}, {where}" if quad in files else where,
            remedy="Write the canonical value: xsd:integer and no type derived from it, no needless zeros, "
            "durations such as PT1H10M18S.",
        )
