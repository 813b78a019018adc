"""What a server tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cuegraph.settings import defaults

if TYPE_CHECKING:
    from cuegraph.settings import Values


@dataclass(frozen=True)
class ServerInfo:
    """What a server tells of itself.

    Attributes:
        title: the home page's heading for other data than ours; empty for a plain one.
        writable: whether it takes updates.
        services: the servers that a query may call.
        values: the settings.
    """

    title: str = ""
    writable: bool = False
    services: tuple[str, ...] = ()
    values: Values = field(default_factory=defaults)


OUR_DATA: Final = ServerInfo()
"""The dataset that cuegraph comes with, to be read."""
