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
    made = f"?c {FM.compares} ?passage"
    says = f"GRAPH ?in {{ ?near ?by {thing} }} FILTER({_CITED.format('?in')})"
    called = f"GRAPH ?named {{ ?near {RDFS.label} ?name }} FILTER({_CITED.format('?named')})"
    speaks = f"{{ GRAPH ?passage {{ {thing} ?p ?o }} }} UNION {{ GRAPH ?passage {{ ?s ?q {thing} }} }}"
    return f"""SELECT DISTINCT ?c ?near WHERE {{
  {{ GRAPH {CURATION} {{ ?c ?names {thing} }} }}
  UNION {{ {{ SELECT DISTINCT ?near WHERE {{ {says} }} }}
    GRAPH {CURATION} {{ ?c ?names ?near }} FILTER NOT EXISTS {{ {called} }} }}
  UNION {{ {{ SELECT DISTINCT ?c WHERE {{ GRAPH {CURATION} {{ {made} }} }} }}
    FILTER NOT EXISTS {{ GRAPH {CURATION} {{ {made} }} FILTER NOT EXISTS {{ {speaks} }} }} }}
  FILTER EXISTS {{ GRAPH {CURATION} {{ {made} }} }}
}}"""


def told_of(rows: Iterable[Solution]) -> list[NamedNode]:
    """The comparisons that are about a thing, sorted.

    They are those that name it, or a nameless thing by which a passage says something of it (a credit, a
    placement), and those of which every passage speaks of it.

    Args:
        rows: what :func:`asking` finds.
    """
    found = {row["c"]["value"] for row in rows if "near" not in row or may_be_nameless(row["near"]["value"])}
    return [NamedNode(each) for each in sorted(found)]


def comparisons(engine: Engine, thing: NamedNode) -> dict[NamedNode, dict[str, set[str]]]:
    """The comparisons that are about a thing: of each the kinds, the notes, and what it compares."""
    things = told_of(solutions(engine, asking(thing)))
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
