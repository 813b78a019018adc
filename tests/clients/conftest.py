"""The Drive graph, served for the clients that people use, and written for other stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from serving import running

from cuegraph.graph.assemble import assemble
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.graph.assemble import Assembled


@pytest.fixture(scope="session")
def drive() -> Assembled:
    """The Drive graph."""
    return assemble(shipped("data"), shipped("ontology"))


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of its SPARQL endpoint."""
    with running() as server:
        yield f"http://{server.netloc}/sparql"
