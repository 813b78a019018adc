"""How the rows of a question are told in sentences, as the head of its file says.

::

    #+ wording:
    #+   heading: Songs
    #+   sentence: "{recording}[ by {artist+}]: {relation}[, {usage+}]"

A name in braces is a variable of the query without its ``?``; where there is a variable ``nameLabel`` too,
``name`` is enough. What stands in brackets is left out where one of its variables is unbound; brackets may
stand in one another. Rows are one sentence where they differ only in the variables marked ``+``, whose values
are told together. Every value of a row that is a citation is one of its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.service.lookup import words
from cuegraph.service.spoken import spoken
from cuegraph.service.told import Value
from cuegraph.vocabulary import is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cuegraph.service.head import Head

    Term = Mapping[str, str]
    Solution = Mapping[str, Term]

LABEL: Final = "Label"
_MOST: Final = 8
_ENDED: Final = re.compile(r"[.!?]['\"\u201d\u2019)]*$")
_TOKEN: Final = re.compile(r"\{(?P<name>\w+)(?P<many>\+?)\}|(?P<open>\[)|(?P<close>\])|(?P<text>[^\[\]{}]+)")


@dataclass(frozen=True)
class Name:
    """A variable in a sentence; ``many`` where the values of several rows are told together."""

    variable: str
    many: bool = False


@dataclass(frozen=True)
class Wording:
    """How the rows of a question are told.

    Attributes:
        heading: what they are of a thing whose page tells them.
        parts: the sentence: texts, variables, and in tuples of their own what can be left out.
    """

    heading: str
    parts: tuple[Part, ...]

    def names(self) -> list[Name]:
        """The variables of the sentence, in its order."""
        return list(_names(self.parts))


Part = str | Name | tuple["Part", ...]


@dataclass(frozen=True)
class Sentence:
    """Some rows in words.

    Attributes:
        values: its words, and the terms between them.
        citations: the IRIs of the passages that it rests on.
        agreed: whether each of their sources says all of it.
    """

    values: tuple[Value, ...]
    citations: tuple[str, ...]
    agreed: bool = True

    @property
    def text(self) -> str:
        """The sentence as text."""
        return "".join(each.text for each in self.values)


def read_wording(head: Head, variables: Collection[str]) -> Wording | None:
    """The wording that a head gives; None where it gives none.

    Args:
        head: the head.
        variables: those of the query.

    Raises:
        InvalidData: it breaks the form that the module describes; the line is told.
    """
    keys = head.keys.get("wording")
    if keys is None:
        return None
    line = head.keys.lines["wording"]
    if not isinstance(keys, dict):
        head.fail("'wording' is no mapping.", line, "Give it a 'heading' and a 'sentence'.")
    head.check(keys, ("heading", "sentence"), "the wording")  # type: ignore[arg-type]
    heading, sentence = (head.sentence(keys, each) for each in ("heading", "sentence"))  # type: ignore[arg-type]
    parts = _read(sentence)
    if parts is None:
        head.fail(
            "The sentence has a brace or bracket too many.", line, "Write it as '{song}[ by {artist}]'."
        )
    wording = Wording(heading, parts)
    for each in wording.names():
        if each.variable not in variables and each.variable + LABEL not in variables:
            head.fail(f"The query has no variable '{each.variable}'.", line, "Name one that it has.")
    return wording


def unnamed(wording: Wording, rows: Sequence[Solution]) -> list[str]:
    """The IRIs that the sentences name and the rows have no label for, each once."""
    names = [each.variable for each in wording.names()]
    found = (row[name] for row in rows for name in names if name in row and name + LABEL not in row)
    return list(dict.fromkeys(term["value"] for term in found if term["type"] == "uri"))


def sentences(
    wording: Wording, rows: Sequence[Solution], called: Mapping[str, str] | None = None
) -> list[Sentence]:
    """The rows in words, in the order of the first row of each sentence.

    Args:
        wording: how they are told.
        rows: the solutions.
        called: what to call the IRIs that have no label in the rows.
    """
    names = [each.variable for each in wording.names()]
    kept = [at for at, each in enumerate(wording.names()) if not each.many]
    citing = _citing(rows)
    called = called or {}
    groups: dict[tuple[Value | None, ...], list[tuple[tuple[Value | None, ...], Solution]]] = {}
    for row in rows:
        values = tuple(_value(row, each, called) for each in names)
        groups.setdefault(tuple(values[at] for at in kept), []).append((values, row))
    told = []
    for group in groups.values():
        found: dict[str, dict[Value, None]] = {each: {} for each in names}
        cited: dict[str, None] = {}
        sources: dict[tuple[tuple[Value | None, ...], str], set[str]] = {}
        for values, row in group:
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    found[name][value] = None
            for name in citing:
                if name in row and is_citation(citation := row[name]["value"]):
                    cited[citation] = None
                    sources.setdefault((values, name), set()).add(source_of(citation))
        if pieces := _told(wording.parts, found):
            agreed = len({frozenset(each) for each in sources.values()}) < 2  # noqa: PLR2004 (all alike)
            told.append(Sentence(_sentence(pieces), tuple(cited), agreed))
    return told


def citations(rows: Sequence[Solution]) -> list[str]:
    """The citations of rows, each once."""
    found = (row[name]["value"] for name in _citing(rows) for row in rows if name in row)
    return [each for each in dict.fromkeys(found) if is_citation(each)]


def _citing(rows: Sequence[Solution]) -> list[str]:
    """The variables of rows that hold citations."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [name for name in names if name.lower().endswith("citation")]


