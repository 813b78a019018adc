"""Which of the curators' comparisons are about a thing, and what they say: one rule for page and ``cite``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import solutions
from cuegraph.service.facts import may_be_nameless
from cuegraph.vocabulary import CURATION, DCTERMS, FM, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.engine.interface import Engine
    from cuegraph.service.ask import Solution

_CITED: Final = 'CONTAINS(STR({}), "#")'


def asking(thing: NamedNode) -> str:
    """The query that :func:`told_of` takes the solutions of; its default graph may be empty."""
    made = f"?c {FM.compares}"
    called = f"GRAPH ?named {{ ?near {RDFS.label} ?name }} FILTER({_CITED.format('?named')})"
    return f"""SELECT DISTINCT ?c ?near ?g ?speaks WHERE {{
  {{ GRAPH {CURATION} {{ {made} ?any ; ?names {thing} }} }}
  UNION {{ GRAPH {CURATION} {{ {made} ?any ; ?names ?near }}
    FILTER EXISTS {{ GRAPH ?in {{ ?near ?by {thing} }} FILTER({_CITED.format("?in")}) }}
    FILTER NOT EXISTS {{ {called} }} }}
  UNION {{ GRAPH {CURATION} {{ {made} ?g }}
    BIND(EXISTS {{ GRAPH ?g {{ {thing} ?p ?o }} }} || EXISTS {{ GRAPH ?g {{ ?s ?q {thing} }} }} AS ?speaks) }}
}}"""


def told_of(rows: Iterable[Solution]) -> list[NamedNode]:
    """The comparisons that are about a thing, sorted.

    They are those that name it, or a nameless thing by which a passage says something of it (a credit, a
    placement), and those of which every passage speaks of it.

    Args:
        rows: what :func:`asking` finds.
    """
    found: set[str] = set()
    speaks: dict[str, bool] = {}
    for row in rows:
        made = row["c"]["value"]
        if "g" in row:
            speaks[made] = speaks.get(made, True) and row["speaks"]["value"] in {"true", "1"}
        elif "near" not in row or may_be_nameless(row["near"]["value"]):
            found.add(made)
    return [NamedNode(each) for each in sorted(found.union(each for each, whole in speaks.items() if whole))]


def comparisons(engine: Engine, thing: NamedNode) -> dict[NamedNode, dict[str, set[str]]]:
    """The comparisons that are about a thing: of each the kinds, the notes, and what it compares."""
    made = f"SELECT ?c WHERE {{ GRAPH {CURATION} {{ ?c {FM.compares} ?g }} }} LIMIT 1"
    # Without any, none is looked for: at a thing that very many point to that takes long.
    things = told_of(solutions(engine, asking(thing))) if solutions(engine, made) else []
    if not things:
        return {}
    query = (
        f"SELECT ?c ?kind ?note ?g WHERE {{ VALUES ?c {{ {' '.join(map(str, things))} }} GRAPH {CURATION} {{"
        f" {{ ?c {FM.compares} ?g }} UNION {{ ?c {FM.kind} ?kind }} UNION {{ ?c {FM.paraphrase} ?note }}"
        f" UNION {{ ?c {DCTERMS.description} ?note }} }} }}"
    )
    found: dict[NamedNode, dict[str, set[str]]] = {
        each: {"kind": set(), "note": set(), "g": set()} for each in things
    }
    for row in solutions(engine, query):
        for name, values in found[NamedNode(row["c"]["value"])].items():
            if name in row:
                values.add(row[name]["value"])
    return found
