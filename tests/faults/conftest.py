"""A server under attack, on an invented graph."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import TRIPLES, Server, eventually, running

IDLE = 2
"""Workers that a server keeps ready."""


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("graph") / "invented.nt"
    file.write_text(
        "".join(f'<http://a.example/{n}> <http://a.example/p{n % 7}> "{n}" .\n' for n in range(TRIPLES)),
        "utf-8",
    )
    return file


@pytest.fixture(scope="module")
def server(graph: Path) -> Iterator[Server]:
    with running(
        str(graph), "--deadline", "20", "--result", "8", "--memory", "256", "--cache", "1"
    ) as started:
        for path in ("/", "/ns.html", "/editor/terms.json", "/sources", "/differences"):
            assert started.request("GET", path)[0] == 200  # so that it holds what it finds out for itself
        yield started


@pytest.fixture
def unharmed(server: Server) -> Iterator[Server]:
    """The server, which after the test has to answer right and to hold no more than before."""
    assert server.is_right()
    assert eventually(lambda: server.request("GET", "/search.json?q=a")[0] == 200)  # so its index is there
    assert eventually(lambda: len(server.workers()) == IDLE)
    before = server.footprint()
    yield server
    assert server.is_right()
    settled = eventually(
        lambda: all(
            now <= before[name] + (24_576 if name == "memory" else 0)
            for name, now in server.footprint().items()
        )
    )
    assert settled, (before, server.footprint())
