"""A reconciliation service somewhere else, asked in batches (Reconciliation Service API 0.1 and 0.2)."""

from __future__ import annotations

import json
import time
from http.client import HTTPException
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from cuegraph import __version__
from cuegraph.errors import BadGateway, BadInput
from cuegraph.service.reconcile_answer import NoAnswer, is_space, read_best, read_object
from cuegraph.service.reconcile_ids import is_iri
from cuegraph.service.reconcile_table import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPMessage, HTTPResponse

    from cuegraph.service.reconcile_table import Match

BATCH: Final = 50
"""Names that are asked for together."""

ASKED: Final = 3
"""Candidates that are asked for: the best, and others, which the service may call a match too."""

_LARGEST: Final = 32 * 1024 * 1024
_READ: Final = 1 << 16
_TRIES: Final = 6
_LONGEST_WAIT: Final = 5.0
_UNAVAILABLE: Final = frozenset({429, 502, 503, 504})
_SCHEMES: Final = frozenset({"http", "https"})
_VERSIONS: Final = frozenset({"0.1", "0.2"})
_REMEDY: Final = "See that the address is that of a reconciliation service, and that it runs."


class Remote:
    """A reconciliation service at an address.

    No proxy of the environment is used, and no redirect followed. A service that is busy or away (429, 502,
    503, 504) is asked again, a few times, when it says or after a second.

    Args:
        url: its address.
        timeout: the seconds that the body of an answer may take, and those without a byte before it.
        sleep: waits so many seconds.

    Raises:
        BadInput: it is no address.
        BadGateway: there is no such service, or it speaks another version.
    """

    def __init__(
        self, url: str, timeout: float = 60.0, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        if not _is_address(url):
            raise BadInput(
                f"'{url[:80]}' is no address.",
                where="--service",
                remedy="Give one such as http://127.0.0.1:8642/reconcile.",
            )
        self._url = url
        self._timeout = timeout
        self._sleep = sleep
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), _NoRedirect)
        manifest = self._ask(None)
        versions = manifest.get("versions", ["0.1"])
        if not isinstance(manifest.get("identifierSpace"), str) or not isinstance(versions, list):
            raise self._wrong("What it says of itself is no manifest")
        if _VERSIONS.isdisjoint(map(str, versions)):
            raise self._wrong(f"It speaks the versions {', '.join(map(str, versions))[:80]} only")
        self._space: str = manifest["identifierSpace"]
        if not is_space(self._space):
            raise self._wrong(f"Its identifierSpace '{self._space[:80]}' begins no IRI of http, https or urn")

    def ask(self, queries: Mapping[str, Mapping[str, Any]]) -> dict[str, Match | None]:
        """The best candidate for each query, None for none.

        Raises:
            BadGateway: the service fails, or answers what is no answer.
        """
        limited = {key: {**query, "limit": ASKED} for key, query in queries.items()}
        answer = self._ask({"queries": json.dumps(limited)})
        if queries.keys().isdisjoint(answer) and isinstance(says := answer.get("message"), str):
            raise self._wrong(f"It says: {says[:200].rstrip('.')}")
        found: dict[str, Match | None] = {}
        for key, query in queries.items():
            try:
                found[key] = read_best(answer.get(key), self._space)
            except NoAnswer as error:
                name = str(query["query"])[:40]
                raise self._wrong(f"Its answer to '{key[:40]}' (“{name}”) is none: {error}") from error
        return found

    def _ask(self, form: Mapping[str, str] | None) -> dict[str, Any]:
        for attempt in range(1, _TRIES + 1):
            wait, body = self._once(form, last=attempt == _TRIES)
            if wait is None:
                break
            self._sleep(wait)
        try:
            return read_object(body)
        except NoAnswer as error:
            raise self._wrong(f"Its answer {error}") from error

    def _once(self, form: Mapping[str, str] | None, *, last: bool) -> tuple[float | None, bytes]:
        """The body of an answer; or the seconds after which to ask again."""
        data = urlencode(form).encode() if form is not None else None
        headers = {"Accept": "application/json", "User-Agent": f"cuegraph/{__version__}"}
        request = Request(self._url, data, headers)  # noqa: S310 - the scheme has been looked at
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                body = self._read(response)
        except HTTPError as error:
            with error:
                if error.code in _UNAVAILABLE and not last:
                    return _seconds(error.headers.get("Retry-After")), b""
                if location := error.headers.get("Location"):
                    raise self._wrong(
                        f"It answers with status {error.code} and points to {location[:300]}",
                        "No redirect is followed: give the address that it points to, if you trust it.",
                    ) from error
                raise self._wrong(f"It answers with status {error.code}{_detail(error)}") from error
        except HTTPException as error:
            raise self._wrong(f"Its answer is no HTTP: {type(error).__name__}") from error
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise self._wrong(f"It does not answer within {self._timeout:g} seconds") from error
            told = getattr(reason, "strerror", None) or str(reason)
            raise self._wrong(f"It cannot be reached: {told[:1].lower()}{told[1:]}") from error
        except ValueError as error:
            raise self._wrong(f"It cannot be asked: {error}") from error
        return None, body

    def _read(self, response: HTTPResponse) -> bytes:
        """The body of an answer, which is neither too large nor too slow, however steadily it comes."""
        body, end = bytearray(), time.monotonic() + self._timeout
        while piece := response.read1(_READ):
            body += piece
            if len(body) > _LARGEST:
                raise self._wrong("Its answer is too large")
            if time.monotonic() > end:
                raise TimeoutError
        return bytes(body)

    def _wrong(self, what: str, remedy: str = _REMEDY) -> BadGateway:
        return BadGateway(
            f"The reconciliation service fails. {printable(what)}.", where=self._url, remedy=remedy
        )


class _NoRedirect(HTTPRedirectHandler):
    """Takes a redirect for an error."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the base's signature
        self,
        req: Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        """Nowhere."""
        return


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.port != 0  # asking for the port raises where it is over 65535
    except ValueError:
        return False
    return bool(whole) and is_iri(url) and parts.scheme in _SCHEMES and not parts.fragment


def _seconds(header: str | None) -> float:
    text = header or ""
    return min(float(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() else 1.0


def _detail(error: HTTPError) -> str:
    """What an error says in words, where it is problem+json."""
    try:
        told = json.loads(error.read(10_000))
        return f": {str(told['detail'])[:200].rstrip('.')}"
    except (ValueError, RecursionError, KeyError, TypeError, OSError, HTTPException):
        return ""
