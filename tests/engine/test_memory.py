"""The engine in memory, on a dataset of five invented triples."""

import json
import subprocess
import sys
from io import BytesIO

import pytest
from pyoxigraph import RdfFormat, Triple, parse
from rdflib import Graph

from cuegraph.engine import dataset, mend
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, NotAcceptable, OverLimit, QuerySyntaxError, Refused, Unsupported
from cuegraph.media import Kind, by_name, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

TRIG = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
film:tide a fm:Film ; rdfs:label "Tide", "Gezeiten"@de .
GRAPH <u:note#char=0,4> { film:tide rdfs:label "Tide" ; a fm:Film }
GRAPH <u:letter#char=0,4> { film:tide rdfs:label "Tide" }
GRAPH <u:letter#char=5,9> { film:tide rdfs:label "Gezeiten"@de }
"""

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
NOTE, LETTER, GERMAN = "u:note#char=0,4", "u:letter#char=0,4", "u:letter#char=5,9"


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


def number(
    engine: MemoryEngine, text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()
) -> int:
    body = engine.query(Query(text, default, named), Wanted(name="json")).body
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("name", [each.name for each in of_kind(Kind.RESULTS)])
def test_every_results_format(engine: MemoryEngine, name: str) -> None:
    answer = engine.query(
        Query("SELECT ?name { ?s a ?c ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }"),
        Wanted(name=name),
    )
    assert answer.format.name == name
    assert b"Gezeiten" in answer.body
    asked = engine.query(Query("ASK { ?s ?p 'Tide' }"), Wanted(name=name)).body
    assert b"true" in asked


@pytest.mark.parametrize("name", [each.name for each in of_kind(Kind.GRAPH)])
def test_every_graph_format_holds_the_same_triples_each_once(engine: MemoryEngine, name: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    answer = engine.query(Query(text), Wanted(name=name))
    triples = [
        Triple(quad.subject, quad.predicate, quad.object)
        for quad in parse(answer.body, format=answer.format.rdf)
    ]
    assert len(triples) == len(set(triples)) == 3
    assert {triple.object.value for triple in triples} == {
        "Tide",
        "Gezeiten",
        "https://w3id.org/cuegraph/ns#Film",
    }
    if name != "jsonld":  # which rdflib reads with a warning of its own
        formats = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}
        assert len(Graph().parse(data=answer.body, format=formats[name])) == 3


def test_turtle_has_the_prefixes_in_use_and_types_first(engine: MemoryEngine) -> None:
    body = engine.query(
        Query("DESCRIBE <https://w3id.org/cuegraph/film/tide>"), Wanted(name="turtle")
    ).body.decode()
    assert body == (
        "@prefix film: <https://w3id.org/cuegraph/film/> .\n"
        "@prefix fm: <https://w3id.org/cuegraph/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "film:tide a fm:Film ;\n"
        '\trdfs:label "Gezeiten"@de , "Tide" .\n'
    )


@pytest.mark.parametrize("name", ["turtle", "rdfxml", "ntriples", "jsonld"])
def test_the_same_bytes_in_every_process(engine: MemoryEngine, name: str) -> None:
    script = (
        "import sys\nfrom pyoxigraph import *\nfrom cuegraph.engine.memory import MemoryEngine\n"
        "from cuegraph.protocol.negotiate import Wanted\nfrom cuegraph.protocol.request import Query\n"
        "engine = MemoryEngine(parse(sys.stdin.read(), format=RdfFormat.TRIG))\n"
        f"body = engine.query(Query('CONSTRUCT WHERE {{ ?s ?p ?o }}'), Wanted(name='{name}')).body\n"
        "sys.stdout.buffer.write(body)"
    )
    here = engine.query(Query("CONSTRUCT WHERE { ?s ?p ?o }"), Wanted(name=name)).body
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            input=TRIG.encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        )
        assert run.stdout == here


def test_13_2_1_several_default_graphs_are_merged(engine: MemoryEngine) -> None:
    assert number(engine, COUNT, (NOTE, LETTER, GERMAN)) == 3
    assert number(engine, COUNT, (NOTE, NOTE)) == 2


def test_from_clauses_are_merged_too(engine: MemoryEngine) -> None:
    clauses = f"FROM <{NOTE}> FROM <{LETTER}>"
    assert number(engine, COUNT.replace("WHERE", clauses + " WHERE")) == 2
    prefixed = "PREFIX n: <u:note#char=0> BASE <u:letter> " + COUNT.replace(
        "WHERE", f"FROM <{NOTE}> FROM <{LETTER}> FROM NAMED <{GERMAN}>"
    ).replace("{ ?s ?p ?o }", "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert number(engine, prefixed) == 3
    with_prefix = "PREFIX u: <u:> SELECT (COUNT(*) AS ?n) FROM u:a FROM u:b { ?s ?p ?o }"
    assert number(engine, with_prefix) == 0


@pytest.mark.parametrize(
    ("prefix", "first", "second"),
    [
        ("PREFIX note: <u:note#>", "note:char\\=0\\,4", f"<{LETTER}>"),
        ("PREFIX note: <u:note> PREFIX note: <u:note#>", "note:char\\=0\\,4", f"<{LETTER}>"),
        ("BASE <u:note>", "<#char=0,4>", f"<{LETTER}>"),
        ("BASE <u:x/y> PREFIX n: <note#>", f"<{NOTE}>", f"<\\u0075{LETTER[1:]}>"),
    ],
)
def test_graphs_are_merged_however_their_names_are_written(
    engine: MemoryEngine, prefix: str, first: str, second: str
) -> None:
    """Two triples and one of them again; a union would count three."""
    clauses = f"FROM {first} FROM {second}"
    assert number(engine, f"{prefix} {COUNT.replace('WHERE', clauses + ' WHERE')}") == 2


@pytest.mark.parametrize(
    ("clause", "what"), [("FROM no:a FROM no:b", "'no:'"), ("FROM <a b> FROM <b>", "near '<'")]
)
def test_a_graph_without_a_whole_name_is_a_syntax_error(engine: MemoryEngine, clause: str, what: str) -> None:
    with pytest.raises(QuerySyntaxError, match=what):
        number(engine, f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}")


def test_the_word_from_in_a_pattern_is_no_clause(engine: MemoryEngine) -> None:
    assert (
        number(engine, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(?o != 'FROM <u:a>') } # FROM <u:b>")
        == 3
    )


def test_2_1_4_the_parameters_replace_the_clauses(engine: MemoryEngine) -> None:
    text = COUNT.replace("WHERE", f"FROM <{NOTE}> FROM <{LETTER}> WHERE")
    assert number(engine, text, (GERMAN,)) == 1
    assert number(engine, text, (GERMAN, LETTER)) == 2


def test_named_graphs_alone_leave_the_default_graph_empty(engine: MemoryEngine) -> None:
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(engine, COUNT, (), (NOTE,)) == 0
    assert number(engine, named, (), (NOTE, GERMAN)) == 3
    assert number(engine, named, (NOTE,)) == 0
    assert number(engine, named, (NOTE, LETTER), (GERMAN,)) == 1
    assert number(engine, named) == 4


def test_too_much_to_merge_is_told(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MERGE_LIMIT", 2)
    with pytest.raises(BadInput, match="too many to merge"):
        number(engine, COUNT, (NOTE, LETTER))


def test_a_syntax_error_has_its_place(engine: MemoryEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        number(engine, "SELECT *\nWHERE { ?s ex:p ?o }")
    assert (caught.value.line, caught.value.column) == (2, 12)


def test_rdf_xml_refuses_a_property_without_a_name(engine: MemoryEngine) -> None:
    text = "CONSTRUCT { <u:a> <http://a.example/p/> <u:b> } WHERE {}"
    with pytest.raises(BadInput, match="XML name"):
        engine.query(Query(text), Wanted(name="rdfxml"))
    assert b"http://a.example/p/" in engine.query(Query(text), Wanted(name="ntriples")).body


def test_the_accept_header_decides(engine: MemoryEngine) -> None:
    assert engine.query(Query("ASK {}"), Wanted("text/csv")).body == b"true"
    assert engine.query(Query("DESCRIBE <u:a>"), Wanted("application/n-triples")).format.name == "ntriples"
    assert engine.query(Query("ASK {}")).format.name == "json"


def test_a_name_goes_before_the_header(engine: MemoryEngine) -> None:
    assert engine.query(Query("ASK {}"), Wanted(accept="text/csv", name="xml")).format.name == "xml"


def test_a_format_for_another_kind_of_result_is_refused(engine: MemoryEngine) -> None:
    with pytest.raises(BadInput, match="'csv' does not hold") as caught:
        engine.query(Query("DESCRIBE <u:a>"), Wanted(name="csv"))
    assert "turtle" in caught.value.remedy
    with pytest.raises(BadInput, match="no format 'cvs'"):
        engine.query(Query("ASK {}"), Wanted(name="cvs"))
    with pytest.raises(NotAcceptable):
        engine.query(Query("DESCRIBE <u:a>"), Wanted("text/csv"))


class Broken(BytesIO):
    """A file that takes so many pieces and no more."""

    def __init__(self, error: Exception, pieces: int) -> None:
        super().__init__()
        self.error = error
        self.pieces = pieces

    def write(self, data: object) -> int:
        """Count, and raise."""
        self.pieces -= 1
        if self.pieces < 0:
            raise self.error
        return super().write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error", [OverLimit("Too long."), OSError(28, "No space left on device"), MemoryError()]
)
@pytest.mark.parametrize("pieces", [0, 3])
def test_what_the_file_raises_ends_the_query_and_passes_through(error: Exception, pieces: int) -> None:
    values = " ".join(str(number) for number in range(300))
    rows = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} VALUES ?c {{ {values} }} }}"
    out = Broken(error, pieces)
    with pytest.raises(type(error)) as caught:
        MemoryEngine().answer(Query(rows), Wanted(name="csv"), out)
    assert caught.value is error
    assert len(out.getvalue()) < 100_000  # of some 300 MB
    graph = Broken(error, 0)
    with pytest.raises(type(error)) as caught:
        MemoryEngine().answer(Query("CONSTRUCT { <u:a> <u:b> 1 } {}"), Wanted(), graph)
    assert caught.value is error


def test_the_columns_of_a_star_are_in_the_order_of_appearance(engine: MemoryEngine) -> None:
    for text, columns in (
        ("SELECT * { ?z a ?b . ?a ?y $z }", "?z\t?b\t?a\t?y"),
        ("# ?a\nselect distinct*{ ?z a ?b . FILTER(?x = 'SELECTED') }", None),
        (
            "SELECT reduced * { ?z a ?b OPTIONAL { ?a ?p ?z } MINUS { ?d ?e ?z } FILTER(?z != 5) }",
            "?z\t?b\t?a\t?p",
        ),
        ("SELECT * {}", ""),
        ("SELECT (1 * 2 AS ?b) (2 AS ?a) {}", "?b\t?a"),
        ("SELECT * { ?z a ?b . { SELECT ?a { ?a ?x ?y } } }", None),
    ):
        found = engine.query(Query(text), Wanted(name="tsv")).body.decode().split("\n")[0]
        assert found == columns if columns is not None else set(found.split("\t")) >= {"?z", "?b"}


def test_relative_iris_have_a_base(engine: MemoryEngine) -> None:
    body = engine.query(Query("SELECT (<a#b> AS ?x) {}"), Wanted(name="csv")).body
    assert body == b"x\r\nhttp://localhost/a#b\r\n"


def test_a_document_is_parsed_into_sorted_quads_with_blank_nodes_of_its_own() -> None:
    engine = MemoryEngine()
    trig = b"PREFIX : <> :b a :B . :a :p _:x, 1, 1 . GRAPH <g> { _:x a :B }"
    first, second = (
        engine.parse(trig, by_name("trig"), "http://a.example/").decode().splitlines() for _ in range(2)
    )
    assert [line for line in first if "_:" not in line] == [
        '<http://a.example/a> <http://a.example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        "<http://a.example/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a.example/B> .",
    ]
    nodes = {line[line.index("_:") :].split()[0] for line in first if "_:" in line}
    assert len(nodes) == 1
    assert not nodes & {line[line.index("_:") :].split()[0] for line in second if "_:" in line}
    assert any(line.endswith(" <http://a.example/g> .") for line in first)


@pytest.mark.parametrize(
    ("name", "document", "place"),
    [
        ("turtle", b"<u:a> <u:b> <u:c> .\n<u:a> <u:b .", (2, 7)),
        ("ntriples", b"<u:a> <u:b> .", (1, None)),
        ("rdfxml", b"<a>", (1, 4)),
        ("turtle", b"\xff", (1, 1)),
    ],
)
def test_a_document_that_does_not_parse_is_told_with_its_place(
    name: str, document: bytes, place: tuple[int | None, int | None]
) -> None:
    with pytest.raises(BadInput) as caught:
        MemoryEngine().parse(document, by_name(name), "http://a.example/")
    line, column = getattr(caught.value, "line", None), getattr(caught.value, "column", None)
    assert (line, column if place[1] else None) == place


def test_a_document_with_a_doctype_is_refused() -> None:
    with pytest.raises(BadInput):
        MemoryEngine().parse(b"<!DOCTYPE a><a/>", by_name("rdfxml"), "http://a.example/")


def test_a_function_that_there_is_none_of_is_no_fault_of_the_text(engine: MemoryEngine) -> None:
    with pytest.raises(Unsupported, match="u:f") as caught:
        engine.query(Query("SELECT (<u:f>(1) AS ?n) {}"))
    assert caught.value.status == 501


def test_no_query_reaches_another_server(engine: MemoryEngine) -> None:
    with pytest.raises(Refused):
        engine.query(Query("ASK { SERVICE <http://127.0.0.1:1/> {} }"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(?x IN (<#a>, <#a>) + ) ?s ?p ?o . ?y ?z ?w }",
        "SELECT * { FILTER(?x IN (<#a>,\n <#a> ?b)) ?s ?p ?o . ?y ?z ?w }",
        "SELECT * { VALUES (?x) { (<#a>) (<#b>) } ?s ?p ! }",
        "ASK { ?x <#a>* ?y FILTER(?x IN (<#a>, <#b>) && !) }",
        "CONSTRUCT { ?s ?p ! } WHERE { FILTER(?x = <#a>) }",
        "DESCRIBE ?x { FILTER(?x IN (<#a>)) ?x ?y ! }",
        "ASK { FILTER(TRUE && ?x IN (<#a>, <#b>)) ?x ?y }",
        "ASK { FILTER(?x IN (<#a>, <#b>)) ?x <#a>* <#a>",
    ],
)
def test_a_syntax_error_has_the_place_that_it_has_where_nothing_is_rewritten(
    engine: MemoryEngine, text: str
) -> None:
    told = []
    for asked in (text, text.replace("<#", "<x")):
        with pytest.raises(QuerySyntaxError) as caught:
            engine.query(Query(asked))
        told.append((caught.value.line, caught.value.column, caught.value.what.replace("<#", "<x")))
    assert told[0] == told[1]


def test_what_is_told_of_a_clause_or_a_block_has_its_place_in_the_text_that_was_sent(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "PREFIX e: <u:> SELECT (?x IN (<#a>, <#b>) AS ?y) FROMe:g { ?x ?p ?o }"
    with pytest.raises(QuerySyntaxError, match="'FROMe:g' is one word") as caught:
        engine.query(Query(text))
    assert caught.value.column == text.index("FROM") + 1
    monkeypatch.setattr(mend, "GRAPHS_LIMIT", 1)
    text = "SELECT (BNODE('a') AS ?b) { ?s <u:p>* <u:no> FILTER(?s IN (<#a>)) GRAPH ?g { SELECT * {} } }"
    with pytest.raises(BadInput, match="named graphs") as refused:
        engine.query(Query(text))
    assert refused.value.where == f"line 1, column {text.index('GRAPH') + 1}"
