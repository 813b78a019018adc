"""What is made of all that an engine holds, while the data change, while it fails, and at the end."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cuegraph.engine.interface import Engine
from cuegraph.errors import Unavailable
from cuegraph.service.kept import Kept


@dataclass
class Versioned:
    """What of an engine matters here.

    Attributes:
        version: the version of the dataset.
    """

    version: str = "1"


@dataclass(eq=False)
class Made:
    """What is made of a version of the dataset.

    Attributes:
        of: the version.
        closed: whether it has been let go.
    """

    of: str
    closed: bool = False

    def close(self) -> None:
        """Let it go."""
        self.closed = True


@dataclass
class Maker:
    """Makes it, step by step.

    Attributes:
        begun: how often making it has begun and nobody has seen that.
        goes: how often it may be ended.
    """

    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    goes: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def make(self, engine: Engine) -> Made:
        """What is made of an engine."""
        made = Made(engine.version)
        self.begun.release()
        self.goes.acquire(timeout=20)
        return made


@pytest.fixture
def engine() -> Versioned:
    return Versioned()


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def kept(engine: Versioned, maker: Maker) -> Iterator[Kept[Made]]:
    kept = Kept(engine, maker.make, "The index")  # type: ignore[arg-type]
    yield kept
    kept.close()
    maker.goes.release(10)


def test_while_the_data_keep_changing_the_last_one_is_given_and_said_to_be_old(
    engine: Versioned, maker: Maker, kept: Kept[Made]
) -> None:
    maker.goes.release()
    with kept.given(20) as first:
        assert (first.index.of, first.old) == ("1", False)
    for version in ("2", "3", "4"):
        engine.version = version
        with kept.given(0.01) as given:
            assert given.old
            assert not given.index.closed
        engine.version = f"{version} and more"  # before what is being made is done
        maker.goes.release()
    engine.version = "5"
    maker.goes.release(5)
    with kept.given(20) as last:
        assert (last.index.of, last.old) == ("5", False)
    assert first.index.closed


def test_a_failure_is_told_to_who_waited_though_others_come_before_they_hear_of_it(
    maker: Maker, kept: Kept[Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def wait() -> None:
        try:
            with kept.given(20) as given:
                told.append(given.index.of)
        except Unavailable as error:
            told.append(error.what)

    def fail(_: Engine) -> Made:
        raise Unavailable("Not now.")

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert maker.begun.acquire(timeout=20)
    with kept._changed:  # noqa: SLF001 - who waits hears of nothing until this ends
        with monkeypatch.context() as failing:
            failing.setattr(kept, "_make", fail)
            kept._build("1")  # noqa: SLF001
        with pytest.raises(Unavailable, match="being made"), kept.given(0):
            pass
    waiting.join(20)
    maker.goes.release(5)
    assert told == ["Not now."]
    with kept.given(20) as given:
        assert given.index.of == "1"


def test_another_server_s_data_are_not_good_again_when_reading_them_fails() -> None:
    now = 0.0
    takes, fails = 10.0, False

    def make(engine: Engine) -> Made:
        nonlocal now
        now += takes
        if fails:
            raise Unavailable("Not now.")
        return Made(engine.version)

    engine = Versioned("remote+0+1")
    kept = Kept(engine, make, "The index", lambda: now)  # type: ignore[arg-type]
    with kept.given(20) as given:
        assert not given.old
    engine.version = "remote+0+2"
    now += 101
    fails = True
    for _ in range(2):
        with kept.given(20) as given:
            assert given.old
        now += 30
    kept.close()


def test_after_the_end_it_is_said_so_and_at_once(maker: Maker, kept: Kept[Made]) -> None:
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(Unavailable, match="no longer kept"), kept.given(60):
            pass
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert maker.begun.acquire(timeout=20)
    kept.close()
    assert ended.wait(20)
    waiting.join(20)
    with pytest.raises(Unavailable, match="no longer kept") as caught, kept.given(60):
        pass
    assert caught.value.retry_after is None
