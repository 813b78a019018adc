"""Tables for ``cuegraph link``, and what it writes."""

import csv
from pathlib import Path

from click.testing import CliRunner, Result

from cuegraph.cli import main

ACTS = """artist,song
"Kavinsky (feat. Nobody)",Nightcall
College,A Real Hero
College,A Real Hero
"Martinez, Cliff",Wrong Floor
Quxqux Zzyzx,None
,Empty
"""


def run(*args: object) -> Result:
    """What the command does with these arguments."""
    return CliRunner().invoke(main, ["link", *map(str, args)])


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table, by the names of its columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
