"""From what people call a thing to its IRI, asked of an engine instead of a store."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.lookup import NAMING, Candidate, ambiguous, fold, unknown, words
from cuegraph.vocabulary import CONCEPTS, CURATION, DCTERMS, ONTOLOGY, RDF, RDFS, SKOS, SOURCES

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine

_JSON: Final = Wanted(name="json")
_NAMINGS: Final = "|".join(str(each) for each in NAMING)
_NAMED: Final = f"""SELECT DISTINCT ?thing WHERE {{
  GRAPH ?g {{ ?thing {_NAMINGS} ?name }} FILTER(isIRI(?thing) && {{}}) }} LIMIT 50"""
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
        engine: has the dataset. It is asked at each call.
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
            raise ambiguous(name, sorted(map(self.candidate, found)))
        raise unknown(name, of_class, self.near(name))

    def candidate(self, thing: NamedNode) -> Candidate:
        """The thing with what tells it from others."""
        described = self._best(f"GRAPH {CURATION} {{ {thing} {DCTERMS.description} ?x }}")
        return Candidate(self.label(thing), self.kind(thing), described, thing.value)

    def label(self, thing: NamedNode) -> str:
        """What to call a thing or a class in a sentence; see :meth:`cuegraph.service.lookup.Names.label`."""
        for graph, naming in (
            (CURATION, SKOS.prefLabel),
            (CONCEPTS, SKOS.prefLabel),
            (SOURCES, DCTERMS.title),
            (ONTOLOGY, RDFS.label),
        ):
            if found := self._best(f"GRAPH {graph} {{ {thing} {naming} ?x }}"):
                return found
        return words(thing.value)

    def kind(self, thing: NamedNode) -> str:
        """The labels of the most special classes that curation gives the thing; empty when it gives none."""
        rows = self._rows(
            f"SELECT ?x WHERE {{ GRAPH {CURATION} {{ {thing} {RDF.type} ?x }} FILTER NOT EXISTS {{"
            f" GRAPH {CURATION} {{ {thing} {RDF.type} ?below }}"
            f" GRAPH {ONTOLOGY} {{ ?below {RDFS.subClassOf}+ ?x }} FILTER(?below != ?x) }} }}"
        )
        return ", ".join(sorted(self.label(NamedNode(row["x"]["value"])) for row in rows))

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
        condition = f'REGEX(STR(?name), {_pattern(name)}, "i")'
        rows = self._rows(_NAMED.replace("{}", f"{_OUTSIDE} && {condition}"))
        found = [NamedNode(row["thing"]["value"]) for row in rows]
        return [each for each in found if of_class is None or self._is_a(each, of_class)]

    def _is_a(self, thing: NamedNode, of_class: NamedNode) -> bool:
        text = (
            f"ASK {{ {{ {thing} {RDF.type} {of_class} }} UNION {{ {thing} {RDF.type} ?class ."
            f" GRAPH {ONTOLOGY} {{ ?class {RDFS.subClassOf}+ {of_class} }} }} }}"
        )
        return bool(json.loads(self._engine.query(Query(text), _JSON).whole())["boolean"])

    def _names(self, query: str, condition: str) -> list[str]:
        rows = self._rows(query.replace("{}", f"{_OUTSIDE} && {condition}"))
        return [row["name"]["value"] for row in rows]

    def _best(self, pattern: str) -> str:
        """The English text, else the one without a language, else the first; else empty."""
        rank = {"en": 0, "": 1}
        found = [
            row["x"]
            for row in self._rows(f"SELECT ?x WHERE {{ {pattern} }}")
            if row["x"]["type"] == "literal"
        ]
        best = min(found, key=lambda x: (rank.get(x.get("xml:lang", ""), 2), x["value"]), default=None)
        return best["value"] if best else ""

    def _rows(self, text: str) -> list[dict[str, dict[str, str]]]:
        rows: list[dict[str, dict[str, str]]]
        rows = json.loads(self._engine.query(Query(text), _JSON).whole())["results"]["bindings"]
        return rows


def _pattern(name: str, *, whole: bool = True) -> Literal:
    """What matches the name however people type it; case is left to the regular expression's flag."""
    typed = unicodedata.normalize("NFC", name).replace("\u2019", "'")
    parts = [_SPECIAL.sub(r"\\\g<0>", each).replace("'", "['\u2019]") for each in typed.split()]
    middle = r"\s+".join(parts)
    return Literal(rf"^\s*{middle}\s*$" if whole else middle)
