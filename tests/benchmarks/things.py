"""The things of the generated graph, each block of them with all its triples, in terms of the ontology.

A term is held as it is written in N-Triples. Every triple is made once; literals are in the form that the
store gives back.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from names import Names, slug

from cuegraph.vocabulary import BASE, DCTERMS, FM, RDF, RDFS, SCHEMA, SKOS, XSD

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from cuegraph.vocabulary import Namespace

TYPE, LABEL, PREFERRED = f"<{RDF.iri}type>", f"<{RDFS.iri}label>", f"<{SKOS.iri}prefLabel>"
_KINDS: dict[str, tuple[str, Namespace]] = {
    "Film": ("film", FM),
    "CastRole": ("role", FM),
    "FilmScore": ("score", FM),
    "Album": ("album", FM),
    "SoundtrackAlbum": ("album", FM),
    "Release": ("release", FM),
    "Track": ("track", FM),
    "Recording": ("recording", FM),
    "Placement": ("placement", FM),
    "Credit": ("credit", FM),
    "Person": ("person", SCHEMA),
    "MusicGroup": ("group", FM),
    "RecordLabel": ("label", FM),
    "Publication": ("publication", FM),
    "Chart": ("chart", FM),
    "ChartEntry": ("chart-entry", FM),
    "AwardBody": ("award-body", FM),
    "AwardCategory": ("award-category", FM),
    "AwardCeremony": ("ceremony", FM),
    "AwardEntry": ("award-entry", FM),
    "Review": ("review", SCHEMA),
    "Statement": ("statement", FM),
}
"""The first step of a thing's path, and the namespace, by the name of its class."""
_SUPERCLASS = {
    "SoundtrackAlbum": (FM, "Album"),
    "MusicGroup": (FM, "MusicArtist"),
    "FilmScore": (FM, "MusicalWork"),
    "AwardCeremony": (FM, "Event"),
    "RecordLabel": (SCHEMA, "Organization"),
    "Publication": (SCHEMA, "Organization"),
}
_MINUTE, _HOUR = 60, 3600


class Block:
    """Triples that are written together, by where they belong in a dataset with citations.

    Attributes:
        facts: what sources state.
        curated: classes and preferred labels.
        inferred: what follows by the ontology's hierarchies.
    """

    def __init__(self) -> None:
        self.facts: list[str] = []
        self.curated: list[str] = []
        self.inferred: list[str] = []

    def __len__(self) -> int:
        return len(self.facts) + len(self.curated) + len(self.inferred)

    def thing(self, of: str, key: str, label: str, *, named: bool = True) -> str:
        """Begin a thing: its IRI, class and labels.

        Args:
            of: the name of its class.
            key: the last step of its path.
            label: its preferred label.
            named: whether a source gives it that name.
        """
        kind, space = _KINDS[of]
        iri = f"<{BASE}{kind}/{key}>"
        self.curated += (f"{iri} {TYPE} <{space.iri}{of}>", f'{iri} {PREFERRED} "{label}"')
        if of in _SUPERCLASS:
            above, name = _SUPERCLASS[of]
            self.inferred.append(f"{iri} {TYPE} <{above.iri}{name}>")
        if named:
            self.facts.append(f'{iri} {LABEL} "{label}"')
        return iri

    def says(self, subject: str, **values: str) -> None:
        """Facts with properties of the ontology, by their local names."""
        for name, value in values.items():
            self.facts.append(f"{subject} <{FM.iri}{name}> {value}")

    def says_in(self, space: Namespace, subject: str, **values: str) -> None:
        """Facts with properties of another vocabulary."""
        for name, value in values.items():
            self.facts.append(f"{subject} <{space.iri}{name}> {value}")


def concept(name: str) -> str:
    """A concept of the controlled lists."""
    return f"<{BASE}concept/{name}>"


def typed(value: float | str, datatype: str) -> str:
    """A literal of a type of XML Schema."""
    return f'"{value}"^^<{XSD.iri}{datatype}>'


