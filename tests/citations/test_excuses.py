"""The reviewed list of exceptions and the notation of its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from cuegraph.citations.excuses import read_excuses
from cuegraph.citations.notation import read_term, written
from cuegraph.errors import InvalidData
from cuegraph.vocabulary import XSD

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "graph,subject,predicate,object,reason\n"
ROW = '"source:x#char=0,4",film:a,fm:uses,"""Low, ""Tide""""@en",because\n'.replace(
    '""Tide""', '\\""Tide\\""'
)


def listed(folder: Path, content: str) -> Path:
    file = folder / "unsupported.csv"
    file.write_text(content, encoding="utf-8")
    return file


@settings(deadline=None)
@given(st.text(), st.sampled_from(["", "en", "de-AT"]))
def test_a_literal_reads_back(value: str, language: str) -> None:
    for literal in (Literal(value, language=language or None), Literal(value, datatype=XSD.date)):
        assert read_term(written(literal), "here") == literal


@settings(deadline=None)
@given(
    st.sampled_from(["https://w3id.org/cuegraph/film/", "https://schema.org/", "http://example.org/"]),
    st.from_regex(r"[a-z0-9=,-]+(#[a-z0-9=,-]+)?", fullmatch=True),
)
def test_an_iri_reads_back(base: str, local: str) -> None:
    node = NamedNode(base + local)
    assert read_term(written(node), "here") == node
    assert read_term(f"<{node.value}>", "here") == node


@pytest.mark.parametrize("content", [HEAD.encode() + b"\xff", HEAD.encode() + b'a,b,"c'])
def test_what_is_no_csv_in_utf_8_is_refused_with_its_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "unsupported.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidData) as caught:
        read_excuses(file)
    assert caught.value.where == str(file)
    assert caught.value.remedy


def test_a_row_is_read(tmp_path: Path) -> None:
    (excuse,) = read_excuses(listed(tmp_path, HEAD + ROW))
    assert excuse.graph == "https://w3id.org/cuegraph/source/x#char=0,4"
    assert excuse.fact.object == Literal('Low, "Tide"', language="en")
    assert (excuse.reason, excuse.where.rpartition(":")[2]) == ("because", "2")


def test_no_file_means_no_exceptions(tmp_path: Path) -> None:
    assert read_excuses(tmp_path / "unsupported.csv") == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("graph,subject,predicate,object\n", "The columns are"),
        ("", "The columns are missing"),
        (HEAD + ROW + ROW, "listed twice"),
        (HEAD + "source:x#char=0,4,film:a,fm:uses,film:b,because\n", "not five fields"),
        (HEAD + '"source:x#char=0,4",film:a,fm:uses\n', "not five fields"),
        (HEAD + '"source:x#char=0,4",film:a,fm:uses,film:b,\n', "gives no reason"),
        (HEAD + '"source:x#char=0,4",film:a,fm:uses,nope:b,because\n', "no term: nope:b"),
        (HEAD + '"source:x#char=0,4",film:a,fm:uses,"""open",because\n', "no term"),
        (HEAD + '"source:x#char=0,4#",film:a,fm:uses,film:b,because\n', "no term: source:x#char=0,4#"),
        (HEAD + '"source:x#char=0,4","""a""",fm:uses,film:b,because\n', "where an IRI belongs"),
    ],
)
def test_a_broken_list_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(InvalidData, match=fault):
        read_excuses(listed(tmp_path, content))
