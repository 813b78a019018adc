"""The graph store over an engine that is asked nothing but queries, updates and documents."""

import io
from dataclasses import dataclass, field
from typing import Any

import pytest

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, NotFound
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query, Update
from cuegraph.protocol.store import DEFAULT, STORE, named
from cuegraph.service.graphs import (
    Document,
    delete_graph,
    get_graph,
    graph_exists,
    is_dataset,
    post_graph,
    put_graph,
)

GRAPH = named("u:g")
LINES = Wanted(name="ntriples")


@dataclass
class Watched:
    """An engine in memory that notes the updates, and where somebody else changes data in between.

    Attributes:
        between: what others do, one before each query for a graph.
        updates: the texts of the updates.
    """

    engine: MemoryEngine = field(default_factory=MemoryEngine)
    between: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    files: list[io.BytesIO] = field(default_factory=list)
    version: str = "0"

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008
        """Answer from a file, as large answers are."""
        if query.text.startswith("CONSTRUCT") and self.between:
            self.engine.update(Update(self.between.pop(0)))
            self.version += "+"
        answer = self.engine.query(query, wanted, run)
        self.files.append(io.BytesIO(answer.body))
        return Answer(answer.format, file=self.files[-1], size=answer.size)

    def update(self, update: Update, run: Run = Run()) -> None:  # noqa: B008
        """Note it and carry it out."""
        self.updates.append(update.text)
        self.engine.update(update, run)

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)


def turtle(text: str) -> list[Document]:
    return [Document(text.encode(), by_name("turtle"))]


@pytest.fixture
def engine() -> Any:
    return Watched()


def test_each_change_is_one_update(engine: Any) -> None:
    assert put_graph(engine, GRAPH, turtle("<u:a> <u:b> 1 ."), "u:g")
    assert not post_graph(engine, GRAPH, turtle("<u:a> <u:b> 2 ."), "u:g")
    delete_graph(engine, GRAPH)
    assert len(engine.updates) == 3
    assert not graph_exists(engine, GRAPH)


def test_a_document_with_a_fault_changes_nothing(engine: Any) -> None:
    with pytest.raises(BadInput):
        put_graph(engine, GRAPH, [*turtle("<u:a> <u:b> 1 ."), *turtle("<u:a>")], "u:g")
    assert engine.updates == []


def test_text_in_a_document_cannot_end_the_update(engine: Any) -> None:
    text = '<u:a> <u:b> """} } ; DROP ALL # \\\\""", "\'\'\'", "\\n\\u007D" ; <u:\\u007D> "}"@en .'
    with pytest.raises(BadInput):  # such an IRI there cannot be
        put_graph(engine, GRAPH, turtle(text), "u:g")
    put_graph(engine, GRAPH, turtle(text.replace("u:\\u007D", "u:c")), "u:g")
    values = {quad.object.value for quad in engine.engine.store}
    assert values == {"} } ; DROP ALL # \\", "'''", "\n}", "}"}


def test_a_graph_that_changes_while_it_is_read_is_read_again(engine: Any) -> None:
    put_graph(engine, GRAPH, turtle("<u:a> <u:b> 1 ."), "u:g")
    engine.between = ["DROP GRAPH <u:g>"]
    with pytest.raises(NotFound):  # and not an empty graph, which there never was
        get_graph(engine, GRAPH, LINES)
    assert engine.files[-1].closed
    put_graph(engine, GRAPH, turtle("<u:a> <u:b> 1 ."), "u:g")
    engine.between = [f"INSERT DATA {{ GRAPH <u:g> {{ <u:a> <u:b> {n} }} }}" for n in range(2, 9)]
    answer = get_graph(engine, GRAPH, LINES)
    assert answer.whole().count(b"\n") == 4  # after three tries what there is is given


def test_the_store_is_no_graph(engine: Any) -> None:
    for act in (
        lambda: get_graph(engine, STORE, ANY),
        lambda: delete_graph(engine, STORE),
    ):
        with pytest.raises(BadInput, match="names no graph"):
            act()
    assert graph_exists(engine, DEFAULT)


def test_rdf_1_2_goes_in_and_comes_out(engine: Any) -> None:
    put_graph(engine, GRAPH, turtle('<u:a> <u:b> <<( _:x <u:c> "t"@en--ltr )>>, _:x .'), "u:g")
    answer = get_graph(engine, GRAPH, LINES).whole().decode()
    assert '<u:c> "t"@en--ltr )>>' in answer
    assert len({word for word in answer.split() if word.startswith("_:")}) == 1


def json_ld(text: str) -> list[Document]:
    return [Document(text.encode(), by_name("jsonld"))]


GRAPHS = '[{"@id": "u:g", "@graph": [{"@id": "u:a", "u:b": "x"}]}, {"@id": "u:c", "u:b": "y"}]'
ONE = '{"@graph": [{"@id": "u:a", "u:b": "x"}]}'


@pytest.mark.parametrize(
    ("documents", "whole"),
    [
        (json_ld(GRAPHS), True),
        (json_ld(ONE), False),
        (json_ld(GRAPHS) * 2, False),
        (turtle("<u:a> <u:b> 1 ."), False),
        ([Document(b"", by_name("trig"))], True),
        ([Document(b"", by_name("nquads"))], True),
    ],
)
def test_a_document_with_graphs_is_one_for_the_store(
    engine: Any,
    documents: list[Document],
    whole: bool,  # noqa: FBT001
) -> None:
    assert is_dataset(engine, documents, "u:base") is whole


def test_json_ld_with_graphs_goes_to_the_store(engine: Any) -> None:
    post_graph(engine, STORE, json_ld(GRAPHS), "u:base")
    assert {(str(quad.subject), str(quad.graph_name)) for quad in engine.engine.store} == {
        ("<u:a>", "<u:g>"),
        ("<u:c>", "DEFAULT"),
    }
    with pytest.raises(BadInput, match="names graphs") as caught:
        put_graph(engine, GRAPH, json_ld(GRAPHS), "u:base")
    assert "alone to /store" in caught.value.remedy
    with pytest.raises(BadInput, match="is no JSON"):
        is_dataset(engine, json_ld('{"@graph": '), "u:base")
