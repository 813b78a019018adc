"""RFC 9110, section 12.5.1, clause by clause."""

import pytest

from cuegraph.errors import BadInput, NotAcceptable
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import accepts_html, choose, parse_accept

RESULTS = of_kind(Kind.RESULTS)
GRAPHS = of_kind(Kind.GRAPH)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),  # no header: any media type
        ("", "json"),
        ("   ", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),  # types are case-insensitive
        ("text/*", "csv"),  # the first of the offers that match
        ("application/*;q=0.5, text/*", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"),
        ("text/csv;q=0.5,application/sparql-results+xml;q=0.50", "xml"),  # equal: the offers' order
        ("text/csv , \t text/tab-separated-values;q=0.9", "csv"),  # optional white space
        ("application/json", "json"),
        ("application/xml", "xml"),
        ("text/xml", "xml"),
        ("application/sparql-results+json;q=0, */*", "xml"),  # q=0: not acceptable, and more specific
        ("text/*;q=0, */*;q=0.1", "json"),
        ("text/*, text/csv;q=0", "tsv"),
        ("*/*;q=0.8, text/*;q=0.3, text/csv;q=0.1, application/*;q=0.2", "tsv"),
        ("text/csv;charset=utf-8", "csv"),
        ('text/csv;charset="UTF-8";q=0.4, application/json;q=0.3', "csv"),
        ("text/csv;header=absent, application/json;q=0.1", "json"),  # a variant that there is none of
        ("text/csv;q=1;ext=1, application/json;q=0.9", "csv"),  # what follows q is ignored
        ("text/csv; Q=0.1, application/json;q=0.2", "json"),
        (",, text/csv ,", "csv"),  # empty list elements are ignored (5.6.1)
        ("nonsense, text/csv", "csv"),
        ("text/csv;q=2, application/json;q=0.1", "json"),  # no weight, so no element
        ("*/csv, text/tab-separated-values", "tsv"),
        ("text/html, */*;q=0.1", "json"),
        ('text/csv;note="a,b;q=0", text/tab-separated-values', "tsv"),
    ],
)
def test_results(accept: str | None, name: str) -> None:
    assert choose(accept, RESULTS).name == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "turtle"),
        ("*/*", "turtle"),
        ("application/x-turtle", "turtle"),
        ("text/plain", "ntriples"),
        ("application/rdf+xml", "rdfxml"),
        ("application/json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("text/turtle;q=0.2, application/n-triples;q=0.3", "ntriples"),
    ],
)
def test_graphs(accept: str | None, name: str) -> None:
    assert choose(accept, GRAPHS).name == name


@pytest.mark.parametrize(
    "accept", ["image/png", "*/*;q=0", "text/csv;q=0", "text/html", "nonsense", "text/csv;q=0.000"]
)
def test_nothing_fits(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, RESULTS)
    assert "text/tab-separated-values" in caught.value.remedy
    assert caught.value.status == 406


def test_weights_have_three_digits_at_most() -> None:
    assert [each.weight for each in parse_accept("a/b;q=0.123, c/d;q=0.1234, e/f;q=1.000, g/h;q=1.1")] == [
        0.123,
        1.0,
    ]


@pytest.mark.parametrize(
    ("accept", "browser"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", True),
        ("text/html", True),
        ("*/*", False),
        (None, False),
        ("application/sparql-results+json, text/html;q=0.5", False),
        ("text/html;q=0", False),
    ],
)
def test_browsers_are_known_by_naming_html(accept: str | None, browser: bool) -> None:  # noqa: FBT001 (a parameter)
    assert accepts_html(accept) is browser


def test_a_header_that_is_too_long_is_told_and_none_takes_long() -> None:
    """An attacker's: eight thousand escaped quotes that nothing closes took seconds."""
    header = 'text/html;a="' + '\\"' * 2_000
    assert parse_accept(header) == ()
    with pytest.raises(BadInput, match="4096"):
        choose(header * 2, of_kind(Kind.RESULTS))
    assert not accepts_html("text/html," * 1_000)
