"""XML 1.0 has no place for some characters (section 2.2), and reads carriage returns as line ends (2.11)."""

from xml.etree import ElementTree as ET

import pytest

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

XML = Wanted(name="xml")
TEXTS = ['SELECT ("%s" AS ?x) {}', 'CONSTRUCT { <u:a> <http://e.example/b> "%s" } WHERE {}']


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("code", ["0000", "0001", "0008", "000B", "001F", "FFFE", "FFFF"])
def test_what_xml_cannot_hold_is_told(text: str, code: str) -> None:
    query = Query(text % f"{'long ' * 9000}\\u{code} here")
    with pytest.raises(BadInput, match="XML cannot hold the result"):
        MemoryEngine().query(query, XML)
    assert MemoryEngine().query(query, Wanted(name="json")).body


@pytest.mark.parametrize("text", TEXTS)
def test_a_carriage_return_comes_back(text: str) -> None:
    body = MemoryEngine().query(Query(text % r"a\rb\r\nc\t\u00e9\U0001F3B5\uFFFD"), XML).body
    assert "a\rb\r\nc\t\u00e9\U0001f3b5\ufffd" in {each.text for each in ET.fromstring(body).iter()}  # noqa: S314 (ours)


def test_a_triple_term_that_a_format_cannot_hold_is_told() -> None:
    text = 'CONSTRUCT { <u:a> <u:b> ?t } { BIND(TRIPLE(<u:a>, <u:b>, "c") AS ?t) }'
    with pytest.raises(BadInput, match=r"application/ld\+json cannot hold the result"):
        MemoryEngine().query(Query(text), Wanted(name="jsonld"))
