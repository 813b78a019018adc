"""The WSGI layer in front of Flask: repeated requests are answered here, and what answers share is added."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from cuegraph.errors import CuegraphError, NotAcceptable, Overloaded, Unavailable
from cuegraph.web.app import parts_of
from cuegraph.web.body import Bodies, Places
from cuegraph.web.cache import Cache, Kept
from cuegraph.web.encoding import Coding, choose_coding
from cuegraph.web.exchange import (
    IDENT,
    KEEP,
    LINES,
    METHOD,
    OUTCOME,
    ROUTE,
    TEXT,
    Chunks,
    Reply,
    asked_of,
    root_of,
)
from cuegraph.web.finish import (
    Key,
    Request,
    check_match,
    finish,
    kept_headers,
    known,
    leave_out_body,
    not_modified,
    not_modified_headers,
    send_headers,
)
from cuegraph.web.flight import Flights
from cuegraph.web.headers import value_of, without
from cuegraph.web.languages import LANGUAGES, Languages
from cuegraph.web.log import Done, Log, digest_of
from cuegraph.web.params import check_ident
from cuegraph.web.problem import failure, reply_of
from cuegraph.web.sparql import PATH, RUNNING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from pathlib import Path

    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.settings import Values
    from cuegraph.web.address import Public
    from cuegraph.web.exchange import Headers

    Environ = dict[str, Any]
    Start = Callable[..., object]

_MIB: Final = 1024 * 1024
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_ASKING: Final = frozenset({"GET", "HEAD", "POST"})
_STATIC: Final = "/static/"
_IDENTIFIED: Final = (PATH, "/store", "/update")
_UNREAD: Final = (*_IDENTIFIED, _STATIC, "/health/", "/metrics", "/openapi.json")
"""What gives the same in all languages."""

_OF_FILES: Final = ("etag", "last-modified", "cache-control", "date", "accept-ranges", "content-disposition")
_JOINED: Final = 4 * _MIB
"""Bytes up to which an answer of Flask is taken into one piece."""

_OVERHEAD: Final = 2500
"""Bytes that a kept answer takes beside its body and its key, about."""

_CODINGS: Final = 200
"""How many headers Accept-Encoding are remembered, and of how many characters at most."""

_OK: Final = 200
_EMPTY: Final = frozenset({204, 304})
_CANCEL: Final = f"{RUNNING}<ident>"


class Front:
    """A WSGI application that answers for a Flask application, for any number of threads.

    Args:
        app: the application, made by :func:`cuegraph.web.app.create_app`.
        engine: its engine; the version of the dataset is part of each key and tag.
        values: the settings ``body``, ``cache`` and ``log``.
        folder: where large answers are compressed; None for the system's own place.

    Raises:
        BadInput: the log cannot be opened.
    """

    def __init__(self, app: Flask, engine: Engine, values: Values, folder: Path | None = None) -> None:
        parts = parts_of(app)
        limit = int(values["body"]) * _MIB
        app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = limit
        self._app = app
        self._engine = engine
        self._endpoint = parts.endpoint
        self._render = parts.render
        self._tally = parts.tally
        self._languages = Languages(engine, parts.languages)
        self._public = parts.public if parts.public.host else None
        self._cache = Cache(int(values["cache"]) * _MIB)
        self._bodies = Bodies(limit, Places())
        self._flights: Flights[tuple[Reply, str]] = Flights()
        self._sending = Places()
        self._folder = folder
        self._log = Log.open(str(values["log"]))
        self._codings: dict[str | None, Coding] = {}
        parts.tally.add_gauges("cache", self._gauges)

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request, as WSGI (PEP 3333) says."""
        began = perf_counter()
        if self._public is not None:
            environ = seen_from_outside(environ, self._public)
        get = environ.get
        method: str = environ["REQUEST_METHOD"]
        path: str = environ["PATH_INFO"]
        request = Request(method, path, began, get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MATCH"))
        route = path if path == PATH else _CANCEL if path.startswith(RUNNING) else "other"
        try:
            if (ident := get("HTTP_QUERY_ID")) is not None and path.startswith(_IDENTIFIED):
                request.ident = check_ident(ident)
            body = b"" if method in _BODILESS else self._bodies.read(environ, whole=path != PATH)
            request.coding = self._coding(get("HTTP_ACCEPT_ENCODING"))
            asked = None
            if method in _ASKING:
                read_in = () if path.startswith(_UNREAD) else self._languages(get("HTTP_ACCEPT_LANGUAGE"))
                environ[LANGUAGES] = read_in
                asked = _key(environ, self._engine.version, body)
                request.key = (asked, request.coding)
                if (kept := self._cache.get(request.key)) is not None:
                    if request.if_match is not None:
                        check_match(request, kept.tag)
                    return self._again(kept, request, start_response)
            reply, route = self._reply(environ, request, body, asked)
            tag = self._finish(reply, request)
            if request.if_match is not None and reply.status == _OK:
                self._match(reply, request, tag)
        except CuegraphError as error:
            reply = reply_of(error, get("HTTP_ACCEPT"), self._render)
            tag = finish(reply, request)
        except Exception as error:  # noqa: BLE001 (whatever it is, the client gets an answer)
            reply = reply_of(failure(error, environ["wsgi.errors"]), get("HTTP_ACCEPT"), self._render)
            tag = finish(reply, request)
        return self._send(reply, request, route, tag, start_response)

    def _again(self, kept: Kept, request: Request, start_response: Start) -> Iterable[bytes]:
        """Give an answer that is kept."""
        headers, size, status, sent, outcome = kept.headers, kept.size, 200, kept.body, "hit"
        if not_modified(request, kept.tag):
            headers, size, status, sent = not_modified_headers(headers), 0, 304, []
            outcome = "not-modified"
        elif request.method == "HEAD":
            size, sent = 0, []
        headers = [*headers]  # which the server may change (PEP 3333)
        if request.ident:
            headers.append(("Query-Id", request.ident))
        start_response(LINES[status], headers)
        self._note(request, kept.route, status, size, outcome, kept.rows, kept.digest, request.ident)
        return sent

    def _reply(self, environ: Environ, request: Request, body: bytes, asked: Hashable) -> tuple[Reply, str]:
        """The answer to what is not kept, and its route."""
        path, method = request.path, request.method
        if request.coding is Coding.NOTHING and method != "OPTIONS":
            raise NotAcceptable(
                "The client excludes every content coding that there is.",
                where="Accept-Encoding",
                remedy="There is: identity, gzip.",
            )
        if path == PATH:
            if (had := known(request, environ.get("QUERY_STRING", ""))) is not None:
                return had, PATH
            return self._endpoint.answer(asked_of(environ, body, asked, count=self._log is not None)), PATH
        if path.startswith(RUNNING):
            return self._endpoint.answer(asked_of(environ, body, None)), _CANCEL
        if request.key is None or method == "POST":
            return self._flask(environ, method, path, body)
        (reply, route), joined = self._flights.run(
            request.key, lambda: self._flask(environ, method, path, body)
        )
        if joined and not reply.keep:
            return self._flask(environ, method, path, body)
        return replace(reply), route  # each makes its own complete

    def _flask(self, environ: Environ, method: str, path: str, body: bytes) -> tuple[Reply, str]:
        """The answer of the Flask application, and its route."""
        root_of(environ)  # which redirects and pages are made of
        inner = {
            **environ,
            "REQUEST_METHOD": "GET" if method == "HEAD" else method,
            METHOD: method,
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(body)),
        }
        inner.pop("HTTP_TRANSFER_ENCODING", None)
        if static := path.startswith(_STATIC):  # its tag, and so its 304, are made here
            for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"):
                inner.pop(name, None)
        told: list[Any] = []

        def start(status: str, headers: Headers, _: object = None) -> Callable[[bytes], object]:
            told[:] = int(status[:3]), headers
            return _no_write

        sent = self._app(inner, start)
        reply = Reply(told[0], told[1], outcome=inner.get(OUTCOME, "ok"), text=inner.get(TEXT, ""))
        if IDENT in inner:
            reply.headers.append(("Query-Id", inner[IDENT]))
        length = value_of(reply.headers, "content-length")
        reply.keep = reply.status == _OK and (static or inner.get(KEEP) is True)
        chunks = Chunks(iter(sent), getattr(sent, "close", None))
        if reply.keep or reply.status in _EMPTY or (length and int(length) <= _JOINED):
            try:
                reply.body = b"".join(chunks)
            finally:
                chunks.close()
            reply.size = len(reply.body)
        else:
            reply.chunks, reply.size = chunks, int(length or -1)
        if static:
            reply.headers = without(reply.headers, *_OF_FILES)
        return reply, inner.get(ROUTE, "other")

    def _finish(self, reply: Reply, request: Request) -> str:
        """Make an answer complete; a large one takes a place first. Its tag.

        Raises:
            Unavailable: too many large ones are being sent, or the disk is full.
        """
        if reply.chunks is None:
            return finish(reply, request)
        if not self._sending.take():
            leave_out_body(reply)
            raise Overloaded(
                "Too many large answers are being sent.", remedy="Ask again later.", retry_after=5
            )
        try:
            return finish(reply, request, self._folder)
        except OSError as error:
            leave_out_body(reply)
            raise Unavailable(
                "There is no room left to prepare the answer.", remedy="Ask for less of it."
            ) from error
        finally:
            if reply.chunks is None:
                self._sending.give()
            else:
                reply.chunks.then(self._sending.give)

    @staticmethod
    def _match(reply: Reply, request: Request, tag: str) -> None:
        try:
            check_match(request, tag)
        except CuegraphError:
            leave_out_body(reply)
            raise

    def _send(
        self, reply: Reply, request: Request, route: str, tag: str, start_response: Start
    ) -> Iterable[bytes]:
        """Send a finished answer, and keep it where that may be."""
        digest = digest_of(reply.text) if self._log is not None else ""
        keeps = self._cache.limit and reply.keep and reply.chunks is None and reply.status == _OK
        if keeps and request.key is not None:
            self._keep(reply, request.key, route, tag, digest)
        headers = reply.headers
        if not_modified(request, tag) and reply.status == _OK:
            reply.status = 304
            reply.outcome = "not-modified"
            headers = not_modified_headers(headers)
            leave_out_body(reply)
        elif request.method == "HEAD":
            leave_out_body(reply)
        start_response(LINES.get(reply.status, str(reply.status)), send_headers(headers, reply, request))
        ident = request.ident or value_of(reply.headers, "Query-Id")
        self._note(request, route, reply.status, reply.size, reply.outcome, reply.rows, digest, ident)
        return [reply.body] if reply.chunks is None else reply.chunks

    def _keep(self, reply: Reply, key: Key, route: str, tag: str, digest: str) -> None:
        headers = kept_headers(reply.headers)
        kept = Kept(headers, [reply.body], reply.size, tag, route, reply.rows, digest)
        weight = sum(len(part) for part in key[0] if isinstance(part, (str, bytes)))
        self._cache.put(key, kept, reply.size + weight + _OVERHEAD)

    def _note(self, request: Request, route: str, status: int, *told: Any) -> None:
        """Count a request, and log it where there is a log; ``told`` is what Done has from its size on."""
        seconds = perf_counter() - request.began
        done = Done(request.method, request.path, route, status, seconds, *told)
        self._tally.note(done)
        if self._log is not None:
            self._log.write(done)

    def _coding(self, header: str | None) -> Coding:
        """The coding for a header Accept-Encoding; clients send the same few."""
        coding = self._codings.get(header)
        if coding is None:
            coding = choose_coding(header)
            if len(self._codings) < _CODINGS and len(header or "") < _CODINGS:
                self._codings[header] = coding
        return coding

    def _gauges(self) -> Mapping[str, float]:
        return {"bytes": self._cache.size, "answers": len(self._cache)}


