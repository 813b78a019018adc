"""What the index of a dataset's words is made of: the file of :mod:`cuegraph.service.index` is filled here.

Everything in it is numbered by importance: a smaller id is of a thing that more triples point to. So what
matches comes most important first without being sorted, and a search for what a million names match looks at
the first of them only. Words are indexed as :func:`cuegraph.links.words.plain` gives them, so that the
tokenizer has nothing to do but to part them at spaces.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cuegraph.errors import Unsupported
from cuegraph.links.words import plain
from cuegraph.service.ask import labels_of
from cuegraph.service.harvest import read_above, read_classes, read_links, read_names, read_texts
from cuegraph.service.spelling import grams
from cuegraph.vocabulary import OA, OWL, RDF, RDFS, SH, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cuegraph.engine.interface import Engine

PLAIN: Final[Mapping[str, str]] = {
    OWL.Class.value: "class",
    RDFS.Class.value: "class",
    RDF.Property.value: "property",
    OWL.ObjectProperty.value: "property",
    OWL.DatatypeProperty.value: "property",
    OWL.AnnotationProperty.value: "property",
    SH.NodeShape.value: "rule",
    SH.PropertyShape.value: "rule",
    SKOS.ConceptScheme.value: "list of terms",
    OA.Annotation.value: "record of a link",
}
"""What to call the kinds of terms of vocabularies, and of records, which come after a dataset's things."""

FREQUENT: Final = 200_000
"""The most words of names and texts that are kept as such: the most frequent ones."""

_LANGUAGES: Final = {"en": 0, "": 1}
_OTHER: Final = 2

_SETTINGS: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = NORMAL;
PRAGMA cache_size = {};
"""
_BUILDING: Final = -65_536

_TABLES: Final = """
CREATE TABLE raw (iri TEXT, rank INTEGER, text TEXT, language TEXT, key TEXT);
CREATE TABLE said (iri TEXT, rank INTEGER, text TEXT, language TEXT);
CREATE TABLE class (iri TEXT, class INTEGER);
CREATE TABLE link (iri TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE combination (classes TEXT PRIMARY KEY, kind INTEGER) WITHOUT ROWID;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, language TEXT, kind INTEGER);
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER, kind INTEGER, rank INTEGER, key TEXT, text TEXT);
CREATE TABLE about (id INTEGER PRIMARY KEY, thing INTEGER, rank INTEGER, text TEXT, language TEXT);
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT, n INTEGER);
CREATE VIRTUAL TABLE word USING fts5(key, kind, content='', prefix='1 2 3', tokenize='ascii');
CREATE VIRTUAL TABLE prose USING fts5(key, kind, content='', prefix='1 2 3', tokenize='ascii');
CREATE VIRTUAL TABLE near USING fts5(grams, content='', tokenize="ascii tokenchars '\u2039\u203a'");
CREATE VIRTUAL TABLE named USING fts5vocab(word, 'col');
CREATE VIRTUAL TABLE told USING fts5vocab(prose, 'col');
CREATE VIRTUAL TABLE spelt USING fts5vocab(near, 'row');
"""

_THINGS: Final = """
CREATE TABLE typed AS SELECT iri, group_concat(class) AS classes
  FROM (SELECT DISTINCT iri, class FROM class ORDER BY iri, class) GROUP BY iri;
CREATE UNIQUE INDEX typed_iri ON typed(iri);
DROP TABLE class;
"""

_NAMED: Final = """
INSERT INTO thing (iri, label, language, kind)
  SELECT one.iri, one.text, one.language, coalesce(combination.kind, 0)
  FROM (SELECT iri, text, language, min(rank) FROM raw GROUP BY iri) AS one
  LEFT JOIN link ON link.iri = one.iri
  LEFT JOIN typed ON typed.iri = one.iri
  LEFT JOIN combination ON combination.classes = typed.classes
  ORDER BY coalesce(link.n, 0) DESC, length(one.text), one.iri;
CREATE UNIQUE INDEX thing_iri ON thing(iri);
INSERT INTO name (thing, kind, rank, key, text)
  SELECT thing.id, thing.kind, min(raw.rank), raw.key, raw.text FROM raw JOIN thing ON thing.iri = raw.iri
  WHERE raw.key != '' GROUP BY thing.id, raw.key ORDER BY thing.id, raw.rank;
DROP TABLE raw;
CREATE INDEX name_key ON name(key);
INSERT INTO word (rowid, key, kind)
  SELECT id, key, 'k' || kind FROM name ORDER BY id;
INSERT INTO about (thing, rank, text, language)
  SELECT thing.id, min(said.rank), said.text, said.language FROM said JOIN thing ON thing.iri = said.iri
  GROUP BY thing.id, said.text ORDER BY thing.id, said.rank;
DROP TABLE said;
CREATE INDEX about_thing ON about(thing, rank);
INSERT INTO prose (rowid, key, kind)
  SELECT thing.id, plain(thing.label || ' ' || group_concat(about.text, ' ')), 'k' || thing.kind
  FROM about JOIN thing ON thing.id = about.thing GROUP BY thing.id ORDER BY thing.id;
