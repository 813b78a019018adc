"""The socket that the server listens on; quickly imported, so that a taken port is told at once."""

from __future__ import annotations

import socket
from typing import Final

from cuegraph.errors import BadInput

CONNECTIONS: Final = 4096
"""Connections that are open at once; further ones wait to be accepted."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound to an address; with port 0 to one that is free.

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
        listener.listen(CONNECTIONS)
    except OSError as error:
        listener.close()
        raise BadInput(
            f"Port {port} of {host} cannot be listened on: {(error.strerror or str(error)).lower()}.",
            where="--port",
            remedy="Choose another with --port, or 0 for a free one.",
        ) from error
    return listener
