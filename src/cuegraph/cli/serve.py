"""``cuegraph serve``: the home page and the SPARQL endpoint over HTTP."""

from __future__ import annotations

import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import click

from cuegraph.cli.options import FOLDER, data_option
from cuegraph.errors import BadInput
from cuegraph.settings import SETTINGS, shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.serving import BaseWSGIServer

_STACK = 64 * 1024 * 1024
"""Bytes of address space for each thread's stack: pyoxigraph recurses over the query."""


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each setting of the table."""
    for each in reversed(SETTINGS):
        limits: Any = str
        if isinstance(each.default, float):
            limits = click.FloatRange(each.least, each.most)
        elif isinstance(each.default, int):
            limits = click.IntRange(each.least, each.most)
        option = click.option(
            each.flag, envvar=each.variable, default=each.default, type=limits, help=each.help,
            show_default=True, show_envvar=True,
        )  # fmt: skip
        command = option(command)
    return command


@click.command(epilog="Example: cuegraph serve --port 0")
@_settings
@data_option("serve")
@click.option(
    "--queries", type=FOLDER, metavar="DIR", help="The folder of questions; default: the shipped one."
)
def serve(host: str, port: int, data: Path | None, queries: Path | None) -> None:
    """Serve the home page and the SPARQL endpoint.

    Prints its address when it answers, and ends on Ctrl-C or SIGTERM.
    """
    with _listen(host, port) as listener:
        app = _application(data or shipped("data"), queries or shipped("queries"))
        threading.stack_size(_STACK)
        _run(_server(app, listener), host)


def _application(data: Path, queries: Path) -> Flask:
    # Imported here: a wrong option or a taken port is told without waiting for them.
    from cuegraph.engine.memory import MemoryEngine  # noqa: PLC0415
    from cuegraph.graph.assemble import assemble  # noqa: PLC0415
    from cuegraph.service.library import load_questions  # noqa: PLC0415
    from cuegraph.service.lookup import Names  # noqa: PLC0415
    from cuegraph.web.app import create_app  # noqa: PLC0415

    engine = MemoryEngine(assemble(data, shipped("ontology")).quads)
    return create_app(engine, load_questions(queries), Names(engine.store).one)


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; with port 0 to one that is free.

    Raises:
        BadInput: the address is not of this machine, or the port is taken.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadInput(
            f"There is no address '{host}'.", where="--host", remedy="Try 127.0.0.1 or 0.0.0.0."
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise BadInput(
            f"Port {port} of {host} cannot be listened on: {(error.strerror or str(error)).lower()}.",
            where="--port",
            remedy="Choose another with --port, or 0 for a free one.",
        ) from error
    listener.listen(128)
    return listener


def _server(app: Flask, listener: socket.socket) -> BaseWSGIServer:
    from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415

    class QuietHandler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_request(self, *_: object) -> None:
            """Keep stderr for what goes wrong."""

    host, port = listener.getsockname()[:2]
    return make_server(host, port, app, threaded=True, request_handler=QuietHandler, fd=listener.fileno())


def _run(server: BaseWSGIServer, host: str) -> None:
    """Answer until SIGINT or SIGTERM."""

    def end(*_: object) -> None:
        # From another thread: shutdown() waits for serve_forever(), which this signal has interrupted.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"cuegraph answers at http://{shown}:{server.port}/")
    try:
        server.serve_forever()
    finally:
        server.server_close()