INSERT INTO term (text, n)
  SELECT term, sum(doc) FROM (SELECT * FROM named UNION ALL SELECT * FROM told)
  WHERE col = 'key' AND length(term) > 2 AND term NOT GLOB '[0-9]*'
  GROUP BY term ORDER BY 2 DESC LIMIT {frequent};
CREATE INDEX term_text ON term(text);
INSERT INTO near (rowid, grams) SELECT id, grams(text) FROM term;
DROP TABLE typed; DROP TABLE link; DROP TABLE combination;
"""


@dataclass(frozen=True)
class Filled:
    """What there is to know of an index beside its file.

    Attributes:
        combined: the single kinds by the number of a kind: one of several classes is of several.
        terms: the numbers of the kinds of terms of vocabularies, see ``PLAIN``.
        told: of how many things there is a text.
    """

    combined: dict[int, frozenset[str]]
    terms: frozenset[int]
    told: int


def fill(engine: Engine, path: str, opened: Callable[[], object]) -> Filled:
    """Fill an empty file with what an engine holds.

    Args:
        engine: is asked, by some twenty queries.
        path: the file.
        opened: called when the file needs its name no more.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
        Unsupported: Python comes with an SQLite without FTS5.
        sqlite3.Error: the file cannot be written.
    """
    with closing(connected(path, _BUILDING)) as writer:
        opened()
        return _filled(writer, engine)


def connected(path: str, cache: int) -> sqlite3.Connection:
    """A connection to an index, for any thread.

    Args:
        path: the file.
        cache: what it may keep in memory, as SQLite's ``cache_size``.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.executescript(_SETTINGS.format(cache))
    return connection


def _filled(writer: sqlite3.Connection, engine: Engine) -> Filled:
    writer.create_function("plain", 1, plain, deterministic=True)
    writer.create_function("grams", 1, grams, deterministic=True)
    _create(writer)
    named = ((iri, _rank(rank, tag), text, tag, plain(text)) for iri, rank, text, tag in read_names(engine))
    writer.execute("BEGIN")
    writer.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?)", named)
    told = ((iri, _rank(rank, tag), text, tag) for iri, rank, text, tag in read_texts(engine))
    writer.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", told)
    numbers: dict[str, int] = {}
    typed = ((iri, numbers.setdefault(each, len(numbers))) for iri, each in read_classes(engine))
    writer.executemany("INSERT INTO class VALUES (?, ?)", typed)
    writer.executemany("INSERT OR REPLACE INTO link VALUES (?, ?)", read_links(engine))
    writer.execute("COMMIT")
    writer.executescript(_THINGS)
    combinations, combined, terms = _combined(writer, engine, [*numbers])
    writer.executemany("INSERT INTO combination VALUES (?, ?)", combinations)
    writer.executescript(_NAMED.format(frequent=FREQUENT))
    (about,) = writer.execute("SELECT count(DISTINCT thing) FROM about").fetchone()
    return Filled(combined, terms, about)


def _combined(
    writer: sqlite3.Connection, engine: Engine, classes: list[str]
) -> tuple[list[tuple[str, int]], dict[int, frozenset[str]], frozenset[int]]:
    """The number of the kind for each combination of classes that things have; and as in :class:`Filled`."""
    above = read_above(engine)
    found: dict[str, list[str]] = {}
    for (text,) in writer.execute("SELECT DISTINCT classes FROM typed"):
        of_thing = [classes[int(each)] for each in text.split(",")]
        higher = {other for each in of_thing for other in above.get(each, ())}
        found[text] = sorted({each for each in of_thing if each not in higher}) or of_thing
    called = _labels(engine, {each for several in found.values() for each in several})
    ask = "SELECT 1 FROM raw WHERE iri = ? LIMIT 1"
    ours = {each for each in called if writer.execute(ask, (each,)).fetchone()}
    # What the dataset has a name for goes before the classes of other vocabularies.
    found = {text: [each for each in several if each in ours] or several for text, several in found.items()}
    sets = {text: frozenset(called[each] for each in several) for text, several in found.items()}
    kinds = {kind: at for at, kind in enumerate(sorted(set(sets.values()), key=sorted), 1)}
    terms = frozenset(kinds[sets[text]] for text, several in found.items() if set(several) <= PLAIN.keys())
    combined = {0: frozenset[str](), **{at: kind for kind, at in kinds.items()}}
    return [(text, kinds[kind]) for text, kind in sets.items()], combined, terms


def _labels(engine: Engine, classes: Iterable[str]) -> dict[str, str]:
    called = labels_of(engine, classes)
    return called | {each: PLAIN[each] for each in called.keys() & PLAIN.keys()}


def _rank(rank: int, language: str) -> int:
    return 3 * rank + _LANGUAGES.get(language, _OTHER)


def _create(writer: sqlite3.Connection) -> None:
    try:
        writer.executescript(_TABLES)
    except sqlite3.OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise Unsupported(
            "There is no search here: Python's SQLite was built without FTS5.",
            where=f"SQLite {sqlite3.sqlite_version}",
            remedy="Run cuegraph with a Python whose sqlite3 has it, as python.org's and Debian's do.",
        ) from error
