"""Sources as RDF."""

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service import recorded
from cuegraph.service.census import cited_places

SOURCE = NamedNode("https://w3id.org/cuegraph/source/note")
TRIG = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
<graph/sources> { <source/note> a fm:Source .
  <source/note#char=9,12> oa:hasSource <source/note> . }
<source/note#char=10,12> { <film/tide> fm:runs 90 . <film/ebb> fm:runs 91 }
<source/note#char=9,12> { <film/tide> fm:about "a < b" }
<source/note#char=20,22> { <film/tide> fm:about <source/note> }
<source/other#char=9,12> { <film/tide> fm:runs 90 }
"""


@pytest.mark.parametrize("known", ["known", ""])
@pytest.mark.parametrize("batch", [1, 2, 500])
def test_a_document_is_the_same_in_however_many_parts_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, batch: int, known: str
) -> None:
    monkeypatch.setattr(recorded, "BATCH", batch)
    monkeypatch.setattr(recorded, "_AT_ONCE", batch)
    quads = list(parse(TRIG, format=RdfFormat.TRIG))
    engine = MemoryEngine(quads)
    document = recorded.with_citations(engine, SOURCE, cited_places(engine) if known else None)
    found: list[Quad] = list(parse(document, format=RdfFormat.TRIG))
    assert set(found) == {each for each in quads if "other" not in str(each.graph_name)}
    graphs = dict.fromkeys(str(each.graph_name).rpartition("/")[2] for each in found)
    assert list(graphs) == ["sources>", "note#char=9,12>", "note#char=10,12>", "note#char=20,22>"]
    assert b"oa:hasSource" in document
    assert b"@prefix schema:" not in document
