"""The headers that all answers share: other origins, security, what caches may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.protocol.negotiate import accepts_html

if TYPE_CHECKING:
    from cuegraph.web.exchange import Headers

COMMON: Final = (
    ("Vary", "Accept, Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        (
            "Allow, Content-Profile, ETag, Link, Location, Query-Id, Repr-Digest, Retry-After, "
            "Server-Timing, WWW-Authenticate"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
)
"""For every answer. Nothing here knows who asks, so any origin may; credentials are never allowed."""

PREFLIGHT: Final = (
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Profile, Authorization, Content-Type, If-Match, If-None-Match, Query-Id",
    ),
    ("Access-Control-Max-Age", "86400"),
)
"""For an answer to OPTIONS, beside the methods."""

PAGES: Final = (
    (
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    ("Referrer-Policy", "no-referrer-when-downgrade"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""For what a browser shows as a document of its own."""


FRAMED: Final = (
    "Content-Security-Policy",
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *; object-src 'none'",
)
"""Instead, for a page that other sites may show in a frame: it shows no form and does nothing."""


def value_of(headers: Headers, name: str) -> str:
    """The first value of a header, empty for none.

    >>> value_of([("Content-Type", "text/csv")], "content-type")
    'text/csv'
    """
    name = name.lower()
    return next((value for each, value in headers if each.lower() == name), "")


def without(headers: Headers, *names: str) -> Headers:
    """The headers but these, which are given in lower case.

    >>> without([("ETag", '"a"'), ("Vary", "Accept")], "etag")
    [('Vary', 'Accept')]
    """
    return [(name, value) for name, value in headers if name.lower() not in names]


def browses(accept: str | None) -> bool:
    """Whether a client is a browser: as ``protocol.negotiate.accepts_html`` says, in less time."""
    return accept is not None and "html" in accept.lower() and accepts_html(accept)


def shown_as_document(content_type: str) -> bool:
    """Whether browsers show this media type as a document that could act.

    >>> shown_as_document("application/rdf+xml"), shown_as_document("text/csv; charset=utf-8")
    (True, False)
    """
    return "html" in content_type or "xml" in content_type
