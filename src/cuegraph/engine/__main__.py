"""The program of the engine process; :mod:`cuegraph.engine.launch` starts it.

Standard input brings one message, which says what to serve, and stays open as long as there is somebody to
serve. Standard output takes one, when the dataset is loaded or cannot be.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from socket import socket

from cuegraph.engine import sandbox, wire
from cuegraph.errors import CuegraphError


def main() -> int:
    """Load and serve; the exit status."""
    sandbox.ignore_signals_for_groups()
    sandbox.raise_stack()
    sandbox.raise_files()
    gc.disable()  # loading makes many objects and no rubbish
    message = _read_message()
    if message is None:
        return 0  # whoever started this has gone already
    try:
        from cuegraph.engine.content import load  # noqa: PLC0415 (so that a failing import is told too)
        from cuegraph.engine.process import Process, Serving  # noqa: PLC0415
        from cuegraph.engine.source import unpacked  # noqa: PLC0415
        from cuegraph.engine.worker import Limits  # noqa: PLC0415

        packed, folder, memory, result, queries, control = message
        source = unpacked(packed)
        content = load(source)
        serving = Serving(Path(folder), Limits(memory, result), bool(source.services), source.writable)
        process = Process(content, serving, socket(fileno=queries), socket(fileno=control))
    except CuegraphError as error:
        _tell(("error", wire.pack_error(error)))
        return error.exit_code
    except Exception:  # noqa: BLE001 (told where it was asked for)
        failure = CuegraphError(f"The engine did not start:\n{traceback.format_exc()}")
        _tell(("error", wire.pack_error(failure)))
        return 1
    gc.enable()
    _tell(("ready", content.version, content.quads))
    process.run(lifeline=0)
    return 0


def _read_message() -> wire.Message | None:
    data = bytearray()
    while (message := wire.unpack(data)) is None:
        more = os.read(0, 1 << 16)
        if not more:
            return None
        data += more
    return message


def _tell(message: wire.Message) -> None:
    with (
        suppress(BrokenPipeError),
        os.fdopen(1, "wb", closefd=False) as out,
    ):  # who started this may have gone
        out.write(wire.pack(message))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # without taking the dataset apart
