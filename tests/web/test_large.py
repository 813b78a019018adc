"""Answers that are files: of a length that is told, closed in every case, and few at once."""

import gzip
import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import pytest
from fake import ASK, FakeEngine, Serve
from werkzeug.test import EnvironBuilder

from cuegraph.errors import CuegraphError
from cuegraph.web.body import Places
from cuegraph.web.encoding import Coding, zipped_file
from cuegraph.web.exchange import Chunks, Reply, Spool
from cuegraph.web.finish import Request, finish


class Files:
    """Makes an answer's files, and knows which are open."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self._content = engine.body
        self.made: list[IO[bytes]] = []

    def __call__(self) -> IO[bytes]:
        """A file at its start, without a name."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it is whether it is closed that is tested)
        file.write(self._content)
        file.seek(0)
        self.made.append(file)
        return file

    def fill(self, content: bytes) -> None:
        """Make files of another content from now on."""
        self._content = self._engine.body = content

    @property
    def open(self) -> int:
        """How many are open."""
        return sum(not each.closed for each in self.made)


@pytest.fixture
def files(engine: FakeEngine) -> Files:
    engine.body = b"0123456789abcdef" * 65536  # 1 MiB, more than a front with a cache of 1 MiB keeps
    engine.file = Files(engine)
    made: Files = engine.file
    return made


def test_it_is_sent_with_its_length_and_closed(engine: FakeEngine, serve: Serve, files: Files) -> None:
    client = serve(cache=1)
    for _ in range(2):
        response = client.get(ASK)
        assert response.headers["Content-Length"] == str(len(engine.body))
        assert response.data == engine.body
        response.close()
    assert (len(files.made), files.open) == (2, 0)


@pytest.mark.parametrize("method", ["head", "conditional", "browser", "client that leaves"])
def test_it_is_closed_when_it_is_not_read(
    engine: FakeEngine, serve: Serve, files: Files, method: str
) -> None:
    client = serve(cache=1)
    if method == "head":
        response = client.head(ASK)
        assert response.headers["Content-Length"] == str(len(engine.body))
    elif method == "conditional":
        response = client.get(ASK, headers={"If-None-Match": "*"})
        assert response.status_code == 304
    elif method == "browser":
        files.fill(b"x" * 5 * 1024 * 1024)
        response = client.get(ASK, headers={"Accept": "text/html"})
        assert "5.0 MiB, too much for a page" in response.text
    else:
        environ = EnvironBuilder(ASK).get_environ()
        chunks = iter(client.application(environ, lambda *_: None))
        assert len(next(chunks)) < len(engine.body)
        chunks.close()
    assert (len(files.made), files.open) == (1, 0)


def test_a_small_file_is_read_and_kept(engine: FakeEngine, serve: Serve, files: Files) -> None:
    client = serve(cache=64)
    assert client.get(ASK).data == client.get(ASK).data == engine.body
    assert (len(files.made), files.open) == (1, 0)


def test_it_is_compressed_and_its_length_is_told(engine: FakeEngine, serve: Serve, files: Files) -> None:
    response = serve(cache=1).get(ASK, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert gzip.decompress(response.data) == engine.body
    assert files.open == 0


def test_on_a_full_disk_it_is_sent_as_it_is(
    engine: FakeEngine, serve: Serve, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(cache=1)
    tag = client.head(ASK, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    monkeypatch.setattr("cuegraph.web.encoding.TemporaryFile", lambda dir: Path("/dev/full").open("wb"))  # noqa: A006, ARG005, SIM115
    response = client.get(ASK, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert response.headers["ETag"] not in {tag, client.head(ASK).headers["ETag"]}
    assert response.headers["Content-Length"] == str(len(engine.body))
    assert response.data == engine.body
    response.close()
    response = client.get(ASK, headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert (response.status_code, response.headers["Content-Encoding"]) == (503, "gzip")
    assert "no room left" in gzip.decompress(response.data).decode()
    assert (len(files.made), files.open) == (4, 0)


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


def test_an_answer_that_several_wait_for_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make(chunks: Iterable[bytes], folder: Path | None = None) -> tuple[IO[bytes], int]:
        made.append(1)
        return zipped_file(chunks, folder)

    monkeypatch.setattr("cuegraph.web.finish.zipped_file", make)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the spool closes it)
    file.write(b"x" * 5000)
    spool = Spool(file, 5000)
    replies = [Reply(200, [("Content-Type", "text/csv")], again=spool) for _ in range(2)]
    for reply in replies:
        finish(reply, Request("GET", "/sparql", 0.0, coding=Coding.GZIP))
    assert len(made) == 1
    for reply in replies:
        assert reply.chunks is not None
        assert gzip.decompress(b"".join(reply.chunks)) == b"x" * 5000


def test_it_is_compressed_in_the_folder_that_is_named_and_only_with_a_place(
    serve: Serve, files: Files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = serve(cache=1)
    folders: list[Path] = []

    def note(dir: Path) -> IO[bytes]:  # noqa: A002
        folders.append(dir)
        return tempfile.TemporaryFile(dir=dir)

    monkeypatch.setattr("cuegraph.web.encoding.TemporaryFile", note)
    client.application._folder = tmp_path  # noqa: SLF001
    assert client.get(ASK, headers={"Accept-Encoding": "gzip"}).status_code == 200
    client.application._sending = Places(0)  # noqa: SLF001
    assert client.get(ASK, headers={"Accept-Encoding": "gzip"}).status_code == 503
    assert folders == [tmp_path]
    assert files.open == 0


@pytest.mark.parametrize("cache", [0, 1, 64])
def test_a_page_shows_what_it_can_whatever_the_cache(serve: Serve, files: Files, cache: int) -> None:
    rows = [{"x": {"type": "literal", "value": "y" * 1000}}] * 1500
    files.fill(json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode())
    text = serve(cache=cache).get(ASK, headers={"Accept": "text/html"}).text
    assert "too much for a page" not in text
    assert "1,500" in text
    assert files.open == 0


def test_a_fault_in_finishing_an_answer_is_told_as_any_other(
    engine: FakeEngine, serve: Serve, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(cache=1)
    client.application._sending = Places(1)  # noqa: SLF001

    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("cuegraph.web.finish.zipped_file", fail)
    log = io.StringIO()
    for _ in range(2):
        response = client.get(ASK, headers={"Accept-Encoding": "gzip"}, errors_stream=log)
        assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "a fault" in log.getvalue()
    assert len(engine.asked) == len(files.made) == 2
    assert files.open == 0
    assert client.get(ASK).status_code == 200


def test_slow_readers_leave_places_to_others(serve: Serve, files: Files) -> None:
    client = serve(cache=1)
    client.application._sending = Places(2)  # noqa: SLF001 (many files take long)
    held = [client.application(EnvironBuilder(ASK).get_environ(), lambda *_: None) for _ in range(2)]
    refused = client.get(ASK)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert client.get("/health/live").status_code == 200
    assert client.options("/store").status_code == 204
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


def test_a_query_that_fails_leaves_no_file(engine: FakeEngine, serve: Serve, files: Files) -> None:
    def fail() -> None:
        raise CuegraphError("It failed.")

    engine.does = fail
    before = len([*Path("/proc/self/fd").iterdir()])
    assert serve(cache=1).get(ASK).status_code == 500
    assert files.made == []
    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_the_length_of_a_reply_is_that_of_its_body() -> None:
    assert Reply(200, [], b"abc").size == 3
