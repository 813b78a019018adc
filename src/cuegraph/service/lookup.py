"""From what people call a thing to its IRI, and back from an IRI to words for people."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import BadInput, NotFound
from cuegraph.vocabulary import (
    BASE,
    CONCEPTS,
    CURATION,
    DATASET,
    DCTERMS,
    LINKS,
    ONTOLOGY,
    RDF,
    RDFS,
    SKOS,
    SOURCES,
    THINGS,
    prefixes,
    split_iri,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyoxigraph import Quad, Store

NAMING = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
"""The properties whose values are names to look a thing up by."""

LABELS = (
    (CURATION, SKOS.prefLabel),
    (CONCEPTS, SKOS.prefLabel),
    (LINKS, SKOS.prefLabel),
    (SOURCES, DCTERMS.title),
    (ONTOLOGY, RDFS.label),
)
"""Where it stands what to call a thing: graph and property, the best first."""

_NOT_THINGS = frozenset({ONTOLOGY, DATASET})
_PATH = re.compile(rf"(?:{'|'.join((*THINGS, 'graph'))})/[^\s/]\S*")
_CITATION = re.compile(r"[\w.-]+#(?:(?:char|row|cell|iri)=|/)\S+")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):(\S+)")


@dataclass(frozen=True, order=True)
class Candidate:
    """A thing that a name may stand for.

    Attributes:
        label: its preferred name.
        kind: what it is, in words; empty when that is not stated.
        description: the sentence that tells it from others of the name; empty when there is none.
        iri: its IRI.
    """

    label: str
    kind: str
    description: str
    iri: str

    def __str__(self) -> str:
        about = ": ".join(part for part in (self.kind, self.description) if part)
        return f"{shorten(self.iri)}  {self.label}" + (f" ({about})" if about else "")


class Names:
    """The names of a dataset, looked up exactly but for case.

    Args:
        store: the dataset, with its named graphs. It is read when this is made and at each call.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._named: dict[str, set[NamedNode]] = {}
        self._spelt: dict[str, str] = {}
        for naming in NAMING:
            for quad in store.quads_for_pattern(None, naming, None, None):
                if quad.graph_name in _NOT_THINGS or not isinstance(quad.object, Literal):
                    continue
                if isinstance(quad.subject, NamedNode):
                    name = quad.object.value
                    self._named.setdefault(fold(name), set()).add(quad.subject)
                    self._spelt[fold(name)] = min(name, self._spelt.get(fold(name), name))

    def label(self, node: NamedNode) -> str:
        """What to call a thing, a concept, a source, a class or a property in a sentence.

        The preferred label; for what has none, its title or its label in the ontology; for what has none of
        these, the words that its IRI ends with.
        """
        for graph, naming in LABELS:
            if found := _text(self._store.quads_for_pattern(node, naming, None, graph)):
                return found
        return words(node.value)

    def kind(self, node: NamedNode) -> str:
        """The label of the most special class that curation gives the thing; empty when it gives none."""
        types = self._types(node, CURATION)
        special = [each for each in types if not any(each in self._above(o) for o in types if o != each)]
        return ", ".join(sorted(self.label(each) for each in special))

    def candidate(self, node: NamedNode) -> Candidate:
        """The thing with what tells it from others."""
        described = _text(self._store.quads_for_pattern(node, DCTERMS.description, None, CURATION))
        return Candidate(self.label(node), self.kind(node), described, node.value)

    def find(self, name: str, of_class: NamedNode | None = None) -> list[Candidate]:
        """Every thing of this name, sorted by label.

        Args:
            name: one of its names, whole, in upper or lower case.
            of_class: only instances of this class or of one below it; None for any thing.
        """
        found = self._named.get(fold(name), set())
        return sorted(self.candidate(each) for each in found if of_class is None or self.is_a(each, of_class))

    def is_a(self, node: NamedNode, of_class: NamedNode) -> bool:
        """Whether the thing is an instance of the class or of one below it."""
        return any(of_class == each or of_class in self._above(each) for each in self._types(node, None))

    def near(self, name: str, count: int = 5) -> list[str]:
        """Names that resemble this one, the nearest first: those that hold it, then those spelt alike."""
        wanted = fold(name)
        holding = sorted(
            (each for each in self._named if wanted and wanted in each), key=lambda n: (len(n), n)
        )
        alike = difflib.get_close_matches(wanted, sorted(self._named), n=count)
        return [self._spelt[each] for each in dict.fromkeys([*holding, *alike])][:count]

    def one(self, name: str, of_class: NamedNode | None = None) -> NamedNode:
        """The only thing of this name.

        Raises:
            BadInput: several things have it; the remedy lists them.
            NotFound: none has it; the remedy lists the nearest names.
        """
        found = self.find(name, of_class)
        if len(found) == 1:
            return NamedNode(found[0].iri)
        raise ambiguous(name, found) if found else unknown(name, of_class, self.near(name))

    def _types(self, node: NamedNode, graph: NamedNode | None) -> set[NamedNode]:
        quads = self._store.quads_for_pattern(node, RDF.type, None, graph)
        return {quad.object for quad in quads if isinstance(quad.object, NamedNode)}

    def _above(self, of_class: NamedNode) -> set[NamedNode]:
        """The classes that hold every instance of this one, itself left out."""
        above: set[NamedNode] = set()
        rest = [of_class]
        while rest:
            for quad in self._store.quads_for_pattern(rest.pop(), RDFS.subClassOf, None, ONTOLOGY):
                if isinstance(quad.object, NamedNode) and quad.object not in above | {of_class}:
                    above.add(quad.object)
                    rest.append(quad.object)
        return above


