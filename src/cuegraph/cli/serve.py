"""``cuegraph serve``: the home page and the SPARQL endpoint over HTTP."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import isnan
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cuegraph.cli.options import FOLDER, data_option
from cuegraph.engine.launch import EngineProcess, Source
from cuegraph.errors import BadInput, CuegraphError
from cuegraph.settings import SETTINGS, read_text, shipped
from cuegraph.web.address import Public
from cuegraph.web.listen import listen

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.settings import Values
    from cuegraph.web.server import Server

TOKEN = "CUEGRAPH_TOKEN"  # noqa: S105 (the variable's name)
"""The variable with the token that clients show to write."""

ENGINE_TOKEN = "CUEGRAPH_ENGINE_TOKEN"  # noqa: S105
"""The variable with the token that this server shows to the one behind it."""

_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


class _Seconds(click.FloatRange):
    """A number in bounds, which what is no number is too small and too large for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that was given."""
        number = super().convert(value, param, ctx)
        return self.fail(f"{value} is no number.", param, ctx) if isnan(number) else number


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each setting of the table."""
    for each in reversed(SETTINGS):
        limits: Any = str
        if isinstance(each.default, float):
            limits = _Seconds(each.least, each.most)
        elif isinstance(each.default, int):
            limits = click.IntRange(_whole(each.least), _whole(each.most))
        option = click.option(
            each.flag, envvar=each.variable, default=each.default, type=limits, help=each.help,
            show_default=True, show_envvar=True,
        )  # fmt: skip
        command = option(command)
    return command


@dataclass(frozen=True)
class Choice:
    """What the command line says beside the settings; each as the option of its name."""

    files: tuple[Path, ...]
    data: Path | None
    queries: Path | None
    empty: bool
    writable: bool
    token_file: Path | None
    engine: str | None
    engine_update: str | None
    allow_service: tuple[str, ...]
    sources: Path | None


@click.command(epilog="Example: cuegraph serve --port 0")
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE]...")
@_settings
@data_option("serve")
@click.option(
    "--queries", type=FOLDER, metavar="DIR", help="The folder of questions; default: the shipped one."
)
@click.option("--empty", is_flag=True, help="Serve no data; with --writable a place for some.")
@click.option(
    "--writable",
    is_flag=True,
    help="Take updates from who shows the token; only with --empty, FILE or --engine.",
)
@click.option(
    "--token-file",
    type=_FILE,
    metavar="FILE",
    help=f"The file that holds the token; default: the variable {TOKEN}.",
)
@click.option("--engine", metavar="URL", help="Serve what another SPARQL 1.1 server holds.")
@click.option(
    "--engine-update", metavar="URL", help="Where that server takes updates; default: where it takes queries."
)
@click.option(
    "--allow-service",
    multiple=True,
    metavar="URL",
    help="A server that a query may call (SERVICE); can be repeated.",
)
@click.option(
    "--sources",
    type=FOLDER,
    metavar="DIR",
    help="The folder of the sources' texts; without it pages give places in them only.",
)
def serve(**given: Any) -> None:
    """Serve the home page and the SPARQL endpoint.

    What is served is the Drive graph, or each FILE: RDF by the end of its name, .gz allowed. Prints its
    address when it answers, and ends on Ctrl-C or SIGTERM.
    """
    values = {each.name: given.pop(each.name) for each in SETTINGS}
    choice = Choice(**given)
    Public.of(str(values["address"]))
    source = _source(choice)
    token = _token(choice)
    for name in (TOKEN, ENGINE_TOKEN):
        os.environ.pop(name, None)  # which would be shown to all that this starts
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    with listen(str(values["host"]), int(values["port"])) as listener:
        folder = Path(tempfile.mkdtemp(prefix="cuegraph-"))
        try:
            began = perf_counter()
            with EngineProcess(source, values, folder, wait=False) as engine:
                # Imported here: what is wrong in the call is told without waiting, and the engine loads now.
                from cuegraph.service.library import load_questions  # noqa: PLC0415
                from cuegraph.web.application import Served, load  # noqa: PLC0415
                from cuegraph.web.server import Server  # noqa: PLC0415

                queries = choice.queries or (shipped("queries") if source.kind == "built" else None)
                questions = load_questions(queries) if queries else {}
                served = Served(
                    source.kind, folder, values, questions, token, source.services, choice.sources
                )
                engine.ready()
                _tell(source, engine, perf_counter() - began)
                server = Server(
                    listener, partial(load, served), partial(_announce, values, listener.getsockname()[1])
                )
                server.run(lambda: engine.wait_for_end(partial(_fail, server)))
        finally:
            with suppress(OSError):
                folder.rmdir()


