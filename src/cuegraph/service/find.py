"""From what people call a thing to its IRI, asked of an engine instead of a store."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.service.ask import solutions, texts
from cuegraph.service.lookup import LABELS, NAMING, Candidate, ambiguous, fold, unknown, words
from cuegraph.vocabulary import CURATION, DCTERMS, ONTOLOGY, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.engine.interface import Engine

MOST: Final = 50
"""The most things of one name that are told."""

_NAMINGS: Final = "|".join(str(each) for each in NAMING)
_NAMED: Final = f"""SELECT DISTINCT ?thing WHERE {{
  GRAPH ?g {{ ?thing {_NAMINGS} ?name }} FILTER(isIRI(?thing) && {{}}) }}"""
_ALIKE: Final = f"""SELECT DISTINCT ?name WHERE {{
  GRAPH ?g {{ ?thing {_NAMINGS} ?name }} FILTER(isIRI(?thing) && {{}}) }} LIMIT 5000"""
_HOLDING: Final = f"""SELECT DISTINCT ?name WHERE {{
  GRAPH ?g {{ ?thing {_NAMINGS} ?name }} FILTER(isIRI(?thing) && {{}}) }}
ORDER BY STRLEN(?name) ?name LIMIT 50"""
_SPECIAL = re.compile(r"[\\|.?*+(){}\[\]^$-]")
_OUTSIDE: Final = f"?g != {ONTOLOGY}"


class Finder:
    """The names of an engine's dataset, looked up exactly but for case, kind of apostrophe and spaces.

    Args:
        engine: has the dataset. It is asked at each call, by few queries however many things there are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def one(self, name: str, of_class: NamedNode | None = None) -> NamedNode:
        """The only thing of this name.

        Args:
            name: one of its names, whole, in upper or lower case.
            of_class: only instances of this class or of one below it; None for any thing.

        Raises:
            BadInput: several things have it; the remedy lists them.
            NotFound: none has it; the remedy lists the nearest names.
        """
        found = self._things(name, of_class)
        if len(found) == 1:
            return found[0]
        if found:
            raise ambiguous(name, sorted(self.candidates(found)))
        raise unknown(name, of_class, self.near(name))

    def candidates(self, things: Sequence[NamedNode]) -> list[Candidate]:
        """The things with what tells each from the others."""
        kinds = self._kinds(things)
        labels = self._labels([*things, *{each for found in kinds.values() for each in found}])
        described = texts(self._engine, things, [(CURATION, DCTERMS.description)])
        return [
            Candidate(
                labels[each],
                ", ".join(sorted(labels[kind] for kind in kinds.get(each, ()))),
                described.get(each, ""),
                each.value,
            )
            for each in things
        ]

    def near(self, name: str, count: int = 5) -> list[str]:
        """Names that resemble this one, the nearest first: those that hold it, then those spelt alike."""
        wanted = fold(name)
        holding = (
            self._names(_HOLDING, f'REGEX(STR(?name), {_pattern(name, whole=False)}, "i")') if wanted else []
        )
        alike = self._names(_ALIKE, "true") if wanted else []
        spelt = {fold(each): each for each in sorted(alike, reverse=True)}
        close = [spelt[each] for each in difflib.get_close_matches(wanted, sorted(spelt), n=count)]
        return list({fold(each): each for each in [*holding, *close]}.values())[:count]

    def _things(self, name: str, of_class: NamedNode | None) -> list[NamedNode]:
        condition = f'{_OUTSIDE} && REGEX(STR(?name), {_pattern(name)}, "i")'
        named = _NAMED.replace("{}", condition)
        rows = solutions(
            self._engine,
            f"SELECT ?thing WHERE {{ {{ {named} }} {_of_class(of_class) if of_class else ''} }} LIMIT {MOST}",
        )
        return [NamedNode(row["thing"]["value"]) for row in rows]

    def _labels(self, things: Sequence[NamedNode]) -> dict[NamedNode, str]:
        """What to call things and classes in a sentence; see :meth:`cuegraph.service.lookup.Names.label`."""
        return {each: words(each.value) for each in things} | texts(self._engine, things, LABELS)

    def _kinds(self, things: Sequence[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
        """The most special classes that curation gives each thing."""
        rows = solutions(
            self._engine,
            f"SELECT ?thing ?kind WHERE {{ {_values(things)} GRAPH {CURATION} {{ ?thing {RDF.type} ?kind }}"
            f" FILTER NOT EXISTS {{ GRAPH {CURATION} {{ ?thing {RDF.type} ?class }} {_below('?kind')}"
            " FILTER(?class != ?kind) } FILTER(isIRI(?kind)) }",
        )
        kinds: dict[NamedNode, list[NamedNode]] = {}
        for row in rows:
            kinds.setdefault(NamedNode(row["thing"]["value"]), []).append(NamedNode(row["kind"]["value"]))
        return kinds

    def _names(self, query: str, condition: str) -> list[str]:
        rows = solutions(self._engine, query.replace("{}", f"{_OUTSIDE} && {condition}"))
        return [row["name"]["value"] for row in rows]


def _of_class(wanted: NamedNode) -> str:
    types = f"{{ ?thing {RDF.type} {wanted} }}"
    return f"FILTER EXISTS {{ {types} UNION {{ ?thing {RDF.type} ?class {_below(str(wanted))} }} }}"


def _below(above: str) -> str:
    return f"GRAPH {ONTOLOGY} {{ ?class {RDFS.subClassOf}+ {above} }}"


def _values(things: Iterable[NamedNode]) -> str:
    return f"VALUES ?thing {{ {' '.join(map(str, things))} }}"


def _pattern(name: str, *, whole: bool = True) -> Literal:
    """What matches the name however people type it; case is left to the regular expression's flag."""
    typed = unicodedata.normalize("NFC", name).replace("\u2019", "'")
    parts = [_SPECIAL.sub(r"\\\g<0>", each).replace("'", "['\u2019]") for each in typed.split()]
    middle = r"\s+".join(parts)
    return Literal(rf"^\s*{middle}\s*$" if whole else middle)
