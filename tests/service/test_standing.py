"""What depends on the dataset alone is found once for each of its versions."""

import threading
from dataclasses import dataclass

import pytest

from cuegraph.engine.interface import Engine
from cuegraph.errors import DeadlinePassed, Overloaded
from cuegraph.service.standing import Once, Standing


@dataclass
class Versioned:
    """What of an engine matters here, and a value that is found in it.

    Attributes:
        version: the version of the dataset.
        found: how often the value has been found.
        changes: the version that the dataset gets while the value is found; empty for none.
    """

    version: str = "1"
    found: int = 0
    changes: str = ""

    def find(self, engine: Engine) -> str:
        """The value."""
        self.found += 1
        value = f"of {engine.version}"
        self.version = self.changes or self.version
        return value


def test_a_value_is_found_once_and_anew_when_the_dataset_has_changed() -> None:
    engine = Versioned()
    once = Once(engine.find, 1.0)
    assert [once(engine), once(engine)] == ["of 1", "of 1"]  # type: ignore[arg-type]
    engine.version = "2"
    assert [once(engine), once(engine), engine.found] == ["of 2", "of 2", 2]  # type: ignore[arg-type]


def test_a_value_that_may_be_of_two_versions_is_not_kept() -> None:
    engine = Versioned(changes="2")
    once = Once(engine.find, 1.0)
    assert once(engine) == "of 1"  # type: ignore[arg-type]
    engine.changes = ""
    assert once(engine) == "of 2"  # type: ignore[arg-type]


def test_what_is_found_of_another_servers_data_is_kept_for_a_while_unless_they_are_written() -> None:
    now = [0.0]
    engine = Versioned("remote+0+1", changes="remote+0+2")

    def find(of: Engine) -> str:
        now[0] += 1.0
        return engine.find(of)

    once = Once(find, 1.0, lambda: now[0])
    assert once(engine) == "of remote+0+1"  # type: ignore[arg-type]
    engine.version = "remote+0+9"
    assert (once(engine), engine.found) == ("of remote+0+1", 1)  # type: ignore[arg-type]
    now[0] = 20.0
    assert once(engine) == "of remote+0+9"  # type: ignore[arg-type]
    engine.changes, engine.version = "", "remote+1+9"
    assert once(engine) == "of remote+1+9"  # type: ignore[arg-type]


def test_what_fails_is_tried_again() -> None:
    fails = [Overloaded("Too many."), None]

    def find(_: Engine) -> int:
        if error := fails.pop(0):
            raise error
        return 7

    once = Once(find, 1.0)
    with pytest.raises(Overloaded):
        once(Versioned())  # type: ignore[arg-type]
    assert once(Versioned()) == 7  # type: ignore[arg-type]


def test_who_comes_while_it_is_found_waits_but_not_for_ever() -> None:
    begun, goes_on = threading.Semaphore(0), threading.Event()
    engine = Versioned()

    def find(_: Engine) -> int:
        engine.found += 1
        begun.release()
        goes_on.wait(10)
        return engine.found

    got: list[int] = []
    patient, hasty = Once(find, 10.0), Once(find, 0.01)
    first = [threading.Thread(target=lambda: got.append(patient(engine))) for _ in range(3)]  # type: ignore[arg-type]
    for each in first:
        each.start()
    second = threading.Thread(target=hasty, args=(engine,))
    second.start()
    assert begun.acquire(timeout=10)
    assert begun.acquire(timeout=10)
    with pytest.raises(DeadlinePassed):
        hasty(engine)  # type: ignore[arg-type]
    goes_on.set()
    for each in (*first, second):
        each.join()
    assert len(set(got)) == 1
    assert engine.found == 2


def test_values_are_found_beforehand_one_after_the_other_whatever_one_of_them_does() -> None:
    engine = Versioned()
    standing = Standing(engine, 1.0)  # type: ignore[arg-type]
    done = threading.Event()

    def fail() -> None:
        raise Overloaded("Too many.")

    standing.first(fail)
    once = standing.once(engine.find)
    standing.first(done.set)
    standing.begin(0.0)
    assert done.wait(10)
    assert [once(engine), engine.found] == ["of 1", 1]  # type: ignore[arg-type]


def test_an_error_that_is_none_of_ours_is_told_and_ends_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    standing = Standing(Versioned(), 1.0)  # type: ignore[arg-type]
    done = threading.Event()

    def fail() -> None:
        raise LookupError

    standing.first(fail)
    standing.first(done.set)
    standing.begin(0.0)
    assert done.wait(10)
    assert told == [LookupError]


def test_nothing_is_found_beforehand_after_the_end() -> None:
    engine = Versioned()
    standing = Standing(engine, 1.0)  # type: ignore[arg-type]
    standing.once(engine.find)
    standing.end()
    standing.begin(0.0)
    for each in threading.enumerate():
        if each.name == "standing":
            each.join(10)
    assert engine.found == 0
