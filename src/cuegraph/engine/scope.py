"""Mistakes of a query or an update that parses but for its variables and blank nodes, each with its place.

pyoxigraph 0.5.13 tells these by a place behind them, or not at all; so they are looked for in the tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cuegraph.protocol.lexer import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.engine.text import Text

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
"""The functions of groups (SPARQL 1.1 Query, section 18.5.1)."""

KEYWORDS: Final = (
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "WHERE", "FROM", "NAMED", "DISTINCT"),
    *("REDUCED", "OPTIONAL", "FILTER", "UNION", "MINUS", "BIND", "VALUES", "UNDEF", "GRAPH", "EXISTS"),
    *("ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "ASC", "DESC", "INSERT", "DELETE", "DATA", "USING"),
    *("WITH", "CLEAR", "DROP", "CREATE", "MOVE", "COPY", "SILENT", "DEFAULT", "COUNT", "SUM", "MIN"),
    *("MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "SEPARATOR", "STR", "LANG", "LANGMATCHES", "DATATYPE"),
    *("BOUND", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL", "FLOOR", "ROUND", "CONCAT", "STRLEN"),
    *("UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER"),
    *("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "NOW", "UUID", "STRUUID"),
    *("MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COALESCE", "STRLANG", "STRDT", "SAMETERM", "ISIRI"),
    *("ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "REGEX", "SUBSTR", "REPLACE"),
)
"""The keywords and functions that a misspelt word may stand for, in capitals."""

_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_WRITING = frozenset({"CONSTRUCT", "INSERT", "DELETE", "DATA"})


class Mistake(NamedTuple):
    """A mistake: the place of its token, what is wrong and what to do about it."""

    place: int
    what: str
    remedy: str


def mistakes(found: Text) -> Iterator[Mistake]:
    """What is surely wrong with a text that an engine refuses, in no order; its brackets match."""
    for place in range(len(found.all)):
        word = found.word(place)
        if word == "SELECT":
            yield from _of_select(found, place)
        elif word == "BIND":
            yield from _of_bind(found, place)
        elif word in {"INSERT", "DELETE"}:
            yield from _of_block(found, place)
        if word in {"FILTER", "BIND"}:
            yield from _of_condition(found, place)
        if found.mark(place) == "<":
            yield from _of_iri(found, place)
    yield from _of_labels(found)


def _of_select(found: Text, select: int) -> Iterator[Mistake]:
    """The columns of a SELECT that its groups do not have, or whose name is taken (18.2.4)."""
    head = [*_flat(found, select + 1)]
    opened = next((each for each in head if found.mark(each) == "{"), -1)
    if opened < 0 or opened not in found.closing:
        return
    columns = head[: head.index(opened)]
    behind = [*_flat(found, found.closing[opened] + 1)]
    group = next((each for each in behind if found.word(each) == "GROUP"), None)
    names = _grouped(found, behind, group)
    star = next((each for each in columns if found.mark(each) == "*"), None)
    if star is not None and group is not None:
        remedy = "Name the columns: variables of GROUP BY, and aggregates such as (COUNT(*) AS ?count)."
        yield Mistake(star, "SELECT * cannot stand beside GROUP BY.", remedy)
        return
    if group is not None and group + 1 >= behind[-1]:  # it ends too early
        return
    calls = [each for each in [*columns, *behind] if found.mark(each) == "("]
    if group is not None or any(_aggregates(found, each) for each in calls):
        for place in _needed(found, columns, names):
            yield _ungrouped(found, place, again=group is not None)
    taken = names | found.bound(opened + 1, found.closing[opened])
    for name in _names(found, columns):
        if found.all[name].text[1:] in taken:
            yield _taken(found, name)
        taken.add(found.all[name].text[1:])


def _names(found: Text, columns: list[int]) -> Iterator[int]:
    """The places of the variables that columns give a value."""
    for place in columns:
        end = found.closing.get(place, 0) - 1
        if found.kind(end) is Kind.VARIABLE and found.word(end - 1) == "AS":
            yield end


def _needed(found: Text, columns: list[int], names: set[str]) -> Iterator[int]:
    """The places of the variables that columns take from the pattern and that are none of the groups'."""
    own: set[str] = set()
    for place in columns:
        end = found.closing.get(place, place)
        plain = [place] if found.kind(place) is Kind.VARIABLE else _free(found, place + 1, end - 2)
        yield from (each for each in plain if found.all[each].text[1:] not in names | own)
        own |= {found.all[each].text[1:] for each in _names(found, [place])}


def _of_bind(found: Text, bind: int) -> Iterator[Mistake]:
    """The variable of a BIND that its group has bound before (10.1)."""
    end = found.closing.get(bind + 1, 0) - 1
    if found.mark(bind + 1) == "(" and found.kind(end) is Kind.VARIABLE:
        before = found.bound(found.around[bind] + 1, bind)
        if found.all[end].text[1:] in before:
            yield _taken(found, end)


