"""Which connections count as stalled, by an invented clock; and what the kernel tells of real ones."""

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from cuegraph.web.watch import RATE, Sample, Watch, connections, sample_of

PATIENCE = 10.0
ANSWERING = 30.0
KEY = (1, ("127.0.0.1", 4))


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """The time that it was set to."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Watch:
    return Watch(PATIENCE, ANSWERING, clock)


def moments(clock: Clock, number: int) -> Iterator[int]:
    """The numbers from 0, a second apart."""
    for each in range(number):
        yield each
        clock.now += 1


def test_a_request_that_trickles_is_stalled_once_patience_is_over(watch: Watch, clock: Clock) -> None:
    stalled = [watch.stalled(Sample(KEY, 1, 0, owing=True, silent=0.0)) for _ in moments(clock, 12)]
    assert stalled == [False] * 10 + [True] * 2


def test_a_request_that_came_whole_has_the_time_that_its_answer_takes(watch: Watch, clock: Clock) -> None:
    for second in moments(clock, 9):  # a body that takes nine seconds
        assert not watch.stalled(Sample(KEY, 1, 0, owing=True, silent=0.0)), second
    stalled = [
        watch.stalled(Sample(KEY, 1, 0, owing=True, silent=1.0 + second)) for second in moments(clock, 31)
    ]
    assert stalled == [False] * 29 + [True] * 2


def test_an_answer_begins_the_waiting_anew(watch: Watch, clock: Clock) -> None:
    for second in moments(clock, 40):
        written = second // 9 * 100  # another answer every nine seconds
        assert not watch.stalled(Sample(KEY, written, 0, owing=True, silent=0.1))


def test_a_client_that_takes_too_little_is_stalled(watch: Watch, clock: Clock) -> None:
    stalled = [
        watch.stalled(Sample(KEY, second, 10**6, owing=False, silent=0.1)) for second in moments(clock, 12)
    ]
    assert stalled == [False] * 10 + [True] * 2


def test_a_client_that_takes_enough_may_take_its_time(watch: Watch, clock: Clock) -> None:
    for second in moments(clock, 100):
        taken = int(second * RATE * 1.3)
        assert not watch.stalled(Sample(KEY, taken, 10**6, owing=False, silent=0.1))


def test_a_connection_over_which_nothing_goes_is_stalled(watch: Watch) -> None:
    assert not watch.stalled(Sample(KEY, 0, 0, owing=False, silent=9.9))
    assert watch.stalled(Sample(KEY, 0, 0, owing=False, silent=10.0))


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection: the client's and the server's."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
        with client, server:
            yield client, server


def test_what_the_kernel_tells(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    client.sendall(b"half a request")
    assert server.recv(100) == b"half a request"
    sample = sample_of(server)
    assert sample is not None
    assert (sample.queued, sample.key[1]) == (0, client.getsockname())
    assert sample.silent >= 0
    server.settimeout(0)
    sent = 0
    with suppress(BlockingIOError):
        while True:  # until the client's and the server's buffers are full
            sent += server.send(b"x" * 65_536)
    later = sample_of(server)
    assert later is not None
    assert later.key == sample.key
    assert later.queued > 0
    assert sent <= later.acked + later.queued <= sent + 1  # the handshake counts as one
    assert not later.owing


def test_what_is_no_connection_has_no_sample() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert sample_of(listener) is None


def test_the_connections_of_this_process_are_seen(pair: tuple[socket.socket, socket.socket]) -> None:
    seen = set()
    for each in connections():
        with each, suppress(OSError):
            seen.add((each.getsockname(), each.getpeername()))
    assert {(end.getsockname(), end.getpeername()) for end in pair} <= seen


def test_looking_goes_on_when_no_descriptor_is_free() -> None:
    looked = threading.Semaphore(0)

    class Busy(Watch):
        def end_stalled(self) -> int:
            looked.release()
            raise OSError(errno.EMFILE, "Too many open files")

    end = Busy(0.1, 0.1).start()
    try:
        assert all(looked.acquire(timeout=30) for _ in range(3))
    finally:
        end.set()


def test_a_stalled_connection_is_shut_down(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, server = pair
    monkeypatch.setattr("cuegraph.web.watch.connections", lambda: [server.dup()])
    assert Watch(60, 60).end_stalled() == 0
    assert client.send(b"x") == 1
    assert Watch(0, 0).end_stalled() == 1
    assert server.recv(1) in {b"x", b""}
    assert client.recv(1) == b""
