"""The command ``cuegraph``: one module a subcommand, each imported only when it is the one asked for."""

from __future__ import annotations

import importlib
import sys
from typing import Any, NoReturn

import click

from cuegraph import __version__
from cuegraph.cli.output import forget_stdout, prepare_streams, seen_from_here
from cuegraph.errors import BadInput, CuegraphError

COMMANDS: dict[str, str] = {
    "query": "Run a SPARQL query or one of the shipped questions.",
    "cite": "Show everything that is stated of a thing, source by source.",
    "serve": "Serve the home page and the SPARQL endpoint.",
    "export": "Write the graph in a standard format.",
    "link": "Find what the names of a table are in the graph.",
    "build": "Assemble the dataset from data and ontology.",
    "validate": "Check the data against the shapes.",
    "verify": "Check every citation against the texts.",
    "coverage": "Show what each passage of the sources says, or why nothing.",
    "passage": "Print the citation and the digest of a passage.",
}
"""Each subcommand with its short help, in the help's order; ``cuegraph.cli.NAME.NAME`` is the command."""

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells give it."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and help, and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The subcommands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"cuegraph.cli.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"cuegraph.cli.{cmd_name}.{cmd_name} is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of subcommands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; one whose reader has gone away is done."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which click itself would make exit status 1
            forget_stdout()
            return 0

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command and leave the process with its exit status.

        0 done, 1 data not valid, 2 usage (click's own and :class:`BadInput`) and what the system refuses,
        such as writing to a full disk, 130 interrupted. A reader that goes away (``cuegraph … | head``) is no
        error and ends the command without a word.
        """
        extra["standalone_mode"] = False
        prepare_streams()
        try:
            done = super().main(*args, **extra)
            sys.stdout.flush()
        except CuegraphError as error:
            _complain(error)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except BrokenPipeError:
            forget_stdout()
            sys.exit(0)
        except OSError as error:
            _complain(_of_system(error))
            forget_stdout()
            sys.exit(BadInput.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted.", err=True)
            sys.exit(INTERRUPTED)
        sys.exit(done if isinstance(done, int) else 0)


def _of_system(error: OSError) -> CuegraphError:
    """The error that tells what the system refused; without a file it was the writing of the output."""
    what = (error.strerror or str(error)).lower()
    if error.filename is None:
        return CuegraphError(f"The output cannot be written: {what}.", remedy="Write it elsewhere.")
    return CuegraphError(f"The file cannot be used: {what}.", where=str(error.filename))


def _complain(error: CuegraphError) -> None:
    """Say on stderr what is wrong, where, and what to do."""
    click.echo(f"Error: {error.what}", err=True)
    if error.where:
        click.echo(f"  at {seen_from_here(error.where)}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cuegraph")
def main() -> None:
    """A knowledge graph of film music in which every fact cites its passage."""
