"""What a person is told of the commonest mistakes: the place of the token at fault, and what to write."""

import pytest

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import QuerySyntaxError, Unsupported
from cuegraph.protocol.request import Query, Update

RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"


def told(text: str, *, update: bool = False) -> QuerySyntaxError:
    engine = MemoryEngine()
    with pytest.raises(QuerySyntaxError) as caught:
        _ = engine.update(Update(text)) if update else engine.query(Query(text))
    error = caught.value
    assert (error.line, error.column) == (1, error.column)
    assert error.where == f"line 1, column {error.column}"
    assert error.what.endswith((".", "?"))
    return error


QUERIES = [
    ("SELECT ?s (COUNT(?p) AS ?c) { ?s ?p ?o }", 8, "?s is neither", "Add GROUP BY ?s, or aggregate it"),
    ("SELECT ?s { ?s ?p ?o } GROUP BY ?o", 8, "?s is neither", "Add ?s to GROUP BY, or"),
    ("SELECT (STR(?s) AS ?t) { ?s ?p ?o } GROUP BY ?o", 13, "?s is neither", "Add ?s to GROUP BY"),
    ("ASK { { SELECT ?s (SUM(?o) AS ?n) { ?s ?p ?o } } ?s ?p }", 16, "?s is neither", "GROUP BY ?s"),
    ("SELECT ?x { ?s ?p ?o BIND(?o AS ?s) }", 33, "?s has a value already", "Take another name"),
    ("SELECT ?x { ?s ?p ?o BIND(?o AS ?s) } LIMIT 2", 33, "?s has a value already", "Take another name"),
    ("SELECT (?o AS ?s) { ?s ?p ?o }", 15, "?s has a value already", "Take another name"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", 8, "SELECT * cannot stand beside GROUP BY", "Name the columns"),
    ("SELECT ?s, ?p { ?s ?p ?o }", 10, "','", "Variables are set apart by spaces"),
    ("SELECT ?s { ?s ?p ?o FILTER(SUM(?o) > 3) }", 29, "SUM stands in FILTER", "HAVING"),
    ("SELECT ?s { OPTIONAL { _:a ?p ?o } _:a ?q ?r }", 36, "_:a stands in two patterns", "?a"),
    ("SELECT * { ?s ?p ?o ?o ?q ?r . ?a ?b ?c }", 21, "apart from the triple before", "Put '.' before it"),
    ("SELECT * { ?s ?p ?o . s ?p ?o }", 23, "'s' alone", 'Write ?s or "s", or a name'),
    ("SELECT s { ?s ?p ?o }", 8, "'s' alone", "Write ?s."),
    ("SELECT * { ?s ?p Paris }", 18, "'Paris' alone", '?Paris or "Paris"'),
    ("SELECT * { ?s ?p ?o FILTER(?o == 3) }", 31, "'=='", "Write = for it"),
    ("SELECT * { ?s ?p ?o FILTER(?o <> 3) }", 31, "'<>'", "Write != for it"),
    ("SELECT * { ?s ?p ?o FILTER(?o = 3 and ?p = 2) }", 35, "'and'", "Write && for it"),
    ("SELECT * { ?s ?p ?o FILTER(NOT ?o) }", 32, "NOT", "Write ! for it"),
    ("SELECT * { ?s ?p ?o FILTER(?o = 3 && ) }", 38, "between '&&' and ')'", "behind '&&'"),
    ("SELECT * { ?s ?p ?o FILTER ?o = 3 }", 28, "FILTER needs '('", "Put '(' behind FILTER"),
    ("SELECT * { ?s ?p ?o OPTIONAL ?s ?q ?r }", 30, "OPTIONAL needs '{'", "Put '{' behind OPTIONAL"),
    ("SELECT * { ?s ?p ?o OPTINAL { ?s ?q ?r } }", 21, "'OPTINAL'", "Did you mean OPTIONAL?"),
    ("SELECT * { ?s ?p ?o . FLTER(?o > 3) }", 23, "'FLTER'", "Did you mean FILTER?"),
    ("SELECT * { { ?s ?p ?o } UNOIN { ?s ?q ?r } }", 25, "'UNOIN'", "Did you mean UNION?"),
    ("SELEKT * { ?s ?p ?o }", 1, "'SELEKT'", "Did you mean SELECT?"),
    ("SELECT * { ?s ?p ?o } LIMT 3", 23, "'LIMT'", "Did you mean LIMIT?"),
    ("ASK { FILTER(STRSTART('ab', 'a')) }", 14, "'STRSTART'", "Did you mean STRSTARTS?"),
    ("SELECT * { ?s ?p ?o } FILTER(?o > 3)", 23, "behind the '}' of line 1, column 21", "before that brace"),
    ("SELECT * { ?s ?p ?o . LIMIT 3 }", 23, "within the pattern", "behind the '}' of line 1, column 31"),
    ("SELECT * { ?s ?p ?o } LIMIT 3 GROUP BY ?s", 8, "beside GROUP BY", "Name the columns"),
    ("SELECT * { ?s ?p ?o } LIMIT 3 HAVING(?s)", 31, "HAVING", "The order is GROUP BY"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", 29, "ORDER needs BY", "ORDER BY"),
    ("SELECT * { ?s ?p ?o } LIMIT ?x", 29, "LIMIT needs a whole number", "LIMIT 10"),
    ("SELECT * { ?s ?p ?o } SELECT * { ?a ?b ?c }", 23, "A second query begins", "one query at a time"),
    ("SELECT ?s { SELECT ?x { ?x ?y ?z } ?a ?b ?c }", 36, "sub-select", "SELECT of line 1, column 13"),
    ("SELECT COUNT(*) { ?s ?p ?o }", 8, "COUNT needs brackets", "(COUNT(*) AS ?count)"),
    ("SELECT (COUNT(*)) { ?s ?p ?o }", 17, "AS and a variable", "(… AS ?name)"),
    ("ASK { ?s ?p COUNT(?x) }", 13, "COUNT(…) cannot stand here", "BIND"),
    ("ASK { BIND(STR(?o) ?c) }", 20, "AS is missing", "AS ?name"),
    ("ASK { FILTER CONTAINS('ab' 'a') }", 28, "A comma is missing", "commas"),
    ("ASK { ?s ?p }", 13, "missing between '?p' and '}'", "a subject, a predicate and an object"),
    ('ASK { ?s ?p "a"b"c" }', 16, 'The string "a" ends before', '\\"'),
    ("ASK { ?s ?p \u201ca\u201d }", 13, "\u201c is no quotation mark", "around a text"),
    ("ASK { ?s ?p 'a }", 13, "The string is not closed", "Close it with '"),
    ("ASK { ?s ?p 'a\\d' }", 13, "the escape '\\d'", "twice"),
    ("ASK { ?s <http://a.example/b ?o }", 10, "The IRI is not closed", "Close it with '>'"),
    ("ASK { ?s <http://a.example/b c> ?o }", 10, "The IRI is not closed", "%20"),
    ("SELECT * FROM <a b> { ?s ?p ?o }", 15, "near '<': the IRI is not closed", "%20"),
    ("ASK { ?s http://a.example/b ?o }", 10, "without its brackets", "Write <http://a.example/b>."),
    ("PREFIX a: <u:>; ASK { ?s a:b ?o }", 15, "';'", "leave it out"),
    ("PREFIX a <u:> ASK { ?s ?p ?o }", 8, "PREFIX names no prefix", "with a colon"),
    ("@prefix a: <u:> . ASK { ?s a:b ?o }", 9, "Turtle", "PREFIX a:"),
    ("ASK { ?s ?p (?o }", 17, "'}' closes none", "'(' is open since line 1, column 13"),
    ("ASK { ?s ?p ?o", 5, "'{' is not closed", "Close it with '}'"),
    ("ASK { ?s ?p ?o } ;", 18, "';' stands behind the end", "Leave ';' out"),
    ("CONSTRUCT { ?s ?p ?o }", 23, "ends too early, behind '}'", "WHERE { … }"),
    ("DROP ALL", 1, "DROP cannot begin this", "/update"),
    ("WHERE { ?s ?p ?o }", 1, "'WHERE'", "A query begins with"),
    ("# nothing", 10, "no query", "A query begins with"),
    ("ASK { ?s rdfs:label ?o }", 10, "'rdfs:' is not declared", f"Begin with {RDFS}"),
    ("ASK { ?s foaf:name ?o }", 10, "'foaf:' is not declared", "<http://xmlns.com/foaf/0.1/>"),
    ("ASK { ?s dcterms:title ?o }", 10, "'dcterms:' is not declared", "<http://purl.org/dc/terms/>"),
    ("ASK { ?s own:name ?o }", 10, "'own:' is not declared", "Begin with PREFIX own: <…>."),
    (
        RDFS.replace("rdfs:", "rdsf:") + " ASK { ?s rdfs:label ?o }",
        63,
        "'rdfs:' is not",
        "Did you mean rdsf:?",
    ),
]


@pytest.mark.parametrize(("text", "column", "what", "remedy"), QUERIES)
def test_a_query(text: str, column: int, what: str, remedy: str) -> None:
    error = told(text)
    assert what in error.what
    assert remedy in error.remedy
    assert error.column == column


UPDATES = [
    ("INSERT DATA { <u:a> <u:b> ?x }", 27, "not allowed in INSERT DATA: ?x", "WHERE { … }"),
    ("DELETE DATA { <u:a> <u:b> _:x }", 27, "Blank nodes are not allowed in DELETE DATA.", "a variable"),
    ("DELETE WHERE { <u:a> <u:b> [] }", 28, "Blank nodes are not allowed in DELETE WHERE.", "a variable"),
    ("DELETE { _:a <u:b> 1 } WHERE {}", 10, "Blank nodes are not allowed in DELETE.", "a variable"),
    ("CLEAR ALL INSERT DATA {}", 11, "INSERT", "Put ';' before INSERT"),
    ("CLEAR <u:g>", 7, "CLEAR needs GRAPH", "CLEAR GRAPH"),
    ("INSERT { <u:a> <u:b> 1 }", 25, "ends too early", "WHERE { … }"),
    ("INSERT DATA { <u:a> <u:b> 1 } WHERE {}", 31, "WHERE", "without DATA"),
    ("SELECT * {}", 1, "SELECT cannot begin this", "/sparql"),
    ("PREFIX a: <u:> CLEAR ALL ; PREFIX b: <u:> DELTE DATA { a:a b:b 1 }", 43, "'DELTE'", "mean DELETE?"),
    (";", 1, "There is no operation before ';'", "leave ';' out"),
    ("PREFIX a: <u:> ; CLEAR ALL", 16, "There is no operation before ';'", "leave ';' out"),
]


@pytest.mark.parametrize(("text", "column", "what", "remedy"), UPDATES)
def test_an_update(text: str, column: int, what: str, remedy: str) -> None:
    error = told(text, update=True)
    assert what in error.what
    assert remedy in error.remedy
    assert error.column == column


def test_a_place_is_one_of_the_text_as_it_came() -> None:
    error = told("ASK { FILTER(TRUE && 1<2 && ?x<?a&&?b>?y && 'é' <a#b> 3 zz) }")
    assert error.column is not None
    assert "zz" not in "ASK { FILTER(TRUE && 1<2 && ?x<?a&&?b>?y && 'é' <a#b> 3 zz) }"[: error.column - 1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ASK {\n FILTER(<http://x.example/y>(?o)) }", "line 2, column 9"),
        ("PREFIX e: <u:>\nASK { FILTER(?o = e:f || e:f(?o)) }", "line 2, column 26"),
        ("BASE <http://x.example/> ASK { FILTER(True && <f>(1)) }", "line 1, column 47"),
    ],
)
def test_a_function_that_is_not_there_has_its_place(text: str, place: str) -> None:
    with pytest.raises(Unsupported, match="custom function") as caught:
        MemoryEngine().query(Query(text))
    assert caught.value.where == place


def test_nothing_is_carried_out_or_called_while_a_fault_is_looked_for() -> None:
    engine = MemoryEngine()
    engine.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
    for text in (
        "CLEAR ALL ; CLEAR",
        "DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <u:c> <u:d> }",
        "DROP ALL zz",
    ):
        told(text, update=True)
    assert len(engine.store) == 1
