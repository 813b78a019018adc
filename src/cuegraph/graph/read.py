"""Reading the data and the ontology, and where in the files each graph stands."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urljoin

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from cuegraph.errors import InvalidData
from cuegraph.settings import read_text
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
    XSD,
    is_citation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    """Where a graph is opened; as text ``FILE:LINE``.

    Attributes:
        file: the file.
        line: the line of its opening, from 1.
    """

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def read_data(folder: Path) -> list[Quad]:
    """The quads of every ``*.trig`` file of a folder, in the order of the files' names.

    Every quad stands in a citation graph or in one of the graphs curation, links and sources, and holds
    neither a blank node, a triple term nor a text with a base direction.

    Raises:
        InvalidData: the folder is missing or has no TriG file; a file cannot be read or does not parse; a
            quad stands where it may not, or has a blank node or a text with a direction.
    """
    return [quad for quad, _ in read_files(folder)]


def read_files(folder: Path) -> list[tuple[Quad, str]]:
    """The quads that ``read_data`` gives, each with its file. Raises what that raises."""
    found: list[tuple[Quad, str]] = []
    for file in data_files(folder):
        for quad in parse_file(file, RdfFormat.TRIG):
            _check(quad, file)
            found.append((quad, os.fspath(file)))
    return found


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
    quads: set[Quad] = set()
    with_blank_nodes = Dataset()  # only these matter to the labels, and labelling takes time
    for name, graph in ONTOLOGY_FILES.items():
        file = folder / name
        if not file.is_file():
            raise InvalidData(
                "There is no such file.",
                where=os.fspath(file),
                remedy=f"An ontology folder holds {', '.join(ONTOLOGY_FILES)}.",
            )
        for each in parse_file(file, RdfFormat.TURTLE):
            quad = Quad(each.subject, each.predicate, each.object, graph)
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                with_blank_nodes.add(quad)
            else:
                quads.add(quad)
    with_blank_nodes.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [*quads, *with_blank_nodes]


def files_of(folder: Path) -> dict[str, tuple[Place, ...]]:
    """Where each graph of the data is opened: graph IRI → its places, in the order of files and lines.

    Raises:
        InvalidData: the folder is missing or has no TriG file, or a file does not parse.
    """
    places: dict[str, list[Place]] = {}
    for file in data_files(folder):
        text = read_text(file)
        parser = parse(text, format=RdfFormat.TRIG)
        graphs: set[str] = set()
        try:
            graphs.update(quad.graph_name.value for quad in parser if isinstance(quad.graph_name, NamedNode))
        except SyntaxError as error:
            _refuse(file, error)
        for iri, line in _openings(text, parser.prefixes, parser.base_iri or ""):
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


def parse_file(file: Path, rdf_format: RdfFormat) -> list[Quad]:
    """The quads of a file as it stands, unchecked.

    Raises:
        InvalidData: the file cannot be read, is no UTF-8 text or does not parse.
    """
    try:
        return list(parse(read_text(file), format=rdf_format))
    except SyntaxError as error:
        _refuse(file, error)


def _refuse(file: Path, error: SyntaxError) -> NoReturn:
    raise InvalidData(
        _POSITION.sub("", error.msg).rstrip(".") + ".",
        where=f"{file}:{error.lineno}:{error.offset}",
        remedy="Mend the file at this line and column.",
    ) from error


_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_DATES = {
    XSD.date: re.compile(f"[0-9]{{4}}-{_MONTH}-{_DAY}"),
    XSD.gYearMonth: re.compile(f"[0-9]{{4}}-{_MONTH}"),
    XSD.gYear: re.compile("[0-9]{4}"),
    XSD.gMonthDay: re.compile(f"--{_MONTH}-{_DAY}"),
}


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
    if isinstance(quad.object, Literal):
        _check_literal(quad.object, f"{os.fspath(file)}: {graph.value}", shown)
    if any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object)):
        raise InvalidData(
            f"This triple of the graph {graph} has a node without an IRI: {shown}",
            where=os.fspath(file),
            remedy="Give each node an IRI, so that it can be cited and linked.",
        )


def _check_literal(literal: Literal, where: str, shown: str) -> None:
    if literal.direction is not None:
        raise InvalidData(
            f"This text has a base direction, which most formats cannot hold: {shown}",
            where=where,
            remedy=f"Write it without '--{literal.direction}'.",
        )
    form = _DATES.get(literal.datatype)
    if form and not form.fullmatch(literal.value):
        raise InvalidData(
            f"'{literal.value}' is no value of its datatype: {shown}",
            where=where,
            remedy="Write 2011-09-19, 2011-09, 2011 or --09-19, with the datatype of that precision.",
        )
