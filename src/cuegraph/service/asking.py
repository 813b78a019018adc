"""A question as it is asked on a thing's page: quick on a large dataset, and of one without citations too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.service.ask import solutions
from cuegraph.service.library import without_head
from cuegraph.service.terms import spelled

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Question

_IN_CITATION: Final = re.compile(r"GRAPH \?\w+ (?=\{)")
_IS_CITATION: Final = re.compile(r'FILTER\s*\(CONTAINS\(STR\(\?\w+\), "#"\)\)')
_STAND_IN: Final = NamedNode("urn:x-thing")
_IN_SOURCES: Final = re.compile(r"(OPTIONAL \{\s*)?GRAPH (?:graph:sources|<[^>]*/graph/sources>) \{[^{}]*\}")


def cites(engine: Engine) -> bool:
    """Whether a dataset has citations: named graphs whose IRI points into a source."""
    return bool(solutions(engine, 'SELECT ?g WHERE { GRAPH ?g { } FILTER(CONTAINS(STR(?g), "#")) } LIMIT 1'))


def asked_of(question: Question, parameter: str, thing: NamedNode) -> str:
    """The query of a question about one thing; its other parameters are left open.

    The thing stands wherever the query has the parameter, as a term, so that no engine looks through all
    things first. In a query that does more with the parameter than match it, the block of VALUES holds it.
    """
    return spelled(thing).join(_parts(question, parameter))


@lru_cache(256)
def _parts(question: Question, parameter: str) -> tuple[str, ...]:
    """The query around the places where the thing stands; read once, since that takes longer than to ask."""
    terms = {each.name: _STAND_IN if each.name == parameter else None for each in question.parameters}
    text = without_head(question.with_terms(terms))
    opening = len(prologue(text).text)
    found = [each for each in tokens(text) if each.start >= opening and each.kind is not Kind.SPACE]
    body = next((number for number, each in enumerate(found) if each.text == "{"), 0)
    name, parts, end = f"?{parameter}", [""], 0
    whole = tuple(text.split(spelled(_STAND_IN)))
    if [each.word for each in found].count("SELECT") > 1:
        return whole
    for number, each in enumerate(found):
        if each.text != name:
            continue
        before = found[number - 1]
        # A term cannot stand in BOUND or after AS.
        if number < body or before.word in {"AS", "BY"} or before.text == "(":
            return whole
        if before.word == "VALUES":
            parts[-1] += text[end : before.start]
            end = next(later for later in found[number:] if later.text == "}").start + 1
        else:
            parts[-1] += text[end : each.start]
            parts.append("")
            end = each.start + len(name)
    parts[-1] += text[end:]
    return tuple(parts)


def without_citations(text: str) -> str:
    """A query of the library for a dataset that has no citations.

    What is sought in citations is sought in the default graph, and what a source is called may be missing,
    unless what is optional begins with that: then it is missing with the rest of it.
    """
    text = _IS_CITATION.sub("", _IN_CITATION.sub("", text))
    return _IN_SOURCES.sub(lambda found: found[0] if found[1] else f"OPTIONAL {{ {found[0]} }}", text)
