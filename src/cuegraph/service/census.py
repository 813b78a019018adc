"""What is cited of each source, told by the names of all graphs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from cuegraph.errors import OverLimit
from cuegraph.graph.evidence import text_order
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import number, solutions

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine

MOST: Final = 5_000
"""The most passages that are looked at together for a picture or a count of facts."""

MOST_CITED: Final = 500_000
"""The most named graphs whose names are kept."""


def is_large(engine: Engine) -> bool:
    """Whether there are more than ``MOST`` graphs, so that they are not gone through for a page.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; so do all functions here.
    """
    graphs = f"SELECT ?g WHERE {{ GRAPH ?g {{ }} }} LIMIT {MOST + 1}"
    return number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {graphs} }} }}") > MOST


def cited_places(engine: Engine) -> dict[str, str] | None:
    """Of each source the fragments that are cited, in the order of the text, parted by spaces.

    None of more than ``MOST_CITED``.

    Which passages of a source are cited, only the names of all graphs tell.
    """
    query = Query(f"SELECT ?g WHERE {{ GRAPH ?g {{ }} }} LIMIT {MOST_CITED + 1}")
    try:
        lines = engine.query(query, Wanted(name="tsv")).whole().decode().split("\n")[1:-1]
    except OverLimit:
        return None
    found: dict[str, list[str]] = defaultdict(list)
    if len(lines) > MOST_CITED:
        return None
    for line in lines:
        source, hash_sign, fragment = line[1:-1].partition("#")
        if hash_sign and line.startswith("<"):
            found[source].append(fragment)
    return {source: " ".join(sorted(fragments, key=_order)) for source, fragments in found.items()}


def _order(fragment: str) -> tuple[object, ...]:
    return text_order(f"#{fragment}")


def count_facts(engine: Engine) -> dict[str, int] | None:
    """How many facts the passages of each source state; None where there are too many to go through."""
    if is_large(engine):
        return None
    rows = solutions(
        engine,
        'SELECT ?source (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "#"))'
        ' BIND(STRBEFORE(STR(?g), "#") AS ?source) } GROUP BY ?source',
    )
    return {row["source"]["value"]: int(row["n"]["value"]) for row in rows if "source" in row}
