"""Try an installed cuegraph in an empty folder, as its user would: ``tests/wheel.py PATH/TO/cuegraph``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path


def environment() -> dict[str, str]:
    """The variables, but for those that would lead elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CUEGRAPH"))}


def run(command: str, *arguments: str, folder: str) -> str:
    """What the command prints; raises CalledProcessError when it fails."""
    done = subprocess.run(
        [command, *arguments],
        cwd=folder,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def get(address: str) -> str:
    """What stands at an address."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - a loopback address
        return str(answer.read().decode())


def ask(address: str, query: str) -> str:
    """The answer of the endpoint in CSV."""
    url = f"{address}sparql?{urllib.parse.urlencode({'query': query})}"
    request = urllib.request.Request(url, headers={"Accept": "text/csv"})  # noqa: S310 - a loopback address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return str(answer.read().decode())


def main(command: str) -> None:
    """Query, export, validate, build, serve; AssertionError or CalledProcessError where it does not work."""
    command = str(Path(command).absolute())
    with tempfile.TemporaryDirectory() as folder:
        assert not list(Path(folder).iterdir())
        assert "Nicolas Winding Refn" in run(command, "query", "directors-of-a-film", folder=folder)
        assert "dcterms:source" in run(command, "export", "--format", "turtle", folder=folder)
        run(command, "validate", folder=folder)
        run(command, "build", "--out", "out", folder=folder)
        assert list((Path(folder) / "out").iterdir())
        server = subprocess.Popen(
            [command, "serve", "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            count = ask(address, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").splitlines()[1]
            assert int(count) > 1000, count
            assert "Film music that can be cited" in get(address)
            assert get(f"{address}dump/cuegraph.ttl") == run(command, "export", folder=folder)
            assert "void:sparqlEndpoint" in get(f"{address}.well-known/void")
            assert "static/editor/editor.js" in get(f"{address}editor")
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(timeout=20)
        assert code == 0, code
    sys.stdout.write(f"the wheel works in an empty folder: {count} triples served\n")


if __name__ == "__main__":
    main(sys.argv[1])
