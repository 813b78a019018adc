"""Profiles: the graph, or one thing of it, in the terms of another vocabulary.

A profile is a CONSTRUCT query, the files ``profiles/*.rq`` beside the questions. Its branches yield triples
``?s ?p ?o`` about ``?thing``; with an IRI in that variable's place it yields what is said of one thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.errors import BadInput, NotFound, OverLimit
from cuegraph.graph.framing import Frame, framed
from cuegraph.media import Kind as FormatKind
from cuegraph.protocol.lexer import prologue, tokens
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.document import written
from cuegraph.service.head import Head
from cuegraph.service.library import without_head
from cuegraph.settings import read_text
from cuegraph.vocabulary import BASE, RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from pyoxigraph import Triple

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format

FOLDER: Final = "profiles"
MOST: Final = 200
"""The most things that the document of a thing holds or names; of further ones it has the IRI."""
_TRIPLES: Final = Wanted(name="ntriples")
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
        frame: how its documents in JSON-LD are made; its prefixes are those of the query.
    """

    name: str
    title: str
    iri: str
    sentence: str
    things: tuple[str, ...]
    query: str
    frame: Frame

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
    return Profile(
        name,
        title,
        iri,
        sentence,
        head.texts(head.keys, "things"),
        query,
        Frame(iri, declared, documents, nested, naming),
    )


def profile_named(profiles: Mapping[str, Profile], name: str, *others: str) -> Profile:
    """The profile of a name or IRI.

    Args:
        profiles: by name.
        name: the name or IRI.
        others: names that could have been given besides, for the error.

    Raises:
        NotFound: there is none.
    """
    for each in profiles.values():
        if name in {each.name, each.iri}:
            return each
    raise NotFound(
        f"There is no profile '{name[:80]}'.",
        where="profile",
        remedy=f"There are: {', '.join((*profiles, *others))}.",
    )


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
            remedy="Take another format, or the document of one thing.",
        )
    return _read(answer)


def about(engine: Engine, profile: Profile, thing: NamedNode) -> set[Triple]:
    """A thing in a profile's terms, whole with what stands inside it; other things have their type and name.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    parts = _around_thing(profile.query)
    naming = {RDF.type, *profile.frame.naming}
    found: set[Triple] = set()
    met = {thing}
    waiting = [thing]
    named: list[NamedNode] = []
    while waiting:
        told = _asked(engine, str(waiting.pop()).join(parts))
        found |= told
        for each in sorted(told, key=str):
            node = each.object
            if isinstance(node, NamedNode) and _is_ours(node) and node not in met and len(met) < MOST:
                met.add(node)
                (waiting if each.predicate in profile.frame.nested else named).append(node)
    for node in named:
        told = _asked(engine, str(node).join(parts))
        found |= {each for each in told if each.subject == node and each.predicate in naming}
    return found


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


def _asked(engine: Engine, query: str) -> set[Triple]:
    return _read(engine.query(Query(query), _TRIPLES))


def _read(answer: Answer) -> set[Triple]:
    return {each.triple for each in parse(answer.whole(), format=RdfFormat.N_TRIPLES)}


def _around_thing(query: str) -> list[str]:
    """What stands between the places of ``?thing``."""
    parts = [""]
    for token in tokens(query):
        if token.text == "?thing":
            parts.append("")
        else:
            parts[-1] += token.text
    return parts


def _is_ours(node: NamedNode) -> bool:
    return node.value.startswith(BASE) and "#" not in node.value


def _expanded(name: str, iri: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes.get(prefix, "") + local if colon else iri + name
