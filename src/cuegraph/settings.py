"""The settings in one table for flags, environment and documentation; finding and reading files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cuegraph.errors import InvalidData, NotFound


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


def read_bytes(file: Path) -> bytes:
    """What a file holds.

    Raises:
        InvalidData: the system does not let it be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def read_text(file: Path) -> str:
    """The text of a file in UTF-8: line ends become LF, a byte order mark is left out.

    Raises:
        InvalidData: the system does not let it be read, or it is no UTF-8 text.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise InvalidData(
            f"The file is no UTF-8 text: {error.reason} at byte {error.start + 1}.",
            where=os.fspath(file),
            remedy="Save it as UTF-8.",
        ) from error


def unreadable(file: Path, error: OSError) -> InvalidData:
    """The error for a file that the system does not let be read."""
    return InvalidData(
        f"The file cannot be read: {(error.strerror or str(error)).lower()}.",
        where=os.fspath(file),
        remedy="Put a file there that you may read.",
    )
