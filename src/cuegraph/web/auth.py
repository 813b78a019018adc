"""Who may change data: whoever has the token."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from cuegraph.errors import Refused, Unauthorized

_SCHEME: Final = "bearer"
_REMEDY: Final = (
    "Send the header 'Authorization: Bearer TOKEN', with the token that the server was started with."
)


class Auth:
    """Lets changes through that bear the token (RFC 6750, section 2.1).

    Args:
        token: the token; None or empty for a server that takes no changes.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token.encode() if token else None

    def __repr__(self) -> str:
        return f"Auth(writable={self.writable})"

    @property
    def writable(self) -> bool:
        """Whether changes are taken at all."""
        return self._token is not None

    def check(self, header: str | None) -> None:
        """Let a change through, or say why not.

        Args:
            header: the request's header Authorization; None for none.

        Raises:
            Refused: no changes are taken, or the token is another.
            Unauthorized: there is no token.
        """
        if self._token is None:
            raise Refused(
                "This server takes no changes.",
                remedy="Start one with --empty or files of your own, --writable and a token.",
            )
        scheme, _, token = (header or "").strip().partition(" ")
        if scheme.lower() != _SCHEME or not token.strip():
            raise Unauthorized(
                "A change needs the token of the server."
                if not header
                else "The header holds no bearer token.",
                where="Authorization",
                remedy=_REMEDY,
            )
        if not compare_digest(token.strip().encode(errors="replace"), self._token):
            raise Refused("The token is not the server's.", where="Authorization", remedy=_REMEDY)
