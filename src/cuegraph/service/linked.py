"""The records of links: how it was found that another catalogue's thing is the same, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.service.ask import solutions
from cuegraph.service.binding import read, term_of
from cuegraph.service.told import Record
from cuegraph.vocabulary import DCTERMS, FM, LINKS, OA, OWL, PROV, SKOS, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine
    from cuegraph.service.ask import Solution

IDENTITIES: Final = (
    OWL.sameAs,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)
"""How a thing and that of another catalogue are related, the nearest first."""

_PARTS: Final = {
    "note": str(DCTERMS.description),
    "method": f"{FM.kind}/{SKOS.prefLabel}",
    "decider": f"{PROV.wasAttributedTo}/{SKOS.prefLabel}",
    "date": str(DCTERMS.date),
    "confidence": str(SSSOM.confidence),
}
"""The paths to what a record says, in the order of :class:`cuegraph.service.told.Record`."""

_TOLD: Final = " ".join(
    f"OPTIONAL {{ ?link {path} ?{name} }}"
    for name, path in (*_PARTS.items(), ("evidence", str(DCTERMS.source)))
)


def records(engine: Engine, thing: NamedNode) -> dict[str, Record]:
    """The record of each address that a thing is linked with.

    Args:
        engine: is asked, once.
        thing: the thing.
    """
    return told_of(solutions(engine, asking(thing)))


def asking(thing: NamedNode) -> str:
    """The query that :func:`told_of` takes the solutions of."""
    return (
        f"SELECT * WHERE {{ GRAPH {LINKS} {{ ?link {OA.hasTarget} {thing} ; {OA.hasBody} ?body }} {_TOLD} }}"
    )


def told_of(rows: Iterable[Solution], *, lexical: bool = False) -> dict[str, Record]:
    """The record of each address.

    Args:
        rows: what :func:`asking` finds.
        lexical: whether values are given as they are written; otherwise as people read them.
    """
    found: dict[str, Record] = {}
    evidence: dict[str, set[str]] = {}
    for row in rows:
        address = row["body"]["value"]
        at = evidence.setdefault(address, set())
        if "evidence" in row:
            at.add(row["evidence"]["value"])
        note, method, decider, date, confidence = (_said(row, each, lexical=lexical) for each in _PARTS)
        found[address] = Record(
            row["link"]["value"], note, method, decider, date, confidence, tuple(sorted(at))
        )
    return found


def _said(row: Mapping[str, Mapping[str, str]], name: str, *, lexical: bool) -> str:
    if name not in row:
        return ""
    return row[name]["value"] if lexical else read(term_of(row[name]), {}).text
