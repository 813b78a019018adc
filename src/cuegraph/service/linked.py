"""The records of links: how it was found that another catalogue's thing is the same, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.service.ask import solutions
from cuegraph.service.binding import read, term_of
from cuegraph.service.told import Record
from cuegraph.vocabulary import DCTERMS, FM, LINKS, OA, PROV, SKOS, SSSOM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine

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
    query = (
        f"SELECT * WHERE {{ GRAPH {LINKS} {{ ?link {OA.hasTarget} {thing} ; {OA.hasBody} ?body }} {_TOLD} }}"
    )
    found: dict[str, Record] = {}
    evidence: dict[str, set[str]] = {}
    for row in solutions(engine, query):
        address = row["body"]["value"]
        at = evidence.setdefault(address, set())
        if "evidence" in row:
            at.add(row["evidence"]["value"])
        note, method, decider, date, confidence = (_said(row, each) for each in _PARTS)
        found[address] = Record(
            row["link"]["value"], note, method, decider, date, confidence, tuple(sorted(at))
        )
    return found


def _said(row: Mapping[str, Mapping[str, str]], name: str) -> str:
    return read(term_of(row[name]), {}).text if name in row else ""
