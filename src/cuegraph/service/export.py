"""Writing the graph, whole or a part of it, in a standard format and with its sources."""

from __future__ import annotations

import os
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from cuegraph.errors import BadInput, NotFound
from cuegraph.graph.context import make_context
from cuegraph.graph.jsonld import to_jsonld
from cuegraph.graph.rdfxml import to_rdfxml
from cuegraph.graph.turtle import to_trig, to_turtle
from cuegraph.media import Format, Kind
from cuegraph.vocabulary import BASE, DCTERMS, FM, GRAPHS, INFERRED, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cuegraph.graph.assemble import Assembled

    Graphs = Mapping[NamedNode | DefaultGraph, tuple[Triple, ...]]

DEFAULT = "default"
"""The name of the default graph."""
ALL = "all"
"""The name of the whole dataset with its graphs."""


def export(assembled: Assembled, wanted: Format, *, graph: str = DEFAULT, inferred: bool = False) -> bytes:
    """The dataset or one of its graphs in a format, in UTF-8; the same dataset gives the same bytes.

    Args:
        assembled: the dataset.
        wanted: one of the RDF formats.
        graph: ``default``, ``all`` (every graph as it is, the inferred triples too), or the IRI of a named
            graph; the base of all things, of the service graphs and of the sources may be left out.
        inferred: whether the default graph is written with the inferred triples.

    Returns:
        The document. In the default graph each thing has ``dcterms:source`` for every passage that speaks of
        it.

    Raises:
        BadInput: the format cannot hold several graphs, or not these triples.
        NotFound: there is no graph of this name.
    """
    require_fit(wanted, graph)
    if graph == ALL:
        return _written(assembled.graphs, wanted, assembled)
    if graph == DEFAULT:
        left_out = set() if inferred else set(assembled.graph(INFERRED))
        stated = tuple(triple for triple in assembled.default() if triple not in left_out)
        return _written({DefaultGraph(): _with_sources(stated, assembled)}, wanted, assembled)
    name = _named(assembled, graph)
    kept: Graphs = {name if wanted.kind is Kind.DATASET else DefaultGraph(): assembled.graph(name)}
    return _written(kept, wanted, assembled)


def require_fit(wanted: Format, graph: str) -> None:
    """Check that a format can hold what is asked for, before anything is read.

    Raises:
        BadInput: all graphs are asked for in a format that holds one; or the format is none for graphs.
    """
    if wanted.kind is Kind.RESULTS:
        raise BadInput(
            f"The format {wanted.name} is for query results.", remedy="Take turtle, jsonld or trig."
        )
    if graph == ALL and wanted.kind is Kind.GRAPH and wanted.name != "jsonld":
        raise BadInput(
            f"The format {wanted.name} holds one graph, not the whole dataset.",
            where="--graph all",
            remedy="Take the format trig, nquads or jsonld, or the graph default.",
        )


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files whole or not at all: all under passing names first, then renamed.

    What is no regular file, such as a pipe or a device, is written to as it is.

    Args:
        contents: what to write to each file.

    Raises:
        BadInput: the system does not let one be written; none is changed then.
    """
    passing: dict[Path, Path] = {}
    at = None
    try:
        for at, content in contents.items():
            target = at.resolve()
            if target.exists() and not target.is_file():
                target.write_bytes(content)
            else:
                passing[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
                passing[target].write_bytes(content)
        for target, written in passing.items():
            written.replace(target)
    except OSError as error:
        raise BadInput(
            f"The file cannot be written: {error.strerror}.",
            where=os.fspath(at or ""),
            remedy="Name a file in a folder that is there and that you may write to.",
        ) from error
    finally:
        for written in passing.values():
            with suppress(OSError):
                written.unlink(missing_ok=True)


def _named(assembled: Assembled, graph: str) -> NamedNode:
    names = {name.value: name for name in assembled.graphs if isinstance(name, NamedNode)}
    for iri in (graph, BASE + graph, GRAPHS + graph, f"{BASE}source/{graph}"):
        if iri in names:
            return names[iri]
    near = get_close_matches(graph, names, 3, 0.8) or [each for each in names if graph and graph in each][:3]
    raise NotFound(
        "There is no graph of this name.",
        where=graph,
        remedy=f"Did you mean {', '.join(near)}?" if near else f"The service graphs begin with {GRAPHS}.",
    )


def _with_sources(triples: tuple[Triple, ...], assembled: Assembled) -> tuple[Triple, ...]:
    """The triples, and dcterms:source from each thing that they describe to the passages that speak of it."""
    things = {
        triple.subject
        for triple in triples
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(BASE)
        and not triple.subject.value.startswith(FM.iri)
    }
    found = set(triples)
    for passage, stated in assembled.citations().items():
        for triple in stated:
            found.update(
                Triple(each, DCTERMS.source, passage)
                for each in (triple.subject, triple.object)
                if isinstance(each, NamedNode) and each in things
            )
    return tuple(found)


def _written(graphs: Graphs, wanted: Format, assembled: Assembled) -> bytes:
    if wanted.name == "trig":
        return to_trig(graphs).encode()
    if wanted.name == "jsonld":
        return to_jsonld(graphs, make_context(assembled.graph(ONTOLOGY))).encode()
    if wanted.name == "nquads":
        quads = [
            Quad(triple.subject, triple.predicate, triple.object, name)
            for name, triples in graphs.items()
            for triple in triples
        ]
        return _sorted(serialize(quads, format=RdfFormat.N_QUADS))
    triples = next(iter(graphs.values()))
    if wanted.name == "ntriples":
        return _sorted(serialize(triples, format=RdfFormat.N_TRIPLES))
    return (to_turtle(triples) if wanted.name == "turtle" else to_rdfxml(triples)).encode()


def _sorted(lines: bytes | None) -> bytes:
    return b"".join(sorted((lines or b"").splitlines(keepends=True)))
