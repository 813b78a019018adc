"""What a server says of its dataset, and where it is to be had: VoID and DCAT."""

from __future__ import annotations

from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cuegraph.engine.interface import Run
from cuegraph.engine.write import write_graph
from cuegraph.errors import CuegraphError
from cuegraph.graph.description import DESCRIBED
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import number
from cuegraph.service.dump import TITLES, is_complete
from cuegraph.service.within import Within
from cuegraph.vocabulary import DATASET, DCAT, DCTERMS, RDF, VOID, XSD, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.engine.interface import Engine
    from cuegraph.media import Format
    from cuegraph.service.dump import Dumps, Listing

PATH: Final = ".well-known/void"
"""Where clients look for the description (RFC 5785, registered by VoID)."""

_FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
_SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_BUILT: Final = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {DATASET} {{ ?s ?p ?o }} }}")
_TRIPLES: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def describe_served(engine: Engine, dumps: Dumps | None, root: str, wanted: Format) -> tuple[bytes, bool]:
    """The description of the dataset as it is served, in a format for graphs.

    That of a built dataset is its graph/dataset, with addresses, sizes and digests added; any other dataset
    has a count and its addresses. All of it takes no longer than whoever asks for the files waits.

    Args:
        engine: has the dataset.
        dumps: its files; None where there are none.
        root: the address of the server, with a slash at its end.
        wanted: the format.

    Returns:
        the description, and whether it tells of all files that there can be, and so stays as it is while the
        dataset is the same.

    Raises:
        Unavailable: the engine does not answer in time.
    """
    end = None if dumps is None else monotonic() + dumps.seconds
    within = Within(engine, Run(None if dumps is None else dumps.seconds))
    here = NamedNode(root + PATH)
    built = dumps is not None and dumps.built
    dataset = DESCRIBED if built else NamedNode(f"{here.value}#dataset")
    triples = {
        Triple(here, RDF.type, VOID.DatasetDescription),
        Triple(here, _FOAF.primaryTopic, dataset),
        Triple(dataset, RDF.type, VOID.Dataset),
        Triple(dataset, RDF.type, DCAT.Dataset),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(f"{root}sparql")),
    }
    if built:
        body = within.query(_BUILT, Wanted(name="ntriples")).whole()
        triples.update(quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
    else:
        triples.add(Triple(dataset, VOID.triples, _literal(number(within, _TRIPLES))))
        triples.add(Triple(dataset, DCTERMS.title, Literal("A dataset served by cuegraph", language="en")))
    listing: Listing = []
    if dumps is not None:
        listing = dumps.listing(end)
        triples.update(_files(dumps, listing, dataset, root))
    out = BytesIO()
    write_graph(triples, wanted, out)
    return out.getvalue(), is_complete(listing)


def _files(dumps: Dumps, listing: Listing, dataset: NamedNode, root: str) -> Iterator[Triple]:
    """The files as VoID's dumps and DCAT's distributions, with what is known of each."""
    for wanted, pair in listing:
        if isinstance(pair, CuegraphError):
            continue
        file = NamedNode(f"{root}dump/{dumps.name(wanted)}")
        part = (
            NamedNode(f"{DESCRIBED.value.rpartition('/')[0]}/distribution/{wanted.name}")
            if dumps.built
            else file
        )
        yield Triple(dataset, VOID.dataDump, file)
        yield Triple(dataset, DCAT.distribution, part)
        yield Triple(part, RDF.type, DCAT.Distribution)
        yield Triple(part, DCAT.downloadURL, file)
        yield Triple(part, DCAT.accessURL, NamedNode(f"{root}dump/"))
        if not dumps.built:
            title = f"{TITLES[wanted.kind].capitalize()} in {wanted.media_type}"
            yield Triple(part, DCTERMS.title, Literal(title, language="en"))
            media_type = f"https://www.iana.org/assignments/media-types/{wanted.media_type}"
            yield Triple(part, DCAT.mediaType, NamedNode(media_type))
        if pair is not None:
            checksum = NamedNode(f"{file.value}#sha256")
            yield Triple(part, DCAT.byteSize, _literal(pair[0].size))
            yield Triple(part, _SPDX.checksum, checksum)
            yield Triple(checksum, RDF.type, _SPDX.Checksum)
            yield Triple(checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256)
            yield Triple(checksum, _SPDX.checksumValue, Literal(pair[0].sha256, datatype=XSD.hexBinary))


def _literal(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
