"""What every engine does, whatever runs behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.media import Format, Kind
    from cuegraph.protocol.request import Query


@dataclass(frozen=True)
class Answer:
    """The result of a query, serialised where it was made.

    Attributes:
        body: the whole serialisation.
        format: what it is written in.
    """

    body: bytes
    format: Format


class Engine(Protocol):
    """Something that answers SPARQL queries about one dataset, from any thread."""

    def query(self, query: Query, choose: Callable[[Kind], Format]) -> Answer:
        """Run a query to its end.

        Args:
            query: the query; its text has passed ``protocol.check.check_query``.
            choose: gives the format once it is known whether the result is solutions or a graph; what it
                raises passes through.

        Raises:
            QuerySyntaxError: the text does not parse.
            BadInput: it parses and cannot be run, or its result cannot be written in the format.
        """
        ...
