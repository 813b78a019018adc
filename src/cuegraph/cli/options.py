"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that is there; one that is not is a usage error."""


def data_option(use: str = "read") -> Callable[..., Any]:
    """``--data``, None where it is not given.

    Args:
        use: what the command does with the files, a verb.
    """
    text = f"The folder of TriG files to {use}; default: the shipped one."
    return click.option("--data", type=FOLDER, metavar="DIR", help=text)


def sources_option(use: str, *, required: bool = False) -> Callable[..., Any]:
    """``--sources``, None where it is not given.

    Args:
        use: what the command needs the texts for, opening with 'to'.
        required: whether there is nothing to do without.
    """
    text = f"The folder that holds the sources' texts, {use}."
    return click.option("--sources", type=FOLDER, metavar="DIR", required=required, help=text)
