"""The shipped questions as SPARQL examples: valid, and what they hold runs and answers what it should."""

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store

from cuegraph.graph.assemble import assemble
from cuegraph.media import by_name
from cuegraph.service.examples import describe_examples, query_of
from cuegraph.service.library import Question, load_questions
from cuegraph.service.lookup import shorten
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE

SHAPE = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX schema: <https://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
<urn:example> a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ; sh:nodeKind sh:IRI ; sh:property
  [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct spex:describe ) ] ;
    sh:minCount 1 ; sh:maxCount 1 ],
  [ sh:path rdfs:comment ; sh:minCount 1 ;
    sh:or ( [ sh:datatype rdf:langString ] [ sh:datatype rdf:HTML ] ) ],
  [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
  [ sh:path schema:keyword ; sh:maxCount 0 ],
  [ sh:path schema:keywords ; sh:minCount 1 ],
  [ sh:path ( sh:prefixes sh:declare sh:namespace ) ; sh:minCount 1 ] .
"""

QUERIES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?example ?query { ?example a sh:SPARQLExecutable ; sh:select ?query }
"""


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    return load_questions(shipped("queries"))


@pytest.fixture(scope="module")
def turtle(questions: dict[str, Question]) -> bytes:
    return describe_examples(questions.values(), "http://here.example/", by_name("turtle"))


def is_row(given: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a row is the one that a file names, where IRIs may be prefixed names or paths."""
    return all(
        cell in {each, shorten(each), each.removeprefix(BASE)}
        for each, cell in zip(given, wanted, strict=True)
    )


def test_the_examples_have_the_shape_that_is_asked_of_them(turtle: bytes) -> None:
    data, shapes = rdflib.Graph().parse(data=turtle), rdflib.Graph().parse(data=SHAPE, format="turtle")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text


def test_each_example_answers_what_its_file_expects(questions: dict[str, Question], turtle: bytes) -> None:
    examples = Store()
    examples.load(turtle, format=RdfFormat.TURTLE)
    found = {row["example"].value.rpartition("/")[2]: row["query"].value for row in examples.query(QUERIES)}
    assert set(found) == set(questions)
    store = Store()
    store.extend(assemble(shipped("data"), shipped("ontology")).quads)
    cases = [
        (name, case)
        for name, question in questions.items()
        for case in question.expectations
        if not case.values  # which are not the example's
    ]
    assert cases
    for name, case in cases:
        told = (
            tuple("" if row[column] is None else row[column].value for column in case.columns)
            for row in store.query(found[name])
        )
        rows = list(dict.fromkeys(told))  # as the files count them
        for wanted in case.rows:
            same = next((row for row in rows if is_row(row, wanted)), None)
            assert same is not None, (name, wanted)
            rows.remove(same)
        assert not rows, name


def test_the_head_of_the_file_is_no_part_of_the_query(questions: dict[str, Question]) -> None:
    for each in questions.values():
        assert "#+" not in query_of(each)