def _of_block(found: Text, place: int) -> Iterator[Mistake]:
    """Variables in data, and blank nodes in what is deleted (SPARQL 1.1 Update, 3.1.1 to 3.1.3)."""
    word, following = found.word(place), found.word(place + 1)
    opened = place + 1 + (following in {"DATA", "WHERE"})
    if found.mark(opened) != "{":
        return
    what = f"{word} {following}".strip() if found.mark(place + 1) != "{" else word
    for each in range(opened, found.closing.get(opened, opened)):
        kind = found.kind(each)
        if following == "DATA" and kind is Kind.VARIABLE:
            remedy = f"Write {word} {{ … }} WHERE {{ … }} where variables are meant, or a name in its place."
            yield Mistake(
                each, f"Variables are not allowed in {what}: {found.all[each].text} is one.", remedy
            )
        elif word == "DELETE" and (kind is Kind.BLANK or found.mark(each) == "["):
            remedy = "Write DELETE { … } WHERE { … } with a variable in its place."
            yield Mistake(each, f"Blank nodes are not allowed in {what}.", remedy)


def _of_condition(found: Text, place: int) -> Iterator[Mistake]:
    """Aggregates where there are no groups (grammar, note 12)."""
    opened = found.group(place)
    for each in range(place + 1, found.closing.get(opened, opened)):
        if found.mark(each) == "{":  # of EXISTS, whose patterns are looked at for themselves
            return
        if found.word(each) in AGGREGATES and found.mark(each + 1) == "(":
            what = f"{found.all[each].text} stands in {found.word(place)}, where there are no groups."
            remedy = "Aggregates belong in SELECT, HAVING and ORDER BY, such as HAVING (COUNT(*) > 1)."
            yield Mistake(each, what, remedy)


def _of_labels(found: Text) -> Iterator[Mistake]:
    """Labels of blank nodes that stand in two patterns (19.6)."""
    groups: dict[str, int] = {}
    for place, token in enumerate(found.all):
        if token.kind is not Kind.BLANK:
            continue
        around = found.around[place]
        while around >= 0 and found.mark(around) != "{":
            around = found.around[around]
        if found.word(around - 1) in _WRITING:
            continue
        if groups.setdefault(token.text, around) != around:
            what = f"The blank node {token.text} stands in two patterns."
            yield Mistake(place, what, f"Write a variable for it, such as ?{token.text[2:]}.")


def _of_iri(found: Text, place: int) -> Iterator[Mistake]:
    """What begins like an IRI where nothing is compared."""
    around = found.mark(found.around[place])
    if around == "(" or "<" in {found.mark(place - 1), found.mark(place + 1)}:
        return
    if place + 1 < len(found.all) and found.end(place) == found.start(place + 1):
        what = "The text does not parse near '<': the IRI is not closed, or holds a character that it cannot."
        yield Mistake(place, what, "Close it with '>', and write a space in it as %20.")


def _flat(found: Text, place: int) -> Iterator[int]:
    """The places from one on up to the end of the bracket around it, without what stands in brackets."""
    while place < len(found.all) and place not in found.opening:
        yield place
        place = found.closing.get(place, place) + 1


def _grouped(found: Text, behind: list[int], group: int | None) -> set[str]:
    """The variables of GROUP BY."""
    names: set[str] = set()
    if group is None:
        return names
    for place in behind[behind.index(group) + 1 :]:
        if found.word(place) in _MODIFIERS:
            break
        named = place
        if found.mark(place) == "(" and found.word(found.closing[place] - 2) == "AS":
            named = found.closing[place] - 1
        if found.kind(named) is Kind.VARIABLE:
            names.add(found.all[named].text[1:])
    return names


def _aggregates(found: Text, opened: int) -> bool:
    """Whether an aggregate is called in these brackets, or by the word before them."""
    places = range(opened - 1, found.closing[opened])
    return any(found.word(each) in AGGREGATES and found.mark(each + 1) == "(" for each in places)


def _free(found: Text, place: int, end: int) -> Iterator[int]:
    """The places of the variables of an expression that no aggregate takes, nor a pattern of EXISTS has."""
    while place < end:
        if found.word(place) in AGGREGATES and found.mark(place + 1) == "(":
            place = found.closing[place + 1]
        elif found.mark(place) == "{":
            place = found.closing[place]
        elif found.kind(place) is Kind.VARIABLE:
            yield place
        place += 1


def _ungrouped(found: Text, place: int, *, again: bool) -> Mistake:
    name = found.all[place].text
    remedy = f"Add {name} to GROUP BY" if again else f"Add GROUP BY {name}"
    return Mistake(
        place,
        f"{name} is neither grouped nor aggregated, while others are: it has many values for one row.",
        f"{remedy}, or aggregate it, such as (SAMPLE({name}) AS ?any).",
    )


def _taken(found: Text, place: int) -> Mistake:
    name = found.all[place].text
    return Mistake(
        place, f"{name} has a value already, so AS cannot give it one.", "Take another name behind AS."
    )
