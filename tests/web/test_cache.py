"""The cache is bounded in bytes, and lets go what was not asked for longest."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from cuegraph.web.cache import SHARE, Cache, Kept


def kept(name: str = "") -> Kept:
    return Kept([("X", name)], [b""], 0, "", "/", None, "")


def test_what_was_asked_for_last_stays() -> None:
    cache = Cache(80)
    for name in "abcdefgh":
        cache.put(name, kept(name), 10)
    assert cache.get("a") == kept("a")
    cache.put("i", kept("i"), 10)
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert (len(cache), cache.size) == (8, 80)


def test_an_answer_over_its_share_is_not_kept() -> None:
    cache = Cache(SHARE * 10)
    cache.put("a", kept(), 11)
    assert (cache.get("a"), cache.size) == (None, 0)


def test_a_bound_of_nothing_keeps_nothing() -> None:
    cache = Cache(0)
    cache.put("a", kept(), 1)
    assert len(cache) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 20)), max_size=60))
def test_the_bound_holds_and_the_size_is_true(puts: list[tuple[int, int]]) -> None:
    cache = Cache(100)
    sizes: dict[int, int] = {}
    for key, size in puts:
        cache.put(key, kept(), size)
        if size <= 100 // SHARE:
            sizes[key] = size
        assert cache.size <= 100
    assert cache.size == sum(size for key, size in sizes.items() if cache.get(key) is not None)


def test_threads_leave_it_whole() -> None:
    cache = Cache(800)

    def work(start: int) -> None:
        for number in range(2000):
            key = (start * number) % 97
            if cache.get(key) is None:
                cache.put(key, kept(), 10)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert cache.size == 10 * len(cache) <= 800
