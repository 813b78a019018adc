"""Search for names and texts, ranked, in what an engine holds now."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput
from cuegraph.service.spelling import excerpt, grams, marked, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from cuegraph.service.index import Index
    from cuegraph.service.spelling import Marked

LONGEST: Final = 300
"""Characters that may be searched for."""

MOST: Final = 1000
"""The most matches of one sort that are ranked: the most important ones."""

_HIDDEN: Final = 9
_MEANT: Final = 3
_ALIKE: Final = 40
_RESEMBLES: Final = 0.6
_WORSE: Final = 0.15
_SHORTEST: Final = 3

_WORD: Final = "SELECT rowid, bm25(word, 1.0, 0.0) FROM word WHERE word MATCH ? ORDER BY rowid LIMIT ?"
_PROSE: Final = "SELECT rowid, bm25(prose, 1.0, 0.0) FROM prose WHERE prose MATCH ? ORDER BY rowid LIMIT ?"
_EXACT: Final = "SELECT id, 0.0 FROM name WHERE key = ? ORDER BY id LIMIT ?"
_NAMES: Final = """
SELECT name.id, name.thing, name.rank, name.key, thing.kind FROM name JOIN thing ON thing.id = name.thing
WHERE name.id IN ({})"""
_THINGS: Final = "SELECT id, kind FROM thing WHERE id IN ({})"
_SHOWN: Final = "SELECT iri, label, language, kind FROM thing WHERE id = ?"
_ABOUT: Final = "SELECT text, language FROM about WHERE thing = ? ORDER BY rank LIMIT 20"
_NEAR: Final = """
SELECT text, n FROM term WHERE id IN (SELECT rowid FROM near WHERE near MATCH ? ORDER BY rank LIMIT ?)"""


@dataclass(frozen=True)
class Hit:
    """A thing that was found.

    Attributes:
        iri: its IRI.
        label: what to call it, in pieces, those sought marked.
        language: the label's language; empty for none.
        kind: what it is, in words; empty where that is not stated.
        name: the name that was found, where it is another one than the label; otherwise empty.
        note: of what is said of it the text, or the place in it, that fits best, in marked pieces.
        note_language: the note's language; empty for none.
    """

    iri: str
    label: Marked
    language: str
    kind: str
    name: Marked
    note: Marked
    note_language: str

    @property
    def title(self) -> str:
        """The label in one piece."""
        return "".join(piece for piece, _ in self.label)


@dataclass(frozen=True)
class Found:
    """What a search gives.

    Attributes:
        hits: the things, of the part that was asked for.
        total: how many there are in all.
        more: whether there are still more than those, which are not counted.
        kinds: how many of each kind there are, were all kinds sought, the most frequent first.
        meant: other spellings that would find something, the likeliest first.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    kinds: list[tuple[str, int]] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)


@dataclass
class _Matches:
    """Things that match.

    Attributes:
        ranked: by thing how well it does, the smaller the better; the id of the name that does, 0 for a text;
            and the number of the kind.
        more: whether there are more.
    """

    ranked: dict[int, tuple[tuple[float, ...], int, int]] = field(default_factory=dict)
    more: bool = False

    def add(self, thing: int, rank: tuple[float, ...], name: int, kind: int) -> None:
        if thing not in self.ranked or rank < self.ranked[thing][0]:
            self.ranked[thing] = rank, name, kind


def find(index: Index, text: str, kind: str = "", start: int = 0, count: int = 20) -> Found:
    """The things that have all these words in a name, or in their name and what is said of them.

    The last word may be the beginning of one. First come things of exactly this name, then those whose names
    begin with it, then those with the words elsewhere in names by bm25, then texts; among equals those that
    more triples point to. Of more than :data:`MOST` matches of a sort the most important are ranked.

    Args:
        index: where to look.
        text: what somebody typed, any characters.
        kind: only things of this kind, by its name in ``Found.kinds``; empty for all.
        start: how many of the first to leave out.
        count: how many to give at most.

    Raises:
        BadInput: the text is too long.
    """
    if len(text) > LONGEST:
        raise BadInput(
            f"What is searched for has more than {LONGEST} characters.",
            where="q",
            remedy="Give some of its words.",
        )
    words = plain(text).split()
    if not words:
        return Found()
    with index.reading() as connection:
        matches = _matches(connection, words)
        kinds = _kinds(index, matches)
        if kind:
            numbers = {at for at, single in index.combined.items() if _is(kind, single)}
            if matches.more:
                matches = _matches(connection, words, numbers)
            matches.ranked = {at: each for at, each in matches.ranked.items() if each[2] in numbers}
        order = sorted(matches.ranked, key=lambda thing: (matches.ranked[thing][0], thing))
        shown = [(thing, matches.ranked[thing][1]) for thing in order[start : start + count]]
        hits = [_hit(connection, index, thing, name, words) for thing, name in shown]
        meant = [] if kinds else _meant(connection, words)
    return Found(hits, len(order), matches.more, kinds, meant)


