"""The exported files in Virtuoso: all of it arrives, and nothing is warned of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import NamedNode, parse

from cuegraph.graph.assemble import assemble
from cuegraph.media import by_name
from cuegraph.service.export import ALL, DEFAULT, export
from cuegraph.settings import shipped
from cuegraph.vocabulary import is_citation

if TYPE_CHECKING:
    from conftest import Server


def counts(server: Server) -> dict[str, int]:
    """How many triples each graph has."""
    query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    address = f"{server.url}?query={quote(query)}&format={quote('application/sparql-results+json')}"
    with urlopen(address) as reply:  # noqa: S310 (loopback)
        rows = json.load(reply)["results"]["bindings"]
    return {row["g"]["value"]: int(row["n"]["value"]) for row in rows}


def test_virtuoso_takes_turtle_trig_and_n_quads(virtuoso: Server) -> None:
    drive = assemble(shipped("data"), shipped("ontology"))
    cited: dict[str, int] = {
        name.value: len(triples)
        for name, triples in drive.graphs.items()
        if isinstance(name, NamedNode) and is_citation(name.value)
    }
    before = counts(virtuoso)
    for name, graph, flags in (("turtle", DEFAULT, 0), ("trig", ALL, 256), ("nquads", ALL, 512)):
        file = virtuoso.folder / f"drive.{name}"
        file.write_bytes(export(drive, by_name(name), graph=graph))
        virtuoso.load(file, f"urn:{name}", flags)
        found = counts(virtuoso)
        assert set(found) - set(before) == {f"urn:{name}"}
        assert {each: found[each] for each in cited} == cited
        default = {
            each.triple
            for each in parse(path=file, format=by_name(name).rdf)
            if str(each.graph_name) == "DEFAULT"
        }
        assert found[f"urn:{name}"] == len(default)
        virtuoso.execute(f"SPARQL CLEAR GRAPH <urn:{name}>")
