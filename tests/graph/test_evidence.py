"""Citations in the order of their texts."""

from __future__ import annotations

import pytest

from cuegraph.graph.evidence import text_order


@pytest.mark.parametrize("long", ["9" * 5_000, "\u0663" * 5_000])
def test_citations_are_sorted_however_long_their_numbers(long: str) -> None:
    names = [f"s#char=0,{long}", "s#char=0,10", "s#char=" + "0" * 5_000 + "1,3", "s#char=0,9"]
    first, *_, last = sorted(names, key=text_order)
    assert last == names[2]
    assert first == ("s#char=0,9" if long.isascii() else names[0])
