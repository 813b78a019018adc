"""Generates a graph of film music of any size in the project's own ontology, the same for the same seed.

python tests/benchmarks/generate.py --triples 1M music.nt
python tests/benchmarks/generate.py --triples 1M --citations music.nq
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import TYPE_CHECKING

import click
from films import Films
from pyoxigraph import NamedNode, RdfFormat, parse
from things import PREFERRED, TYPE, Block

from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE, CONCEPTS, CURATION, DCTERMS, FM, INFERRED, SCHEMA, SKOS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_UNITS = {"k": 1_000, "M": 1_000_000}
_SOURCE_TEXT = 60
"""Characters of a generated source that a passage takes up, at most."""


def size(text: str) -> int:
    """A number of triples such as ``10k`` or ``1M``.

    >>> size("10k")
    10000
    """
    return int(text[:-1]) * _UNITS[text[-1]] if text[-1] in _UNITS else int(text)


def blocks(triples: int, seed: int) -> Iterator[Block]:
    """The blocks of the graph without its concepts, so many triples in all, each triple once.

    The pools (persons, bands, companies, charts, award bodies) grow with the graph and come first.

    Args:
        triples: how many, at least 2,000.
        seed: decides everything.
    """
    make = Films(random.Random(seed), _lists())  # noqa: S311 - no secret
    made = 0
    for block in _endless(triples, make):
        if len(block) > triples - made or triples - made - len(block) == 1:
            break
        made += len(block)
        yield block
    while left := triples - made:
        block = make.person(4 if left == 6 else min(5, left))
        made += len(block)
        yield block


def _endless(triples: int, make: Films) -> Iterator[Block]:
    for _ in range(triples // 60):
        yield make.person()
    for _ in range(triples // 400):
        yield make.group()
    for _ in range(4 + triples // 5_000):
        yield make.company("RecordLabel", make.labels)
    for _ in range(4 + triples // 10_000):
        yield make.company("Publication", make.publications)
    for _ in range(3 + triples // 20_000):
        yield make.chart()
    for _ in range(2 + triples // 50_000):
        yield make.body()
    while True:
        yield make.film() if make.chance(0.6) else make.album()


def _concepts() -> list[str]:
    """The triples of the project's concepts."""
    file = shipped("ontology") / "concepts.ttl"
    return [str(quad.triple) for quad in parse(path=file, format=RdfFormat.TURTLE)]


def _lists() -> dict[str, list[str]]:
    """The concepts' names by the name of their list, each list in the order of the file."""
    found: dict[str, list[str]] = {}
    for quad in parse(path=shipped("ontology") / "concepts.ttl", format=RdfFormat.TURTLE):
        if quad.predicate == SKOS.inScheme and isinstance(quad.object, NamedNode):
            name = str(quad.subject)[1:-1].rpartition("/")[2]
            found.setdefault(quad.object.value.rpartition("/")[2], []).append(name)
    return found


class _Citations:
    """Spreads facts over citation graphs, one to three each, of sources that are made up."""

    def __init__(self, triples: int, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311 - no secret
        self._ends = [0] * (3 + triples // 4_000)

    def quads(self, block: Block) -> Iterator[str]:
        """Each fact of a block in its citation graphs; every block begins new passages."""
        first = int(len(self._ends) * self._random() ** 2)
        sources = [(first + step) % len(self._ends) for step in range(3)]
        graphs = [self._passage(source) for source in sources]
        for fact in block.facts:
            draw = self._random()
            if draw > 0.6:
                graphs[0] = self._passage(sources[0])
            yield f"{fact} {graphs[0]} .\n"
            if draw % 0.1 > 0.065:
                yield f"{fact} {graphs[1]} .\n"
            if draw % 0.1 > 0.09:
                yield f"{fact} {graphs[2]} .\n"

    def _passage(self, source: int) -> str:
        begin = self._ends[source]
        self._ends[source] = end = begin + 20 + int((_SOURCE_TEXT - 20) * self._random())
        return f"<{_source(source)}#char={begin},{end}>"

    def sources(self) -> Iterator[str]:
        """What is said of the sources themselves."""
        for number, end in enumerate(self._ends):
            iri = f"<{_source(number)}>"
            digest = hashlib.sha256(iri.encode()).hexdigest()
            for predicate, value in (
                (TYPE, f"<{FM.iri}Source>"),
                (PREFERRED, f'"Generated source {number}"'),
                (f"<{SCHEMA.iri}sha256>", f'"{digest}"'),
                (f"<{DCTERMS.iri}identifier>", f'"generated-{number}"'),
                (f"<{DCTERMS.iri}extent>", f'"{end + 1}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            ):
                yield f"{iri} {predicate} {value} {SOURCES} .\n"


def _source(number: int) -> str:
    return f"{BASE}source/generated-{number}"


def write(out: TextIO, triples: int, seed: int = 1, *, citations: bool = False) -> None:
    """Write a graph: N-Triples, or N-Quads in which every fact is cited.

    Args:
        out: where to.
        triples: how many the default graph has, the project's own concepts among them.
        seed: equal seeds give equal bytes.
        citations: whether to write, beside the default graph, the citation graphs and service graphs that
            it is the merge of, and what is said of the sources.
    """
    concepts = _concepts()
    cited = _Citations(triples, seed)
    out.writelines(f"{line} .\n" for line in concepts)
    if citations:
        out.writelines(f"{line} {CONCEPTS} .\n" for line in concepts)
    for block in blocks(triples - len(concepts), seed):
        for lines, graph in ((block.facts, None), (block.curated, CURATION), (block.inferred, INFERRED)):
            out.writelines(f"{line} .\n" for line in lines)
            if citations and graph:
                out.writelines(f"{line} {graph} .\n" for line in lines)
        if citations:
            out.writelines(cited.quads(block))
    if citations:
        out.writelines(cited.sources())


def write_file(file: Path, triples: int, seed: int = 1, *, citations: bool = False) -> Path:
    """Write a graph to a file, which is there whole or not at all."""
    part = file.with_name(file.name + ".part")
    with part.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        write(out, triples, seed, citations=citations)
    return part.rename(file)


@click.command()
@click.option("--triples", default="10k", show_default=True, help="Triples of the default graph.")
@click.option("--seed", default=1, show_default=True, help="Equal seeds give equal bytes.")
@click.option("--citations", is_flag=True, help="N-Quads with citation graphs; otherwise N-Triples.")
@click.argument("file", type=click.Path(path_type=Path))
def main(triples: str, seed: int, citations: bool, file: Path) -> None:  # noqa: FBT001 - click's way
    """Write a generated graph of film music to FILE."""
    write_file(file, size(triples), seed, citations=citations)


if __name__ == "__main__":
    main()
