"""Loading any RDF files into a store, as they stand."""

from __future__ import annotations

import gzip
import os
import re
from typing import IO, TYPE_CHECKING, Final

from pyoxigraph import RdfFormat

from cuegraph.errors import BadInput, CuegraphError, InvalidData
from cuegraph.protocol.document import check_document, xml_fault
from cuegraph.settings import read_bytes, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Store

EXTENSIONS: Final[Mapping[str, RdfFormat]] = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".ntriples": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".nquads": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
"""What a file is written in, by the end of its name; each may be followed by ``.gz``."""

_CHECKED = (RdfFormat.RDF_XML, RdfFormat.JSON_LD)
_POSITION = re.compile(r"^Parser error at line .*?: ")


def load_files(store: Store, files: Sequence[Path]) -> None:
    """Load files into a store: the graphs that they name are kept, plain triples go to the default graph.

    Blank nodes of different files stay apart. A relative IRI is resolved against the ``file:`` IRI of its
    file. When an error is raised, the store holds a part.

    Args:
        store: the store to fill.
        files: files whose names end as in :data:`EXTENSIONS`.

    Raises:
        BadInput: the end of a file's name tells no format.
        InvalidData: a file cannot be read or does not parse (``where`` has the line and the column), it is
            RDF/XML with a DOCTYPE, or JSON-LD with a remote context.
    """
    formats = {file: format_of(file) for file in files}
    for file, rdf in formats.items():
        try:
            _load(store, file, rdf)
        except SyntaxError as error:
            raise InvalidData(
                _POSITION.sub("", error.msg).rstrip(".") + ".",
                where=_place(file, error),
                remedy="Mend the file there, or give its name the end that tells its format.",
            ) from error
        except (EOFError, gzip.BadGzipFile) as error:
            raise InvalidData(
                "The file is no whole gzip file.", where=os.fspath(file), remedy="Compress it anew."
            ) from error
        except OSError as error:
            raise unreadable(file, error) from error


def format_of(file: Path) -> RdfFormat:
    """The format that the end of a file's name tells.

    Raises:
        BadInput: it tells none.

    >>> from pathlib import Path
    >>> format_of(Path("films.nt.gz"))
    <RdfFormat N-Triples>
    """
    plain = file.with_suffix("") if file.suffix == ".gz" else file
    try:
        return EXTENSIONS[plain.suffix.lower()]
    except KeyError:
        raise BadInput(
            "The end of the file's name tells no RDF format.",
            where=os.fspath(file),
            remedy=f"Let it end in one of {' '.join(EXTENSIONS)}, and then in .gz if it is compressed.",
        ) from None


def _load(store: Store, file: Path, rdf: RdfFormat) -> None:
    base = file.absolute().as_uri()
    if rdf in _CHECKED:
        document = gzip.decompress(read_bytes(file)) if file.suffix == ".gz" else read_bytes(file)
        try:
            check_document(document, rdf)
        except CuegraphError as error:
            where = f"{file}, {error.where}" if error.where else os.fspath(file)
            raise InvalidData(error.what, where=where, remedy=error.remedy) from error
        try:
            store.bulk_load(document, format=rdf, base_iri=base)
        except SyntaxError as error:
            if error.lineno is None and rdf == RdfFormat.RDF_XML and (told := xml_fault(document)):
                error.lineno, error.offset = told[1:]
            raise
    elif file.suffix == ".gz":
        opened: IO[bytes]
        with gzip.open(file) as opened:  # type: ignore[assignment]
            store.bulk_load(opened, format=rdf, base_iri=base)
    else:
        store.bulk_load(path=os.fspath(file), format=rdf, base_iri=base)


def _place(file: Path, error: SyntaxError) -> str:
    """The file, with the line and the column where they are known."""
    return os.fspath(file) if error.lineno is None else f"{file}:{error.lineno}:{error.offset}"
