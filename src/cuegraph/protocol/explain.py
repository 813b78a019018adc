"""What a person is told about a query or an update that the engine does not parse."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from cuegraph.protocol.lexer import Kind, Token, fault, prologue, unescape, update_tokens
from cuegraph.vocabulary import prefixes

if TYPE_CHECKING:
    from cuegraph.errors import QuerySyntaxError

WELL_KNOWN: Final = {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "org": "http://www.w3.org/ns/org#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
}
"""The IRIs of prefixes that many people use, beside those of :mod:`cuegraph.vocabulary`."""

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Z_]{2,}")
_QUOTED = re.compile(r'"([^"\s]{1,3})"')
_SENTENCE = re.compile(r"(?:[A-Z][a-z]+|The [A-Z]+|SELECT \*) [^\[\]\",]*")
_MANY = 6
_SCHEMES = frozenset({"http", "https", "urn", "mailto", "file"})
_BARE_IRI = re.compile(r"[^\s<>\"{}|^`\\]+")
_ELSEWHERE = {
    **dict.fromkeys(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"), "This begins a query: send it to /sparql."),
    **dict.fromkeys(
        ("INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"),
        "This begins an update: send it to /update, by POST.",
    ),
}


def explain_syntax(text: str, message: str, sent: str = "") -> QuerySyntaxError:
    """The error for a query or an update that an engine refused.

    Args:
        text: the text as it came.
        message: the engine's message; the form ``error at LINE:COLUMN: expected …`` is understood.
        sent: the same, token by token, as the engine got it, which the message speaks of; empty where that
            is no other text.

    Returns:
        an error with line and column. A prefix that is not declared is named; the engine's message does not
        tell it.
    """
    found = [each for each in update_tokens(text) if each.kind is not Kind.SPACE]
    if error := _no_declaration(text, found):
        return error
    match = _MESSAGE.match(message)
    if match is None:
        return fault(text, 0, f"The text does not parse: {message.strip()}")
    expected = match[3]
    same = [each for each in update_tokens(sent) if each.kind is not Kind.SPACE] if sent else found
    at = _token_at(same, offset(sent or text, int(match[1]), int(match[2])), expected)
    token = found[same.index(at)] if at else None
    if sentence := _SENTENCE.search(expected):
        return fault(text, token.start if token else len(text), f"The text does not parse: {sentence[0]}.")
    symbols = _QUOTED.findall(expected)
    if token is not None and token.start == _start(text, found) and begins_elsewhere(token):
        what = f"The text does not parse near '{unescape(token.text)}'."
        return fault(text, token.start, what, begins_elsewhere(token))
    remedy = f"One of these can stand there: {' '.join(symbols)}" if 0 < len(symbols) <= _MANY else ""
    if token is not None and token.kind is Kind.IRI and not remedy:
        remedy = "Put a space behind '<' where a comparison is meant."
    if token is None:
        return fault(text, len(text), "The text ends too early.", remedy)
    return fault(text, token.start, f"The text does not parse near '{unescape(token.text)}'.", remedy)


def undeclared(text: str) -> QuerySyntaxError | None:
    """The error for the first name whose prefix is not declared before it; None where there is none.

    The remedy has the whole declaration where the prefix is a known one, or one like it is declared. What is
    an IRI without its angle brackets is told as such.
    """
    return _no_declaration(text, [each for each in update_tokens(text) if each.kind is not Kind.SPACE])


def _no_declaration(text: str, found: list[Token]) -> QuerySyntaxError | None:
    token, declared = _undeclared(found)
    if token is None:
        return None
    prefix = token.text.partition(":")[0]
    iri = _BARE_IRI.match(text, token.start)
    if prefix.lower() in _SCHEMES and iri:
        before = text[: token.start]
        if before.endswith("<"):
            what = "The IRI is not closed by '>', or holds a character that it cannot."
            return fault(text, token.start - 1, what, "Close it with '>', and write a space in it as %20.")
        what = "An IRI stands here without its brackets."
        return fault(text, token.start, what, f"Write <{iri[0].rstrip('.;,')}>.")
    if text.startswith("@prefix", max(0, token.start - len("@prefix "))):
        return fault(
            text, token.start, "'@prefix' is Turtle.", f"Write PREFIX {prefix}: <…> without '@' and '.'."
        )
    known = (WELL_KNOWN | prefixes()).get(prefix)
    like = get_close_matches(prefix, declared, n=1) if prefix else []
    remedies = [f"Did you mean {like[0]}:?"] if like else []
    if known:
        remedies.append(f"Begin with PREFIX {prefix}: <{known}> on a line of its own.")
    elif not like:
        remedies.append(f"Begin with PREFIX {prefix}: <…>.")
    return fault(text, token.start, f"The prefix '{prefix}:' is not declared.", " ".join(remedies))


def begins_elsewhere(token: Token) -> str:
    """What is told of a first keyword that another address takes; empty for others."""
    return _ELSEWHERE.get(token.word, "") if token.kind is Kind.WORD else ""


def place_of(text: str, sent: str, place: int) -> int:
    r"""Where in a text that stands which is at an offset of the same text as it was sent, token by token.

    >>> place_of("ASK { ?x }", "ASK { ?x }", 6), place_of("(<#a>) ?x", "(<\\U00000023a>) ?x", 16)
    (6, 7)
    """
    if text == sent:
        return place
    for ours, theirs in zip(update_tokens(text), update_tokens(sent), strict=True):
        if place < theirs.start + len(theirs.text):
            return ours.start + (place - theirs.start if ours.text == theirs.text else 0)
    return len(text)


def _undeclared(found: list[Token]) -> tuple[Token | None, set[str]]:
    """The first name whose prefix is not declared before it, be it behind another operation, and what is."""
    declared: set[str] = set()
    last = ""
    for token in found:
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if last == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token, declared
        last = token.word if token.kind is Kind.WORD else ""
    return None, declared


def _start(text: str, found: list[Token]) -> int:
    """Where the text begins behind its prologue."""
    opening = len(prologue(text).text)
    return next((each.start for each in found if each.start >= opening), -1)


def offset(text: str, line: int, column: int) -> int:
    """Where a line's column is in a text, both from 1, or its end."""
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _token_at(found: list[Token], place: int, expected: str) -> Token | None:
    """The token at fault; None when it is the end.

    Where pyoxigraph expects keywords only, it tells the place behind as many characters as the longest of
    them has, however far behind the fault that is.
    """
    keywords = _KEYWORD.findall(expected)
    others = _QUOTED.search(expected) or re.search(r"\['", expected)
    if keywords and not others:
        place = max(0, place - max(map(len, keywords)))
        rest = [each for each in found if each.start + len(each.text) > place]
        return next((each for each in rest if each.text not in {"}", ")", "]"}), rest[-1] if rest else None)
    return next((each for each in found if each.start + len(each.text) > place), None)
