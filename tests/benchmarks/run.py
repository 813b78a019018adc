"""Measures the server beside its peers and prints one table.

python tests/benchmarks/run.py                 # everything, on 1M triples; 10k and 10M for growth
python tests/benchmarks/run.py --quick         # everything on small data: does it work?
python tests/benchmarks/run.py --only cold --citations
"""

from __future__ import annotations

import os
import platform
import shlex
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
import figures
import limits
import pages
import reconcile
from figures import Bench
from load import BadAnswer
from peers import PEERS, Starter
from table import Figure, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "repeated": figures.repeated,
    "cold": figures.cold,
    "rdflib": figures.rdflib,
    "deadlines": limits.deadlines,
    "beside": limits.beside,
    "describe": limits.describe,
    "start": limits.start,
    "memory": limits.memory,
    "pages": pages.pages,
    "reconcile": reconcile.reconcile,
}
_BUSY = 0.5
"""The load above which figures are not to be trusted."""
_CITED = ("repeated", "cold", "pages")
"""The groups that are measured on data with citations too."""


def _machine() -> str:
    with Path("/proc/cpuinfo").open() as lines:
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release()}, Python "
        f"{platform.python_version()}; load {os.getloadavg()[0]:.1f} at the start; peers {', '.join(PEERS)}"
    )


def _measure(bench: Bench, names: list[str]) -> Iterator[Figure]:
    for name in names:
        click.echo(f"measuring {name} ({bench.on}) …", err=True)
        try:
            yield from GROUPS[name](bench)
        except BadAnswer as error:
            click.echo(f"{name} cannot be measured: {error}", err=True)
            yield Figure(f"{name}, {bench.on}", "not measured", [], [], None, str(error).splitlines()[0])


@click.command()
@click.option(
    "--only", "only", type=click.Choice(list(GROUPS)), multiple=True, help="Only these figures; repeatable."
)
@click.option("--size", "triples", default="1M", show_default=True, help="Triples of the default graph.")
@click.option(
    "--growth", nargs=2, default=("10k", "10M"), show_default=True, help="The sizes between which to grow."
)
@click.option("--seconds", default=5.0, show_default=True, help="How long each load lasts.")
@click.option("--rounds", default=5, show_default=True, help="How often each is measured.")
@click.option(
    "--citations",
    type=click.Choice(["no", "yes", "both"]),
    default="both",
    show_default=True,
    help="Whether speed is measured on plain data, on data with citations, or on both.",
)
@click.option(
    "--quick", is_flag=True, help="10k and 100k triples, one short round: whether everything works."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keeps data and peers here for the next time; default: a temporary folder.",
)
@click.option("--command", default=f"{sys.executable} -m cuegraph", show_default=True, help="Our command.")
def main(  # noqa: PLR0913 - one for each option
    *,
    only: tuple[str, ...],
    triples: str,
    growth: tuple[str, str],
    seconds: float,
    rounds: int,
    citations: str,
    quick: bool,
    folder: Path | None,
    command: str,
) -> None:
    """Measure the server beside its peers; exit 1 where a figure is missed or cannot be measured."""
    if quick:
        triples, growth, seconds, rounds = "100k", ("10k", "100k"), 1.0, 1
    names = [name for name in GROUPS if name in (only or GROUPS)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as on Ctrl-C, the servers are ended
    with ExitStack() as stack:
        place = folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="cuegraph-benchmarks-"))
        )
        place.mkdir(parents=True, exist_ok=True)
        starter = Starter(place.resolve(), tuple(shlex.split(command)))
        starter.install()
        found: list[Figure] = []
        click.echo(_machine() + "\n")
        if os.getloadavg()[0] > _BUSY:
            click.echo("The machine is busy: long queries of ours step back and look slow.", err=True)
        for cited in (False, True):
            if (cited and citations == "no") or (not cited and citations == "yes"):
                continue
            bench = Bench(place.resolve(), starter, triples, growth, seconds, rounds, citations=cited)
            found += _measure(bench, [name for name in names if not cited or name in _CITED])
    click.echo(render(found))
    sys.exit(any(figure.met is False or not figure.ours for figure in found))


if __name__ == "__main__":
    main()