def ambiguous(name: str, found: Sequence[Candidate]) -> BadInput:
    """The error for a name of several things; the remedy lists them."""
    listed = "\n".join(f"  {each}" for each in found)
    return BadInput(f"'{name}' names {len(found)} things.", remedy=f"Give the IRI of one:\n{listed}")


def unknown(name: str, of_class: NamedNode | None, near: Sequence[str]) -> NotFound:
    """The error for a name of nothing; the remedy lists the names that resemble it."""
    wanted = f" of the class {shorten(of_class.value)}" if of_class else ""
    listed = ", ".join(f"'{each}'" for each in near)
    return NotFound(
        f"Nothing{wanted} has the name '{name}'.",
        remedy=f"The nearest names are: {listed}." if listed else "Give its IRI.",
    )


def resolve(text: str, find: Callable[[str], NamedNode] | None = None) -> NamedNode:
    """The IRI that a person's text stands for.

    Args:
        text: a full IRI, a prefixed name (``film:drive-2011``), a path below the base
            (``film/drive-2011``), a citation without its base (``review#char=0,12``) or a name.
        find: gives the thing of a name, or raises; None when names are not taken here.

    Raises:
        BadInput: the text is no IRI, and names are not taken or not unique.

    >>> resolve("film/drive-2011").value == resolve("film:drive-2011").value
    True
    """
    text = text.strip()
    iri = ""
    if "://" in text or text.startswith("urn:"):
        iri = text.removeprefix("<").removesuffix(">")
    elif (match := _PREFIXED.fullmatch(text)) and match[1] in prefixes():
        iri = prefixes()[match[1]] + match[2]
    elif _PATH.fullmatch(text):
        iri = BASE + text
    elif _CITATION.fullmatch(text):
        iri = f"{BASE}source/{text}"
    if not iri and find is not None:
        return find(text)
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BadInput(
            f"'{text}' is not an IRI.",
            remedy="Give a full IRI, a prefixed name (film:drive-2011) or a path (film/drive-2011).",
        ) from error


def shorten(iri: str) -> str:
    """The IRI as a prefixed name where one of our prefixes fits, a citation without its base.

    >>> shorten("https://w3id.org/cuegraph/film/drive-2011")
    'film:drive-2011'
    >>> shorten("https://w3id.org/cuegraph/source/review#char=0,12")
    'review#char=0,12'
    >>> shorten("http://example.org/a")
    'http://example.org/a'
    """
    if iri.startswith(BASE + "source/") and "#" in iri:
        return iri.removeprefix(BASE + "source/")
    found = split_iri(iri)
    return ":".join(found) if found and re.fullmatch(r"[\w.-]+", found[1]) else iri


def words(iri: str) -> str:
    """The words that an IRI ends with.

    >>> words("https://w3id.org/cuegraph/ns#soundtrackOf")
    'soundtrack of'
    >>> words("https://w3id.org/cuegraph/film/drive-2011")
    'drive 2011'
    """
    local = re.split(r"[#/]", iri.rstrip("#/"))[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]+", " ", local).lower() or iri


def fold(name: str) -> str:
    r"""A name without what people type in several ways: case, kind of apostrophe, spaces.

    >>> fold("The  Critics\u2019 Choice")
    "the critics' choice"
    """
    plain = unicodedata.normalize("NFC", name).replace("\u2019", "'")
    return " ".join(plain.casefold().split())


class Text(str):
    """A text with the tag of its language, empty for none."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """The text, of this language."""
        made = super().__new__(cls, text)
        made.language = language
        return made


def best_text(texts: Iterable[tuple[str, str]], languages: Sequence[str] = ()) -> Text:
    """The text of several in the first of these languages, else in English, else in none, else the first.

    Args:
        texts: language, empty for none, and text of each.
        languages: tags in lower case, the preferred first.

    Returns:
        The text with its language; empty for none.

    >>> best_text([("de", "Ebbe"), ("", "Tide"), ("en", "The tide")])
    'The tide'
    >>> best_text([("de-AT", "Ebbe"), ("", "Tide"), ("en", "The tide")], ("fr", "de")).language
    'de-AT'
    """
    ranked = ((_rank(language, languages), text, language) for language, text in texts)
    _, text, language = min(ranked, default=(0, "", ""))
    return Text(text, language)


def _rank(language: str, languages: Sequence[str]) -> int:
    tag = language.lower()
    for at, wanted in enumerate((*languages, "en")):
        if tag == wanted or tag.startswith(f"{wanted}-"):
            return 2 * at + (tag != wanted)
    return 2 * len(languages) + (3 if tag else 2)


def _text(quads: Iterable[Quad]) -> str:
    """The best text among the objects."""
    literals = (quad.object for quad in quads if isinstance(quad.object, Literal))
    return best_text((each.language or "", each.value) for each in literals)
