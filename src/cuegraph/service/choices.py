"""What a question's form offers for a parameter: the values that it has an answer to."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.engine.interface import Run
from cuegraph.errors import DeadlinePassed
from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.service.ask import labels, solutions
from cuegraph.service.lookup import shorten
from cuegraph.service.terms import type_of
from cuegraph.service.within import Within, languages_of
from cuegraph.vocabulary import RDF, SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Parameter, Question

MOST: Final = 200
"""The most things that a form lists."""

_SECONDS: Final = 1.0
_REST: Final = 60.0
"""Seconds after which what took longer than that is tried again; until then nothing is offered."""


class Offers:
    """What the forms offer, asked once for each version of the dataset.

    Args:
        version: gives the dataset's version.
        clock: the time in seconds.
    """

    def __init__(self, version: Callable[[], str], clock: Callable[[], float] = monotonic) -> None:
        self._version = version
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[str, float, dict[NamedNode | Literal, str]]] = {}

    def of(self, engine: Engine, question: Question, parameter: Parameter) -> dict[NamedNode | Literal, str]:
        """See :func:`choices`; labels are in the language that is wanted of the engine.

        None where finding them takes too long; that is tried again after a while.
        """
        version, key = self._version(), (question.name, parameter.name)
        known = self._known.get(key)
        if known is None or known[0] != version or self._clock() >= known[1]:
            plain = engine.told_in(()) if isinstance(engine, Within) else engine
            try:
                known = version, inf, choices(Within(plain, Run(_SECONDS)), question, parameter)
            except DeadlinePassed:
                known = version, self._clock() + _REST, {}
            self._known[key] = known
        return called(engine, [*known[2]]) if languages_of(engine) else known[2]


def choices(engine: Engine, question: Question, parameter: Parameter) -> dict[NamedNode | Literal, str]:
    """The values of a parameter that give an answer when the others are left open, with their labels.

    Where that cannot be asked, all things of its class. Things of one label are told apart by their IRIs.

    Returns:
        The values in the order of their labels; none when there are more than ``MOST``.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    every = None
    if parameter.of_class is not None:
        is_one = f"?thing {RDF.type} {parameter.of_class}"
        query = (
            f"SELECT DISTINCT ?thing WHERE {{ {{ {is_one} }} UNION {{ GRAPH {SOURCES} {{ {is_one} }} }} }}"
        )
        every = _terms(engine, query, "thing")
        if len(every) > MOST:
            every = None
    open_to_all = question.with_terms({each.name: None for each in question.parameters})
    asked = narrowed(open_to_all, parameter.name)
    found = _terms(engine, asked, parameter.name) if asked else []
    if not found and asked and (other := compared_with(asked, parameter.name)) is not None:
        found = _terms(engine, narrowed(open_to_all, other) or asked, other)
    if not found and asked:
        inner = [_terms(engine, each, parameter.name) for each in looked_up(open_to_all, parameter.name)]
        found = list(dict.fromkeys(term for terms in inner for term in terms))
    if len(found) > MOST:
        return called(engine, every or [])
    fitting = [each for each in found if type_of(each) == parameter.type and (every is None or each in every)]
    return called(engine, fitting or every or [])


def called(engine: Engine, terms: Sequence[NamedNode | Literal]) -> dict[NamedNode | Literal, str]:
    """What to call terms, in the order of that; things of one label are told apart by their IRIs."""
    known = labels(engine, [each for each in terms if isinstance(each, NamedNode)])
    names = {each: known[each] if isinstance(each, NamedNode) else each.value for each in terms}
    taken = list(names.values())
    told = {
        each: f"{name} ({shorten(each.value)})" if taken.count(name) > 1 else name
        for each, name in names.items()
    }
    return dict(sorted(told.items(), key=lambda item: (item[1].casefold(), item[0].value)))


def narrowed(text: str, variable: str) -> str | None:
    """A query for the values of one variable in the pattern of a SELECT; None where the text has none such.

    >>> narrowed("SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a", "b")
    'SELECT DISTINCT ?b WHERE { ?a ?b ?c }'
    """
    opening = prologue(text).text
    depth, start, first = 0, None, ""
    for token in tokens(text):
        if token.start < len(opening) or token.kind is Kind.SPACE:
            continue
        first = first or token.word
        if first != "SELECT" or (start is None and token.word == "FROM"):
            return None
        if token.text == "{":
            start = token.start if start is None else start
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and start is not None:
                return (
                    f"{opening}\nSELECT DISTINCT ?{variable} WHERE {text[start : token.start + 1]}".lstrip()
                )
    return None


def compared_with(text: str, variable: str) -> str | None:
    """The variable that a query compares with one that its pattern may leave unbound; None for none.

    >>> compared_with("SELECT ?a { ?a ?b ?c FILTER(!BOUND(?d) || ?c = ?d) }", "d")
    'c'
    """
    found = [each for each in tokens(text) if each.kind is not Kind.SPACE]
    for one, sign, two in zip(found, found[1:], found[2:], strict=False):
        if sign.text == "=" and one.kind is two.kind is Kind.VARIABLE:
            names = one.text[1:], two.text[1:]
            if variable in names:
                return next((each for each in names if each != variable), None)
    return None


def looked_up(text: str, variable: str) -> list[str]:
    """Queries for the values of a variable that occurs in EXISTS or MINUS only, one for each of them.

    What EXISTS has is asked of the solutions of the pattern around it; what MINUS has, by itself.

    >>> looked_up("SELECT ?a { ?a ?b ?c FILTER(!BOUND(?d) || EXISTS { ?a <u:d> ?d }) }", "d")
    ['SELECT DISTINCT ?d WHERE { ?a ?b ?c FILTER(!BOUND(?d) || EXISTS { ?a <u:d> ?d }) { ?a <u:d> ?d }}']
    """
    found = [each for each in tokens(text) if each.kind is not Kind.SPACE]
    queries: list[str | None] = []
    groups: list[int] = []  # the places of the braces that are open
    waiting: list[tuple[int, str]] = []  # how many are open around an EXISTS, and its group
    for place, token in enumerate(found):
        if token.text == "{":
            groups.append(place)
        elif token.text == "}" and groups:
            start = groups.pop()
            inner = text[found[start].start : token.start + 1]
            before = [each.word for each in found[max(0, start - 2) : start]]
            here = [each.text[1:] for each in found[start:place] if each.kind is Kind.VARIABLE]
            for _, group in [each for each in waiting if each[0] > len(groups)]:
                queries.append(narrowed(f"{text[: token.start]}{group}{text[token.start :]}", variable))
            waiting = [each for each in waiting if each[0] <= len(groups)]
            if variable not in here or before[-1:] not in (["EXISTS"], ["MINUS"]):
                continue
            if before[-1] == "EXISTS" and before[0] != "NOT":
                waiting.append((len(groups), inner))
            else:
                queries.append(f"{prologue(text).text}\nSELECT DISTINCT ?{variable} WHERE {inner}")
    return [each for each in queries if each]


def _terms(engine: Engine, query: str, variable: str) -> list[NamedNode | Literal]:
    """The IRIs and literals that a variable has, one more than ``MOST`` at most."""
    found: list[NamedNode | Literal] = []
    for row in solutions(engine, f"{query}\nLIMIT {MOST + 1}"):
        term = row.get(variable, {"type": ""})
        if term["type"] == "uri":
            found.append(NamedNode(term["value"]))
        elif term["type"] in {"literal", "typed-literal"} and "xml:lang" not in term:
            datatype = term.get("datatype")
            found.append(Literal(term["value"], datatype=NamedNode(datatype) if datatype else None))
    return found
