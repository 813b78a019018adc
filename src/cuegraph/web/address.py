"""Where things are read on this server: addresses behind the prefix that clients see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, urlsplit

from cuegraph.errors import BadInput
from cuegraph.vocabulary import BASE, THINGS

_OURS: Final = re.compile(rf"{re.escape(BASE)}((?:(?:{'|'.join(THINGS)}|graph|problem)/[^/?#\s]+|ns)(#\S*)?)")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(/[^\s/?#]+)*/?")


@dataclass(frozen=True)
class Public:
    """The address at which clients see the server.

    Attributes:
        scheme: ``http`` or ``https``; empty for that of each request.
        host: name and port; empty for those of each request.
        prefix: what every path begins with, without a slash at its end; empty for none.
    """

    scheme: str = ""
    host: str = ""
    prefix: str = ""

    @classmethod
    def of(cls, address: str) -> Self:
        """What the setting ``address`` says.

        Raises:
            BadInput: it is no address.

        >>> Public.of("https://music.example/graph/")
        Public(scheme='https', host='music.example', prefix='/graph')
        """
        if not address:
            return cls()
        if not _ADDRESS.fullmatch(address):
            raise BadInput(
                f"'{address}' is no address.",
                where="the setting 'address'",
                remedy="Give one such as https://music.example/graph, without a query, and '//' only once.",
            )
        parts = urlsplit(address)
        return cls(parts.scheme, parts.netloc, quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~"))

    def at(self, path: str) -> str:
        """The address of a path of ours, for links.

        >>> Public(prefix="/graph").at("/search")
        '/graph/search'
        """
        return self.prefix + path

    def page(self, iri: str) -> str | None:
        """Where one of our IRIs is read: things, citations, graphs and terms; None for all others.

        >>> Public().page("https://w3id.org/cuegraph/source/review#char=1,2")
        '/source/review#char=1,2'
        >>> Public().page("https://w3id.org/cuegraph/ns#Film"), Public().page("http://a.example/film/b")
        ('/ns#Film', None)
        """
        found = _OURS.fullmatch(iri)
        return self.at(f"/{found[1]}") if found else None

    def link(self, iri: str) -> str | None:
        """What a link to an IRI leads to: its page here, or itself on the web; None for all others.

        >>> Public().link("https://w3id.org/cuegraph/film/a"), Public().link("http://a.example/film/b")
        ('/film/a', 'http://a.example/film/b')
        >>> Public().link("javascript:alert(1)"), Public().link("urn:isbn:1")
        (None, None)
        """
        return self.page(iri) or (iri if re.match(r"https?://[^\s/]", iri, re.IGNORECASE) else None)
