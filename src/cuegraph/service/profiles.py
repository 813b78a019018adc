"""Profiles: the graph, or one thing of it, in the terms of another vocabulary.

A profile is a CONSTRUCT query, the files ``profiles/*.rq`` beside the questions. Its branches yield triples
``?s ?p ?o`` about ``?thing``; with values of that variable in front of each branch it yields what is said of
some things.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.errors import BadInput, NotFound, OverLimit
from cuegraph.graph.framing import Frame, framed
from cuegraph.media import Kind as FormatKind
from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.document import written
from cuegraph.service.head import Head
from cuegraph.service.library import without_head
from cuegraph.settings import read_text
from cuegraph.vocabulary import BASE, RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format

FOLDER: Final = "profiles"
MOST: Final = 200
"""The most things that the document of a thing holds or names; of further ones it has the IRI."""
_TOGETHER: Final = (1, 4, 16, 48)
"""How many things are asked about at once; of few numbers, so that the texts of queries are known already."""
_TRIPLES: Final = Wanted(name="ntriples")
_OF_A_BRANCH: Final = 2
"""How deep in brackets a branch stands."""
_KEYS: Final = ("title", "iri", "sentence", "things", "documents", "nested", "naming")


@dataclass(frozen=True)
class Profile:
    """A profile.

    Attributes:
        name: what it is asked for by, the file's name.
        title: the vocabulary.
        iri: identifies it, in ``Accept-Profile`` too: the vocabulary's namespace.
        sentence: what of the graph it has.
        things: the kinds of things that it has words for, as their IRIs begin.
        query: the CONSTRUCT query.
        branches: what stands between the brackets of its UNION.
        calling: those of them that name ``rdf:type`` or a property that names things.
        frame: how its documents in JSON-LD are made; its prefixes are those of the query.
    """

    name: str
    title: str
    iri: str
    sentence: str
    things: tuple[str, ...]
    query: str
    branches: tuple[str, ...]
    calling: tuple[str, ...]
    frame: Frame

    def of(self, things: Sequence[NamedNode], *, naming: bool = False) -> str:
        """The query for some things only.

        Args:
            things: at least one.
            naming: only their types and names, and what else the branches have that state these.
        """
        size = next((each for each in _TOGETHER if each >= len(things)), len(things))
        filled = [*things, *[things[-1]] * (size - len(things))]
        spaces = [f"PREFIX {prefix}: <{space}>" for prefix, space in self.frame.prefixes.items()]
        spaces += [f"PREFIX t{at}: {each}" for at, each in enumerate(filled)]  # an IRI that stands many times
        values = f"VALUES ?thing {{ {' '.join(f't{at}:' for at in range(size))} }}"
        asked = self.calling if naming else self.branches
        pattern = " UNION ".join(f"{{ {values} {each} }}" for each in asked)
        return f"{' '.join(spaces)} CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"

    def short(self, iri: str) -> str:
        """An IRI as a prefixed name where the query declares a prefix of it."""
        for prefix, space in self.frame.prefixes.items():
            if iri.startswith(space):
                return f"{prefix}:{iri.removeprefix(space)}"
        return iri


def load_profiles(folder: Path) -> dict[str, Profile]:
    """The profiles of a folder of questions, by name.

    Raises:
        InvalidData: a file does not open with the lines that a profile has.
    """
    paths = sorted((folder / FOLDER).glob("*.rq"))
    return {path.stem: read_profile(path.stem, read_text(path), str(path)) for path in paths}


def read_profile(name: str, text: str, where: str) -> Profile:
    """A profile from its file's text.

    Raises:
        InvalidData: a line of its head is missing or unknown.
    """
    head = Head(text, where)
    head.check(head.keys, _KEYS, "the head")
    title, iri, sentence = (head.sentence(head.keys, each) for each in _KEYS[:3])
    query = without_head(text)
    declared = prologue(query).prefixes
    documents, nested, naming = (
        tuple(NamedNode(_expanded(each, iri, declared)) for each in head.texts(head.keys, key))
        for key in _KEYS[4:]
    )
    branches = _branches(query)
    terms = {RDF.type, *naming}
    return Profile(
        name,
        title,
        iri,
        sentence,
        head.texts(head.keys, "things"),
        query,
        branches,
        tuple(each for each in branches if terms & _names(each, declared)),
        Frame(iri, declared, documents, nested, naming),
    )


def profile_named(profiles: Mapping[str, Profile], name: str, *others: str) -> Profile:
    """The profile of a name or IRI.

    Args:
        profiles: by name.
        name: the name or IRI; ``http`` and ``https`` are alike in it.
        others: names that could have been given besides, for the error.

    Raises:
        NotFound: there is none.
    """
    for each in profiles.values():
        if name == each.name or alike(name) == alike(each.iri):
            return each
    raise NotFound(
        f"There is no profile '{name[:80]}'.",
        where="profile",
        remedy=f"There are: {', '.join((*profiles, *others))}.",
    )


def alike(iri: str) -> str:
    """An IRI as it is compared with those of profiles: without ``http:`` or ``https:``."""
    return iri.removeprefix("https:").removeprefix("http:")


def whole(engine: Engine, profile: Profile, most: int | None = None) -> set[Triple]:
    """The whole graph in a profile's terms.

    Args:
        engine: is asked.
        profile: the profile.
        most: bytes of N-Triples that it may be.

    Raises:
        OverLimit: it is more.
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    answer = engine.query(Query(profile.query), _TRIPLES)
    if most is not None and answer.size > most:
        raise OverLimit(
            "The graph is too large for one document in JSON-LD.",
            where=profile.name,
            remedy="Take another format or the document of one thing; or run "
            f"'cuegraph export --profile {profile.name} --format jsonld FILE'.",
        )
    return _read(answer)


