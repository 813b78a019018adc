"""How our terms stand to those of others: reasons, counterparts that exist, and nothing false following."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cuegraph.graph.assemble import assemble
from cuegraph.settings import shipped
from cuegraph.shapes.index import Index
from cuegraph.vocabulary import FM, INFERRED, MO, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, SSSOM, XSD

if TYPE_CHECKING:
    from pathlib import Path

HIERARCHIES = (RDFS.subClassOf, RDFS.subPropertyOf)
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
WIKIDATA = ("http://www.wikidata.org/prop/direct/", "http://www.wikidata.org/entity/")
VOCABULARIES = {
    "music-ontology-2.1.5.n3": RdfFormat.N3,
    "schemaorg-30.0-current-https.ttl": RdfFormat.TURTLE,
    "music-meta-1.0.owl": RdfFormat.RDF_XML,
    "doremus.ttl": RdfFormat.TURTLE,
    "lrmoo-0.9.6.rdf": RdfFormat.RDF_XML,
    "dbpedia-ontology-en.ttl": RdfFormat.TURTLE,
    "prov-o.ttl": RdfFormat.TURTLE,
    "cidoc-crm-7.1.2-en.ttl": RdfFormat.TURTLE,
    "ebucoreplus-2.0.0.ttl": RdfFormat.TURTLE,
    "foaf.ttl": RdfFormat.TURTLE,
    "nif-core-2.1.ttl": RdfFormat.TURTLE,
}
ENDS = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)


@pytest.fixture(scope="module")
def stated(root: Path) -> list[Triple]:
    """The alignments' triples."""
    file = root / "ontology" / "alignments.ttl"
    return [quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def mappings(stated: list[Triple]) -> set[Triple]:
    """The mappings."""
    return {each for each in stated if each.predicate in HIERARCHIES + MATCHES}


@pytest.fixture(scope="module")
def theirs(shared: Path) -> Index:
    """What the vocabularies say that what we infer is in, and those whose labels we give."""
    return Index(
        quad.triple
        for name, form in VOCABULARIES.items()
        for quad in parse(path=shared / "vocab" / name, format=form, base_iri="http://a.example/")
    )


def column(file: Path, name: str, delimiter: str = "\t") -> dict[str, dict[str, str]]:
    """The rows of a table by the value of a column."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[name]: row for row in csv.DictReader(lines, delimiter=delimiter)}


def test_each_mapping_is_of_a_term_of_ours_and_has_one_reason(
    stated: list[Triple], mappings: set[Triple]
) -> None:
    index = Index(stated)
    axioms = index.subjects(RDF.type, OWL.Axiom)
    about = [Triple(*(index.one(axiom, each) for each in ENDS)) for axiom in axioms]
    assert len(about) == len(set(about)) == len(mappings) > 200
    assert set(about) == mappings
    assert all(each.subject.value.startswith(FM.iri) for each in mappings)
    for axiom in axioms:
        (reason,) = index.objects(axiom, RDFS.comment)
        assert re.fullmatch(r"[A-Zs].{15,150}\.", reason.value), reason


def test_both_readers_of_turtle_find_the_same_mappings(root: Path, mappings: set[Triple]) -> None:
    graph = rdflib.Graph().parse(root / "ontology" / "alignments.ttl")
    found = {(str(s), str(p), str(o)) for s, p, o in graph}
    read = {(t.subject.value, t.predicate.value, t.object.value) for t in mappings}
    assert read <= found
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Axiom))) == len(mappings)


def test_each_term_of_ours_has_a_counterpart_or_a_note_that_it_has_none(
    root: Path, stated: list[Triple], mappings: set[Triple]
) -> None:
    ontology = Index(quad.triple for quad in parse(path=root / "ontology" / "filmmusic.ttl"))
    own = {
        node
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for node in ontology.subjects(RDF.type, kind)
    }
    mapped = {each.subject for each in mappings}
    without = {each.subject for each in stated if each.predicate == SKOS.editorialNote}
    assert mapped | without == own
    assert mapped & without == set()


def test_no_term_is_mapped_in_two_ways_to_one_counterpart(mappings: set[Triple]) -> None:
    pairs = [(each.subject, each.object) for each in mappings]
    assert len(pairs) == len(set(pairs))


def test_what_follows_is_in_the_three_vocabularies_that_the_head_names(
    root: Path, mappings: set[Triple]
) -> None:
    followed = {each.object.value for each in mappings if each.predicate in HIERARCHIES}
    assert all(each.startswith((SCHEMA.iri, PROV.iri, MO.iri)) for each in followed)
    head = (root / "ontology" / "alignments.ttl").read_text("utf-8").partition("@prefix")[0]
    words = " ".join(head.replace("#", "").split())
    assert "they lead to schema.org, the Music Ontology and PROV" in words


def test_no_terms_are_related_of_which_one_is_broader(mappings: set[Triple]) -> None:
    broader: dict[NamedNode, set[NamedNode]] = {}
    for each in mappings:
        if each.predicate in (SKOS.broadMatch, *HIERARCHIES):
            broader.setdefault(each.subject, set()).add(each.object)
        elif each.predicate == SKOS.narrowMatch:
            broader.setdefault(each.object, set()).add(each.subject)
    for each in mappings:
        if each.predicate == SKOS.relatedMatch:  # SKOS Reference, S27
            assert each.object not in reached(each.subject, broader), each
            assert each.subject not in reached(each.object, broader), each


def test_what_dbpedia_has_as_equal_to_a_term_of_wikidata_is_mapped_to_both(
    mappings: set[Triple], theirs: Index
) -> None:
    direct, entity = WIKIDATA
    pairs = {(each.subject, each.object) for each in mappings}
    known, checked = {each.object for each in mappings}, 0
    for ours, target in pairs:
        for relation in (OWL.equivalentClass, OWL.equivalentProperty):
            for equal in theirs.objects(target, relation):
                property_ = NamedNode(equal.value.replace(entity + "P", direct + "P"))
                if property_ != equal or equal in known:  # of items, those that the notes name
                    assert not equal.value.startswith(entity) or (ours, property_) in pairs, (ours, equal)
                    checked += equal.value.startswith(entity)
    assert checked > 15


def test_a_relation_is_the_one_that_its_reason_gives(stated: list[Triple]) -> None:
    index, checked = Index(stated), 0
    for axiom in index.subjects(RDF.type, OWL.Axiom):
        relation, reason = index.one(axiom, OWL.annotatedProperty), index.text(axiom, RDFS.comment)
        if re.search(r"\bone (kind|way) of\b", reason):
            within = (SKOS.broadMatch, SKOS.narrowMatch)
        elif "the other way" in reason:
            within = (SKOS.relatedMatch,)
        elif "taken for" in reason:  # said of what a source credits, and nowhere else
            within = (RDFS.subPropertyOf,)
        else:
            continue
        assert relation in within, reason
        checked += 1
    assert checked > 40


def test_what_is_taken_for_granted_is_told_at_the_head(root: Path, mappings: set[Triple]) -> None:
    taken = {each.subject for each in mappings if each.object == SCHEMA.byArtist}
    assert taken == {FM.artist, FM.featuredArtist}
    head = (root / "ontology" / "alignments.ttl").read_text("utf-8").partition("@prefix")[0]
    assert all(f"fm:{each.value.removeprefix(FM.iri)}" in head for each in taken)
    assert {each.predicate for each in mappings if each.object == SCHEMA.recordLabel} == {SKOS.closeMatch}


def test_every_counterpart_exists(mappings: set[Triple], shared: Path) -> None:
    terms = column(shared / "vocab" / "terms.tsv", "iri")
    properties = column(shared / "vocab" / "wikidata-properties.tsv", "property")
    items = column(shared / "vocab" / "alignment.csv", "target", ",")  # of each item, where it was seen
    direct, entity = WIKIDATA
    targets = {each.object.value for each in mappings}
    of_wikidata = {each for each in targets if each.startswith(WIKIDATA)}
    assert sorted(targets - of_wikidata - terms.keys()) == []
    for each in of_wikidata:
        known = each.removeprefix(direct) in properties if each.startswith(direct) else each in items
        assert known, each
        assert each.startswith((direct + "P", entity + "Q")), each


def test_every_label_is_the_counterparts_own(stated: list[Triple], theirs: Index, shared: Path) -> None:
    properties = column(shared / "vocab" / "wikidata-properties.tsv", "property")
    index, checked = Index(stated), 0
    for axiom in index.subjects(RDF.type, OWL.Axiom):
        target, label = index.one(axiom, OWL.annotatedTarget), index.text(axiom, SSSOM.object_label)
        given = {" ".join(each.value.split()) for each in theirs.objects(target, RDFS.label)}
        if target.value.startswith(WIKIDATA[0]):
            given = {properties[target.value.removeprefix(WIKIDATA[0])]["label_en"]}
        if given:
            assert label in given, target
            checked += 1
    assert checked > 180


def test_what_is_inferred_is_within_the_domains_and_ranges(theirs: Index) -> None:
    assembled = assemble(shipped("data"), shipped("ontology"))
    types: dict[NamedNode, set[NamedNode]] = {}
    for triple in assembled.default():
        if triple.predicate == RDF.type:
            types.setdefault(triple.subject, set()).add(triple.object)
    checked = 0
    for triple in assembled.graph(INFERRED):
        for end, relations in (
            (triple.subject, (RDFS.domain, SCHEMA.domainIncludes)),
            (triple.object, (RDFS.range, SCHEMA.rangeIncludes)),
        ):
            allowed = {each for relation in relations for each in theirs.objects(triple.predicate, relation)}
            allowed -= {PROV.Entity}  # whatever has an origin is an entity
            if triple.predicate != RDF.type and allowed:
                kinds = {above for each in types.get(end, ()) for above in up(theirs, each)}
                either = FM.MusicArtist in kinds and {SCHEMA.Person, SCHEMA.MusicGroup} <= allowed
                number = (
                    isinstance(end, Literal) and SCHEMA.Integer in allowed and end.datatype == XSD.integer
                )
                acts = SCHEMA.Person in kinds and PROV.Agent in allowed  # who bears responsibility
                assert either or number or acts or kinds & allowed, triple
                checked += 1
    assert checked > 40


def reached(start: NamedNode, onward: dict[NamedNode, set[NamedNode]]) -> set[NamedNode]:
    """What one comes to from a node."""
    found, waiting = set(), [start]
    while waiting:
        found |= (further := onward.get(waiting.pop(), set()) - found)
        waiting.extend(further)
    return found


def up(index: Index, kind: NamedNode) -> set[NamedNode]:
    """A class and those above it."""
    found, waiting = set(), [kind]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(
                above for above in index.objects(each, RDFS.subClassOf) if isinstance(above, NamedNode)
            )
    return found
