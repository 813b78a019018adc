"""The figures of reconciliation: how many distorted names are found again, and how fast, beside all pairs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from distort import Distorter, absent, measure, named, without
from pyoxigraph import RdfFormat, parse
from rapidfuzz import fuzz, process
from table import Figure, Must

from cuegraph.engine.memory import MemoryEngine
from cuegraph.links.index import Names
from cuegraph.links.words import plain
from cuegraph.service.ask import solutions
from cuegraph.vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from figures import Bench
    from pyoxigraph import Quad

_DISTORTED, _SMALL = 5_000, 1_000
_NAMES, _THINGS = 10_000, 100_000
_SAMPLE = 100
"""How many of the names are compared with all things by rapidfuzz; the rest takes as long for each."""


def reconcile(bench: Bench) -> Iterator[Figure]:
    """Precision and recall at the first place, matches, and the time of many names against many things."""
    out: dict[str, list[Quad]] = {}
    engine = MemoryEngine(without(parse(path=bench.data(bench.triples), format=RdfFormat.N_TRIPLES), out))
    gone = absent(engine, out)
    count = min(_DISTORTED, len(named(engine)) // 2)
    qualities = [measure(engine, count, seed, gone) for seed in range(1, 1 + min(bench.rounds, 3))]
    first, right = (
        ", ".join(f"{way} {100 * of[way] / asked:.1f}%" for way, asked in sorted(qualities[0].asked.items()))
        for of in (qualities[0].first, qualities[0].right)
    )
    matches = ", ".join(f"{each.matches:.3f}" for each in qualities)
    told = (
        f"{count} names of persons, bands, labels, films, albums and recordings, unique in their type, each "
        "distorted in one way and asked for with its type; another seed each round"
    )
    data = f"{bench.triples} plain"
    yield Figure(
        f"reconciliation, precision at the first place, {data}",
        "share",
        [each.precision for each in qualities],
        [],
        Must(0.97),
        f"{told}; of those with a candidate, of which the first is right",
        share=False,
    )
    yield Figure(
        f"reconciliation, recall at the first place, {data}",
        "share",
        [each.recall for each in qualities],
        [],
        Must(0.93),
        f"as before; of all, of which the first is right. By way, in the first round: {first}",
        share=False,
    )
    yield Figure(
        f"reconciliation, precision of `match`, {data}",
        "share",
        [each.precision_of_matches for each in qualities],
        [],
        Must(0.97),
        "as before; of the matches, what is right. Of all that is asked, what is a match and right, by way, "
        f"in the first round: {right}; in all {matches} by round",
        share=False,
    )
    yield Figure(
        f"reconciliation, names of what is not there that get a `match`, {data}",
        "share",
        [each.false_matches for each in qualities],
        [],
        Must(0.01, least=False),
        f"{qualities[0].absent.total()} of the {len(gone)} names, none of them of anything else of its type, "
        f"of {len(out)} things taken out of the data, drawn by IRI; asked for undistorted with the type",
        share=False,
    )
    yield from _speed(engine, bench)


def _speed(engine: MemoryEngine, bench: Bench) -> Iterator[Figure]:
    rows = solutions(engine, f"SELECT DISTINCT ?name WHERE {{ ?s {SKOS.prefLabel} ?name }} ORDER BY ?name")
    every = [row["name"]["value"] for row in rows]
    distorter = Distorter(7, every)
    things = distorter.random.sample(every, min(_THINGS, len(every)))
    names = [
        distorter.ways[distorter.random.choice([*distorter.ways])](distorter.random.choice(things))
        for _ in range(_NAMES if len(things) == _THINGS else _SMALL)
    ]
    index = Names((number, name, 1.0) for number, name in enumerate(things))
    plainly = [plain(each) for each in things]
    rounds = range(bench.rounds)
    ours = [_seconds(lambda: [index.find(each, 5) for each in names]) for _ in rounds]
    sample = [plain(each) for each in names[:_SAMPLE]]
    share = len(names) / len(sample)
    for what, compare, must in (*_compared(sample, plainly),):
        compare()  # what it loads at first is not measured
        peer = [share * _seconds(compare) for _ in rounds]
        yield Figure(
            f"{len(names):,} names against {len(things):,} things, {what}",
            "s of CPU",
            ours,
            peer,
            must,
            f"the peer is rapidfuzz over all pairs of plain words, one thread, {len(sample)} of the names, "
            "extrapolated; ours gives five candidates each, the index made before",
        )


def _compared(
    names: Sequence[str], things: Sequence[str]
) -> Iterator[tuple[str, Callable[[], object], Must | None]]:
    """What rapidfuzz offers for that; words in any order are what our figures of quality need."""
    least = Must(0.2, least=False)
    yield (
        "extractOne, token_sort_ratio",
        lambda: [process.extractOne(each, things, scorer=fuzz.token_sort_ratio) for each in names],
        least,
    )
    try:
        import numpy  # noqa: F401, ICN001, PLC0415 - which rapidfuzz needs for cdist
    except ImportError:
        return
    yield (
        "cdist, token_sort_ratio",
        lambda: process.cdist(names, things, scorer=fuzz.token_sort_ratio, workers=1),
        least,
    )
    yield (
        "cdist, ratio, which knows no order of words",
        lambda: process.cdist(names, things, scorer=fuzz.ratio, workers=1),
        None,
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
