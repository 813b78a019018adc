"""A question as it is asked on a thing's page: quick on a large dataset, and of one without citations too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.service.library import without_head
from cuegraph.service.terms import spelled

if TYPE_CHECKING:
    from cuegraph.service.library import Question

_IN_CITATION: Final = re.compile(r"GRAPH \?\w+ (?=\{)")
_IS_CITATION: Final = re.compile(r'FILTER\s*\(CONTAINS\(STR\(\?\w+\), "#"\)\)')
_STAND_IN: Final = NamedNode("urn:x-thing")
_IN_SOURCES: Final = re.compile(r"(OPTIONAL \{\s*)?GRAPH (?:graph:sources|<[^>]*/graph/sources>) \{[^{}]*\}")


def asked_of(question: Question, parameter: str, thing: NamedNode) -> str:
    """The query of a question about one thing; its other parameters are left open.

    The thing stands wherever the pattern has the parameter, as a term, so that no engine looks through all
    things first. Where its rows or their order have the parameter, the block of VALUES holds it, too; and it
    alone does in a query that does more with the parameter than match it.
    """
    return spelled(thing).join(_parts(question, parameter))


@lru_cache(256)
def _parts(question: Question, parameter: str) -> tuple[str, ...]:
    """The query around the places where the thing stands; read once, since that takes longer than to ask."""
    terms = {each.name: _STAND_IN if each.name == parameter else None for each in question.parameters}
    text = without_head(question.with_terms(terms))
    opening = len(prologue(text).text)
    found = [each for each in tokens(text) if each.start >= opening and each.kind is not Kind.SPACE]
    braces = [number for number, each in enumerate(found) if each.text in {"{", "}"}]
    body = range(braces[0], braces[-1]) if braces else range(0)
    name, held = f"?{parameter}", spelled(_STAND_IN)
    uses = [number for number, each in enumerate(found) if each.text == name]
    inside = [number for number in uses if number in body and found[number - 1].word != "VALUES"]
    # A term cannot stand in BOUND or after AS.
    fixed = any(found[number - 1].word == "AS" or found[number - 1].text == "(" for number in inside)
    if fixed or [each.word for each in found].count("SELECT") > 1:
        return tuple(text.split(held))
    parts, end, outside = [""], 0, any(number not in body for number in uses)
    for number in uses:
        if number not in body:
            continue
        if number in inside:
            start, after = found[number].start, found[number].start + len(name)
        else:
            closing = next(later for later in found[number:] if later.text == "}")
            start, after = found[number - 1].start, closing.start + 1
            if outside:
                start = text.index(held, start)
                after = start + len(held)
        parts[-1] += text[end:start]
        if number in inside or outside:
            parts.append("")
        end = after
    parts[-1] += text[end:]
    return tuple(parts)


def without_citations(text: str) -> str:
    """A query of the library for a dataset that has no citations.

    What is sought in citations is sought in the default graph, and what a source is called may be missing,
    unless what is optional begins with that: then it is missing with the rest of it.
    """
    text = _IS_CITATION.sub("", _IN_CITATION.sub("", text))
    return _IN_SOURCES.sub(lambda found: found[0] if found[1] else f"OPTIONAL {{ {found[0]} }}", text)