def duration(seconds: int) -> str:
    """A canonical duration.

    >>> duration(4218)
    '"PT1H10M18S"^^<http://www.w3.org/2001/XMLSchema#duration>'
    """
    parts = ((seconds // _HOUR, "H"), (seconds % _HOUR // _MINUTE, "M"), (seconds % _MINUTE, "S"))
    return typed("PT" + "".join(f"{number}{unit}" for number, unit in parts if number), "duration")


class Makers:
    """Makes the blocks of a graph, each after those that it links to.

    Popularity is skewed: a few persons, labels, charts and genres have very many links, most have few.
    """

    def __init__(self, rng: random.Random, lists: dict[str, list[str]]) -> None:
        """Make no block yet.

        Args:
            rng: decides everything.
            lists: the concepts' names by the name of their list.
        """
        self.random = rng.random
        self.names = Names(rng)
        self.lists = lists
        self.number = count()
        self.persons: list[str] = []
        self.groups: list[str] = []
        self.labels: list[str] = []
        self.publications: list[str] = []
        self.charts: list[str] = []
        self.bodies: list[tuple[list[str], list[str]]] = []

    def below(self, limit: int) -> int:
        """A number from 0 to less than the limit."""
        return int(self.random() * limit)

    def chance(self, share: float) -> bool:
        """True in that share of all cases."""
        return self.random() < share

    def pick(self, items: Sequence[str], skew: float = 3.0) -> str:
        """One of the items; the greater the skew, the oftener one of the first."""
        return items[int(len(items) * self.random() ** skew)]

    def pick_concept(self, scheme: str, skew: float = 2.0) -> str:
        """A concept of a list."""
        return concept(self.pick(self.lists[scheme], skew))

    def two_concepts(self, scheme: str) -> set[str]:
        """One or two concepts of a list."""
        return {self.pick_concept(scheme), self.pick_concept(scheme)}

    def key(self, label: str) -> str:
        """The last step of a new thing's path."""
        return slug(label, next(self.number))

    def year(self) -> int:
        """A year of film with sound; later ones are more frequent."""
        return 2024 - int(96 * self.random() ** 2)

    def date(self, year: int) -> str:
        """A day of that year."""
        return typed(f"{year}-{1 + self.below(12):02}-{1 + self.below(28):02}", "date")

    def genres(self, block: Block, subject: str) -> None:
        """State one or two genres."""
        for each in sorted(self.two_concepts("genres")):
            block.says(subject, genre=each)

    def person(self, size: int = 5) -> Block:
        """A person in two to five triples."""
        block = Block()
        name = self.names.person()
        iri = block.thing("Person", self.key(name), name)
        block.says(iri, occupation=self.pick_concept("occupations"), region=self.pick_concept("regions"))
        del block.facts[max(0, size - len(block.curated)) :]
        self.persons.append(iri)
        return block

    def group(self) -> Block:
        """A band and its members."""
        block = Block()
        name = self.names.words(2)
        iri = block.thing("MusicGroup", self.key(name), name)
        block.says(iri, region=self.pick_concept("regions"))
        self.genres(block, iri)
        for member in sorted({self.pick(self.persons, 1) for _ in range(3)}):
            block.says(member, memberOf=iri)
            block.inferred.append(f"{member} <{FM.iri}associatedAct> {iri}")
        self.groups.append(iri)
        return block

    def company(self, of: str, known: list[str]) -> Block:
        """A record label or a publication."""
        block = Block()
        name = self.names.words(2)
        known.append(block.thing(of, self.key(name), name))
        return block

    def chart(self) -> Block:
        """A chart, compiled by a publication."""
        block = Block()
        name = f"{self.names.word()} {10 * (1 + self.below(20))}"
        iri = block.thing("Chart", self.key(name), name)
        block.says(iri, compiledBy=self.pick(self.publications), region=self.pick_concept("regions"))
        self.charts.append(iri)
        return block

    def body(self) -> Block:
        """An award body with six categories and its ceremonies of twenty years."""
        block = Block()
        name = self.names.words(2)
        iri = block.thing("AwardBody", self.key(name), name)
        categories: list[str] = []
        for _ in range(6):
            label = f"Best {self.names.word()}"
            categories.append(block.thing("AwardCategory", self.key(label), label))
            block.says(categories[-1], awardedBy=iri)
        ceremonies: list[str] = []
        for year in range(2004, 2024):
            label = f"{name} {year}"
            ceremonies.append(block.thing("AwardCeremony", self.key(label), label, named=False))
            block.says(ceremonies[-1], awardedBy=iri)
            block.says_in(DCTERMS, ceremonies[-1], date=self.date(year))
        self.bodies.append((categories, ceremonies))
        return block
