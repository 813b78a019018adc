"""Ask the dataset a SPARQL query: checked first, answered in a format that whoever asks can read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cuegraph.errors import BadInput
from cuegraph.media import Format, Kind, by_name, of_kind
from cuegraph.protocol.check import check_query
from cuegraph.protocol.negotiate import choose

if TYPE_CHECKING:
    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.protocol.request import Query


def ask(engine: Engine, query: Query, *, accept: str | None = None, name: str | None = None) -> Answer:
    """The answer to a query.

    Args:
        engine: whom to ask.
        query: the query as it came.
        accept: the header Accept, None for none; JSON for solutions and Turtle for graphs go first.
        name: a format's name, which goes before ``accept``; None for none.

    Raises:
        Refused: the query calls another server.
        QuerySyntaxError: its text does not parse.
        BadInput: it is too deep or too long, or there is no format of this name for its result.
        NotAcceptable: its result can be given in nothing that is accepted.
    """
    checked = replace(query, text=check_query(query.text))

    def chosen(kind: Kind) -> Format:
        return choose(accept, of_kind(kind)) if name is None else _named(name, kind)

    return engine.query(checked, chosen)


def _named(name: str, kind: Kind) -> Format:
    named = by_name(name)
    if named.kind is not kind:
        listed = ", ".join(each.name for each in of_kind(kind))
        raise BadInput(
            f"The query gives {kind.value}, which the format '{name}' does not hold.",
            where="format",
            remedy=f"Take one of: {listed}.",
        )
    return named
