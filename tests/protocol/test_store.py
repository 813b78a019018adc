"""SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5: which graph, and what the body is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from cuegraph.errors import BadInput, UnsupportedMediaType
from cuegraph.media import Kind
from cuegraph.protocol.store import DEFAULT, STORE, Target, joined, named, read_format, read_target


@pytest.mark.parametrize(
    ("query_string", "direct", "target"),
    [
        (b"graph=http%3A%2F%2Fa.example%2Fg%231", "", named("http://a.example/g#1")),
        (b"graph=http://a.example/g", "", named("http://a.example/g")),
        (b"graph=http://a.example/%2531", "", named("http://a.example/%31")),  # decoded once
        (b"graph=http://a.example/%31", "", named("http://a.example/1")),
        (b"default", "", DEFAULT),
        (b"default=&format=turtle", "", DEFAULT),
        (b"", "", STORE),
        (b"format=trig", "", STORE),
        (b"", "http://a.example/store/g", named("http://a.example/store/g")),
    ],
)
def test_4_graph_identification(query_string: bytes, direct: str, target: Target) -> None:
    assert read_target(query_string, direct) == target


@pytest.mark.parametrize(
    ("query_string", "direct", "where"),
    [
        (b"default&graph=u:g", "", "graph, default"),
        (b"graph=u:g&graph=u:g", "", "graph, default"),
        (b"default&default", "", "graph, default"),
        (b"default=u:g", "", "default"),
        (b"graph=", "", "graph"),
        (b"graph=relative", "", "graph"),
        (b"graph=http://a%3Eb", "", "graph"),
        (b"graph=%FF", "", "the address, byte 0"),
        (b"graph=u:g", "http://a.example/store/g", "graph"),
        (b"default", "http://a.example/store/g", "default"),
    ],
)
def test_a_graph_named_in_two_ways_or_in_none_is_told(query_string: bytes, direct: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_target(query_string, direct)
    assert (caught.value.status, caught.value.where) == (400, where)


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("Text/Turtle; charset=UTF-8", "turtle"),
        ("application/n-triples", "ntriples"),
        ("application/rdf+xml", "rdfxml"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld"),
    ],
)
def test_5_the_type_of_the_body(content_type: str, name: str) -> None:
    assert read_format(content_type).name == name


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/html",
        "application/json",
        "text/plain",
        "application/trig",
        "text/turtle; charset=latin-1",
        ";",
    ],
)
def test_other_types_are_not_taken(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType) as caught:
        read_format(content_type)
    assert caught.value.status == 415
    if "charset" not in content_type:
        assert "text/turtle, application/n-triples, application/rdf+xml" in caught.value.remedy


def test_a_store_takes_datasets() -> None:
    assert read_format("application/trig", (Kind.GRAPH, Kind.DATASET)).name == "trig"


LITERALS = st.text(st.sampled_from(list('_:ab <>"\\.\u00e9')), max_size=8)


@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), LITERALS), max_size=4), min_size=1, max_size=3))
def test_blank_nodes_of_different_documents_stay_different(documents: list[list[tuple[str, str]]]) -> None:
    written = []
    for document in documents:
        lines = ""
        for label, text in document:
            escaped = text.replace("\\", "\\\\").replace('"', '\\"')
            lines += f'_:{label} <u:_:a> "{escaped}"@en .\n'
        written.append(lines)
    found = [quad.triple for quad in parse(joined(written), format=RdfFormat.N_QUADS)]
    assert [triple.object.value for triple in found] == [text for each in documents for _, text in each]
    nodes = {(number, label) for number, each in enumerate(documents) for label, _ in each}
    assert len({triple.subject for triple in found}) == len(nodes)
