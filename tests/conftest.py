"""What every test may need: where the texts lie, and what a skipped test means.

On a fresh clone a test that needs more than the clone has (the source texts, a browser) is skipped with its
reason. Where the environment says ``CUEGRAPH_SKIPS=error``, as continuous integration does, it fails the run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CUEGRAPH_SHARED", ROOT.parent / "shared"))


LONG = ("fuzz/test_openapi.py", "w3c/test_query_eval.py", "fuzz/test_requests.py", "browser/test_kinds.py")
"""The files that take longest; begun last, one of two processes would have nothing to do meanwhile."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    last = len(LONG)
    items.sort(key=lambda item: next((at for at, each in enumerate(LONG) if item.path.match(each)), last))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with texts and vocabulary files; skips where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"the folder {SHARED.name} with texts and vocabularies is not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def texts(shared: Path) -> Path:
    """The folder of the source texts; skips where it is not there."""
    return shared / "sources"


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Turn a run that skipped anything into a failed one where skipping is an error."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("CUEGRAPH_SKIPS") == "error" and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"{len(skipped)} skipped, which CUEGRAPH_SKIPS=error forbids", red=True)
    yield
