"""The graph and its things in the terms of other vocabularies, by address and by Accept-Profile.

A profile is asked for with the header ``Accept-Profile`` at a thing's IRI (W3C, Content Negotiation by
Profile, section 7), or with ``?profile=`` at the address of a document. The answer names it in the header
``Content-Profile`` and in a link of the relation ``profile`` (RFC 6906).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import request

from cuegraph.errors import NotFound
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.profiles import about, in_format, profile_named, require_one_graph, whole
from cuegraph.web.exchange import Reply, Spool, as_response

if TYPE_CHECKING:
    from flask import Flask, Response
    from pyoxigraph import NamedNode

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

LARGEST: Final = 16 * 2**20
"""The bytes of N-Triples up to which the whole graph is framed as JSON-LD."""

_LONGEST: Final = 4_000
"""The most characters of a header that are looked at."""
_ACCEPTED: Final = re.compile(r"<([^<>\s]{1,2000})>\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*(?:,|$)")


def add_profiles(app: Flask, site: Site) -> None:
    """Give an application the page of the profiles, and the whole graph in each of them.

    Args:
        app: the application.
        site: what pages need.
    """

    @app.get("/profiles")
    def profiles() -> Response:
        return site.page("profiles.html", profiles=site.profiles.values(), formats=FORMATS)

    @app.get("/profiles/<path:name>")
    def profile(name: str) -> Response:
        slug, _, ending = name.rpartition(".")
        if ending not in FORMATS:
            raise NotFound(
                f"There is no document '{name}' here.",
                where=request.path,
                remedy="The page /profiles lists those that there are.",
            )
        found, chosen = profile_named(site.profiles, slug), FORMATS[ending]
        headers = [("Content-Type", chosen.content_type), *_headers(found)]
        if chosen.name == "jsonld":
            body = in_format(whole(site.within(), found, LARGEST), found, chosen)
            return as_response(Reply(200, headers, body, keep=True))
        answer = site.within().query(Query(found.query), Wanted(name=chosen.name))
        again = None if answer.file is None else Spool(answer.file, answer.size)
        return as_response(Reply(200, headers, answer.body, again=again, keep=again is None))


def accepted(site: Site, kind: str) -> Profile | None:
    """The profile that the client prefers of those that have words for a kind of thing; None for none."""
    known = {each.iri: each for each in site.profiles.values() if kind in each.things}
    wanted = [
        (float(match[2] or 1), -match.start(), known[match[1]])
        for match in _ACCEPTED.finditer(request.headers.get("Accept-Profile", "")[:_LONGEST])
        if match[1] in known
    ]
    best = max(wanted, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] else None


def thing_in(site: Site, thing: NamedNode, name: str, chosen: Format, links: tuple[str, str]) -> Response:
    """A thing's document in a profile.

    Raises:
        NotFound: there is no such profile, or nothing of the thing in it.
        BadInput: the format is none for a profile.
    """
    found = profile_named(site.profiles, name)
    require_one_graph(chosen)
    triples = about(site.within(), found, thing)
    if not triples:
        raise NotFound(
            f"{found.title} has no words for what is stated of this thing.",
            where=request.path,
            remedy="Leave 'profile' out; /profiles says what a profile carries.",
        )
    linked = f"{links[1]}, {_headers(found)[0][1]}"
    headers = [("Content-Type", chosen.content_type), (links[0], linked), _headers(found)[1]]
    return as_response(Reply(200, headers, in_format(triples, found, chosen, thing), keep=True))


def _headers(profile: Profile) -> Headers:
    return [("Link", f'<{profile.iri}>; rel="profile"'), ("Content-Profile", f"<{profile.iri}>")]