def _read(text: str) -> tuple[Part, ...] | None:
    """The parts of a sentence; None for one whose braces or brackets do not match."""
    stack: list[list[Part]] = [[]]
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() != end:
            return None
        end = token.end()
        if token["open"]:
            stack.append([])
        elif token["close"]:
            if len(stack) == 1:
                return None
            inner = tuple(stack.pop())
            stack[-1].append(inner)
        else:
            stack[-1].append(token["text"] or Name(token["name"], bool(token["many"])))
    return tuple(stack[0]) if end == len(text) and len(stack) == 1 else None


def _names(parts: tuple[Part, ...]) -> Iterator[Name]:
    for each in parts:
        if isinstance(each, Name):
            yield each
        elif isinstance(each, tuple):
            yield from _names(each)


def _told(parts: tuple[Part, ...], values: Mapping[str, Collection[Value]]) -> list[Value] | None:
    """What parts say; None where one of their own variables has no value."""
    said: list[Value] = []
    for each in parts:
        if isinstance(each, str):
            said.append(Value(each))
        elif isinstance(each, tuple):
            said.extend(_told(each, values) or ())
        elif not values[each.variable]:
            return None
        else:
            said.extend(_listed([*values[each.variable]]))
    return said


def _listed(values: Sequence[Value]) -> Iterator[Value]:
    """Several values as people list them.

    >>> "".join(each.text for each in _listed([Value("a"), Value("b"), Value("c")]))
    'a, b and c'
    """
    more = len(values) - _MOST
    shown = [*values[:_MOST], Value(f"{more:,} more")] if more > 1 else values
    for number, each in enumerate(shown):
        if number:
            yield Value(" and " if number == len(shown) - 1 else ", ")
        yield each


def _sentence(pieces: Sequence[Value]) -> tuple[Value, ...]:
    """The pieces, the first with a capital, unless its first word has one already, and with a full stop."""
    first, *others = pieces
    if first.text.split(" ")[0].islower():
        text = first.text[:1].upper() + first.text[1:]
        first = Value(text, first.iri, first.language, first.exact)
    end = () if _ENDED.search(pieces[-1].text) else (Value("."),)
    return (first, *others, *end)


def _value(row: Solution, name: str, called: Mapping[str, str]) -> Value | None:
    """What a row has for a variable, as it is read; None where it is unbound or empty."""
    term, label = row.get(name), row.get(name + LABEL)
    if term is not None and term["type"] == "uri":
        iri = term["value"]
        text = label["value"] if label is not None else called.get(iri, words(iri))
        return Value(text, iri=iri, language=_language(label))
    shown = label if term is None else term
    if shown is None or not shown["value"]:
        return None
    if shown["type"] == "bnode":
        return Value("something without a name")
    if shown["type"] == "uri":
        return Value(called.get(shown["value"], words(shown["value"])), iri=shown["value"])
    datatype = shown.get("datatype")
    literal = Literal(shown["value"], datatype=NamedNode(datatype) if datatype else None)
    return Value(spoken(literal), language=_language(shown), exact=shown["value"])


def _language(term: Term | None) -> str:
    tag = "" if term is None else term.get("xml:lang", "")
    return "" if tag == "en" else tag
