"""Clients that exist, asking a served graph as the README's recipes do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, RDFXML, TURTLE, XML, SPARQLWrapper

if TYPE_CHECKING:
    from cuegraph.graph.assemble import Assembled

TRACKS = """\
PREFIX album: <https://w3id.org/cuegraph/album/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?recording ?name WHERE {
  ?track fm:trackOf album:drive-soundtrack ; fm:recording ?recording .
  ?recording skos:prefLabel ?name .
}
ORDER BY ?name
"""
FIRST, MANY = "A Real Hero", 6
COMUNICA = "@comunica/query-sparql/bin/query.js"
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTION = README.partition("\n## Recipes\n")[2].partition("\n## ")[0]
RECIPES = re.findall(r"^```(python|sh|js)\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a log."""

    extensions_map: ClassVar[dict[str, str]] = {".ttl": "text/turtle"}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper(endpoint: str, method: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setQuery(TRACKS)
    client.setReturnFormat(JSON)
    rows = client.query().convert()["results"]["bindings"]
    assert (len(rows), rows[0]["name"]["value"]) == (MANY, FIRST)
    client.setReturnFormat(XML)
    assert FIRST in client.query().convert().toxml()
    client.setReturnFormat(CSV)
    assert client.query().convert().splitlines()[0] == b"recording,name"


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # by rdflib's own parser
@pytest.mark.parametrize(("form", "parser"), [(JSONLD, "json-ld"), (RDFXML, "xml"), (TURTLE, "turtle")])
def test_sparqlwrapper_takes_a_graph(endpoint: str, form: str, parser: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery("DESCRIBE <https://w3id.org/cuegraph/album/drive-soundtrack>")
    client.setReturnFormat(form)  # for some it asks by a name and by media types at once
    graph = rdflib.Graph().parse(data=client.query().response.read(), format=parser)
    assert (rdflib.URIRef("https://w3id.org/cuegraph/album/drive-soundtrack"), None, None) in graph


def test_a_graph_of_rdflib_whose_store_is_the_endpoint(endpoint: str, drive: Assembled) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint))
    names = [str(row["name"]) for row in graph.query(TRACKS)]
    assert (len(names), names[0]) == (MANY, FIRST)
    album = rdflib.URIRef("https://w3id.org/cuegraph/album/drive-soundtrack")
    stated = [each for each in drive.default() if str(each.subject) == f"<{album}>"]
    assert len(list(graph.triples((album, None, None)))) == len(stated)


def test_pandas_reads_the_endpoint(endpoint: str) -> None:
    frame = pd.read_csv(f"{endpoint}?format=csv&query={quote(TRACKS)}")
    assert list(frame.columns) == ["recording", "name"]
    assert (len(frame), frame["name"][0]) == (MANY, FIRST)


def needed() -> tuple[int, int]:
    """The Node that Comunica needs, by the README."""
    found = re.search(r"needs\s+Node (\d+)\.(\d+) or newer", SECTION)
    assert found
    return int(found[1]), int(found[2])


def comunica() -> tuple[str, Path]:
    """Node, and the folder of packages in which Comunica is; the test is skipped where they are not."""
    folder, node = os.environ.get("CUEGRAPH_COMUNICA"), shutil.which(os.environ.get("CUEGRAPH_NODE", "node"))
    if folder is None or node is None:
        pytest.skip("CUEGRAPH_COMUNICA names no folder in which npm has installed @comunica/query-sparql")
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, told[1:].split(".")[:2])) < needed():
        pytest.skip(f"Node is {told.strip()}, and Comunica needs a newer one")
    return node, Path(folder) / "node_modules"


def test_comunica_joins_the_endpoint_with_a_file(endpoint: str, tmp_path: Path) -> None:
    node, packages = comunica()
    (tmp_path / "notes.ttl").write_text(
        "<https://w3id.org/cuegraph/recording/nightcall> <http://film.example/stars> 5 .\n", "utf-8"
    )
    query = TRACKS.replace("SELECT ?recording ?name", "SELECT ?name ?stars").replace(
        "?recording skos:prefLabel", "?recording <http://film.example/stars> ?stars ; skos:prefLabel"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as files:
        Thread(target=files.serve_forever).start()
        done = subprocess.run(
            [
                *(node, packages / COMUNICA),
                *(f"sparql@{endpoint}", f"http://127.0.0.1:{files.server_port}/notes.ttl"),
                *("-q", query, "-t", "application/sparql-results+json"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        files.shutdown()
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["results"]["bindings"]
    assert (row["name"]["value"], row["stars"]["value"]) == ("Nightcall", "5")


def test_the_readme_says_which_node_comunica_needs_and_how_the_file_is_called() -> None:
    assert needed() >= (22, 15)  # the first that decompresses zstd, which Comunica's client takes for granted
    assert "end in `.mjs`" in SECTION


def test_there_is_a_recipe_for_each() -> None:
    assert [language for language, _ in RECIPES] == ["python", "python", "python", "sh", "js"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "Drive (Original"),
        (1, "prefLabel"),
        (2, "rows x 5 columns"),
        (3, "album:drive"),
        (4, "Drive (Original"),
    ],
)
def test_a_recipe_of_the_readme_works(number: int, told: str, endpoint: str, tmp_path: Path) -> None:
    language, text = RECIPES[number]
    text = text.replace("http://127.0.0.1:8642", endpoint.removesuffix("/sparql"))
    command = [sys.executable, "-c", text]
    if language == "sh":
        command = ["sh", "-euc", text]
    elif language == "js":
        node, packages = comunica()
        (tmp_path / "node_modules").symlink_to(packages)
        (tmp_path / "recipe.mjs").write_text(text, "utf-8")
        command = [node, str(tmp_path / "recipe.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout
