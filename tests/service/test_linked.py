"""The records of links, as they are told."""

from itertools import permutations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.interface import Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.linked import records
from cuegraph.service.within import Within
from cuegraph.vocabulary import BASE


@pytest.mark.parametrize("names", [*permutations(('"by name"@en', '"nach Namen"@de', '"par nom"@fr'))])
def test_a_method_is_told_in_the_language_that_is_wanted(names: tuple[str, ...]) -> None:
    link = f"""<{BASE}link/a> oa:hasTarget <{BASE}film/tide> ; oa:hasBody <http://other.example/1> ;
        fm:kind <{BASE}concept/m> ; dct:source <http://e.example/1>, <http://e.example/2> ."""
    data = f"""
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX fm: <https://w3id.org/cuegraph/ns#> PREFIX dct: <http://purl.org/dc/terms/>
        <{BASE}graph/links> {{ {link} }} {link} <{BASE}concept/m> skos:prefLabel {", ".join(names)} .
    """
    engine = Within(MemoryEngine(parse(data, format=RdfFormat.TRIG)), Run())
    told = {
        language: records(engine.told_in((language,)), NamedNode(f"{BASE}film/tide"))[
            "http://other.example/1"
        ]
        for language in ("de", "en", "it")
    }
    assert {language: each.method for language, each in told.items()} == {
        "de": "nach Namen",
        "en": "by name",
        "it": "by name",
    }
    assert told["de"].evidence == ("http://e.example/1", "http://e.example/2")