def about(engine: Engine, profile: Profile, thing: NamedNode, most: int | None = None) -> set[Triple]:
    """A thing in a profile's terms, whole with what stands inside it; other things have their type and name.

    Args:
        engine: is asked.
        profile: the profile.
        thing: the thing.
        most: bytes of N-Triples that it may be.

    Raises:
        OverLimit: it is more.
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    found: set[Triple] = set()
    met = [thing]
    level = [thing]
    size = 0

    def asked(things: Sequence[NamedNode], *, naming: bool = False) -> set[Triple]:
        nonlocal size
        parts = (things[at : at + _TOGETHER[-1]] for at in range(0, len(things), _TOGETHER[-1]))
        told: set[Triple] = set()
        for each in parts:
            answer = engine.query(Query(profile.of(each, naming=naming)), _TRIPLES)
            size += answer.size
            if most is not None and size > most:
                raise OverLimit(
                    f"Too much is stated of this thing for one document in the terms of {profile.title}.",
                    where=thing.value,
                    remedy=f"Take /profiles/{profile.name}.nt, the whole graph; or run "
                    f"'cuegraph export --profile {profile.name} FILE'.",
                )
            told |= _read(answer)
        return told

    while level:
        told = asked(level)
        found |= told
        level = _further((each for each in told if each.predicate in profile.frame.nested), met)
    wanted = {RDF.type, *profile.frame.naming}
    named = set(_further(found, met))
    told = asked(sorted(named, key=str), naming=True)
    return found | {each for each in told if each.subject in named and each.predicate in wanted}


def _further(triples: Iterable[Triple], met: list[NamedNode]) -> list[NamedNode]:
    """The things in triples that are not met yet, at most so many that ``MOST`` are; now they are met."""
    ends = {end for each in triples for end in (each.subject, each.object) if isinstance(end, NamedNode)}
    more = sorted((each for each in ends.difference(met) if _is_ours(each)), key=str)[: MOST - len(met)]
    met += more
    return more


def in_format(
    triples: Collection[Triple], profile: Profile, chosen: Format, root: NamedNode | None = None
) -> bytes:
    """Triples of a profile in a format; as JSON-LD they are documents that read from their subject inwards.

    Args:
        triples: the triples.
        profile: whose they are.
        chosen: a format for one graph.
        root: the thing that they are about, if one.

    Raises:
        BadInput: the format is none for one graph.
    """
    if chosen.name == "jsonld":
        return framed(triples, profile.frame, root).encode()
    require_one_graph(chosen)
    return written(triples, chosen, profile.frame.prefixes)


def require_one_graph(chosen: Format) -> None:
    """Check that a format is one for a graph, before anything is asked.

    Raises:
        BadInput: it is another.
    """
    if chosen.kind is not FormatKind.GRAPH:
        raise BadInput(
            f"A profile does not come as {chosen.name}.",
            where="format",
            remedy="Take turtle, jsonld, ntriples or rdfxml.",
        )


def _read(answer: Answer) -> set[Triple]:
    return {each.triple for each in parse(answer.whole(), format=RdfFormat.N_TRIPLES)}


def _branches(query: str) -> tuple[str, ...]:
    """What stands between the brackets of a query's UNION, without comments.

    >>> _branches("CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { { ?o ?p ?s } } }")
    ('?s ?p ?o', '{ ?o ?p ?s }')
    """
    found: list[str] = []
    depth = 0
    words: list[str] = []
    for token in tokens(query):
        depth -= token.text == "}"
        if depth == _OF_A_BRANCH - 1 and token.text == "}":
            found.append("".join(words).strip())
            words = []
        elif depth >= _OF_A_BRANCH:
            words.append(" " if token.kind is Kind.SPACE else token.text)
        depth += token.text == "{"
    return tuple(found)


def _names(text: str, prefixes: Mapping[str, str]) -> set[NamedNode]:
    """The terms that are written as names with a prefix."""
    found = {each.text for each in tokens(text) if each.kind is Kind.NAME}
    return {NamedNode(_expanded(each, "", prefixes)) for each in found}


def _is_ours(node: NamedNode) -> bool:
    return node.value.startswith(BASE) and "#" not in node.value


def _expanded(name: str, iri: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes.get(prefix, "") + local if colon else iri + name
