"""The facts of a page in HTML."""

import pytest

from cuegraph.service.told import Fact, Group, Row, Told, Value, Witness
from cuegraph.vocabulary import BASE
from cuegraph.web.address import Public
from cuegraph.web.portrait import Line
from cuegraph.web.written import Writer

BAD = "<b>\"'&"
SAFE = "&lt;b&gt;&quot;&#x27;&amp;"
CITATION = f"{BASE}source/review#char=3,8"


@pytest.fixture
def writer() -> Writer:
    return Writer(Public(prefix="/graph"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Value("Tide", f"{BASE}film/tide"), f'<a href="/graph/film/tide" title="{BASE}film/tide">Tide</a>'),
        (
            Value("a.example", "http://a.example/b"),
            '<a href="http://a.example/b" title="http://a.example/b" rel="external">a.example</a>',
        ),
        (Value("x", "urn:x"), '<span title="urn:x">x</span>'),
        (
            Value("here", exact="http://a.example/b"),
            '<a href="http://a.example/b" rel="external">here</a>',
        ),
        (Value("3 min", language="en", exact="PT3M"), '<span lang="en" title="PT3M">3 min</span>'),
    ],
)
def test_values(writer: Writer, value: Value, written: str) -> None:
    assert writer.read(value) == written


def test_all_that_is_given_is_escaped(writer: Writer) -> None:
    value = Value(BAD, language=BAD, exact=f"{BAD} ")
    by = (Witness(value, ((CITATION, BAD), (f"urn:{BAD}", BAD))),) * 2
    row = Row(Value(BAD, BAD), (Fact(value, by, (Row(value, (Fact(value, by),)),)),))
    told = Told(Value(BAD, f"{BASE}film/{BAD}"), by, (row,), alike=False)
    group = Group(value, "film", BAD, 1, (told,), 1, 1, nameless=True)
    parts = [
        writer.table([row]),
        writer.things(group),
        writer.inline([row]),
        writer.sentences([Line((value, Value(BAD)), by, agreed=True)]),
        writer.cite(CITATION, BAD),
    ]
    for part in parts:
        assert SAFE in part
        assert '<b>"' not in part
        assert "'" not in part


def test_facts_say_who_states_them_and_how_many(writer: Writer) -> None:
    by = tuple(Witness(Value(each), ((CITATION, "3\u20138"),)) for each in ("Review", "Blog"))
    said = writer.said(by)
    assert '<b class="many">2 sources</b>' in said
    assert f'Review <a class="cite" href="/graph{CITATION.removeprefix(BASE[:-1])}">3\u20138</a>' in said
    assert writer.said(()) == ""
