"""The place of a syntax error and what to do about it, found with the engine's own parser.

What pyoxigraph 0.5.13 tells of a place is off by as much as a keyword is long. So a text is cut behind one
token after the other: the first that the engine does not read is at fault. What would mend it is tried there,
and told where the engine then reads on. This is done where a text was refused only.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from cuegraph.engine.dataset import DEFAULT_BASE
from cuegraph.engine.scope import AGGREGATES, KEYWORDS, Mistake, mistakes
from cuegraph.engine.text import Text
from cuegraph.protocol.explain import begins_elsewhere, explain_syntax, offset, undeclared
from cuegraph.protocol.lexer import Kind, fault, prologue, tokens, where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cuegraph.errors import QuerySyntaxError

LONGEST: Final = 20_000
"""The most characters of a text that is looked at so closely; of a longer one the engine's words are told."""

_PAD = " " * 40  # longer than any keyword
_BEGIN = (
    "A query begins with PREFIX, SELECT, ASK, CONSTRUCT or DESCRIBE, "
    "an update with PREFIX, INSERT, DELETE or the like."
)
_PLACE = re.compile(r"error at (\d+):(\d+)")
_JOINED = frozenset("=<>!&|^")
_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u0060\u00b4")
_PATTERN_WORDS = frozenset({"FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "GRAPH", "SERVICE"})
_END_WORDS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
_QUERY_WORDS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_OPERATIONS = frozenset(
    {"INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "LOAD"}
)
_OPERATORS = {"==": "=", "===": "=", "<>": "!=", "AND": "&&", "OR": "||", "NOT": "!", "&": "&&", "|": "||"}
_TERMS = frozenset({Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.BLANK, Kind.STRING})


def query_fault(text: str, message: str, sent: str) -> QuerySyntaxError:
    """The error for a query that does not parse, with its place in the text as it was given.

    Args:
        text: the query as it was given.
        message: what pyoxigraph says.
        sent: the query, token by token, as pyoxigraph got it.
    """
    return diagnosed(text, message, sent, reads_query)


def diagnosed(text: str, message: str, sent: str, reads: Callable[[str], bool]) -> QuerySyntaxError:
    """As :func:`query_fault`; ``reads`` tells whether the engine reads a text to its end, be it too early."""
    if len(text) > LONGEST or undeclared(text):
        return explain_syntax(text, message, sent)
    found = Text(text)
    if not found.all:
        return fault(text, len(text), "The text holds no query.", _BEGIN)
    reader = _Reader(found, [*_inked(sent)], sent, reads)
    place = reader.first_unread()
    opening = next(
        (each for each in range(len(found.all)) if found.start(each) >= len(prologue(text).text)), 0
    )
    if place == opening and (elsewhere := begins_elsewhere(found.all[place])):
        what = f"{found.all[place].word} cannot begin this."
        return fault(text, found.start(place), what, elsewhere)
    surely = [each for each in mistakes(found) if place is None or each.place <= place]
    if surely:
        first = min(surely)
    elif place is None:
        return _at_end(reader, message)
    else:
        first = next(reader.causes(place), None) or _unknown(found, place)
    return fault(text, found.start(first.place), first.what, first.remedy)


def reads_query(text: str) -> bool:
    """Whether pyoxigraph finds no fault in this text but that it may end too early; it is not run."""
    try:
        # pyoxigraph parses first and then refuses this for a graph.
        Store().query(text, base_iri=DEFAULT_BASE, default_graph=0)  # type: ignore[arg-type]
    except SyntaxError as error:
        return about_end(text, str(error))
    except ValueError:
        pass
    return True


def about_end(text: str, message: str) -> bool:
    """Whether what a parser says of a text is about its end."""
    place = _PLACE.match(message)
    return place is not None and offset(text, int(place[1]), int(place[2])) >= len(text)


class _Reader:
    """A text that the engine reads in part.

    Args:
        found: the text as it was given.
        ends: where its tokens end in the text as the engine gets it.
        sent: that text.
        reads: whether the engine reads a text to its end, be it too early.
    """

    def __init__(self, found: Text, ends: list[int], sent: str, reads: Callable[[str], bool]) -> None:
        self.found = found
        self._ends = ends
        self._sent = sent
        self._reads = reads

    def first_unread(self) -> int | None:
        """The place of the first token that is not read; None where the text only ends too early."""
        inside = {*self._declaring()}
        lasts = [
            each for each in range(len(self.found.all)) if each not in inside and not self._goes_on(each)
        ]
        low, high = 0, len(lasts)  # what is read, and what is not
        while low < high:
            middle = (low + high) // 2
            if self._reads(self._sent[: self._ends[lasts[middle]]] + _PAD):
                low = middle + 1
            else:
                high = middle
        if low == len(lasts):
            return None
        return lasts[low - 1] + 1 if low else 0

    def _declaring(self) -> Iterator[int]:
        """The places within declarations: those of a later operation are read as a whole only."""
        found = self.found
        for place in range(len(found.all)):
            word, length = found.word(place), {"PREFIX": 2, "BASE": 1}.get(found.word(place), 0)
            named = word == "BASE" or found.kind(place + 1) is Kind.NAME
            if length and named and found.kind(place + length) is Kind.IRI:
                yield from range(place, place + length)

    def mends(self, place: int, new: str, *, leave: bool = False, more: int = 2) -> bool:
        """Whether the engine reads on with this before a token, or in its place.

        Args:
            place: of the token.
            new: what is put there.
            leave: whether the token is left out.
            more: how many tokens behind it must be read too.
        """
        before = self._sent[: self._ends[place - 1]] if place else ""
        last = place
        while leave and self._goes_on(last):
            last += 1
        start = self._ends[last] if leave else (self._ends[place - 1] if place else 0)
        end = min(last + more, len(self._ends) - 1)
        while self._goes_on(end):
            end += 1
        return self._reads(f"{before} {new} {self._sent[start : self._ends[end]]}{_PAD}")

    def operator(self, place: int) -> str:
        """The token at a place, with the marks of the same operator."""
        last = place
        while self._goes_on(last):
            last += 1
        return self.found.text[self.found.start(place) : self.found.end(last)]

    def causes(self, place: int) -> Iterator[Mistake]:
        """What may be wrong at the first token that is not read, the likeliest first."""
        yield from self._by_sight(place)
        yield from self._behind_the_end(place)
        yield from self._by_trial(place)

    def _goes_on(self, place: int) -> bool:
        """Whether a mark and the next are one operator."""
        found = self.found
        return (
            {found.mark(place), found.mark(place + 1)} <= _JOINED
            and found.mark(place + 1) != ""
            and found.end(place) == found.start(place + 1)
        )

    def _by_sight(self, place: int) -> Iterator[Mistake]:
        found = self.found
        text, before, word = found.all[place].text, found.word(place - 1), found.word(place)
        around = found.around[place]
        if place + 1 < len(found.all) and found.mark(place) and found.all[place + 1].text[:1] in _QUOTES:
            text = found.all[place + 1].text
        if text[0] in _QUOTES:
            yield Mistake(place, f"{text[0]} is no quotation mark of SPARQL.", "Write ' or \" around a text.")
        elif found.kind(place - 1) is Kind.STRING and found.end(place - 1) == found.start(place):
            what = f"The string {_short(found.all[place - 1].text)} ends before '{_short(text)}'."
            yield Mistake(place, what, "Write \\\" or \\' for a quotation mark within a text.")
        elif found.text.startswith("@prefix", found.start(place)):
            yield Mistake(place, "'@prefix' is Turtle.", "Write PREFIX a: <…>, without '@' and without '.'.")
        elif before == "PREFIX" and found.kind(place) is not Kind.NAME:
            yield Mistake(
                place, "PREFIX names no prefix.", "Write PREFIX a: <…>, with a colon behind the name."
            )
        elif word in _END_WORDS and around >= 0 and found.mark(around) == "{":
            closed = where(found.text, found.start(found.closing[around]))
            yield Mistake(place, f"{word} stands within the pattern.", f"Put it behind the '}}' of {closed}.")
        elif around >= 0 and found.word(around + 1) == "SELECT" and found.mark(place - 1) == "}":
            begun = where(found.text, found.start(around + 1))
            remedy = f"Put '{{' before the SELECT of {begun} and '}}' before this."
            yield Mistake(place, "A sub-select stands in braces of its own.", remedy)
        elif before == "NOT" and word not in KEYWORDS:
            yield Mistake(place, "NOT stands before EXISTS and IN only.", "Write ! for it.")
        elif word in AGGREGATES and found.mark(place + 1) == "(" and around < 0:
            end = found.end(found.closing[place + 1])
            call = _short(found.text[found.start(place) : end])
            yield Mistake(
                place, f"{word} needs brackets and a name here.", f"Write ({call} AS ?{word.lower()})."
            )

    def _behind_the_end(self, place: int) -> Iterator[Mistake]:
        found = self.found
        word, text = found.word(place), found.all[place].text
        closed = next((each for each in range(place - 1, -1, -1) if found.mark(each) == "}"), None)
        if found.around[place] >= 0 or place == 0:
            return
        if word in _OPERATIONS and self.mends(place, ";"):
            yield Mistake(
                place, f"Nothing sets {word} apart from what is before it.", f"Put ';' before {word}."
            )
        if closed is None:
            return
        brace = f"the '}}' of {where(found.text, found.start(closed))}"
        if word in _PATTERN_WORDS or (found.kind(place) in _TERMS and closed == place - 1):
            yield Mistake(
                place,
                f"'{_short(text)}' stands behind {brace}, which closes the pattern.",
                "Put it before that brace.",
            )
        elif word in _END_WORDS:
            what = f"{word} cannot stand behind what is before it."
            yield Mistake(place, what, "The order is GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET.")
        elif word == "WHERE":
            remedy = "Write INSERT { … } WHERE { … } or DELETE { … } WHERE { … }, without DATA."
            yield Mistake(place, "WHERE cannot stand behind a pattern or data.", remedy)
        elif word in _QUERY_WORDS:
            yield Mistake(
                place,
                f"A second query begins with {word}.",
                "Send one query at a time; a sub-select stands in braces of its own.",
            )
        elif found.mark(place) in {";", "."} and place == len(found.all) - 1:
            yield Mistake(place, f"'{text}' stands behind the end.", f"Leave '{text}' out.")

    def _by_trial(self, place: int) -> Iterator[Mistake]:
        yield from self._in_place(place)
        if self.found.word(place - 1) in KEYWORDS:
            yield from self._behind_word(place)
        yield from self._before(place)
        yield from self._alone(place)
        yield from self._missing(place)
        token = _short(self.found.all[place].text)
        if self.found.kind(place) is Kind.IRI and self.mends(place, "<u:x>", leave=True, more=0):
            remedy = "Write characters that an IRI cannot hold as %20 and the like."
            yield Mistake(place, f"{token} is no IRI.", remedy)
        elif self.found.kind(place) is Kind.IRI and self.mends(place, "< 1", leave=True, more=0):
            remedy = "Put a space behind '<' where a comparison is meant."
            yield Mistake(place, f"The IRI {token} cannot stand here.", remedy)

    def _in_place(self, place: int) -> Iterator[Mistake]:
        """What is meant by another word or mark, or by none."""
        found = self.found
        text, word, mark = self.operator(place), found.word(place), found.mark(place)
        token = _short(text)
        if (better := _OPERATORS.get(word or text)) and self.mends(place, better, leave=True, more=1):
            yield Mistake(place, f"'{token}' is no operator of SPARQL.", f"Write {better} for it.")
        if mark in {",", ";", "."} and self.mends(place, "", leave=True, more=0):
            spaced = found.kind(place - 1) is Kind.VARIABLE
            how = "Variables are set apart by spaces" if spaced else "Nothing needs it"
            what = f"'{mark}' cannot stand behind '{self._before_it(place)}'."
            yield Mistake(place, what, f"{how}: leave it out.")
        if word and (close := self._meant(place, word)):
            yield Mistake(place, f"'{token}' is no keyword and no function.", f"Did you mean {close}?")

    def _behind_word(self, place: int) -> Iterator[Mistake]:
        """What a keyword needs behind it."""
        before, mark = self._before_it(place), self.found.mark(place)
        for opened, closed in ("()", "{}"):
            if mark != opened and self.mends(place, opened, more=0):
                remedy = f"Put '{opened}' behind {before} and '{closed}' behind what belongs to it."
                yield Mistake(place, f"{before} needs '{opened}' behind it.", remedy)
        for missing in ("BY", "GRAPH", "{ }", "1"):
            if self.mends(place, missing, leave=missing == "1", more=0):
                needed = {"{ }": "braces", "1": "a whole number"}.get(missing, missing)
                example = {"{ }": "{ … }", "1": "10"}.get(missing, missing)
                yield Mistake(place, f"{before} needs {needed} behind it.", f"Write {before} {example}.")

    def _before(self, place: int) -> Iterator[Mistake]:
        """What sets a token apart from those before it."""
        found = self.found
        mark, token = found.mark(place), _short(found.all[place].text)
        around = self._inside(place)
        if around == "{" and mark not in {"}", "."} and self.mends(place, "."):
            remedy = "Put '.' before it, or ';' where the subject is the same as before."
            yield Mistake(place, f"Nothing sets '{token}' apart from the triple before it.", remedy)
        if around == "(":
            for missing, what in (
                ("AS", "AS is"),
                (",", "A comma is"),
                ("AS ?x", "AS and a variable are"),
                (", ?x", "An argument is"),
            ):
                if self.mends(place, missing, more=0):
                    remedy = (
                        "Write (… AS ?name)." if "AS" in missing else "Arguments are set apart by commas."
                    )
                    yield Mistake(place, f"{what} missing before '{token}'.", remedy)

    def _alone(self, place: int) -> Iterator[Mistake]:
        """A word that is a variable, a text or a name but for its mark."""
        text, word = self.found.all[place].text, self.found.word(place)
        if not word:
            return
        if word in KEYWORDS and self.found.mark(place + 1) == "(":
            remedy = "Compute it in BIND(… AS ?name), an aggregate in SELECT, and write that variable here."
            yield Mistake(place, f"{word}(…) cannot stand here, it is no term.", remedy)
        if word in KEYWORDS:
            return
        forms = {f"?{text}": text.isalnum(), f'"{text}"': True}
        fit = [new for new, fits in forms.items() if fits and self.mends(place, new, leave=True, more=0)]
        if fit:
            remedy = f"Write {' or '.join(fit)}" + (", or a name with its prefix." if len(fit) > 1 else ".")
            yield Mistake(place, f"'{_short(text)}' alone is neither a variable, a text nor a name.", remedy)

    def _missing(self, place: int) -> Iterator[Mistake]:
        """A term or two that are missing before a token."""
        token, before = _short(self.found.all[place].text), self._before_it(place)
        for missing, what in (("?x", "A variable, a name or a value is"), ("?x ?x", "Two terms are")):
            if self.mends(place, missing, more=0):
                remedy = f"Write one behind '{before}'."
                if self._inside(place) == "{":
                    remedy = "A triple has a subject, a predicate and an object."
                yield Mistake(place, f"{what} missing between '{before}' and '{token}'.", remedy)
                return

    def _inside(self, place: int) -> str:
        """The innermost bracket that is open before a place."""
        return self.found.mark(self.found.opening.get(place, self.found.around[place]))

    def _before_it(self, place: int) -> str:
        """The token before a place, with the marks of the same operator."""
        first = place - 1
        while first > 0 and self._goes_on(first - 1):
            first -= 1
        return _short(self.operator(first)) if place else ""

    def _meant(self, place: int, word: str) -> str:
        """The keyword that a word was meant for and that can stand there; empty where there is none."""
        close = get_close_matches(word, [each for each in KEYWORDS if each != word], n=3, cutoff=0.7)
        return next((each for each in close if self.mends(place, each, leave=True, more=1)), "")


def _at_end(reader: _Reader, message: str) -> QuerySyntaxError:
    """The error for a text that ends too early, or whose fault is none of syntax."""
    found = reader.found
    told = explain_syntax(found.text, message)
    if "ends too early" not in told.what and "near" not in told.what:
        return told
    last = found.all[-1].text
    for missing, remedy in (
        ("{", "Write the pattern in braces: WHERE { … }."),
        ("WHERE {", "Write the pattern in braces: WHERE { … }."),
        ("?x", f"Write a variable or a name behind '{_short(last)}'."),
        ("1", f"Write a number behind '{_short(last)}'."),
    ):
        if reader.mends(len(found.all), missing, more=0):
            return fault(
                found.text, len(found.text), f"The text ends too early, behind '{_short(last)}'.", remedy
            )
    return fault(found.text, len(found.text), f"The text ends too early, behind '{_short(last)}'.")


def _unknown(found: Text, place: int) -> Mistake:
    text = found.all[place].text
    before = found.all[place - 1].text if place else ""
    what = f"The text does not parse near '{_short(text)}'."
    if before:
        return Mistake(place, what, f"It cannot stand behind '{_short(before)}'.")
    return Mistake(place, what, _BEGIN)


def _inked(sent: str) -> Iterator[int]:
    """Where the tokens end, white space left out."""
    return (each.start + len(each.text) for each in tokens(sent) if each.kind is not Kind.SPACE)


def _short(text: str) -> str:
    return text if len(text) <= len(_PAD) else f"{text[: len(_PAD)]}…"
