"""A small folder of texts and data of our own making, to be broken by the tests."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from cuegraph.citations.excuses import FILE, read_excuses
from cuegraph.citations.mutations import Mutations, mutate
from cuegraph.citations.names import Names
from cuegraph.citations.record import Record, read_record
from cuegraph.citations.texts import Text, load_texts
from cuegraph.citations.verify import Report, verify
from cuegraph.graph.read import read_data


@dataclass
class Bench:
    """A copy of the folder, with what is read from it."""

    folder: Path

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces the only occurrence of a string in a file."""
        path = self.folder / file
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {file}"
        path.write_text(content.replace(old, new), encoding="utf-8")

    def state(self, passage: str, turtle: str, source: str = "harbour-page") -> None:
        """Adds triples to the graph of a passage."""
        self.edit(f"data/{source}.trig", f"#char={passage}> {{\n", f"#char={passage}> {{\n    {turtle}\n")

    @property
    def record(self) -> Record:
        """What the data say."""
        return read_record(read_data(self.folder / "data"))

    @property
    def names(self) -> Names:
        """The names in the data."""
        return Names(read_data(self.folder / "data"))

    @property
    def texts(self) -> dict[str, Text]:
        """The texts."""
        return load_texts(self.record.with_texts(), self.folder / "texts")

    def verify(self) -> Report:
        """The report on the folder as it is now."""
        return verify(self.record, self.texts, self.names, read_excuses(self.folder / "data" / FILE))

    def failures(self) -> list[str]:
        """The findings as lines, with citations cut to what follows the source's base."""
        return [str(each).replace("https://w3id.org/cuegraph/source/", "") for each in self.verify().findings]

    def failure(self) -> str:
        """The only finding."""
        (only,) = self.failures()
        return only

    def mutate(self) -> Mutations:
        """The moves of its triples."""
        return mutate(self.record, self.texts, self.names)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A fresh copy of ``tests/fixtures/verify``."""
    shutil.copytree(Path(__file__).parent.parent / "fixtures" / "verify", tmp_path / "verify")
    return Bench(tmp_path / "verify")
