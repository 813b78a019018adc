"""What the commands have in common when they write."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path

import click


def finish(text: str, status: int = 0, *, note: str = "") -> None:
    """Write the outcome and leave with a status that is decided already.

    A reader that goes away does not change it.

    Args:
        text: for stdout, with its line ends.
        status: the exit status.
        note: a line for stderr, empty for none.
    """
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        forget_stdout()
    if note:
        click.echo(note, err=True)
    click.get_current_context().exit(status)


def forget_stdout() -> None:
    """Send what is still buffered nowhere: it would fail again, and loudly, when the interpreter ends."""
    with suppress(OSError):  # a stream without a descriptor, which keeps nothing back
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_streams() -> None:
    """Make stdout and stderr write UTF-8 in every locale, and writing to a closed stdout fail."""
    if sys.stdout is None:  # writing to what is open for reading fails, as writing to what is closed does
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=stream.errors)


def seen_from_here(place: str) -> str:
    """A file, or what begins with one, as seen from the working folder where it lies inside.

    >>> seen_from_here(os.path.join(os.getcwd(), "data", "a.trig:12"))
    'data/a.trig:12'
    >>> seen_from_here("https://w3id.org/cuegraph/graph/curation")
    'https://w3id.org/cuegraph/graph/curation'
    """
    return place.removeprefix(f"{Path.cwd()}{os.sep}")