def _source(choice: Choice) -> Source:
    """What the command line asks to be served.

    Raises:
        BadInput: it contradicts itself.
    """
    asked = {
        "--data": choice.data is not None,
        "--empty": choice.empty,
        "--engine": choice.engine is not None,
        "FILE": bool(choice.files),
    }
    named = [name for name, there in asked.items() if there]
    if len(named) > 1:
        raise BadInput(
            f"{' and '.join(named)} exclude each other.",
            remedy="Serve one: data of ours, files, nothing, or a server.",
        )
    for url in (choice.engine, choice.engine_update, *choice.allow_service):
        if url is not None and not _ADDRESS.fullmatch(url):
            raise BadInput(f"'{url}' is no address.", remedy="Give one that begins with http:// or https://.")
    if choice.engine_update is not None and not (choice.engine and choice.writable):
        raise BadInput("--engine-update is of use with --engine and --writable only.", remedy="Leave it out.")
    if choice.token_file is not None and not choice.writable:
        raise BadInput(
            "--token-file is of use with --writable only.", remedy="Leave it out, or add --writable."
        )
    services = tuple(choice.allow_service)
    if choice.engine is not None:
        return Source(
            "remote",
            url=choice.engine,
            update_url=choice.engine_update or "",
            token=os.environ.get(ENGINE_TOKEN, ""),
            services=services,
            writable=choice.writable,
        )
    if choice.empty or choice.files:
        kind = "files" if choice.files else "empty"
        return Source(kind, files=choice.files, services=services, writable=choice.writable)
    if choice.writable:
        raise BadInput(
            "A built dataset takes no updates.",
            where="--writable",
            remedy="Change the files in data/ and build anew; or serve plain RDF with FILE or --empty.",
        )
    return Source(
        "built", data=choice.data or shipped("data"), ontology=shipped("ontology"), services=services
    )


def _token(choice: Choice) -> str:
    """The token that clients show to write; empty where nobody may.

    Raises:
        BadInput: there is none, or it is none that a client could send (RFC 6750, section 2.1).
    """
    if not choice.writable:
        return ""
    where = str(choice.token_file or TOKEN)
    text = read_text(choice.token_file) if choice.token_file else os.environ.get(TOKEN, "")
    token = text.strip()
    if not token:
        raise BadInput(
            "There is no token, and without one nobody may write.",
            where=where,
            remedy=f"Put a secret into a file and name it with --token-file, or into the variable {TOKEN}.",
        )
    if not _BEARER.fullmatch(token):
        raise BadInput(
            "The token has characters that no client can send.",
            where=where,
            remedy="Make it of letters, digits and -._~+/ only.",
        )
    return token


def _tell(source: Source, engine: EngineProcess, seconds: float) -> None:
    """Say on standard error what who starts the server should know."""
    if source.kind == "files":
        click.echo(f"{engine.quads:,} quads loaded in {seconds:.1f} s.", err=True)
    if source.kind == "remote":
        from cuegraph.engine.endpoint import Endpoint  # noqa: PLC0415
        from cuegraph.engine.probe import probe  # noqa: PLC0415

        shown = Endpoint.of(source.url).shown  # without what may be secret
        try:
            found = probe(source.url, source.token).sentences()
        except CuegraphError as error:
            found = [f"It does not answer now: {error.what}"]
        for each in found:
            click.echo(f"{shown}: {each}", err=True)
    elif source.writable:
        click.echo("What is written lives in memory, and is gone when the server ends.", err=True)


def _announce(values: Values, port: int) -> None:
    host = str(values["host"])
    with suppress(OSError):  # nobody listens to what is said
        click.echo(f"cuegraph answers at http://{f'[{host}]' if ':' in host else host}:{port}/")


def _fail(server: Server) -> None:
    server.fail("The engine has ended.")


def _end(*_: object) -> NoReturn:
    """End before the server answers: on a signal, with what was begun ended too."""
    raise SystemExit(0)
