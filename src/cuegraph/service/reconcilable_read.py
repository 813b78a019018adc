"""What a dataset says of the kinds of its things, read at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.errors import OverLimit
from cuegraph.service.ask import solutions
from cuegraph.service.harvest import read_classes
from cuegraph.vocabulary import BASE, FM, is_citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cuegraph.engine.interface import Engine

_USED: Final = """SELECT ?c ?p (COUNT(*) AS ?n) WHERE { ?s a ?c ; ?p ?o FILTER(isIRI(?s)) } GROUP BY ?c ?p"""


def classes_of(engine: Engine) -> dict[str, tuple[str, ...]]:
    """The classes of each thing, sorted.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    found: dict[str, tuple[str, ...]] = {}
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for iri, of_class in read_classes(engine):
        had = found.get(iri, ())
        if of_class not in had:
            several = tuple(sorted((*had, of_class)))
            found[iri] = known.setdefault(several, several)
    return found


def is_passage(iri: str, classes: Sequence[str]) -> bool:
    """Whether this names a citation graph, unlike a thing of another dataset that has ``#`` in its IRIs.

    >>> is_passage("https://w3id.org/cuegraph/source/a#row=2", ()), is_passage("http://a.example/#me", ())
    (True, False)
    """
    return is_citation(iri) and (iri.startswith(BASE) or FM.Passage.value in classes)


def uses_of(engine: Engine) -> dict[str, dict[str, int]]:
    """How often things of a type have each property; none where that is more than the engine answers.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; where it had no time, it may later.
    """
    try:
        rows = solutions(engine, _USED)
    except OverLimit:
        return {}
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["c"]["value"], {})[row["p"]["value"]] = int(row["n"]["value"])
    return found
