"""The graph and its things in the terms of other vocabularies, by address and by Accept-Profile.

A profile is asked for with the header ``Accept-Profile`` at a thing's IRI (W3C, Content Negotiation by
Profile, section 7), or with ``?profile=`` at the address of a document. The answer names it in the header
``Content-Profile`` and in a link of the relation ``profile`` (RFC 6906).

Two more are no other vocabulary, and of no thing alone: what passages state with the citations in RDF 1.2
(``rdf12``), and the ontology's mappings to others' terms as a table of SSSOM (``sssom``).

The documents as they are have a profile too: our own vocabulary, by its namespace or as ``cuegraph``.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from flask import request
from pyoxigraph import RdfFormat, Triple

from cuegraph.errors import DeadlinePassed, NotFound, OverLimit
from cuegraph.graph.rdf12 import to_rdf12
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import solutions
from cuegraph.service.binding import term_of
from cuegraph.service.glossary import ontology_of, served_ontology
from cuegraph.service.profiles import about, alike, in_format, profile_named, require_one_graph, whole
from cuegraph.service.sssom import table
from cuegraph.vocabulary import FM
from cuegraph.web.exchange import Reply, Spool, as_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask, Response
    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine
    from cuegraph.media import Format
    from cuegraph.service.profiles import Profile
    from cuegraph.web.exchange import Headers
    from cuegraph.web.site import Site

FORMATS: Final = {
    "jsonld": by_name("jsonld"),
    "ttl": by_name("turtle"),
    "nt": by_name("ntriples"),
    "rdf": by_name("rdfxml"),
}
"""The formats of documents in a profile by the ending of their address; the preferred first."""

RDF12: Final = {each: FORMATS[each] for each in ("ttl", "nt")}
"""The formats of the view in RDF 1.2."""

MOST_CITED: Final = 20_000
"""The statements of passages up to which the view in RDF 1.2 is made while somebody waits."""

_CITED: Final = (
    'SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "#")) } '
    f"LIMIT {MOST_CITED + 1}"
)

LARGEST: Final = 2**20
"""The bytes of N-Triples up to which triples are framed or written outside of the engine; about a second."""

OWN: Final = FM.iri
"""The profile of documents that are in no other: our own vocabulary."""

_OWN_NAME: Final = "cuegraph"
_LONGEST: Final = 4_000
"""The most characters of a header that are looked at."""
_ACCEPTED: Final = re.compile(
    r'<([^<>\s]{1,2000})>\s*+(?:;\s*+[qQ]\s*+=\s*+("?)([01](?:\.[0-9]{0,3})?)\2)?\s*+(?:,|$)'
)
_ALTERNATE: Final = re.compile(r'(rel="alternate"; type="(?!text/html)[^"]+")')


def add_profiles(app: Flask, site: Site) -> None:
    """Give an application the page of the profiles, and the whole graph in each of them.

    Args:
        app: the application.
        site: what pages need.
    """

    @app.get("/profiles")
    def profiles() -> Response:
        return site.page("profiles.html", profiles=site.profiles.values(), formats=FORMATS, rdf12=RDF12)

    @app.get("/profiles/<path:name>")
    def profile(name: str) -> Response:
        slug, _, ending = name.rpartition(".")
        if slug == "sssom" and ending == "tsv":
            body = table(ontology_of(served_ontology(site.within())))
            return as_response(Reply(200, [("Content-Type", by_name("tsv").content_type)], body, keep=True))
        if slug == "rdf12" and (form := RDF12.get(ending)):
            headers = [("Content-Type", f"{form.content_type}; version=1.2")]
            return as_response(Reply(200, headers, _reified(site.within(), form), keep=True))
        if ending not in FORMATS or slug in {"rdf12", "sssom"}:
            raise NotFound(
                f"There is no document '{name}' here.",
                where=request.path,
                remedy="The page /profiles lists those that there are.",
            )
        found, chosen = profile_named(site.profiles, slug), FORMATS[ending]
        headers = [("Content-Type", chosen.content_type), *_headers(found)]
        if chosen.name == "jsonld":
            with _told_of(found):
                triples = whole(site.within(), found, LARGEST)
            body = in_format(triples, found, chosen)
            return as_response(Reply(200, headers, body, keep=True))
        with _told_of(found):
            answer = site.within().query(Query(found.query), Wanted(name=chosen.name))
        again = None if answer.file is None else Spool(answer.file, answer.size)
        return as_response(Reply(200, headers, answer.body, again=again, keep=again is None))


def _reified(engine: Engine, form: Format) -> bytes:
    """What passages state, with reifiers that carry the citations, in RDF 1.2.

    Raises:
        OverLimit: it is more than ``MOST_CITED`` statements.
    """
    rows = solutions(engine, _CITED)
    if len(rows) > MOST_CITED:
        raise OverLimit(
            f"Passages state more than {MOST_CITED:,} triples.",
            where="rdf12",
            remedy="Take the whole dataset as N-Quads, which has the citations too.",
        )
    cited: dict[NamedNode, list[Triple]] = {}
    for row in rows:
        graph, *triple = (term_of(row[each]) for each in "gspo")
        cited.setdefault(graph, []).append(Triple(*triple))  # type: ignore[arg-type]
    return to_rdf12(cited, form.rdf or RdfFormat.TURTLE)


@contextmanager
def _told_of(profile: Profile) -> Iterator[None]:
    """Say of a whole graph that takes too long how to get it."""
    try:
        yield
    except DeadlinePassed as error:
        raise DeadlinePassed(
            f"The whole graph cannot be put into the terms of {profile.title} in the time of one request.",
            where=f"/profiles, '{profile.name}'",
            remedy="Take N-Triples, which are sooner made, or documents of single things; serve with a "
            f"longer '--deadline'; or run 'cuegraph export --profile {profile.name} --format turtle FILE'.",
        ) from error


def accepted(site: Site, kind: str) -> Profile | None:
    """The profile that the client prefers of those that have words for a kind of thing; None for our own.

    What the address asks for goes before the header; there a name of none gives None, and the document says
    so. ``http`` and ``https`` are alike in the IRIs of profiles.
    """
    known: dict[str, Profile | None] = {
        alike(each.iri): each for each in site.profiles.values() if kind in each.things
    }
    if given := request.args.get("profile"):
        named = (each for each in site.profiles.values() if given == each.name)
        return next(named, known.get(alike(given)))
    known[alike(OWN)] = None
    wanted = [
        (float(match[3] or 1), -match.start(), known[alike(match[1])])
        for match in _ACCEPTED.finditer(request.headers.get("Accept-Profile", "")[:_LONGEST])
        if alike(match[1]) in known
    ]
    best = max(wanted, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] else None


def asked(site: Site, kind: str, ending: str) -> str:
    """The profile that a document of a thing is asked for in, by the address or else by Accept-Profile.

    Args:
        site: what pages need.
        kind: the kind of thing.
        ending: of the document's address; in some there are no profiles, so there the header is passed over.

    Returns:
        Its name or IRI as it was given; empty for our own vocabulary.
    """
    if given := request.args.get("profile"):
        return "" if given == _OWN_NAME or alike(given) == alike(OWN) else given
    found = accepted(site, kind) if ending in FORMATS else None
    return found.name if found else ""


def with_profiles(site: Site, kind: str, path: str, links: tuple[str, str]) -> tuple[str, str]:
    """The header Link of a thing with the profile of each document, and with its documents in other profiles.

    Args:
        site: what pages need.
        kind: the kind of thing.
        path: its address without an ending.
        links: the header without profiles.
    """
    own = _ALTERNATE.sub(rf'\1; profile="{OWN}"', links[1])
    others = [
        f'<{site.public.at(path)}.{ending}?profile={each.name}>; rel="alternate"; profile="{each.iri}"; '
        f'type="{form.media_type}"'
        for each in site.profiles.values()
        if kind in each.things
        for ending, form in FORMATS.items()
    ]
    return links[0], ", ".join([own, *others])


def in_own(chosen: Format, links: tuple[str, str]) -> Headers:
    """The headers of a document in our own vocabulary."""
    return _headers_of(chosen, links, OWN)


def thing_in(site: Site, thing: NamedNode, name: str, chosen: Format, links: tuple[str, str]) -> Response:
    """A thing's document in a profile.

    Raises:
        NotFound: there is no such profile, or nothing of the thing in it.
        BadInput: the format is none for a profile.
    """
    found = profile_named(site.profiles, name, _OWN_NAME)
    require_one_graph(chosen)
    triples = about(site.within(), found, thing, LARGEST)
    if not triples:
        raise NotFound(
            f"{found.title} has no words for what is stated of this thing.",
            where=request.path,
            remedy="Leave 'profile' out; /profiles says what a profile carries.",
        )
    headers = _headers_of(chosen, links, found.iri)
    return as_response(Reply(200, headers, in_format(triples, found, chosen, thing), keep=True))


def _headers_of(chosen: Format, links: tuple[str, str], profile: str) -> Headers:
    linked = f'{links[1]}, <{profile}>; rel="profile"'
    return [
        ("Content-Type", chosen.content_type),
        (links[0], linked),
        ("Content-Profile", f"<{profile}>"),
        ("Vary", "Accept-Profile"),
    ]


def _headers(profile: Profile) -> Headers:
    return [("Link", f'<{profile.iri}>; rel="profile"'), ("Content-Profile", f"<{profile.iri}>")]
