"""What the shipped data promise: facts in citation graphs alone, short passages, no words of the sources."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store

from cuegraph.citations.coverage import cover
from cuegraph.citations.excuses import FILE, read_excuses
from cuegraph.citations.mutations import mutate
from cuegraph.citations.names import Names as TextNames
from cuegraph.citations.record import Record, read_record
from cuegraph.citations.texts import Text, load_texts
from cuegraph.citations.verify import verify
from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.graph.read import read_data, read_ontology
from cuegraph.service.describe import describe
from cuegraph.service.lookup import Names
from cuegraph.settings import shipped
from cuegraph.vocabulary import (
    BASE,
    CONCEPTS,
    CURATION,
    DCTERMS,
    FM,
    INFERRED,
    LINKS,
    RDF,
    RDFS,
    SKOS,
    is_citation,
)

if TYPE_CHECKING:
    from pathlib import Path

CURATED = {RDF.type, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.description, FM.kind}
COMPARED = CURATED | {FM.about, FM.compares}
RUN, NAME_RUN = 8, 12
NAMING = {RDFS.label, DCTERMS.title, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.tableOfContents}


@cache
def drive() -> Assembled:
    """The shipped dataset."""
    return assemble(shipped("data"), shipped("ontology"))


@cache
def record() -> Record:
    """The shipped passages and citation graphs."""
    return read_record(read_data(shipped("data")))


def names() -> TextNames:
    """The names in the shipped data and ontology."""
    return TextNames(read_data(shipped("data")), read_ontology(shipped("ontology")))


def load(texts: Path) -> dict[str, Text]:
    """The source texts."""
    return load_texts(record().with_texts(), texts)


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """The runs of so many words in a text; they end at line breaks and the borders of cells."""
    found: set[tuple[str, ...]] = set()
    for stretch in re.split(r"[\n|]", text):
        row = words(stretch)
        found.update(tuple(row[start : start + length]) for start in range(len(row) - length + 1))
    return found


def test_every_fact_of_the_default_graph_stands_in_a_citation_graph() -> None:
    facts = set(drive().default())
    assert facts
    cited = {quad.triple for quad in drive().quads if is_citation(getattr(quad.graph_name, "value", ""))}
    added = {triple for graph in (CURATION, CONCEPTS, LINKS, INFERRED) for triple in drive().graph(graph)}
    assert facts - added <= cited
    assert facts == cited | added


def test_curation_says_only_what_curators_may_say() -> None:
    curated = [quad for quad in read_data(shipped("data")) if quad.graph_name == CURATION]
    comparisons = {quad.subject for quad in curated if quad.object == FM.Comparison}
    assert comparisons
    for quad in curated:
        assert quad.predicate in (COMPARED if quad.subject in comparisons else CURATED), quad


def test_a_kind_is_curated_for_statements_influences_and_comparisons_only() -> None:
    curated = [quad for quad in read_data(shipped("data")) if quad.graph_name == CURATION]
    classes = {quad.subject: quad.object for quad in curated if quad.predicate == RDF.type}
    kinds = {classes[quad.subject] for quad in curated if quad.predicate == FM.kind}
    assert kinds == {FM.Statement, FM.Influence, FM.Comparison}


def test_citation_graphs_hold_no_blank_nodes_and_no_types() -> None:
    cited = {quad.graph_name for quad in read_data(shipped("data"))} - {CURATION, LINKS}
    assert cited
    for quad in read_data(shipped("data")):
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        if isinstance(quad.graph_name, NamedNode) and is_citation(quad.graph_name.value):
            assert quad.predicate != RDF.type, quad


def test_passages_are_short() -> None:
    sizes = [passage.span.end - passage.span.start for passage in record().passages.values() if passage.span]
    assert max(sizes) <= 300
    assert median(sizes) <= 120


def test_a_thing_has_one_preferred_label_and_every_thing_has_one() -> None:
    curated = [quad for quad in read_data(shipped("data")) if quad.graph_name == CURATION]
    labelled = [quad.subject for quad in curated if quad.predicate == SKOS.prefLabel]
    assert len(labelled) == len(set(labelled))
    assert set(labelled) == {quad.subject for quad in curated}


def test_more_than_twenty_tensions_are_kept_each_side_located() -> None:
    sides: dict[str, set[str]] = {}
    for quad in drive().graph(CURATION):
        if quad.predicate == FM.compares:
            sides.setdefault(quad.subject.value, set()).add(quad.object.value)
    assert len(sides) > 20
    cited = {quad.graph_name.value for quad in drive().quads if isinstance(quad.graph_name, NamedNode)}
    for comparison, citations in sides.items():
        assert len(citations) >= 2, comparison
        assert citations <= cited, comparison


def test_a_paraphrase_has_at_most_25_words() -> None:
    paraphrases = [quad for quad in drive().quads if quad.predicate == FM.paraphrase]
    assert paraphrases
    for quad in paraphrases:
        if isinstance(quad.object, Literal):
            assert len(quad.object.value.split()) <= 25, quad.object.value


def test_a_source_is_cited_for_a_thing_only_where_it_speaks_of_it() -> None:
    store = Store()
    store.bulk_extend(drive().quads)
    jewel = describe(store, Names(store), NamedNode(f"{BASE}person/johnny-jewel"))
    assert [section.source for section in jewel.sections] == [f"{BASE}source/encyclopedia-drive-soundtrack"]


def test_the_texts_support_every_triple(texts: Path) -> None:
    report = verify(record(), load(texts), names(), read_excuses(shipped("data") / FILE))
    assert [str(finding) for finding in report.findings] == []
    assert report.excused < report.triples * 0.05


def test_triples_that_are_moved_are_caught(texts: Path) -> None:
    assert mutate(record(), load(texts), names()).all.rate >= 0.95


def test_every_sentence_and_row_is_cited_or_said_to_state_nothing(texts: Path) -> None:
    loaded = load(texts)
    assert set(loaded) == set(record().sources)
    for text in loaded.values():
        units = cover(record(), text)
        assert units
        for unit in units:
            assert unit.status != "neither", unit


def test_no_literal_holds_a_sentence_of_a_source(texts: Path) -> None:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sorted(texts.glob("*.txt")))
    known = {length: runs(whole, length) for length in (RUN, NAME_RUN)}
    assert all(known.values())
    for quad in drive().quads:
        if isinstance(quad.object, Literal):
            length = NAME_RUN if quad.predicate in NAMING else RUN
            assert not runs(quad.object.value, length) & known[length], quad.object.value


def test_no_file_of_the_project_holds_a_sentence_of_a_source(texts: Path, root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    known: set[tuple[str, ...]] = set()
    for path in texts.glob("*.txt"):
        row = words(path.read_text(encoding="utf-8"))
        known.update(tuple(row[start : start + RUN]) for start in range(len(row) - RUN + 1))
    assert known
    assert listed.stdout
    for name in listed.stdout.splitlines():
        path = root / name
        if path.suffix not in {".png", ".svg", ".ico"} and path.is_file():
            row = words(path.read_text(encoding="utf-8"))
            for start in range(len(row) - RUN + 1):
                assert tuple(row[start : start + RUN]) not in known, f"{name}: {row[start : start + RUN]}"
