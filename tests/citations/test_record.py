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


def test_citations_into_tables_and_documents_are_counted_and_ask_for_no_text() -> None:
    data = f"""{HEAD}
        <https://w3id.org/cuegraph/source/table#row=5> {{ t:a t:b 1 }}
        <https://w3id.org/cuegraph/source/table#row=6> {{ t:a t:b 1 , 2 }}
        <https://w3id.org/cuegraph/source/json#/a/b=c> {{ t:a t:b 1 }}
        <https://w3id.org/cuegraph/source/text#char=0,4> {{ t:a t:b 1 , 2 . t:a t:b 1 }}
        {SOURCES} {{ s:table a fm:Source . s:text a fm:Source . s:unused a fm:Source }}
    """
    record = read_record(parse(data, format=RdfFormat.TRIG))
    assert list(record.passages) == ["https://w3id.org/cuegraph/source/text#char=0,4"]
    assert [len(facts) for facts in record.graphs.values()] == [2]
    assert [source.name for source in record.with_texts()] == ["text"]
    assert list(record.unchecked.values()) == [1, 1, 2]
    assert record.not_checked() == {
        "https://w3id.org/cuegraph/source/json": "Not checked: 1 triple in 1 graph (/…): "
        "these kinds of citation are not checked yet.",
        "https://w3id.org/cuegraph/source/table": "Not checked: 3 triples in 2 graphs (row=…): "
        "these kinds of citation are not checked yet.",
    }


def test_passages_and_graphs_come_in_the_order_of_the_text() -> None:
    graphs = "".join(
        f"<https://w3id.org/cuegraph/source/{at}> {{ t:a t:b 1 }}\n"
        for at in ("b#char=2335,2340", "b#char=998,1000", "a#char=5000,5001")
    )
    record = read_record(parse(HEAD + graphs, format=RdfFormat.TRIG))
    ends = ["a#char=5000,5001", "b#char=998,1000", "b#char=2335,2340"]
    assert [iri.rpartition("/")[2] for iri in record.passages] == ends
    assert list(record.graphs) == list(record.passages)


def test_triples_with_blank_nodes_are_left_out() -> None:
    data = f"{HEAD} <https://w3id.org/cuegraph/source/text#char=0,4> {{ t:a t:b [ t:c 1 ] ; t:d 2 }}"
    record = read_record(parse(data, format=RdfFormat.TRIG))
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
    assert (source.name, source.identifier, source.extent, source.sha256) == (
        "text",
        "t-1",
        12,
        "abcd",
    )
    first, second = record.of_source(source.iri)
    assert first.read_with == (second.iri,)
    assert record.recorded == {first.iri}
