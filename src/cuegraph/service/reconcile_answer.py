"""What a reconciliation service answers, as values; nothing in it is trusted to be what it should be."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import quote

from cuegraph.service.reconcile_ids import is_iri
from cuegraph.service.reconcile_table import Match, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

_ABSOLUTE: Final = re.compile(r"https?://", re.IGNORECASE)
_LINKABLE: Final = re.compile(r"https?://|urn:", re.IGNORECASE)
_NOT_IN_IRIS: Final = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})")


class NoAnswer(ValueError):
    """What is no answer; the message says why."""


def read_object(body: bytes) -> dict[str, Any]:
    """An answer's JSON object.

    Raises:
        NoAnswer: it is none.
    """
    try:
        answer = json.loads(body, parse_constant=_refuse)
    except RecursionError as error:
        raise NoAnswer("is nested too deeply") from error
    except ValueError as error:
        raise NoAnswer("is no JSON") from error
    if not isinstance(answer, dict):
        raise NoAnswer("is no JSON object")
    return answer


def read_best(told: object, space: str) -> Match | None:
    """The best candidate for one query: a match before others, then by score; None for none.

    Of several matches none is one: which is meant is not certain, and a note says so. It has the others.

    Args:
        told: what the service answers to the query.
        space: what its ids follow, to make IRIs.

    Raises:
        NoAnswer: it is no answer.

    >>> read_best({"result": [{"id": "a b", "name": "A", "score": 90}]}, "http://a.example/").iri
    'http://a.example/a%20b'
    """
    if not isinstance(told, dict) or not isinstance(found := told.get("result"), list):
        raise NoAnswer("it has no list 'result'")
    candidates = [_candidate(each, space) for each in found]
    candidates.sort(key=lambda each: (each.match, each.score), reverse=True)
    several = len({each.ident for each in candidates if each.match})
    if not candidates:
        return None
    best = replace(candidates[0], others=tuple(candidates[1:]))
    if several <= 1:
        return best
    return replace(best, match=False, note=f"the service calls {several} candidates a match")


def is_space(text: str) -> bool:
    """Whether the ids of a service may follow this to make IRIs: such of the Web, or a URN; or nothing.

    >>> is_space("https://a.example/"), is_space(""), is_space("javascript:")
    (True, True, False)
    """
    return not text or _LINKABLE.match(text) is not None


def _candidate(told: object, space: str) -> Match:
    if not isinstance(told, dict):
        raise NoAnswer("a candidate is no object")
    ident = _text(told.get("id"), "the id of a candidate")
    if not ident.strip():
        raise NoAnswer("the id of a candidate is empty")
    types = [each.get("id") if isinstance(each, dict) else each for each in _list(told, "type")]
    return Match(
        printable(ident),
        _iri(ident, space),
        printable(_text(told.get("name"), "the name of a candidate")).strip(),
        tuple(printable(_text(each, "a type")) for each in types),
        _number(told.get("score"), "the score of a candidate"),
        dict(_feature(each) for each in _list(told, "features") if _has_value(each)),
        told.get("match") is True,
    )


def _feature(told: Mapping[str, Any]) -> tuple[str, float | bool]:
    value = told["value"]
    name = printable(_text(told.get("id"), "the id of a feature"))
    if isinstance(value, bool):
        return name, value
    _number(value, "the value of a feature")
    return name, value


def _has_value(told: object) -> bool:
    """Whether a feature has a value that is none of an extension of the protocol."""
    return isinstance(told, dict) and isinstance(told.get("value"), (bool, int, float))


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise NoAnswer(f"'{name}' of a candidate is no list")
    return found


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise NoAnswer(f"{what} is no text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NoAnswer(f"{what} is no Unicode") from error
    return value


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NoAnswer(f"{what} is no number")
    if not abs(value) <= sys.float_info.max:  # NaN is not either
        raise NoAnswer(f"{what} is no finite number")
    return float(value)


def _iri(ident: str, space: str) -> str:
    """The IRI for an id, what may not be in one percent-encoded; empty where there is none."""
    head = "" if _ABSOLUTE.match(ident) else space
    iri = head + _NOT_IN_IRIS.sub(lambda found: quote(found[0]), ident)
    return iri if _LINKABLE.match(iri) and is_iri(iri) else ""


def _refuse(name: str) -> NoReturn:
    raise NoAnswer(f"{name} is no JSON")
