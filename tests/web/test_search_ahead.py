"""The index of names and texts of a real server is made without being asked for."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from serving import Server, eventually, running, tree

TRIPLES = """
<https://w3id.org/cuegraph/film/tide> a <https://w3id.org/cuegraph/ns#Film> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Tide" .
"""


def indexes(server: Server) -> set[str]:
    """The files that the server's processes have open and that are an index."""
    found = set()
    for pid in tree(server.process.pid):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.add(os.fspath(each.readlink()))
    return {each for each in found if ".search" in each}


def test_a_server_makes_its_index_by_itself_and_lets_it_go_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "tide.ttl").write_text(TRIPLES, "utf-8")
    with TemporaryDirectory() as folder:  # the path of a socket in it has to be short
        with running(os.fspath(tmp_path / "tide.ttl"), TMPDIR=folder) as server:
            assert eventually(lambda: indexes(server))
            status, _, body = server.request("GET", "/search.json?q=tide")
            assert (status, b'"total": 1' in body) == (200, True)
            assert server.end()[0] == 0
        assert list(Path(folder).iterdir()) == []
