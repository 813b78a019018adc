"""Checking every citation against the texts: digests, bounds, sizes, and that passages say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cuegraph.citations.finder import Finder
from cuegraph.citations.notation import written
from cuegraph.citations.support import Gap, Support
from cuegraph.citations.texts import digest, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cuegraph.citations.excuses import Excuse
    from cuegraph.citations.fragment import CharRange
    from cuegraph.citations.names import Names
    from cuegraph.citations.record import Fact, Passage, Record, Term
    from cuegraph.citations.texts import Text

LONGEST = 300
"""How many characters a passage may have."""

EXCUSED_SHARE = 0.05
"""Which share of the cited triples may be excused."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        kind: ``text``, ``passage``, ``record``, ``read-with``, ``triple`` or ``excuse``.
        where: the citation IRI, the source IRI, or the file and line.
        what: one sentence, with labels.
        fact: the triple at fault, None when it is not about one.
    """

    kind: str
    where: str
    what: str
    fact: Fact | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"

    def as_dict(self) -> dict[str, str]:
        """The finding for JSON; the triple as ``unsupported.csv`` writes it."""
        fact = self.fact
        triple = (
            {
                "subject": written(fact.subject),
                "predicate": written(fact.predicate),
                "object": written(fact.object),
            }
            if fact
            else {}
        )
        return {"kind": self.kind, "where": self.where, "what": self.what, **triple}


@dataclass(frozen=True)
class Report:
    """What was checked and found.

    Attributes:
        texts: how many texts.
        passages: how many passages, cited, read with others or stating nothing.
        median: the median length of the cited ones, in characters.
        longest: the length of the longest of those.
        triples: how many triples the citation graphs state, each counted in every graph.
        unchecked: how many of them stand in citations of a kind that is not checked yet.
        by_rule: how many of them a rule finds.
        leaning: how many of those by rule lean on an excused link of their nameless node.
        excused: how many are excused.
        unsupported: how many are not supported.
        findings: what is wrong, in the order of sources and texts; empty when all is well.
    """

    texts: int
    passages: int
    median: float
    longest: int
    triples: int
    unchecked: int
    by_rule: int
    leaning: int
    excused: int
    unsupported: int
    findings: tuple[Finding, ...]


def verify(record: Record, texts: Mapping[str, Text], names: Names, excuses: Iterable[Excuse] = ()) -> Report:
    """Checks every text, passage and triple of a record.

    Triples of a passage that is broken (out of bounds, another digest) are not judged: they count as
    triples and the passage is a finding.

    Args:
        record: sources, passages and citation graphs.
        texts: source IRI → text, for every source of the record's passages.
        names: the names of everything.
        excuses: the reviewed exceptions.
    """
    excuses = tuple(excuses)
    listed = {(excuse.graph, excuse.fact) for excuse in excuses}
    support = Support(record, Finder(record, texts, names), names, listed)
    found: list[Finding] = []
    for iri, source in record.sources.items():
        if iri in texts:
            found += [Finding("text", iri, f"{what}.") for what in faults(source, texts[iri])]
    found += [Finding("record", source, what) for source, what in record.not_checked().items()]
    broken = set()
    for iri in record.sources:
        for passage in record.of_source(iri):
            wrong = list(_passage(record, passage, texts))
            found += wrong
            if any(finding.kind == "passage" for finding in wrong):
                broken.add(passage.iri)
    sound = {graph: facts for graph, facts in record.graphs.items() if graph not in broken}
    counts, gapped = _judge(sound, support, names, listed)
    found += gapped
    found += _read_with(record, sound, support, broken)
    found += _excuses(record, sound, support, names, excuses)
    total = sum(map(len, record.graphs.values()))
    unchecked = sum(record.unchecked.values())
    if len(excuses) > EXCUSED_SHARE * total:
        share = f"{len(excuses)} of {total} cited triples are excused"
        found.append(Finding("excuse", "unsupported.csv", f"{share}, more than {EXCUSED_SHARE:.0%}."))
    lengths = {iri: _length(passage) for iri, passage in record.passages.items()}
    return Report(
        texts=len(texts),
        passages=len(record.passages),
        median=median([lengths[iri] for iri in record.graphs] or [0]),
        longest=max((lengths[iri] for iri in record.graphs), default=0),
        triples=total + unchecked,
        unchecked=unchecked,
        by_rule=counts["rule"] + counts["leaning"],
        leaning=counts["leaning"],
        excused=counts["excused"],
        unsupported=counts["unsupported"],
        findings=tuple(found),
    )


def _length(passage: Passage) -> int:
    span = passage.span
    return 0 if span is None or span.end is None else span.end - span.start


def _passage(record: Record, passage: Passage, texts: Mapping[str, Text]) -> Iterator[Finding]:
    """What is wrong with a passage itself (kind ``passage``) and with its record (kind ``record``)."""
    iri, text = passage.iri, texts.get(passage.source)
    if passage.fault or passage.span is None:
        yield Finding("passage", iri, passage.fault)
    elif text is not None:
        yield from _in_text(passage, passage.span, text)
    if _length(passage) > LONGEST:
        yield Finding("record", iri, f"The passage has {_length(passage)} characters; {LONGEST} are allowed.")
    if iri not in record.recorded:
        yield Finding("record", iri, "No schema:sha256 is recorded for the passage in …/graph/sources.")
    cited = iri in record.graphs
    read = any(iri in other.read_with for other in record.passages.values())
    if not cited and not read and passage.states_nothing is None:
        yield Finding(
            "record", iri, "The passage is neither cited nor read with another, nor has it fm:statesNothing."
        )
    if cited and passage.states_nothing is not None:
        yield Finding("record", iri, "The passage has fm:statesNothing, and a graph cites it.")


def _in_text(passage: Passage, span: CharRange, text: Text) -> Iterator[Finding]:
    length = len(text.content)
    if not span.within(length):
        what = f"The passage is out of bounds: {span} of a text of {length} characters, {text.file.name}."
        yield Finding("passage", passage.iri, what)
        return
    found = digest(text.content[span.start : span.end])
    if passage.sha256 and found != passage.sha256:
        what = f"The passage is another text: its sha256 is {found}, recorded {passage.sha256}."
        yield Finding("passage", passage.iri, f"{what} The file is {text.file.name}.")


def _judge(
    graphs: Mapping[str, tuple[Fact, ...]], support: Support, names: Names, listed: set[tuple[str, Fact]]
) -> tuple[Counter[str], list[Finding]]:
    """How many triples are supported by rule, leaning on an excused link, excused, or not; and what fails.

    The triples of a nameless node fail together when one of its links is not found: they make one finding.
    """
    counts: Counter[str] = Counter()
    failing: dict[tuple[str, Fact | Term], list[tuple[Fact, tuple[Gap, ...]]]] = {}
    for graph, facts in graphs.items():
        for fact in facts:
            if not support.gaps(graph, fact, lean=False):
                counts["rule"] += 1
            elif (graph, fact) in listed:
                counts["excused"] += 1
            elif gaps := support.gaps(graph, fact):
                counts["unsupported"] += 1
                failing.setdefault((graph, _cause(fact, gaps)), []).append((fact, gaps))
            else:
                counts["leaning"] += 1
    return counts, [_unsupported(key[0], key[1], group, names) for key, group in failing.items()]


def _cause(fact: Fact, gaps: tuple[Gap, ...]) -> Fact | Term:
    """What has to be mended: the triple itself, another link of its nameless node, or that node."""
    if any(not gap.nameless or gap.link == fact for gap in gaps):
        return fact
    return gaps[0].link or gaps[0].term


def _unsupported(
    graph: str, cause: Fact | Term, group: list[tuple[Fact, tuple[Gap, ...]]], names: Names
) -> Finding:
    fact, gaps = next((each for each in group if each[0] == cause), group[0])
    plain = [gap for gap in gaps if not gap.nameless and gap.end != "passage"]
    reasons = dict.fromkeys(_reason(gap, names) for gap in gaps if not plain or gap.link != fact)
    what = f"{shown(fact, names)}: {'; '.join(reasons)}."
    if len(group) > 1:
        what += f" {len(group) - 1} more of its node's triples fail with it."
    return Finding("triple", graph, what, fact)


def _read_with(
    record: Record, graphs: Mapping[str, tuple[Fact, ...]], support: Support, broken: set[str]
) -> Iterator[Finding]:
    """The passages that leave their source, or without which every triple is still supported.

    Whether a broken passage is needed is not judged: its words are not those that were cited.
    """
    for iri, passage in record.passages.items():
        for other in passage.read_with:
            to = record.passages.get(other)
            if to is None or to.source != passage.source:
                yield Finding("read-with", iri, f"It is read with <{other}>, no passage of its own source.")
            elif iri not in record.graphs:
                yield Finding("read-with", iri, f"It is read with <{other}>, but no graph cites it.")
            elif (
                iri in graphs
                and other not in broken
                and not any(
                    set(support.gaps(iri, fact, without=other)) - set(support.gaps(iri, fact))
                    for fact in graphs[iri]
                )
            ):
                what = f"It need not be read with <{other}>: every triple is as well supported without."
                yield Finding("read-with", iri, what)


def _excuses(
    record: Record,
    graphs: Mapping[str, tuple[Fact, ...]],
    support: Support,
    names: Names,
    excuses: tuple[Excuse, ...],
) -> Iterator[Finding]:
    """The exceptions that are stale: the triple is gone, or a rule finds it."""
    for excuse in excuses:
        triple = f"<{excuse.graph}> {shown(excuse.fact, names)}"
        if excuse.fact not in record.graphs.get(excuse.graph, ()):
            yield Finding("excuse", excuse.where, f"Stale: no such triple is stated: {triple}.", excuse.fact)
        elif excuse.graph in graphs and not support.gaps(excuse.graph, excuse.fact, lean=False):
            yield Finding("excuse", excuse.where, f"Stale: a rule finds this triple: {triple}.", excuse.fact)


def shown(fact: Fact, names: Names) -> str:
    """A triple for people, with labels."""
    return f"{names.shown(fact.subject)} {written(fact.predicate)} {names.shown(fact.object)}"


def _reason(gap: Gap, names: Names) -> str:
    end = f"the {gap.end} {names.shown(gap.term)}"
    if gap.end == "passage":
        return "what it links is found in the passages read with, but nothing of it in the passage itself"
    if not gap.nameless:
        known = bool(names.phrases(gap.term))
        return f"{end} is not found" if known else f"{end} has no name to look for"
    if gap.link is None:
        return f"{end} has no name in the sources and fewer than two links in this graph"
    return f"{end} has no name in the sources, and its link {shown(gap.link, names)} is not found"
