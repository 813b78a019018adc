"""Search for names and texts, ranked, in what an engine holds now."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput
from cuegraph.links.words import plain
from cuegraph.service.filling import FREQUENT
from cuegraph.service.spelling import excerpt, grams, marked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.service.index import Index
    from cuegraph.service.spelling import Marked

LONGEST: Final = 300
"""Characters that may be searched for."""

MOST: Final = 500
"""The most matches of one sort that are ranked: the most important ones."""

_HIDDEN: Final = 9
_MEANT: Final = 3
_ALIKE: Final = 40
_RESEMBLES: Final = 0.6
_WORSE: Final = 0.15
_SHORTEST: Final = 3
_CORRECTED: Final = 6
_COMPARED: Final = 5_000
_WEIGHABLE: Final = 20_000
_SORTABLE: Final = 5_000
_PREFIXED: Final = 3
_ENDINGS: Final = 8

# bm25 reads all that matches each word, which is left to short lists of texts; names are ranked without it.
_WORD: Final = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid LIMIT ?"
_PROSE: Final = "SELECT rowid, 0.0 FROM prose WHERE prose MATCH ? ORDER BY rowid LIMIT ?"
_WEIGHED: Final = "SELECT rowid, bm25(prose, 1.0, 0.0) FROM prose WHERE prose MATCH ? ORDER BY rowid LIMIT ?"
_EXACT: Final = "SELECT id FROM name WHERE key = ? ORDER BY id LIMIT ?"
_BEGIN: Final = "SELECT count(*) FROM (SELECT 1 FROM name WHERE key >= ? AND key < ? LIMIT ?)"
_BEGINS: Final = "SELECT id FROM name WHERE key >= ? AND key < ? ORDER BY id LIMIT ?"
_NAMES: Final = "SELECT id, thing, rank, key, kind FROM name WHERE id IN ({}){}"
_NAMED: Final = "SELECT thing, kind FROM name WHERE id IN ({})"
_THINGS: Final = "SELECT id, kind FROM thing WHERE id IN ({})"
_SHOWN: Final = "SELECT iri, label, language, kind FROM thing WHERE id = ?"
_ABOUT: Final = "SELECT text, language FROM about WHERE thing = ? ORDER BY rank LIMIT 20"
_ENDS: Final = "SELECT text FROM term WHERE text >= ? AND text < ? LIMIT ?"
_SOME: Final = "SELECT 1 FROM term WHERE id = ?"
_SPELT: Final = "SELECT term, doc FROM spelt WHERE term = ?"
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


_Ranked = dict[int, tuple[tuple[float, ...], int, int]]
"""By thing how well it does, the smaller the better; the id of the name that does, 0 for a text; its kind."""


@dataclass(frozen=True)
class _Matches:
    """What matches.

    Attributes:
        names: the ids of names.
        told: by things with a text that does how well it does.
        more: whether there are more.
    """

    names: set[int]
    told: dict[int, float]
    more: bool


def find(index: Index, text: str, kind: str = "", start: int = 0, count: int = 20) -> Found:
    """The things that have all these words in a name, or in their name and what is said of them.

    The last word may be the beginning of one. First come things of exactly this name, then those whose names
    begin with it, then those with the words elsewhere in names, the shorter first, then texts, by bm25 where
    there are not too many; among equals those that more triples point to. Classes, properties and rules come
    after all things. Of more than :data:`MOST` matches of a sort the most important are ranked.

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
        weighed = index.told <= _WEIGHABLE
        matches = _matches(connection, words, weighed=weighed and not kind)
        numbers = None
        if kind:
            counted = _counted(connection, matches)
            numbers = {at for at, single in index.combined.items() if _is(kind, single)}
            matches = _matches(connection, words, numbers, weighed=weighed)
        ranked = _ranked(connection, matches, words, numbers)
        if not kind:
            counted = Counter(at for _, _, at in ranked.values())
        kinds = _kinds(index, counted)
        order = sorted(ranked, key=lambda thing: _order(index, ranked, thing))
        shown = [(thing, ranked[thing][1]) for thing in order[start : start + count]]
        hits = [_hit(connection, index, thing, name, words) for thing, name in shown]
        meant = [] if kinds else _meant(connection, words)
    return Found(hits, len(order), matches.more, kinds, meant)


