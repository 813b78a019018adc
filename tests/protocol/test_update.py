"""SPARQL 1.1 Protocol, section 2.2.3: the graphs that the request names are the dataset of each operation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from cuegraph.errors import BadInput, QuerySyntaxError, Refused
from cuegraph.protocol.request import Update
from cuegraph.protocol.update import MERGED, prepare_update

D1, D2, N1 = "http://a.example/d#1", "http://a.example/d#2", "http://a.example/n"
USING = f"USING <{D1}> "
NAMED = f"USING NAMED <{N1}> "


def prepared(text: str, default: tuple[str, ...] = (D1,), named: tuple[str, ...] = (N1,)) -> str:
    return prepare_update(Update(text, default, named))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT { ?s a ?o } WHERE { ?s ?p ?o }", "INSERT { ?s a ?o } … WHERE { ?s ?p ?o }"),
        ("DELETE{?s ?p ?o}WHERE{?s ?p ?o}", "DELETE{?s ?p ?o}… WHERE{?s ?p ?o}"),
        ("delete {} insert {} where {}", "delete {} insert {} … where {}"),
        ("DELETE WHERE { ?s ?p 1 }", "DELETE { ?s ?p 1 } … WHERE { ?s ?p 1 }"),
        ("DELETE WHERE{GRAPH ?g{?s ?p '}'}}", "DELETE {GRAPH ?g{?s ?p '}'}} … WHERE{GRAPH ?g{?s ?p '}'}}"),
        ("INSERT DATA { <u:a> <u:b> 'WHERE' }", "INSERT DATA { <u:a> <u:b> 'WHERE' }"),
        ("DELETE DATA {} ; CLEAR ALL", "DELETE DATA {} ; CLEAR ALL"),
        (
            "INSERT {} WHERE {} ;\n# WHERE\nDELETE {} WHERE { SELECT * WHERE { ?s ?p <u:WHERE> } }",
            "INSERT {} … WHERE {} ;\n# WHERE\nDELETE {} … WHERE { SELECT * WHERE { ?s ?p <u:WHERE> } }",
        ),
        (
            "PREFIX where: <u:> INSERT { where:a where:b ?where } WHERE { ?where where:c 1 }",
            "PREFIX where: <u:> INSERT { where:a where:b ?where } … WHERE { ?where where:c 1 }",
        ),
        ("INSERT{}WHERE#{\n{}", "INSERT{}… WHERE#{\n{}"),
        ("PREFIX with: <u:> COPY with:a TO with:b", "PREFIX with: <u:> COPY with:a TO with:b"),
    ],
)
def test_the_clauses_go_before_where(text: str, expected: str) -> None:
    assert prepared(text).split() == expected.replace("…", f" {USING}{NAMED}").split()
    assert prepared(text, (), (N1,)).split() == expected.replace("…", f" {NAMED}").split()
    assert prepared(text, (), ()) == text


@pytest.mark.parametrize(
    "text",
    [
        "INSERT {} USING <u:g> WHERE {}",
        "WITH <u:g> DELETE {} WHERE {}",
        "with<u:g>delete{}where{}",
        "CLEAR ALL ; INSERT {} using named <u:g> WHERE {}",
        "PREFIX ex: <u:> INSERT{}USINGex:g WHERE {}",
        "PREFIX ex: <u:> WITHex:g INSERT{}WHERE{}",
        "PREFIX ex: <u:> CLEAR ALL;WITHex:g INSERT{}WHERE{}",
        "INSERT{}USINGNAMED<u:g>WHERE{}",
        "INSERT {} \\u0055SING <u:g> WHERE {}",
    ],
)
def test_an_update_with_graphs_of_its_own_cannot_have_the_requests_too(text: str) -> None:
    for default, named in (((D1,), ()), ((), (N1,))):
        with pytest.raises(BadInput, match="and so does the request") as caught:
            prepared(text, default, named)
        assert caught.value.status == 400
        assert caught.value.where.startswith("line 1, column ")
    assert prepared(text, (), ()) == text


def test_keywords_that_nothing_sets_apart_are_told() -> None:
    with pytest.raises(QuerySyntaxError, match="one word"):
        prepared("DELETEWHERE{?s ?p ?o}")


def test_what_is_refused_is_refused_with_graphs_too() -> None:
    with pytest.raises(Refused):
        prepared("INSERT {} WHERE {} ; LOAD <u:a>")
    with pytest.raises(Refused):
        prepared("INSERT {} WHERE { SERVICE <u:a> {} }")


DATA = f"""
<u:a> <u:in> "default" .
GRAPH <{D1}> {{ <u:a> <u:p> 1 . <u:b> <u:p> 2 }}
GRAPH <{D2}> {{ <u:a> <u:p> 1 . <u:c> <u:p> 3 }}
GRAPH <{N1}> {{ <u:n> <u:p> 4 }}
"""


def changed(text: str, default: tuple[str, ...], named: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """What graphs hold after an update of the data; those that nothing is changed in are left out."""
    store = Store()
    store.update(f"INSERT DATA {{ {DATA} }}")
    before = {str(quad) for quad in store}
    store.update(prepared(text, default, named))
    graphs: dict[str, set[str]] = {}
    for quad in store:
        if str(quad) not in before:
            graphs.setdefault(str(quad.graph_name), set()).add(str(quad.object))
    graphs["gone"] = {each for each in before if each not in {str(quad) for quad in store}}
    return graphs


def test_the_patterns_see_these_graphs_only() -> None:
    everywhere = (
        "INSERT { GRAPH <u:x> { <u:r> <u:p> ?o } } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert changed(everywhere, (D1,))["<u:x>"] == {f'"{n}"{integer}' for n in (1, 2)}
    assert changed(everywhere, (D1, D2))["<u:x>"] == {f'"{n}"{integer}' for n in (1, 2, 3)}
    assert changed(everywhere, (D1,), (N1,))["<u:x>"] == {f'"{n}"{integer}' for n in (1, 2, 4)}
    assert changed(everywhere, (), (N1,))["<u:x>"] == {f'"4"{integer}'}


@pytest.mark.parametrize("tail", ["", " # the end", " ;", " ; CLEAR GRAPH <u:none>"])
def test_a_triple_of_two_graphs_counts_once(tail: str) -> None:
    text = (
        "PREFIX x: <u:>\nINSERT { GRAPH x:x { x:r x:p ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
    )
    text += tail.replace("CLEAR", "CLEAR SILENT")
    found = changed(text, (D1, D2))
    assert found["<u:x>"] == {'"3"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert set(found) == {"<u:x>", "gone"}  # and the merge is nowhere any more
    assert not found["gone"]


def test_each_operation_sees_what_those_before_it_have_done() -> None:
    text = (
        f"INSERT DATA {{ GRAPH <{D2}> {{ <u:d> <u:p> 5 }} }} ; "
        "INSERT { GRAPH <u:x> { <u:r> <u:p> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
    )
    assert changed(text, (D1, D2))["<u:x>"] == {'"4"^^<http://www.w3.org/2001/XMLSchema#integer>'}


def test_delete_where_takes_from_the_default_graph_what_the_named_dataset_holds() -> None:
    store = Store()
    store.load(f"<u:a> <u:p> 1 . <u:b> <u:p> 9 . <{D1}> {{ <u:a> <u:p> 1 }}", format=RdfFormat.TRIG)
    store.update(prepared("DELETE WHERE { ?s <u:p> ?o }", (D1,), ()))
    assert {(str(quad.subject), str(quad.graph_name)) for quad in store} == {
        ("<u:b>", "DEFAULT"),
        ("<u:a>", f"<{D1}>"),
    }


OPERATIONS = [
    "INSERT DATA { <u:s> <u:p> 'WHERE {' , <u:WHERE> }",
    "DELETE DATA { GRAPH <u:g> { <u:s> <u:p> 1 } }",
    "DELETE WHERE { ?s <u:p> ?o }",
    "DELETE WHERE { GRAPH <u:g> { ?s <u:p> ?o } }",
    "INSERT { ?s <u:q> ?o } WHERE { ?s <u:p> ?o FILTER EXISTS { SELECT * WHERE { ?s <u:p> ?x } } }",
    "DELETE { ?s <u:p> ?o } INSERT { GRAPH <u:g> { ?s <u:r> '}' } } WHERE { GRAPH ?g { ?s <u:p> ?o } } # {",
    "CLEAR GRAPH <u:none>",
    "COPY <u:g> TO <u:h>",
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(OPERATIONS), max_size=6), st.sampled_from(["\n ;\n", "\n;", "\n;\n# ; WHERE\n"])
)
def test_updates_with_the_stores_own_graphs_change_what_they_change_without(
    operations: list[str], between: str
) -> None:
    """Where the dataset that is named is the whole store under other names, the result is the same."""
    text = between.join(operations).replace("CLEAR", "CLEAR SILENT").replace("COPY", "COPY SILENT")
    quads = [Quad(NamedNode(f"u:{n}"), NamedNode("u:p"), NamedNode(f"u:{n}")) for n in "abc"]
    quads += [Quad(quad.subject, quad.predicate, quad.object, NamedNode("u:g")) for quad in quads[:2]]
    plain, named = Store(), Store()
    for store in (plain, named):
        store.extend(quads)
    plain.update(text.replace("WHERE { GRAPH ?g", "WHERE { VALUES ?g { <u:g> } GRAPH ?g"))
    # a copy of the default graph as it is before each operation stands for it
    copy, ended = "INSERT { GRAPH <u:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }", "DROP SILENT GRAPH <u:copy>"
    for operation in operations:
        named.update(copy)
        each = operation.replace("CLEAR", "CLEAR SILENT").replace("COPY", "COPY SILENT")
        named.update(prepared(each, ("u:copy",), ("u:g",)))
        named.update(ended)
    assert {str(quad) for quad in named} == {str(quad) for quad in plain}


def test_the_merge_has_a_name_that_no_text_can_foresee() -> None:
    text = "INSERT {} WHERE {}"
    first, second = prepared(text, (D1, D2)), prepared(text + " ", (D1, D2))
    names = {each.split(MERGED)[1].split(">")[0] for each in (first, second)}
    assert len(names) == 2
