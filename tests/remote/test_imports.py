"""The exported files in Virtuoso: all of it arrives, and nothing is warned of."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from pyoxigraph import NamedNode, parse

from cuegraph.graph.assemble import assemble
from cuegraph.media import by_name
from cuegraph.service.export import ALL, DEFAULT, export
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE

if TYPE_CHECKING:
    from conftest import Server


def counts(server: Server) -> dict[str, int]:
    """How many triples each graph has."""
    query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    address = f"{server.url}?query={quote(query)}&format={quote('application/sparql-results+json')}"
    with urlopen(address) as reply:  # noqa: S310 (loopback)
        rows = json.load(reply)["results"]["bindings"]
    return {row["g"]["value"]: int(row["n"]["value"]) for row in rows}


@pytest.mark.parametrize(
    ("name", "graph", "flags"), [("turtle", DEFAULT, 0), ("trig", ALL, 256), ("nquads", ALL, 512)]
)
def test_virtuoso_takes_turtle_trig_and_n_quads(virtuoso: Server, name: str, graph: str, flags: int) -> None:
    """The graphs get other names, as it has those of the dataset already."""
    base = f"http://{name}.example/"
    content = export(assemble(shipped("data"), shipped("ontology")), by_name(name), graph=graph)
    file = virtuoso.folder / f"drive.{name}"
    file.write_bytes(content.replace(BASE.encode(), base.encode()))
    expected: Counter[str] = Counter()
    for quad in set(parse(path=file, format=by_name(name).rdf)):
        expected[quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else f"{base}none"] += 1
    assert len(expected) > 150 if graph == ALL else len(expected) == 1
    before = counts(virtuoso)
    try:
        virtuoso.load(file, f"{base}none", flags)
        found = counts(virtuoso)
        assert {each: found[each] for each in set(found) - set(before)} == expected
    finally:
        virtuoso.execute(f"DELETE FROM DB.DBA.RDF_QUAD WHERE id_to_iri(G) LIKE '{base}%'")  # noqa: S608 (a name of ours)
    assert counts(virtuoso) == before
