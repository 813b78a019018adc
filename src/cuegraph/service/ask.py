"""What the floors above ask an engine for their own use: solutions as values, and single numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.lookup import best_text, words
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import DCTERMS, ONTOLOGY, RDFS, SKOS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.engine.interface import Engine

    Solution = dict[str, dict[str, str]]
    Place = tuple[NamedNode | None, NamedNode]

SHOWN: Final = 4 * 1024 * 1024
"""The most bytes of an answer that a page tells."""

_TOGETHER: Final = 100
_LOOKED: Final = 100_000
_JSON: Final = Wanted(name="json")
_CALLED: Final = (
    (None, SKOS.prefLabel),
    (None, DCTERMS.title),
    (SOURCES, DCTERMS.title),
    (ONTOLOGY, RDFS.label),
    (None, RDFS.label),
)


def solutions(engine: Engine, text: str) -> list[Solution]:
    """The solutions of a SELECT: terms by variable, each with type and value (SPARQL 1.1 JSON, section 3.2).

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    found: list[Solution] = json.loads(engine.query(Query(text), _JSON).whole())["results"]["bindings"]
    return found


def texts(engine: Engine, things: Sequence[NamedNode], places: Sequence[Place]) -> dict[NamedNode, str]:
    """The best text of each thing by the first of these places that has any of it; one query for all.

    The best is that in the language that is wanted of the engine, see ``service.lookup.best_text``; which it
    is in, the text tells.

    Args:
        engine: is asked.
        things: whose texts.
        places: graph and property, the best first; None for the default graph.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    if not things:
        return {}
    # The values stand once: a text is checked before it is run, which for long ones takes longer than that.
    parts = (f"{{ {_in(graph, f'?thing {naming} ?text{at}')} }}" for at, (graph, naming) in enumerate(places))
    values = f"VALUES ?thing {{ {' '.join(map(str, things))} }}"
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for row in solutions(engine, f"SELECT * WHERE {{ {values} {' UNION '.join(parts)} }}"):
        thing = row.pop("thing")["value"]
        for variable, text in row.items():
            if text["type"] in {"literal", "typed-literal"}:
                key = int(variable.removeprefix("text")), thing
                found.setdefault(key, []).append((text.get("xml:lang", ""), text["value"]))
    ranked = sorted(found, reverse=True)  # of each thing the best rank comes last, and stays
    wanted = languages_of(engine)
    return {NamedNode(thing): best_text(found[rank, thing], wanted) for rank, thing in ranked}


def labels(engine: Engine, things: Sequence[NamedNode]) -> dict[NamedNode, str]:
    """What to call each of these things, concepts, sources, classes and properties; one query for all.

    Its label in the default graph, or in the ontology; of what has none, the words that its IRI ends with.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    return {each: words(each.value) for each in things} | texts(engine, things, _CALLED)


def labels_of(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """The same by IRI, of however many; see :func:`labels`."""
    nodes = [NamedNode(each) for each in sorted(iris)]
    called: dict[str, str] = {}
    for at in range(0, len(nodes), _TOGETHER):
        found = labels(engine, nodes[at : at + _TOGETHER])
        called |= {node.value: label for node, label in found.items()}
    return called


def languages_in(engine: Engine) -> frozenset[str]:
    """The tags, in lower case, of the languages of a dataset's labels and descriptions.

    Of very many some are looked at.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    places = [*_CALLED, *((graph, DCTERMS.description) for graph in (None, SOURCES)), (None, SKOS.definition)]
    some = (
        f"{{ SELECT DISTINCT ?tag WHERE {{ {{ SELECT ?text WHERE {{ {_in(graph, f'?thing {naming} ?text')} }}"
        f" LIMIT {_LOOKED} }} BIND(LCASE(LANG(?text)) AS ?tag) }} }}"
        for graph, naming in places
    )
    rows = solutions(engine, f"SELECT DISTINCT ?tag WHERE {{ {' UNION '.join(some)} }}")
    return frozenset(row["tag"]["value"] for row in rows if "tag" in row) - {""}


def by_subject(rows: Iterable[Solution]) -> defaultdict[str, defaultdict[str, list[dict[str, str]]]]:
    """The values ``?o`` of each ``?s`` by ``?p``, in the order of the rows; none of what is not there."""
    found: defaultdict[str, defaultdict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["s"]["value"]][row["p"]["value"]].append(row["o"])
    return found


def _in(graph: NamedNode | None, pattern: str) -> str:
    return pattern if graph is None else f"GRAPH {graph} {{ {pattern} }}"


def number(engine: Engine, text: str) -> int:
    """The number that a SELECT gives as ``?n`` of its one solution.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    return int(solutions(engine, text)[0]["n"]["value"])
