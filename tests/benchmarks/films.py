"""Films with their music, and albums without a film: the bulk of the generated graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from things import Block, Makers, duration, typed

from cuegraph.vocabulary import DCTERMS, SCHEMA

if TYPE_CHECKING:
    import random

_KEPT = 20_000
"""Recordings that later albums and films may take up again."""


class Films(Makers):
    """Makes films and albums out of the persons, bands and companies that are there."""

    def __init__(self, rng: random.Random, lists: dict[str, list[str]]) -> None:
        super().__init__(rng, lists)
        self.recordings: list[str] = []

    def artist(self) -> str:
        """A band or, less often, a person."""
        return self.pick(self.groups, 2) if self.chance(0.7) else self.pick(self.persons, 4)

    def film(self) -> Block:
        """A film: cast, score, soundtrack album, placements, credits, awards and reviews."""
        block = Block()
        title, year = self.names.words(3), self.year()
        film = block.thing("Film", self.key(title), title)
        block.says_in(DCTERMS, film, date=typed(year, "gYear"))
        block.says_in(SCHEMA, film, director=self.pick(self.persons, 2))
        self.genres(block, film)
        self._cast(block, film)
        composer = self.pick(self.persons, 4)
        score = self._score(block, film, title, composer)
        album, recordings = self._album(block, "SoundtrackAlbum", f"{title} Soundtrack", composer, year)
        block.says(album, soundtrackOf=film)
        for recording in recordings:
            if self.chance(0.6):
                self._placement(block, film, title, recording)
        for _ in range(2 + self.below(5)):
            self._credit(block, film if self.chance(0.5) else album, title)
        for _ in range(self.below(4)):
            self._award(block, film if self.chance(0.5) else composer, title)
        for _ in range(self.below(5)):
            self._review(block, film if self.chance(0.3) else album, title)
        for _ in range(self.below(3)):
            self._statement(block, score, title)
        return block

    def album(self) -> Block:
        """An album of a band."""
        block = Block()
        title = self.names.words(3)
        album, _ = self._album(block, "Album", title, self.pick(self.groups, 2), self.year())
        for _ in range(self.below(3)):
            self._review(block, album, title)
        return block

    def _cast(self, block: Block, film: str) -> None:
        for _ in range(3):
            name = self.names.word()
            role = block.thing("CastRole", self.key(name), name)
            block.says(
                role, inFilm=film, playedBy=self.pick(self.persons, 2), roleAsStated=f'"{self.names.word()}"'
            )

    def _score(self, block: Block, film: str, title: str, composer: str) -> str:
        label = f"{title} Score"
        score = block.thing("FilmScore", self.key(label), label)
        block.says(
            score, scoreFor=film, composer=composer, scoreStatus=self.pick_concept("score-statuses", 1)
        )
        self.genres(block, score)
        return score

    def _album(self, block: Block, of: str, title: str, artist: str, year: int) -> tuple[str, list[str]]:
        """An album with tracks, releases and chart entries; its IRI and its recordings."""
        album = block.thing(of, self.key(title), title)
        block.says(album, artist=artist, recorded=typed(year, "gYear"))
        block.says_in(DCTERMS, album, issued=self.date(year))
        self.genres(block, album)
        recordings, total = [], 0
        for place in range(1, 9 + self.below(8)):
            recording, seconds = self._recording(block, artist)
            total += seconds
            track = block.thing("Track", self.key(title), f"{title}, track {place}", named=False)
            block.says(track, trackOf=album, recording=recording, trackNumber=typed(place, "integer"))
            recordings.append(recording)
        block.says(album, durationInSeconds=typed(total, "integer"))
        block.says_in(SCHEMA, album, duration=duration(total))
        label = self.pick(self.labels)
        for _ in range(1 + self.below(3)):
            carrier = self.pick(self.lists["carriers"], 1)
            edition = f"{title} on {carrier}"
            release = block.thing("Release", self.key(edition), edition, named=False)
            block.says(release, releaseOf=album, recordLabel=label, carrier=self.pick_concept("carriers"))
            block.says_in(DCTERMS, release, issued=self.date(year))
        for _ in range(self.below(3)):
            self._chart_entry(block, album, title, year)
        return album, recordings

    def _recording(self, block: Block, artist: str) -> tuple[str, int]:
        """A new recording or, one time in five, a known one; its IRI and its length in seconds."""
        seconds = 90 + self.below(300)
        if self.recordings and self.chance(0.2):
            return self.recordings[self.below(len(self.recordings))], seconds
        title = self.names.words(3)
        recording = block.thing("Recording", self.key(title), title)
        block.says(
            recording,
            artist=artist if self.chance(0.6) else self.artist(),
            genre=self.pick_concept("genres"),
            durationInSeconds=typed(seconds, "integer"),
        )
        block.says_in(SCHEMA, recording, duration=duration(seconds))
        if self.chance(0.15):
            block.says(recording, featuredArtist=self.pick(self.groups, 2))
        if len(self.recordings) < _KEPT:
            self.recordings.append(recording)
        else:
            self.recordings[self.below(_KEPT)] = recording
        return recording, seconds

    def _placement(self, block: Block, film: str, title: str, recording: str) -> None:
        label = f"music in {title}"
        placement = block.thing("Placement", self.key(label), label, named=False)
        block.says(placement, uses=recording, placedIn=film, usage=self.pick_concept("usages"))
        if self.chance(0.4):
            block.says(placement, suggestedBy=self.pick(self.persons))

    def _credit(self, block: Block, on: str, title: str) -> None:
        label = f"credit on {title}"
        credit = block.thing("Credit", self.key(label), label, named=False)
        block.says(
            credit, creditedAgent=self.pick(self.persons), role=self.pick_concept("roles"), creditedOn=on
        )

    def _award(self, block: Block, recipient: str, title: str) -> None:
        categories, ceremonies = self.bodies[self.below(len(self.bodies))]
        label = f"award entry of {title}"
        entry = block.thing("AwardEntry", self.key(label), label, named=False)
        block.says(
            entry,
            category=self.pick(categories, 1),
            ceremony=self.pick(ceremonies, 1),
            recipient=recipient,
            result=self.pick_concept("results", 1),
        )

    def _review(self, block: Block, item: str, title: str) -> None:
        label = f"review of {title}"
        review = block.thing("Review", self.key(label), label, named=False)
        grade = 2 + self.below(9)
        rating = typed(grade // 2, "integer") if grade % 2 == 0 else typed(grade / 2, "decimal")
        block.says_in(
            SCHEMA,
            review,
            itemReviewed=item,
            author=self.pick(self.persons, 2),
            publisher=self.pick(self.publications, 2),
            ratingValue=rating,
            bestRating=typed(5, "integer"),
        )

    def _chart_entry(self, block: Block, item: str, title: str, year: int) -> None:
        label = f"{title} on a chart"
        entry = block.thing("ChartEntry", self.key(label), label, named=False)
        place = typed(1 + int(200 * self.random() ** 2), "integer")
        block.says(entry, chart=self.pick(self.charts, 2), chartedItem=item, peakPosition=place)
        block.says_in(DCTERMS, entry, date=typed(year, "gYear"))

    def _statement(self, block: Block, about: str, title: str) -> None:
        label = f"statement on {title}"
        statement = block.thing("Statement", self.key(label), label, named=False)
        block.says(
            statement,
            kind=self.pick_concept("statement-kinds"),
            holder=self.pick(self.persons, 2),
            about=about,
            paraphrase=f'"The music had {self.names.word()} in it, and {self.names.words(3)} as well."@en',
        )
