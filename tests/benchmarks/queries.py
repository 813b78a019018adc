"""The queries of the benchmarks, over the generated graph."""

from __future__ import annotations

_PREFIXES = """PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
"""
_GENRES = (
    "electronic",
    "ambient",
    "atmospheric",
    "retro",
    "nu-disco",
    "synthwave",
    "film-soundtrack",
    "minimal",
)
_PRODUCT = "{ ?a ?b ?c . ?d ?e ?f }"

ASK = _PREFIXES + "ASK { ?film a fm:Film ; schema:director ?person }"
"""Whether any film has a director."""

ROWS = [
    _PREFIXES
    + f"""SELECT ?recording ?title ?album WHERE {{
  ?recording fm:genre <https://w3id.org/cuegraph/concept/{genre}> ; skos:prefLabel ?title .
  ?track fm:recording ?recording ; fm:trackOf ?album
}} LIMIT 100"""
    for genre in _GENRES
]
"""A hundred rows of a join of four patterns, for several genres."""

HEAVY = (
    _PREFIXES
    + """SELECT ?class ?property (COUNT(*) AS ?triples)
WHERE { ?thing a ?class ; ?property ?value } GROUP BY ?class ?property ORDER BY DESC(?triples)"""
)
"""How often each class has each property: every triple joined with its subject's classes."""

RECORDINGS = _PREFIXES + "SELECT ?recording WHERE { ?recording a fm:Recording } LIMIT 100"
"""Things to describe."""

ENDLESS = {
    "COUNT": f"SELECT (COUNT(*) AS ?n) WHERE {_PRODUCT}",
    "ORDER BY": f"SELECT * WHERE {_PRODUCT} ORDER BY ?f ?a LIMIT 10",
    "GROUP BY": f"SELECT ?b (COUNT(*) AS ?n) WHERE {_PRODUCT} GROUP BY ?b",
    "DISTINCT": f"SELECT DISTINCT ?b ?e WHERE {_PRODUCT}",
    "path explosion": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:none>|!^<urn:none>)* ?b }",
    "10M rows": f"SELECT * WHERE {_PRODUCT} LIMIT 10000000",
}
"""Queries that do not end in any time that a user waits."""
