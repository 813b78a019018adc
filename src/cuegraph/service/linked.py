"""The records of links: how it was found that another catalogue's thing is the same, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.service.ask import solutions
from cuegraph.service.binding import read, term_of
from cuegraph.service.lookup import best_text
from cuegraph.service.told import Record
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import DCTERMS, FM, LINKS, OA, OWL, PROV, SKOS, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    return told_of(solutions(engine, asking(thing)), languages_of(engine))


def asking(thing: NamedNode) -> str:
    """The query that :func:`told_of` takes the solutions of."""
    return (
        f"SELECT * WHERE {{ GRAPH {LINKS} {{ ?link {OA.hasTarget} {thing} ; {OA.hasBody} ?body }} {_TOLD} }}"
    )


def told_of(
    rows: Iterable[Solution], languages: Sequence[str] = (), *, lexical: bool = False
) -> dict[str, Record]:
    """The record of each address.

    Args:
        rows: what :func:`asking` finds.
        languages: those in which texts are wanted; see :func:`cuegraph.service.lookup.best_text`.
        lexical: whether values are given as they are written; otherwise as people read them.
    """
    links: dict[str, str] = {}
    said: dict[str, dict[str, set[tuple[str, str]]]] = {}
    for row in rows:
        address = row["body"]["value"]
        links[address] = max(row["link"]["value"], links.get(address, ""))
        at = said.setdefault(address, {each: set() for each in (*_PARTS, "evidence")})
        for name in at.keys() & row.keys():
            at[name].add(_said(row[name], lexical=lexical))
    found: dict[str, Record] = {}
    for address, link in links.items():
        at = said[address]
        note, method, decider, date, confidence = (str(best_text(at[each], languages)) for each in _PARTS)
        evidence = tuple(sorted(text for _, text in at["evidence"]))
        found[address] = Record(link, note, method, decider, date, confidence, evidence)
    return found


def _said(value: Mapping[str, str], *, lexical: bool) -> tuple[str, str]:
    """The language of a value, and how it is written or read."""
    if lexical or value["type"] == "uri":
        return value.get("xml:lang", ""), value["value"]
    told = read(term_of(value), {})
    return told.language, told.text
