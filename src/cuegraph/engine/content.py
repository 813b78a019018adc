"""What an engine process holds once it has loaded its source."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput

if TYPE_CHECKING:
    from cuegraph.engine.interface import Backend
    from cuegraph.engine.source import Source


@dataclass(frozen=True)
class Content:
    """A loaded source.

    Attributes:
        backend: what workers run.
        parser: what parses documents for them.
        version: names the dataset as it is at start: the digest of a built one, otherwise a name that is new
            at each start, because the labels of blank nodes are.
        quads: how many there are; -1 when that is not known.
        remote: whether the data are in another server, which others may change.
    """

    backend: Backend
    parser: MemoryEngine
    version: str
    quads: int
    remote: bool = False


def load(source: Source) -> Content:
    """Load what an engine is to serve.

    Raises:
        CuegraphError: a file cannot be read or does not hold what it should.
    """
    if source.kind == "remote":
        return _remote(source)
    if source.kind == "built" and source.data and source.ontology:
        # Imported here and below: each kind of source takes the start time of its own imports only.
        from cuegraph.graph.assemble import assemble  # noqa: PLC0415

        assembled = assemble(source.data, source.ontology)
        engine = MemoryEngine(assembled.quads, source.services)
        return Content(engine, engine, assembled.digest, len(assembled.quads))
    if source.kind in {"files", "empty"}:
        engine = MemoryEngine(services=source.services)
        if source.files:
            from cuegraph.graph.load import load_files  # noqa: PLC0415

            load_files(engine.store, source.files)
        return Content(engine, engine, os.urandom(16).hex(), len(engine.store))
    raise BadInput(f"There is no source of the kind '{source.kind}'.")


def _remote(source: Source) -> Content:
    from cuegraph.engine.remote import RemoteBackend  # noqa: PLC0415

    backend = RemoteBackend(source.url, source.update_url, source.token, source.services)
    return Content(backend, MemoryEngine(), os.urandom(16).hex(), -1, remote=True)
