"""Reading the data and the ontology, and where in the files each graph stands."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urljoin

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from cuegraph.errors import InvalidData
from cuegraph.vocabulary import (
    CONCEPTS,
    CURATION,
    DCTERMS,
    FM,
    LINKS,
    ONTOLOGY,
    OWL,
    RDF,
    SCHEMA,
    SKOS,
    SOURCES,
    is_citation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ONTOLOGY_FILES: dict[str, NamedNode] = {
    "filmmusic.ttl": ONTOLOGY,
    "alignments.ttl": ONTOLOGY,
    "shapes.ttl": ONTOLOGY,
    "concepts.ttl": CONCEPTS,
}
"""The ontology's files and the graph that each goes to."""

WRITTEN_BY_HAND = frozenset({CURATION, LINKS, SOURCES})
"""The service graphs that data files may hold; the others are made by the build or from the ontology."""

_BELONGS: dict[NamedNode, NamedNode] = (
    dict.fromkeys(
        (RDF.type, SKOS.prefLabel, SKOS.hiddenLabel, DCTERMS.description, FM.compares),
        CURATION,
    )
    | dict.fromkeys((OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch), LINKS)
    | dict.fromkeys((FM.readWith, FM.statesNothing, SCHEMA.sha256), SOURCES)
)
_OPENING = re.compile(
    r"""(?:<(?P<iri>[^<>"{}|^`\\\s]*)>|(?P<name>[^\s<>"'{}()\[\];,.]*:[^\s<>"'{}();,]*))\s*\{"""
)
_POSITION = re.compile(r"^Parser error at line .*?: ")


@dataclass(frozen=True, order=True)
class Place:
    """Where a graph is opened; as text ``FILE:LINE``, the file as seen from the working folder if inside.

    Attributes:
        file: the file.
        line: the line of its opening, from 1.
    """

    file: Path
    line: int

    def __str__(self) -> str:
        here = Path.cwd()
        file = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{file}:{self.line}"


def read_data(folder: Path) -> list[Quad]:
    """The quads of every ``*.trig`` file of a folder, in the order of the files' names.

    Every quad stands in a citation graph or in one of the graphs curation, links and sources, and holds
    neither a blank node nor a triple term.

    Raises:
        InvalidData: the folder is missing or has no TriG file; a file does not parse; a quad stands where it
            may not, or has a blank node.
    """
    quads: list[Quad] = []
    for file in data_files(folder):
        for quad in _parse(file, RdfFormat.TRIG):
            _check(quad, file)
            quads.append(quad)
    return quads


def data_files(folder: Path) -> list[Path]:
    """The folder's TriG files, sorted by name.

    Raises:
        InvalidData: the folder is missing or has none.
    """
    files = sorted(folder.glob("*.trig")) if folder.is_dir() else []
    if not files:
        raise InvalidData(
            "There are no TriG files here." if folder.is_dir() else "There is no such folder.",
            where=os.fspath(folder),
            remedy="Name a folder that holds *.trig files, one for each source.",
        )
    return files


def read_ontology(folder: Path) -> list[Quad]:
    """The quads of the ontology: concepts.ttl in …/graph/concepts, the other files in …/graph/ontology.

    Blank nodes are labelled by RDFC-1.0, so the same files give the same labels.

    Raises:
        InvalidData: a file is missing or does not parse.
    """
    quads = Dataset()
    for name, graph in ONTOLOGY_FILES.items():
        file = folder / name
        if not file.is_file():
            raise InvalidData(
                "There is no such file.",
                where=os.fspath(file),
                remedy=f"An ontology folder holds {', '.join(ONTOLOGY_FILES)}.",
            )
        for quad in _parse(file, RdfFormat.TURTLE):
            quads.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(quads)


def files_of(folder: Path) -> dict[str, tuple[Place, ...]]:
    """Where each graph of the data is opened: graph IRI → its places, in the order of files and lines.

    Raises:
        InvalidData: the folder is missing or has no TriG file, or a file does not parse.
    """
    places: dict[str, list[Place]] = {}
    for file in data_files(folder):
        parser = parse(path=file, format=RdfFormat.TRIG)
        graphs: set[str] = set()
        try:
            graphs.update(quad.graph_name.value for quad in parser if isinstance(quad.graph_name, NamedNode))
        except SyntaxError as error:
            _refuse(file, error)
        for iri, line in _openings(file.read_text(encoding="utf-8"), parser.prefixes, parser.base_iri or ""):
            if iri in graphs:
                places.setdefault(iri, []).append(Place(file, line))
    return {graph: tuple(found) for graph, found in sorted(places.items())}


def _openings(text: str, prefixes: dict[str, str], base: str) -> Iterator[tuple[str, int]]:
    """Each graph name before a brace and its line, from 1."""
    ends = [match.start() for match in re.finditer("\n", text)]
    for match in _OPENING.finditer(text):
        if match["iri"] is not None:
            iri = urljoin(base, match["iri"]) if base else match["iri"]
        else:
            prefix, _, local = match["name"].partition(":")
            iri = prefixes.get(prefix, "") + local.replace("\\", "")
        yield iri, bisect_right(ends, match.start()) + 1


def _parse(file: Path, rdf_format: RdfFormat) -> Iterable[Quad]:
    try:
        yield from parse(path=file, format=rdf_format)
    except SyntaxError as error:
        _refuse(file, error)


def _refuse(file: Path, error: SyntaxError) -> NoReturn:
    raise InvalidData(
        _POSITION.sub("", error.msg).rstrip(".") + ".",
        where=f"{file}:{error.lineno}:{error.offset}",
        remedy="Mend the file at this line and column.",
    ) from error


def _check(quad: Quad, file: Path) -> None:
    graph = quad.graph_name
    shown = f"{quad.subject} {quad.predicate} {quad.object}"
    if isinstance(graph, DefaultGraph):
        home = SOURCES if "#" in getattr(quad.subject, "value", "") else _BELONGS.get(quad.predicate)
        raise InvalidData(
            f"This triple stands in no named graph: {shown}",
            where=os.fspath(file),
            remedy=f"Put it in {home}."
            if home
            else "Put it in the graph named by the citation of the passage that states it.",
        )
    if isinstance(graph, BlankNode) or not (is_citation(graph.value) or graph in WRITTEN_BY_HAND):
        raise InvalidData(
            f"Data files do not hold a graph {graph}.",
            where=os.fspath(file),
            remedy="A graph is named by a citation, or is one of "
            + ", ".join(sorted(each.value for each in WRITTEN_BY_HAND))
            + ".",
        )
    if any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object)):
        raise InvalidData(
            f"This triple of the graph {graph} has a node without an IRI: {shown}",
            where=os.fspath(file),
            remedy="Give each node an IRI, so that it can be cited and linked.",
        )
