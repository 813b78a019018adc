"""Two invented notes on an invented film, for the tests of the pages of sources."""

import hashlib
from collections.abc import Callable

from werkzeug.test import Client

TEXT = "\U0001f3b5 Tide & <Ebb> has music by Ada. It is 90 minutes long. Buy now!\n"
START = TEXT.index("It is")
"""In code points; a browser would count one more."""

SECOND = "The film runs 95 minutes.\n"

TRIG = f"""
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
<film/tide> a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
<person/ada> skos:prefLabel "Ada Example" .
<comparison/length> a fm:Comparison ; skos:prefLabel "How long it is" .
<concept/contradiction> skos:prefLabel "contradiction"@en .
<graph/curation> {{
  <film/tide> a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
  <comparison/length> a fm:Comparison ; skos:prefLabel "How long it is" ; fm:about <film/tide> ;
    fm:kind <concept/contradiction> ; dcterms:description "One has five minutes more."@en ;
    fm:compares <source/note#char={START},{START + 22}>, <source/letter#char=0,25> .
}}
<graph/sources> {{
  <source/note> a fm:Source ; skos:prefLabel "Note on Tide" ; dcterms:description "A note."@en ;
    dcterms:title "On Tide" ; dcterms:identifier "note-1" ; dcterms:extent {len(TEXT)} ;
    schema:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" ; fm:leavesOpen dcterms:creator .
  <source/note#char=2,{START - 1}> schema:sha256 "ab" ; oa:hasSource <source/note> .
  <source/note#char={START},{START + 22}> schema:sha256 "cd" ; oa:hasSource <source/note> ;
    fm:readWith <source/note#char=2,14> .
  <source/note#char=2,14> schema:sha256 "ef" ; oa:hasSource <source/note> .
  <source/note#char={START + 23},{START + 31}> oa:hasSource <source/note> ;
    fm:statesNothing "an advertisement"@en .
  <source/letter> a fm:Source ; skos:prefLabel "A letter" .
}}
<graph/ontology> {{
  <ns#runs> rdfs:label "runs for"@en .
  <shape/film> sh:targetClass fm:Film ; sh:property <shape/one> .
  <shape/one> sh:path fm:runs ; sh:maxCount 1 .
}}
<source/note#char={START},{START + 22}> {{ <film/tide> fm:runs 90 }}
<source/note#char=2,{START - 1}> {{
  <film/tide> fm:composer <person/ada> ; rdfs:label "Tide" .
  <statement/s> fm:paraphrase "<b>Ada's</b> work."@en }}
<source/note#char=2,14> {{ <film/tide> fm:about <person/ada> }}
<source/letter#char=0,25> {{ <film/tide> fm:runs 95 }}
"""

MORE = "<source/scrap#char=0,4> { <film/tide> fm:runs 95 }"  # which the comparison leaves out

Make = Callable[..., Client]
"""Gives a client of a server of a dataset, with texts by their file names; None for no folder."""
