"""A server to be asked at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fuzz.harness import TOKEN, unharmed
from serving import TRIPLES, Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

collect_ignore = ["schemathesis_hooks.py"]  # which schemathesis imports, and nobody without it


@pytest.fixture(scope="session")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the token of servers that take changes."""
    file = tmp_path_factory.mktemp("token") / "token"
    file.touch(0o600)
    file.write_text(TOKEN, "utf-8")
    return file


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, token_file: Path) -> Iterator[Server]:
    """A server that takes changes, with an invented graph of ``TRIPLES`` triples."""
    file = tmp_path_factory.mktemp("graph") / "invented.nt"
    lines = (f'<http://a.example/{n}> <http://a.example/p{n % 7}> "{n}" .\n' for n in range(TRIPLES))
    file.write_text("".join(lines), "utf-8")
    with (
        running(str(file), "--writable", "--token-file", str(token_file), "--deadline", "10") as started,
        unharmed(started),
    ):
        assert started.is_right()
        yield started
        assert started.is_right()
