"""What the data say of sources and passages."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from cuegraph.citations.record import read_record

HEAD = """@prefix fm: <https://w3id.org/cuegraph/ns#> .
@prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix s: <https://w3id.org/cuegraph/source/> .
@prefix t: <https://w3id.org/cuegraph/thing/> .
"""
SOURCES = "<https://w3id.org/cuegraph/graph/sources>"


def test_citations_into_tables_and_documents_are_left_to_their_importers() -> None:
    data = f"""{HEAD}
        <https://w3id.org/cuegraph/source/table#row=5> {{ t:a t:b 1 }}
        <https://w3id.org/cuegraph/source/text#char=0,4> {{ t:a t:b 1 , 2 . t:a t:b 1 }}
        {SOURCES} {{ s:table a fm:Source . s:text a fm:Source . s:unused a fm:Source }}
    """
    record = read_record(parse(data, format=RdfFormat.TRIG))
    assert list(record.passages) == ["https://w3id.org/cuegraph/source/text#char=0,4"]
    assert [len(facts) for facts in record.graphs.values()] == [2]
    assert [source.name for source in record.with_texts()] == ["text", "unused"]


def test_blank_nodes_are_counted_and_left_out() -> None:
    data = f"{HEAD} <https://w3id.org/cuegraph/source/text#char=0,4> {{ t:a t:b [ t:c 1 ] ; t:d 2 }}"
    record = read_record(parse(data, format=RdfFormat.TRIG))
    assert record.unnamed == {"https://w3id.org/cuegraph/source/text#char=0,4": 2}
    assert [len(facts) for facts in record.graphs.values()] == [1]


def test_a_source_is_as_described() -> None:
    data = f"""{HEAD} {SOURCES} {{
        s:text a fm:Source ; dcterms:title "A text" ; dcterms:identifier "t-1" ; dcterms:extent 12 ;
            schema:sha256 "ABCD" .
        <https://w3id.org/cuegraph/source/text#char=0,4> schema:sha256 "ef" ;
            fm:readWith <https://w3id.org/cuegraph/source/text#char=5,9> .
    }}"""
    record = read_record(parse(data, format=RdfFormat.TRIG))
    (source,) = record.sources.values()
    assert (source.name, source.title, source.identifier, source.extent, source.sha256) == (
        "text",
        "A text",
        "t-1",
        12,
        "abcd",
    )
    first, second = record.of_source(source.iri)
    assert first.read_with == (second.iri,)
    assert record.recorded == {first.iri}
