"""A thing's page tells of each link elsewhere how it was found, on what evidence, when, by whom, how sure."""

import re

from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.settings import defaults, shipped
from cuegraph.web.app import create_app
from cuegraph.web.front import Front


def test_each_link_elsewhere_is_told_with_its_record() -> None:
    engine = MemoryEngine(assemble(shipped("data"), shipped("ontology")).quads)
    client = Client(Front(create_app(engine, {}), engine, defaults()))
    text = client.get("/person/ryan-gosling.html").text
    (part,) = re.findall(r'(?s)<ul class="elsewhere">(.*?)</ul>', text)
    first, second = re.findall(r"(?s)<li>(.*?)</li>", part)
    assert "exact match" in first
    assert "exact match" in second
    assert 'href="https://www.imdb.com/name/nm0331516/" rel="external"' in second
    assert re.search(
        r'<a href="https://github.com/DLu/oscar_data/blob/[^"]+" rel="external">the evidence</a>', second
    )
    told = " ".join(re.sub("<[^>]*>", "", second).split())
    assert "an0056682" in told
    assert "Identifier in a public record; the evidence; decided by the curators of this graph on" in told
    assert "with a confidence of 0.98 (record)" in told
    assert client.get("/link/person-ryan-gosling-imdb.html").status_code == 200
