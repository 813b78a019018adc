"""A table of acts."""

from pathlib import Path

import pytest
from linking import ACTS


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    """The table's file, alone in its folder."""
    file = tmp_path / "acts.csv"
    file.write_text(ACTS, "utf-8")
    return file
