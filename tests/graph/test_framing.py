"""Documents that read from their subject inwards, of graphs that are unlike ours."""

import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cuegraph.graph.framing import Frame, framed
from cuegraph.vocabulary import SCHEMA

PART, NAME = SCHEMA.hasPart, SCHEMA.name
FRAME = Frame(SCHEMA.iri, {}, (), (PART,), (NAME,))


def node(name: object) -> NamedNode:
    return NamedNode(f"http://a.example/{name}")


def depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inside), default=0)


@pytest.mark.parametrize("root", [None, node(0), node(120)])
def test_a_long_chain_is_nested_so_deep_and_goes_on_beside(root: NamedNode | None) -> None:
    triples = {Triple(node(at), PART, node(at + 1)) for at in range(1200)}
    text = framed(triples, FRAME, root)
    assert {each.triple for each in parse(text, format=RdfFormat.JSON_LD)} == triples
    assert depth(json.loads(text)) < 70


def test_what_many_lead_to_does_not_stand_in_each_of_them() -> None:
    hub = node("hub")
    triples = {Triple(hub, NAME, Literal(f"name {at}")) for at in range(300)}
    triples |= {Triple(node(at), PART, hub) for at in range(300)}
    text = framed(triples, FRAME)
    assert {each.triple for each in parse(text, format=RdfFormat.JSON_LD)} == triples
    assert len(text) < 6 * sum(len(str(each)) for each in triples)
