"""Answers that are files: of a length that is told, closed in every case, and few at once."""

import gzip
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from cuegraph.errors import CuegraphError
from cuegraph.web.exchange import Chunks, Reply, Spool
from cuegraph.web.places import Places

ASK = "/sparql?query=ASK%7B%7D"
Engine = Any  # FakeEngine of conftest.py, which cannot be imported from
Serve = Callable[..., Client]


class Files:
    """Makes an answer's files, and knows which are open."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.made: list[IO[bytes]] = []

    def __call__(self) -> IO[bytes]:
        """A file at its start, without a name."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it is whether it is closed that is tested)
        file.write(self._content)
        file.seek(0)
        self.made.append(file)
        return file

    @property
    def open(self) -> int:
        """How many are open."""
        return sum(not each.closed for each in self.made)


@pytest.fixture
def files(engine: Engine) -> Files:
    engine.body = b"0123456789abcdef" * 65536  # 1 MiB, more than a front with a cache of 1 MiB keeps
    engine.file = Files(engine.body)
    made: Files = engine.file
    return made


def test_it_is_sent_with_its_length_and_closed(engine: Engine, serve: Serve, files: Files) -> None:
    client = serve(cache=1)
    for _ in range(2):
        response = client.get(ASK)
        assert response.headers["Content-Length"] == str(len(engine.body))
        assert response.data == engine.body
        response.close()
    assert (len(files.made), files.open) == (2, 0)


@pytest.mark.parametrize("method", ["head", "conditional", "browser", "client that leaves"])
def test_it_is_closed_when_it_is_not_read(engine: Engine, serve: Serve, files: Files, method: str) -> None:
    client = serve(cache=1)
    if method == "head":
        response = client.head(ASK)
        assert response.headers["Content-Length"] == str(len(engine.body))
    elif method == "conditional":
        response = client.get(ASK, headers={"If-None-Match": "*"})
        assert response.status_code == 304
    elif method == "browser":
        response = client.get(ASK, headers={"Accept": "text/html"})
        assert "1.0 MiB, too much for a page" in response.text
    else:
        environ = EnvironBuilder(ASK).get_environ()
        chunks = iter(client.application(environ, lambda *_: None))
        assert len(next(chunks)) < len(engine.body)
        chunks.close()
    assert (len(files.made), files.open) == (1, 0)


def test_a_small_file_is_read_and_kept(engine: Engine, serve: Serve, files: Files) -> None:
    client = serve(cache=64)
    assert client.get(ASK).data == client.get(ASK).data == engine.body
    assert (len(files.made), files.open) == (1, 0)


def test_it_is_compressed_and_its_length_is_told(engine: Engine, serve: Serve, files: Files) -> None:
    response = serve(cache=1).get(ASK, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert gzip.decompress(response.data) == engine.body
    assert files.open == 0


def test_on_a_full_disk_it_is_sent_as_it_is(
    engine: Engine, serve: Serve, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(cache=1)
    monkeypatch.setattr("cuegraph.web.encoding.TemporaryFile", partial(Path("/dev/full").open, "wb"))
    response = client.get(ASK, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Length"] == str(len(engine.body))
    assert response.data == engine.body
    response.close()
    response = client.get(ASK, headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert (response.status_code, response.headers["Content-Encoding"]) == (503, "gzip")
    assert "no room left" in gzip.decompress(response.data).decode()
    assert (len(files.made), files.open) == (2, 0)


def test_readers_of_one_file_do_not_disturb_each_other() -> None:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the spool closes it)
    file.write(b"x" * 600_000)
    spool = Spool(file, 600_000)
    one, other = spool.chunks(), spool.chunks()
    next(one)
    assert b"".join(other) == b"x" * 600_000
    del spool
    other.close()
    assert not file.closed
    assert len(b"".join(one)) < 600_000
    one.close()
    assert file.closed


def test_slow_readers_leave_places_to_others(serve: Serve, files: Files) -> None:
    client = serve(cache=1)
    client.application._sending = Places(2)  # noqa: SLF001 (many files take long)
    held = [client.application(EnvironBuilder(ASK).get_environ(), lambda *_: None) for _ in range(2)]
    refused = client.get(ASK)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert client.get("/health/live").status_code == 200
    held.pop().close()
    with client.get(ASK) as response:
        assert response.status_code == 200
    for each in held:
        each.close()
    assert files.open == 0


def test_what_is_to_happen_at_the_end_happens_once() -> None:
    ended: list[str] = []
    chunks = Chunks(iter([b"a", b"b"]), lambda: ended.append("first"))
    chunks.then(lambda: ended.append("second"))
    assert next(chunks) == b"a"
    chunks.close()
    chunks.close()
    assert sorted(ended) == ["first", "second"]
    assert list(chunks) == []
    del chunks
    assert len(ended) == 2


def test_a_query_that_fails_leaves_no_file(engine: Engine, serve: Serve, files: Files) -> None:
    def fail() -> None:
        raise CuegraphError("It failed.")

    engine.does = fail
    before = len([*Path("/proc/self/fd").iterdir()])
    assert serve(cache=1).get(ASK).status_code == 500
    assert files.made == []
    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_the_length_of_a_reply_is_that_of_its_body() -> None:
    assert Reply(200, [], b"abc").size == 3
