"""Finding and reading texts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from cuegraph.citations.record import SourceRecord, read_record
from cuegraph.citations.texts import digest, faults, load_text
from cuegraph.errors import InvalidData, NotFound

if TYPE_CHECKING:
    from pathlib import Path

IRI = "https://w3id.org/cuegraph/source/note"
CONTENT = "Caf\u00e9 Noir, \U0001f3b5 since 1998.\n"
NOTE = SourceRecord(IRI, "note", digest(CONTENT), len(CONTENT))


def test_a_text_is_found_by_its_identifier(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(CONTENT, encoding="utf-8")
    text = load_text(NOTE, tmp_path)
    assert text.content == CONTENT
    assert faults(NOTE, text) == []
    assert text.content[11:12] == "\U0001f3b5"  # offsets are code points


def test_a_text_under_another_name_is_found_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Another.", encoding="utf-8")
    (tmp_path / "b.copy").write_text(CONTENT, encoding="utf-8")
    assert load_text(NOTE, tmp_path).file.name == "b.copy"


def test_a_missing_text_names_source_and_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Another.", encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        load_text(NOTE, tmp_path)
    assert caught.value.exit_code == 2
    assert "'note'" in caught.value.what
    assert "'note.txt'" in caught.value.what
    assert NOTE.sha256 in caught.value.remedy
    with pytest.raises(NotFound, match="no such folder"):
        load_text(NOTE, tmp_path / "none")


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"caf\xe9", "not UTF-8"),
        (b"\xef\xbb\xbfcafe", "byte order mark"),
        (b"one\ntwo\r\n", "CR in line 2"),
        ("cafe\u0301".encode(), "normal form NFC"),
    ],
)
def test_a_text_on_which_offsets_could_differ_is_refused(tmp_path: Path, octets: bytes, fault: str) -> None:
    (tmp_path / "note.txt").write_bytes(octets)
    with pytest.raises(InvalidData, match=fault):
        load_text(NOTE, tmp_path)


def test_what_differs_from_the_record_is_told(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(CONTENT + "!", encoding="utf-8")
    other, length = faults(NOTE, load_text(NOTE, tmp_path))
    assert NOTE.sha256 in other
    assert length == f"the text has {len(CONTENT) + 1} characters, recorded {len(CONTENT)}"
    bare = SourceRecord(IRI, "note")
    assert len(faults(bare, load_text(bare, tmp_path))) == 2


def test_nothing_is_recorded_of_nothing() -> None:
    record = read_record([])
    assert (record.sources, record.passages, record.graphs) == ({}, {}, {})


def test_a_file_is_read_once_for_all_texts_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Another.", encoding="utf-8")
    read: list[object] = []
    whole = hashlib.file_digest

    def counted(file: Any, name: str) -> Any:
        read.append(file)
        return whole(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    missing = [SourceRecord(f"{IRI}-{each}", "", digest(str(each))) for each in range(3)]
    for each in missing:
        with pytest.raises(NotFound):
            load_text(each, tmp_path)
    assert len(read) == 1
    (tmp_path / "a.txt").write_text("0", encoding="utf-8")
    assert load_text(missing[0], tmp_path).content == "0"


def test_a_file_that_is_too_short_or_too_long_for_a_text_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashlib, "file_digest", None)
    (tmp_path / "short").write_bytes(b"ab")
    (tmp_path / "long").write_bytes(b"abcdefghijklm")
    with pytest.raises(NotFound):
        load_text(SourceRecord(IRI, "", digest("abc"), 3), tmp_path)


@pytest.mark.parametrize("identifier", ["n" * 300, "a\0b"])
def test_an_identifier_that_no_file_can_have_is_none(tmp_path: Path, identifier: str) -> None:
    with pytest.raises(NotFound):
        load_text(SourceRecord(IRI, identifier), tmp_path)