def _is(kind: str, single: frozenset[str]) -> bool:
    return kind in single or (kind == OTHER and not single)


OTHER: Final = "other"
"""The kind of things without a class."""


def _kinds(index: Index, matches: _Matches) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for _, _, at in matches.ranked.values():
        counted.update(index.combined[at] or (OTHER,))
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _matches(connection: sqlite3.Connection, words: Sequence[str], kinds: set[int] | None = None) -> _Matches:
    """What matches, of these kinds only; None for all kinds."""
    if kinds is not None and not kinds:
        return _Matches()
    *first, last = words
    # Plain words have letters and digits only; in quotes they are no operators either.
    wanted = " ".join([*(f'"{each}"' for each in first), f'"{last}" *'])
    only = ""
    if kinds is not None:
        numbers = " OR ".join(f'"k{each}"' for each in sorted(kinds))
        only = f" AND {{kind}} : ({numbers})"
    key = " ".join(words)
    found = _Matches()
    scores = dict(connection.execute(_WORD, (f"{{key}} : ({wanted}){only}", MOST)))
    if len(scores) == MOST:
        found.more = True
        begin = " + ".join(f'"{each}"' for each in words)
        scores |= dict(connection.execute(_WORD, (f"{{key}} : (^ {begin} *){only}", MOST)))
        scores |= dict(connection.execute(_EXACT, (key, MOST)))
    for name, thing, rank, its_key, kind in connection.execute(_NAMES.format(_listed(scores))):
        found.add(thing, _rank(key, its_key, rank, scores[name]), name, kind)
    told = dict(connection.execute(_PROSE, (f"{{key}} : ({wanted}){only}", MOST)))
    found.more |= len(told) == MOST
    for thing, kind in connection.execute(_THINGS.format(_listed(told))):
        found.add(thing, (_PROSED, 0, round(told[thing], 1)), 0, kind)
    return found


_PROSED: Final = 4


def _rank(wanted: str, key: str, rank: int, score: float) -> tuple[float, ...]:
    """How well a name matches, the smaller the better; an alternative name less than a label."""
    hidden = int(rank >= _HIDDEN)
    if key == wanted:
        return 0, hidden, 0
    if key.startswith(f"{wanted} "):
        return 1, hidden, 0
    if key.startswith(wanted):
        return 2, hidden, 0
    return 3, hidden, round(score, 1)


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(str(int(each)) for each in numbers)


def _hit(connection: sqlite3.Connection, index: Index, thing: int, name: int, words: Sequence[str]) -> Hit:
    iri, label, language, kind = connection.execute(_SHOWN, (thing,)).fetchone()
    other = ""
    if name:
        key, text = connection.execute("SELECT key, text FROM name WHERE id = ?", (name,)).fetchone()
        other = "" if key == plain(label) else text
    texts = connection.execute(_ABOUT, (thing,)).fetchall()
    note, note_language = texts[0] if texts else ("", "")
    if not name:  # found in a text: the one that holds most of the words
        note, note_language = max(texts, key=lambda each: _holds(each[0], words))
    return Hit(
        iri,
        marked(label, words),
        language,
        index.kinds.get(kind, ""),
        marked(other, words),
        excerpt(note, words),
        note_language,
    )


def _holds(text: str, words: Sequence[str]) -> int:
    own = plain(text).split()
    return sum(each in own for each in words[:-1]) + any(each.startswith(words[-1]) for each in own)


def _meant(connection: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """The words with those that no name has replaced by the nearest that some name has."""
    choices: list[list[str]] = []
    for each in words:
        known = connection.execute("SELECT 1 FROM term WHERE text = ?", (each,)).fetchone()
        choices.append([each] if known else _near(connection, each) or [each])
    first = [each[0] for each in choices]
    variants = [first]
    for at, several in enumerate(choices):
        variants += [[*first[:at], other, *first[at + 1 :]] for other in several[1:]]
    fitting = (each for each in variants if each != list(words) and _matches(connection, each).ranked)
    return [" ".join(each) for _, each in zip(range(_MEANT), fitting, strict=False)]


def _near(connection: sqlite3.Connection, word: str) -> list[str]:
    """Words of names that are spelt alike, the nearest first."""
    if len(word) < _SHORTEST:
        return []
    wanted = " OR ".join(f'"{each}"' for each in dict.fromkeys(grams(word).split()))
    close = []
    for text, number in connection.execute(_NEAR, (wanted, _ALIKE)):
        alike = difflib.SequenceMatcher(None, word, text).ratio()
        if alike >= _RESEMBLES:
            close.append((-round(alike, 2), -number, text))
    close.sort()
    return [text for unlike, _, text in close if unlike <= close[0][0] + _WORSE][:_MEANT]
