"""The dataset as files: each holds what the dataset holds, with its size and digest."""

import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import NotFound, OverLimit, Unavailable
from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.media import Kind
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query, Update
from cuegraph.service.dump import Dump, Dumps, files
from cuegraph.service.export import ALL, DEFAULT, export
from cuegraph.settings import shipped
from cuegraph.vocabulary import XSD

TIDE, BY, NOTE = (NamedNode(f"http://a.example/{name}") for name in ("tide", "by", "note"))
VALUES = (
    Literal('two\ttabs\tand\nlines \\ "quotes" \u00fc \U0001f3b5'),
    Literal("Ebbe", language="de"),
    Literal("42", datatype=XSD.integer),
    Literal("-0.5", datatype=XSD.decimal),
    Literal("1.0E6", datatype=XSD.double),
    Literal("true", datatype=XSD.boolean),
    Literal("99999999999999999999999999", datatype=XSD.integer),
    Literal("2011-09", datatype=XSD.gYearMonth),
    Literal("<b>", datatype=NamedNode("http://a.example/type")),
    Literal(""),
    BlankNode("b"),
    NamedNode("http://a.example/\u00fc#x"),
)
QUADS = [Quad(TIDE, BY, value, graph) for value in VALUES for graph in (DefaultGraph(), NOTE)]


def content(dump: Dump) -> bytes:
    return b"".join(dump.file.pieces())


def as_lines(quads: Sequence[Quad]) -> set[str]:
    """The quads with every blank node under one label."""
    return {
        str(quad).replace(str(quad.object), "_:b") if isinstance(quad.object, BlankNode) else str(quad)
        for quad in quads
    }


@pytest.fixture
def engine() -> MemoryEngine:
    return MemoryEngine(QUADS)


def test_each_file_holds_what_the_dataset_holds(engine: MemoryEngine, tmp_path: Path) -> None:
    dumps = Dumps(engine, tmp_path, built=False)
    for wanted in files():
        plain = dumps.get(dumps.name(wanted))
        packed = dumps.get(dumps.name(wanted), zipped=True)
        body = content(plain)
        assert (len(body), hashlib.sha256(body).hexdigest()) == (plain.size, plain.sha256)
        assert (len(content(packed)), hashlib.sha256(content(packed)).hexdigest()) == (
            packed.size,
            packed.sha256,
        )
        assert gzip.decompress(content(packed)) == body
        assert dumps.get(f"{dumps.name(wanted)}.gz") == packed
        expected = [
            quad for quad in engine.store if wanted.kind is Kind.DATASET or quad.graph_name == DefaultGraph()
        ]
        assert as_lines(list(parse(body, format=wanted.rdf))) == as_lines(expected), wanted.name
    assert not list(tmp_path.iterdir())


def test_an_empty_dataset_has_files_too(tmp_path: Path) -> None:
    dumps = Dumps(MemoryEngine(), tmp_path, built=False)
    for wanted in files():
        assert list(parse(content(dumps.get(dumps.name(wanted))), format=wanted.rdf)) == []


def test_a_built_dataset_is_written_as_export_writes_it(tmp_path: Path) -> None:
    assembled: Assembled = assemble(shipped("data"), shipped("ontology"))
    dumps = Dumps(MemoryEngine(assembled.quads), tmp_path, built=True)
    for wanted, pair in dumps.listing():
        assert isinstance(pair, tuple)
        graph = ALL if wanted.kind is Kind.DATASET else DEFAULT
        assert content(pair[0]) == export(assembled, wanted, graph=graph), wanted.name
        assert pair[0].name.startswith("cuegraph.")


class Paged(MemoryEngine):
    """An engine whose answers may have few rows, and whose data may change while they are read."""

    def __init__(self, quads: Sequence[Quad], most: int, changing: bool = False) -> None:  # noqa: FBT001, FBT002
        super().__init__(quads)
        self.most = most
        self.changing = changing
        self.asked = 0

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (a frozen value)
        """Answer, if there are few rows, and change the data if they are to be changed."""
        self.asked += 1
        answer = super().query(query, wanted, run)
        if answer.body.count(b"\n") > self.most + 1:
            raise OverLimit("too many")
        if self.changing:
            self.version = f"{self.asked}"
        return answer


def test_a_dataset_over_the_limit_of_an_answer_is_read_in_parts(tmp_path: Path) -> None:
    engine = Paged(QUADS, most=5)
    dump = Dumps(engine, tmp_path, built=False).get("dataset.nq")
    assert as_lines(list(parse(content(dump), format=RdfFormat.N_QUADS))) == as_lines(list(engine.store))
    assert engine.asked > 5


def test_a_dataset_that_changes_while_it_is_read_is_not_written(tmp_path: Path) -> None:
    dumps = Dumps(Paged(QUADS, most=99, changing=True), tmp_path, built=False)
    with pytest.raises(Unavailable, match="changing"):
        dumps.get("dataset.nq")


def test_a_changed_dataset_has_other_files(engine: MemoryEngine, tmp_path: Path) -> None:
    dumps = Dumps(engine, tmp_path, built=False)
    before = dumps.get("dataset.nt")
    assert dumps.get("dataset.nt") is before
    engine.update(Update("CLEAR ALL"))
    engine.version = "another"
    assert dumps.get("dataset.nt").size == 0
    assert content(before) != b""  # whoever still reads it can


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    store = Store()
    store.add(Quad(TIDE, NamedNode("http://a.example/p/1"), TIDE))
    dumps = Dumps(MemoryEngine(store), tmp_path, built=False)
    with pytest.raises(NotFound, match="RDF/XML cannot hold"):
        dumps.get("dataset.rdf")
    told = {wanted.name: pair for wanted, pair in dumps.listing()}
    assert isinstance(told["rdfxml"], NotFound)
    assert isinstance(told["turtle"], tuple)


def test_a_name_of_no_file_is_answered_with_those_there_are(engine: MemoryEngine, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        Dumps(engine, tmp_path, built=False).get("dataset.hdt")
    assert "dataset.ttl" in caught.value.remedy


def test_no_file_is_made_once_the_server_ends(engine: MemoryEngine, tmp_path: Path) -> None:
    dumps = Dumps(engine, tmp_path, built=False)
    dumps.close()
    with pytest.raises(Unavailable, match="shutting down"):
        dumps.get("dataset.nt")
