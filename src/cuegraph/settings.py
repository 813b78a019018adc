"""The settings, one table for flags, environment and documentation, and where the shipped files are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cuegraph.errors import NotFound


@dataclass(frozen=True)
class Setting:
    """A setting of the server.

    Attributes:
        name: its name; the flag is ``--name``, the environment variable ``CUEGRAPH_NAME``.
        default: its value unless told.
        help: one sentence.
    """

    name: str
    default: str | int
    help: str

    @property
    def flag(self) -> str:
        """The command's option."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable that sets it where the option is not given."""
        return "CUEGRAPH_" + self.name.upper()


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "The address to listen on; 0.0.0.0 is every interface of the machine."),
    Setting("port", 8642, "The port to listen on; 0 takes a free one."),
)


def setting(name: str) -> Setting:
    """The setting of this name; KeyError when there is none."""
    return {each.name: each for each in SETTINGS}[name]


def shipped(folder: str) -> Path:
    """The folder ``data``, ``ontology`` or ``queries``: of the checkout, or inside an installed package.

    Raises:
        NotFound: neither is there, the installation is broken.
    """
    package = Path(__file__).parent
    for root in (package / "shipped", package.parent.parent):
        if (root / folder).is_dir() and any((root / folder).iterdir()):
            return root / folder
    raise NotFound(
        f"The folder '{folder}' is neither in the package nor beside it.",
        where=os.fspath(package),
        remedy="Install cuegraph anew.",
    )