def seen_from_outside(environ: Environ, public: Public) -> Environ:
    """A request as it would have come without a proxy, which may have left out the prefix or not."""
    path: str = environ["PATH_INFO"]
    if public.prefix and f"{path}/".startswith(f"{public.prefix}/"):
        path = path.removeprefix(public.prefix) or "/"
    place = {"SCRIPT_NAME": public.prefix, "PATH_INFO": path}
    return {**environ, "wsgi.url_scheme": public.scheme, "HTTP_HOST": public.host, **place}


def _key(environ: Environ, version: str, body: bytes) -> tuple[object, ...]:
    """What an answer depends on, coding aside: requests with equal keys get equal answers."""
    get = environ.get
    return (
        version,
        environ["REQUEST_METHOD"] == "POST",
        environ["PATH_INFO"],
        get("QUERY_STRING", ""),
        body,
        get("CONTENT_TYPE"),
        get("HTTP_ACCEPT"),
        get("HTTP_ACCEPT_PROFILE"),
        get("HTTP_HOST"),
        environ["wsgi.url_scheme"],
        get("SCRIPT_NAME"),
        environ[LANGUAGES],
    )


def _no_write(_: bytes) -> object:
    raise NotImplementedError("PEP 3333's write() is for frameworks that cannot give an iterable")
