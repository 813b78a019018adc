"""What an engine serves, and how it is written down for the process that loads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cuegraph.engine.wire import Message


@dataclass(frozen=True)
class Source:
    """What an engine process serves.

    Attributes:
        kind: ``built`` (assembled of ``data`` and ``ontology``), ``files`` (any RDF), ``empty``, or
            ``remote`` (another SPARQL server, at ``url``).
        data: the folder of TriG files of a built dataset.
        ontology: the folder of the ontology of a built dataset.
        files: the RDF files.
        url: the address that a remote server takes queries at.
        update_url: the address that it takes updates at; empty for ``url``.
        token: the bearer token for it; empty for none.
        services: the servers that a query may call (SERVICE).
        writable: whether updates are taken.
    """

    kind: str
    data: Path | None = None
    ontology: Path | None = None
    files: tuple[Path, ...] = ()
    url: str = ""
    update_url: str = ""
    token: str = ""
    services: tuple[str, ...] = ()
    writable: bool = False

    def packed(self) -> Message:
        """The source as plain values."""
        return (
            self.kind,
            str(self.data or ""),
            str(self.ontology or ""),
            tuple(str(file) for file in self.files),
            self.url,
            self.update_url,
            self.token,
            self.services,
            self.writable,
        )


def unpacked(values: Message) -> Source:
    """The source that :meth:`Source.packed` wrote down.

    >>> unpacked(Source("files", files=(Path("a.nt"),)).packed()).files
    (PosixPath('a.nt'),)
    """
    kind, data, ontology, files, *rest = values
    return Source(
        kind,
        Path(data) if data else None,
        Path(ontology) if ontology else None,
        tuple(Path(file) for file in files),
        *rest,
    )
