"""The address of a SPARQL server: where to connect, whom to be there, and what messages may name of it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from cuegraph.errors import BadInput

_TOKEN = re.compile(r"[\x21-\x7e]*")
_BLANK = re.compile(r"[\s\x00-\x1f]")


@dataclass(frozen=True)
class Endpoint:
    """Where a SPARQL server takes requests.

    Attributes:
        secure: whether by TLS.
        host: the name or address of the machine.
        port: the port, None for the scheme's own.
        path: the path and the query string, as they are sent.
        shown: the address as messages name it, without what may be secret: user, password, query string.
        authorization: the value of the header Authorization, empty for none.
    """

    secure: bool
    host: str
    port: int | None
    path: str
    shown: str
    authorization: str = ""

    @classmethod
    def of(cls, url: str, token: str = "") -> Endpoint:
        """The endpoint of an address; a user and password in it are sent as Basic unless there is a token.

        Raises:
            BadInput: it is no address of a SPARQL server, or the token is none.

        >>> Endpoint.of("https://ada:secret@graph.example/sparql?key=1").shown
        'https://graph.example/sparql'
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            parts, host, port = urlsplit(""), "", None
        if parts.scheme not in {"http", "https"} or not host or parts.fragment or _BLANK.search(url):
            raise BadInput(
                "The address of the engine is none.",
                where="--engine",
                remedy="Give it as http://HOST:PORT/PATH or https://HOST/PATH.",
            )
        if not _TOKEN.fullmatch(token):
            raise BadInput(
                "The token for the engine holds what no HTTP header can.",
                remedy="Give the token alone, without spaces and line ends.",
            )
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        authorization = f"Bearer {token}" if token else ""
        if not token and parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = f"Basic {b64encode(pair.encode()).decode()}"
        where = f"[{host}]" if ":" in host else host
        return cls(
            secure=parts.scheme == "https",
            host=host,
            port=port,
            path=f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else path,
            shown=f"{parts.scheme}://{where}{f':{port}' if port else ''}{path}",
            authorization=authorization,
        )
