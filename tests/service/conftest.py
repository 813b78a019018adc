"""An invented film, Night Drive (1999), told by two invented texts; see ``night_drive/``."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from cuegraph.graph.assemble import assemble
from cuegraph.service.lookup import Names


@pytest.fixture(scope="session")
def night_drive() -> Path:
    return Path(__file__).parent / "night_drive"


@pytest.fixture(scope="session")
def store(night_drive: Path) -> Store:
    store = Store()
    store.bulk_extend(assemble(night_drive / "data", night_drive / "ontology").quads)
    return store


@pytest.fixture(scope="session")
def names(store: Store) -> Names:
    return Names(store)