def _order(index: Index, ranked: _Ranked, thing: int) -> tuple[object, ...]:
    """Where a thing comes; terms of vocabularies come after all things."""
    rank, _, kind = ranked[thing]
    return kind in index.terms, rank, thing


def _is(kind: str, single: frozenset[str]) -> bool:
    return kind in single or (kind == OTHER and not single)


OTHER: Final = "other"
"""The kind of things without a class."""


def _kinds(index: Index, things: Mapping[int, int]) -> list[tuple[str, int]]:
    """How many things there are of each single kind, given how many of each number."""
    counted: Counter[str] = Counter()
    for at, number in things.items():
        counted.update(dict.fromkeys(index.combined[at] or (OTHER,), number))
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _counted(connection: sqlite3.Connection, matches: _Matches) -> Counter[int]:
    """How many things match, by the number of their kind."""
    things = dict(connection.execute(_NAMED.format(_listed(matches.names))).fetchall())
    things |= connection.execute(_THINGS.format(_listed(matches.told)))
    return Counter(things.values())


def _matches(
    connection: sqlite3.Connection,
    words: Sequence[str],
    kinds: set[int] | None = None,
    *,
    weighed: bool = False,
) -> _Matches:
    """What matches; among the names there may be some of other kinds.

    Args:
        connection: is asked.
        words: plain words, the last the beginning of one.
        kinds: these only, by their numbers; None for all.
        weighed: whether to tell texts apart by bm25.
    """
    if kinds is not None and not kinds:
        return _Matches(set(), {}, more=False)
    *first, _ = _quoted(words)
    ends = _ends(connection, words)
    only = ""
    if kinds is not None:
        numbers = " OR ".join(f'"k{each}"' for each in sorted(kinds))
        only = f" AND {{kind}} : ({numbers})"
    wanted = f"{{key}} : ({_wanted(words, ends)}){only}"
    names = {each for (each,) in connection.execute(_WORD, (wanted, MOST))}
    more = len(names) == MOST
    if more:
        begin = " OR ".join(f"(^ {' + '.join([*first, end])})" for end in ends)
        names |= _beginning(connection, " ".join(words), f"{{key}} : ({begin}){only}")
        names.update(each for (each,) in connection.execute(_EXACT, (" ".join(words), MOST)))
    told = dict(connection.execute(_WEIGHED if weighed else _PROSE, (wanted, MOST)))
    return _Matches(names, told, more or len(told) == MOST)


def _ranked(
    connection: sqlite3.Connection, matches: _Matches, words: Sequence[str], kinds: set[int] | None = None
) -> _Ranked:
    """What matches, of these kinds only."""
    found: _Ranked = {}
    key = " ".join(words)
    only = "" if kinds is None else f" AND kind IN ({_listed(kinds)})"
    for name, thing, rank, its_key, kind in connection.execute(_NAMES.format(_listed(matches.names), only)):
        well = _rank(key, its_key, rank)
        if thing not in found or well < found[thing][0]:
            found[thing] = well, name, kind
    for thing, kind in connection.execute(_THINGS.format(_listed(matches.told))):
        if thing not in found:
            found[thing] = (_PROSED, 0, round(matches.told[thing], 1)), 0, kind
    return found


def _quoted(words: Sequence[str]) -> list[str]:
    # Plain words have letters and digits only; in quotes they are no operators either.
    return [f'"{each}"' for each in words]


