"""Updates as the engine carries them out, where pyoxigraph alone would not."""

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import Conflict, QuerySyntaxError, Refused, Unsupported
from cuegraph.protocol.request import Update


def after(text: str) -> set[str]:
    """What an empty engine holds after an update."""
    engine = MemoryEngine()
    engine.update(Update(text))
    return {f"{quad.subject} {quad.predicate} {quad.object}" for quad in engine.store}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("INSERT DATA {} ; PREFIX a: <u:x#> INSERT DATA { a:s a:p a:o }", {"<u:x#s> <u:x#p> <u:x#o>"}),
        (
            "PREFIX a: <u:x#> INSERT DATA {a:s a:p 1} ;\n#\nPREFIX a: <u:y#>\nINSERT DATA {a:s a:p 'a:s'}",
            {"<u:x#s> <u:x#p> 1", '<u:y#s> <u:y#p> "a:s"'},
        ),
        (
            "PREFIX : <u:> CLEAR ALL; BASE <http://a.example/b/> PREFIX c: <c#> INSERT DATA {<s> c:p :o, 1}",
            {
                "<http://a.example/b/s> <http://a.example/b/c#p> <u:o>",
                "<http://a.example/b/s> <http://a.example/b/c#p> 1",
            },
        ),
        (
            "BASE <http://a.example/> INSERT DATA { <s> <p> <o> } ; BASE <b/c> INSERT DATA { <s> <p> <o> }",
            {
                "<http://a.example/s> <http://a.example/p> <http://a.example/o>",
                "<http://a.example/b/s> <http://a.example/b/p> <http://a.example/b/o>",
            },
        ),
        (
            "PREFIX a: <u:a#> INSERT DATA {a:s a:p 1}; PREFIX b: <u:b#> INSERT {b:s a:p ?o} WHERE {?s ?p ?o}",
            {"<u:a#s> <u:a#p> 1", "<u:b#s> <u:a#p> 1"},
        ),
    ],
)
def test_29_each_operation_may_have_a_prologue(text: str, held: set[str]) -> None:
    number = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert after(text) == {each.replace(" 1", f" {number}") for each in held}


def test_a_prefix_holds_only_behind_its_declaration() -> None:
    with pytest.raises(QuerySyntaxError, match="'a:'"):
        after("INSERT DATA { a:s a:p 1 } ; PREFIX a: <u:> INSERT DATA { a:s a:p 1 }")


def test_3_1_4_load_silent_is_a_success() -> None:
    text = "LOAD SILENT <http://127.0.0.1:1/a> INTO GRAPH <u:g> ; load silent <http://127.0.0.1:1/b>;"
    assert after(f"{text} INSERT DATA {{ <u:s> <u:p> 'LOAD SILENT <u:a>' }}") == {
        '<u:s> <u:p> "LOAD SILENT <u:a>"'
    }


def test_load_is_refused_once_the_text_is_known_to_parse() -> None:
    with pytest.raises(Refused):
        after("LOAD <http://127.0.0.1:1/a>")
    with pytest.raises(Refused):
        after("PREFIX a: <http://127.0.0.1:1/>\nLOAD a:a INTO GRAPH a:g ; INSERT DATA { a:s a:p 1 }")
    with pytest.raises(QuerySyntaxError) as caught:
        after("PREFIX a: <http://127.0.0.1:1/>\nLOAD a:a INTO\n GRAPH 5 ; CLEAR ALL")
    assert (caught.value.line, caught.value.column) == (3, 8)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("INSERT DATA {\n <u:a> <u:b> }", (2, 14)),
        ("PREFIX : <u:>\nINSERT DATA { :a :b TRUE } ;\nPREFIX b: <u:> DELETE { :a :b }", (3, 31)),
        ("PREFIX : <u:> FOO", (1, 15)),
        ("INSERT DATA { <u:a> no:b 1 }", (1, 21)),
        ("PREFIX : <u:> CLEAR ALL ; PREFIX b: <u:> DELETE { b:a b:b } WHERE {}", (1, 59)),
        ("CLEAR ALL ; BASE <http://a.example/> INSERT DATA { <a> <b> <c>, }", (1, 65)),
        ("LOAD SILENT <u:a> INTO GRAPH <u:b> ; INSERT DATA { <u:a> <u:b> }", (1, 64)),
        ("INSERT {} WHERE { FILTER(?x IN (<#a>, <#b>)) ?s ?p }", (1, 52)),
        ("LOAD <u:a> ; INSERT {} WHERE { FILTER(?x IN (<#a>, <#b>)) ?s ?p }", (1, 65)),
        ("INSERT {} WHERE { FILTER(?x = <a&&b>) ?s TRUE }", (1, 42)),
    ],
)
def test_a_syntax_error_has_its_place_in_the_text_that_was_sent(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        after(text)
    assert (caught.value.line, caught.value.column) == place


def test_using_graphs_do_not_shift_the_place() -> None:
    engine = MemoryEngine()
    with pytest.raises(QuerySyntaxError) as caught:
        engine.update(Update("DELETE WHERE { ?s ?p } ; CLEAR ALL", ("u:g", "u:h"), ()))
    assert (caught.value.line, caught.value.column) == (1, 22)


def test_an_update_is_all_or_nothing() -> None:
    engine = MemoryEngine([Quad(NamedNode("u:a"), NamedNode("u:p"), NamedNode("u:b"), DefaultGraph())])
    for text, error in (
        ("CLEAR ALL ; DROP GRAPH <u:none>", Conflict),
        (
            "INSERT DATA { <u:c> <u:p> 1 } ; INSERT { <u:d> <u:p> ?x } WHERE { BIND(<u:f>() AS ?x) }",
            Unsupported,
        ),
    ):
        with pytest.raises(error):
            engine.update(Update(text))
        assert len(engine.store) == 1


def test_a_query_is_no_update() -> None:
    with pytest.raises(QuerySyntaxError):
        after("SELECT * { ?s ?p ?o }")
