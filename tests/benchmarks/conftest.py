"""What a test run does not import here: the benchmarks, a program of its own (``run.py``)."""

from __future__ import annotations

from pathlib import Path

collect_ignore = [
    file.name for file in Path(__file__).parent.glob("*.py") if not file.name.startswith("test_")
]
