"""Content codings by RFC 9110, section 12.5.3."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuegraph.web.encoding import Coding, choose_coding, compressible, zipped, zipped_file

WEIGHTS = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.001", "; q=0.5", ";Q=1", " ; q=1.000"])
NAMES = st.sampled_from(["gzip", "x-gzip", "GZIP", "identity", "*", "br", "deflate"])


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, Coding.IDENTITY),  # no header: any coding will do, and this one needs no work
        ("", Coding.IDENTITY),
        ("gzip", Coding.GZIP),
        ("x-gzip", Coding.GZIP),
        ("deflate, br", Coding.IDENTITY),
        ("*", Coding.GZIP),
        ("gzip;q=0", Coding.IDENTITY),
        ("gzip;q=0, *", Coding.IDENTITY),
        ("gzip;q=0.2, identity;q=0.9", Coding.IDENTITY),
        ("gzip;q=0.9, identity;q=0.2", Coding.GZIP),
        ("identity;q=0", Coding.NOTHING),
        ("identity;q=0, gzip;q=0.1", Coding.GZIP_ONLY),
        ("*;q=0", Coding.NOTHING),
        ("*;q=0, gzip", Coding.GZIP_ONLY),
        ("*;q=0, identity;q=0.1", Coding.IDENTITY),
        ("gzip;q=2", Coding.IDENTITY),  # not well formed
        ("gzip;level=9", Coding.IDENTITY),
    ],
)
def test_the_clauses(header: str | None, coding: Coding) -> None:
    assert choose_coding(header) is coding


@given(st.lists(st.tuples(NAMES, WEIGHTS)))
def test_nothing_excluded_is_given(elements: list[tuple[str, str]]) -> None:
    coding = choose_coding(", ".join(name + weight for name, weight in elements))
    weights: dict[str, float] = {}
    for name, weight in elements:
        plain = name.lower().removeprefix("x-")
        value = float(weight.lower().partition("q=")[2] or 1)
        weights[plain] = max(value, weights.get(plain, 0.0))
    zip_weight = weights.get("gzip", weights.get("*", 0.0))
    plain_weight = weights.get("identity", weights.get("*", 1.0))
    assert (coding in {Coding.GZIP, Coding.GZIP_ONLY}) <= (zip_weight > 0)
    assert (coding is Coding.IDENTITY) <= (plain_weight > 0)
    assert (coding is Coding.NOTHING) is (zip_weight == plain_weight == 0)


@given(st.text())
def test_no_header_is_an_error(header: str) -> None:
    assert choose_coding(header) in Coding


def test_equal_bodies_give_equal_bytes() -> None:
    body = b"tide" * 1000
    assert zipped(body) == zipped(body)
    assert gzip.decompress(zipped(body)) == body


def test_a_file_is_compressed_into_a_file_of_known_size() -> None:
    file, size = zipped_file(b"%d " % number for number in range(100_000))
    with file:
        packed = file.read()
    assert len(packed) == size
    assert gzip.decompress(packed) == b"".join(b"%d " % number for number in range(100_000))


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/n-quads", "application/openapi+json"]
)
def test_texts_are_compressible(kind: str) -> None:
    assert compressible(kind)


@pytest.mark.parametrize("kind", ["application/gzip", "image/png", "application/octet-stream", ""])
def test_others_are_not(kind: str) -> None:
    assert not compressible(kind)