def _ends(connection: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Expressions for the words that begin with the last one.

    Where they are few they are named: for the beginning of a word that is longer than those in the index
    (``prefix`` there) FTS5 first gathers all that has such a word, even if it is but one.
    """
    last = words[-1]
    if (
        len(last) > _PREFIXED
        and not last[0].isdecimal()
        and not connection.execute(_SOME, (FREQUENT,)).fetchone()
    ):
        ends = connection.execute(_ENDS, (last, last + _AFTER, _ENDINGS + 1)).fetchall()
        if 0 < len(ends) <= _ENDINGS:
            return _quoted([each for (each,) in ends])
    return [f'"{last}" *']


def _wanted(words: Sequence[str], ends: Sequence[str]) -> str:
    """The expression for all these words, each once, the last as the beginning of one."""
    *first, last = words
    once = _quoted([*dict.fromkeys(first)])
    return " AND ".join(once if last in first else [*once, f"({' OR '.join(ends)})"])


def _beginning(connection: sqlite3.Connection, key: str, wanted: str) -> set[int]:
    """The most important names that begin with these words, by the key of a name or by an expression."""
    between = key, key + _AFTER
    (some,) = connection.execute(_BEGIN, (*between, _SORTABLE)).fetchone()
    if some < _SORTABLE:
        return {each for (each,) in connection.execute(_BEGINS, (*between, MOST))}
    return {each for (each,) in connection.execute(_WORD, (wanted, MOST))}


_AFTER: Final = "\U0010ffff"
_PROSED: Final = 4


def _rank(wanted: str, key: str, rank: int) -> tuple[float, ...]:
    """How well a name matches, the smaller the better; an alternative name less than a label.

    A name of many words with those sought among them less than one of few, which is all that bm25 would find.
    """
    hidden = int(rank >= _HIDDEN)
    if key == wanted:
        return 0, hidden, 0
    if key.startswith(f"{wanted} "):
        return 1, hidden, 0
    if key.startswith(wanted):
        return 2, hidden, 0
    return 3, hidden, key.count(" ")


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


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
    ask = "SELECT 1 FROM term WHERE text = ?"
    unknown = {each for each in words if not connection.execute(ask, (each,)).fetchone()}
    if len(unknown) > _CORRECTED:
        return []
    near = {each: _near(connection, each) for each in unknown}
    choices = [near.get(each) or [each] for each in words]
    first = [each[0] for each in choices]
    variants = [first]
    for at, several in enumerate(choices):
        variants += [[*first[:at], other, *first[at + 1 :]] for other in several[1:]]
    fitting = (each for each in variants if each != list(words) and _fits(connection, each))
    return [" ".join(each) for _, each in zip(range(_MEANT), fitting, strict=False)]


def _fits(connection: sqlite3.Connection, words: Sequence[str]) -> bool:
    wanted = f"{{key}} : ({_wanted(words, _ends(connection, words))})"
    return any(connection.execute(each, (wanted, 1)).fetchone() for each in (_WORD, _PROSE))


def _near(connection: sqlite3.Connection, word: str) -> list[str]:
    """Words of names that are spelt alike, the nearest first."""
    if len(word) < _SHORTEST:
        return []
    own = dict.fromkeys(grams(word).split())
    held = sorted((row[1], row[0]) for each in own for row in connection.execute(_SPELT, (each,)))
    rare = [each for at, (_, each) in enumerate(held) if sum(n for n, _ in held[: at + 1]) <= _COMPARED]
    wanted = " OR ".join(f'"{each}"' for each in rare or [each for _, each in held[:1]])
    if not wanted:
        return []
    close = []
    for text, number in connection.execute(_NEAR, (wanted, _ALIKE)):
        alike = difflib.SequenceMatcher(None, word, text).ratio()
        if alike >= _RESEMBLES:
            close.append((-round(alike, 2), -number, text))
    close.sort()
    return [text for unlike, _, text in close if unlike <= close[0][0] + _WORSE][:_MEANT]
