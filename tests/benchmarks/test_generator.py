"""The generated graph: as large as asked, the same for a seed, and right by the project's own shapes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from cuegraph.graph.infer import infer
from cuegraph.graph.read import read_ontology
from cuegraph.settings import shipped
from cuegraph.shapes.run import results, run
from cuegraph.vocabulary import CONCEPTS, CURATION, FM, IN_DEFAULT, INFERRED, RDF, SOURCES, is_citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GENERATOR = Path(__file__).with_name("generate.py")


@pytest.fixture(scope="module")
def generate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Runs the generator's command once for given options; gives the file."""
    folder = tmp_path_factory.mktemp("generated")
    made: dict[tuple[str, ...], Path] = {}

    def once(*options: str, again: str = "") -> Path:
        if (*options, again) not in made:
            file = folder / f"{len(made)}.nq"
            subprocess.run([sys.executable, GENERATOR, *options, file], check=True)
            made[*options, again] = file
        return made[*options, again]

    return once


def in_default(quads: Iterable[Quad]) -> set[Quad]:
    """The quads of the default graph."""
    return {quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)}


def quads_of(file: Path) -> list[Quad]:
    """The quads of an N-Quads file, as often as they stand there."""
    return list(parse(path=file, format=RdfFormat.N_QUADS))


def test_equal_seeds_give_equal_bytes_and_others_do_not(generate: Callable[..., Path]) -> None:
    for options in ((), ("--citations",)):
        first = generate("--seed", "7", *options).read_bytes()
        assert first == generate("--seed", "7", *options, again="again").read_bytes()
        assert first != generate("--seed", "8", *options).read_bytes()


@pytest.mark.parametrize(
    ("size", "triples"), [("2500", 2_500), ("10k", 10_000), ("33333", 33_333), ("100k", 100_000)]
)
def test_the_graph_has_as_many_triples_as_asked_each_once(
    generate: Callable[..., Path], size: str, triples: int
) -> None:
    lines = generate("--triples", size).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == triples


def test_the_store_gives_every_term_back_as_it_was_written(generate: Callable[..., Path]) -> None:
    file = generate("--triples", "100k")
    store = Store()
    store.bulk_load(path=file, format=RdfFormat.N_TRIPLES)
    lines = (serialize(store, format=RdfFormat.N_QUADS) or b"").splitlines()
    assert set(lines) == set(file.read_bytes().splitlines())


def test_the_shapes_find_nothing_wrong(generate: Callable[..., Path]) -> None:
    triples = [quad.triple for quad in quads_of(generate("--triples", "5000"))]
    shapes = [quad.triple for quad in parse(path=shipped("ontology") / "shapes.ttl", format=RdfFormat.TURTLE)]
    assert results(run(triples, shapes)) == ()


def test_every_property_and_class_is_in_the_ontology(generate: Callable[..., Path]) -> None:
    known = {quad.subject for quad in read_ontology(shipped("ontology"))}
    quads = quads_of(generate("--triples", "10k"))
    used = {quad.predicate for quad in quads} | {quad.object for quad in quads if quad.predicate == RDF.type}
    own = {term for term in used if isinstance(term, NamedNode) and term.value.startswith(FM.iri)}
    assert len(own) > 40
    assert own <= known


def test_popularity_is_skewed(generate: Callable[..., Path]) -> None:
    links: dict[object, int] = {}
    for quad in quads_of(generate("--triples", "100k")):
        if quad.predicate in {FM.genre, FM.creditedAgent, FM.recordLabel} and not isinstance(
            quad.object, Literal
        ):
            links[quad.object] = links.get(quad.object, 0) + 1
    counts = sorted(links.values())
    assert counts[-1] > 500
    assert counts[len(counts) // 2] < 10


def test_the_default_graph_is_the_merge_of_citations_and_service_graphs(
    generate: Callable[..., Path],
) -> None:
    quads = quads_of(generate("--triples", "10k", "--citations"))
    assert len(quads) == len(set(quads))
    default = in_default(quads)
    merged = {
        Quad(quad.subject, quad.predicate, quad.object)
        for quad in quads
        if isinstance(quad.graph_name, NamedNode)
        and (is_citation(quad.graph_name.value) or quad.graph_name in IN_DEFAULT)
    }
    assert default == merged
    assert len(default) == 10_000
    plain = generate("--triples", "10k").read_bytes().splitlines()
    assert {str(quad.triple).encode() + b" ." for quad in default} == set(plain)


def test_every_fact_has_one_to_three_citations_and_nothing_else_has_any(
    generate: Callable[..., Path],
) -> None:
    cited: dict[object, int] = {}
    uncited = set()
    for quad in quads_of(generate("--triples", "10k", "--citations")):
        if isinstance(quad.graph_name, NamedNode) and is_citation(quad.graph_name.value):
            cited[quad.triple] = cited.get(quad.triple, 0) + 1
        elif quad.graph_name in {CURATION, INFERRED, CONCEPTS, SOURCES}:
            uncited.add(quad.triple)
    assert set(cited.values()) == {1, 2, 3}
    assert not uncited & set(cited)


def test_what_follows_by_the_ontology_without_its_alignments_is_there(generate: Callable[..., Path]) -> None:
    quads = quads_of(generate("--triples", "10k", "--citations"))
    given = {quad for quad in quads if quad.graph_name == INFERRED}
    ontology = list(parse(path=shipped("ontology") / "filmmusic.ttl", format=RdfFormat.TURTLE))
    assert infer([quad for quad in quads if quad.graph_name != INFERRED], ontology) == given
