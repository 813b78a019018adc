"""The settings in one table for flags, environment and documentation; finding and reading files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cuegraph.errors import InvalidData, NotFound


@dataclass(frozen=True)
class Setting:
    """A setting of the server.

    Attributes:
        name: its name; the flag is ``--name``, the environment variable ``CUEGRAPH_NAME``.
        default: its value unless told; its type is the setting's.
        help: one sentence, with the unit.
        least: the smallest value, None for a text.
        most: the largest value, None for a text or where there is none.
    """

    name: str
    default: str | int | float
    help: str
    least: float | None = None
    most: float | None = None

    @property
    def flag(self) -> str:
        """The command's option."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable that sets it where the option is not given."""
        return "CUEGRAPH_" + self.name.upper()


_DAY = 86_400

SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "The address to listen on; 0.0.0.0 is every interface of the machine."),
    Setting("port", 8642, "The port to listen on; 0 takes a free one.", 0, 65535),
    Setting(
        "address",
        "",
        "The address that clients see where a proxy is in front; its path begins every link.",
    ),
    Setting("deadline", 30.0, "Seconds that a query or an update may take, its wait included.", 0.1, _DAY),
    Setting("workers", 8, "Queries that run at once, each in a process of its own.", 1, 256),
    Setting(
        "queue",
        64,
        "Queries that wait for a worker, and updates for their turn; more are told to come back.",
        0,
        1024,
    ),
    Setting("memory", 2048, "MiB that a query may take beyond the dataset.", 16),
    Setting("result", 256, "MiB that the serialised result of a query may have.", 1),
    Setting("body", 8, "MiB that the body of a request may have; the text of a query at most one.", 1, 1024),
    Setting(
        "patience", 60.0, "Seconds for a client that sends nothing, or takes less than 1 KiB/s.", 1, _DAY
    ),
    Setting("cache", 64, "MiB for answers that are kept to be given again; 0 keeps none.", 0),
    Setting(
        "freshness", 60.0, "Seconds that answers from the server of --engine may be given again.", 1, _DAY
    ),
    Setting("log", "", "The file that gets a JSON line for each request; - is standard error, empty none."),
)

Values = Mapping[str, str | int | float]
"""The value of each setting, by name."""


def defaults() -> dict[str, str | int | float]:
    """Each setting's value where nobody says another."""
    return {each.name: each.default for each in SETTINGS}


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
