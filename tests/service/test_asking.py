"""Questions as a thing's page asks them."""

from pyoxigraph import NamedNode

from cuegraph.service.asking import asked_of, without_citations
from cuegraph.service.library import read_question

HEAD = """\
#+ title: Songs
#+ sentence: Which songs?
#+ parameters:
#+   - {name: film, type: iri, help: the film}
#+ expect:
#+   - columns: [song]
#+     rows: []
"""
FILM = NamedNode("https://w3id.org/cuegraph/film/tide")


def asked(query: str) -> str:
    return asked_of(read_question("songs", HEAD + query, "songs.rq"), "film", FILM)


def test_the_thing_stands_in_the_place_of_the_parameter() -> None:
    found = asked(
        "SELECT ?song WHERE { VALUES ?film { UNDEF } ?song ?in ?film . # ?film\n FILTER(?song != ?film) }"
    )
    assert (
        found.split()
        == f"SELECT ?song WHERE {{ ?song ?in {FILM} . # ?film FILTER(?song != {FILM}) }}".split()
    )


def test_where_it_cannot_the_values_hold_it() -> None:
    for query in (
        "SELECT ?song WHERE { VALUES ?film { UNDEF } ?song ?in ?film FILTER(BOUND(?film)) }",
        "SELECT ?song WHERE { VALUES ?film { UNDEF } { SELECT ?film { ?song ?in ?film } } }",
    ):
        assert asked(query) == query.replace("UNDEF", str(FILM))


def test_what_the_rows_have_is_held_too() -> None:
    query = "SELECT ?song {} WHERE {{ VALUES ?film {{ {} }} ?song ?in {} }} ORDER BY {}"
    for rows, order in (("?film", "?song"), ("?song", "?film"), ("(COUNT(?film) AS ?n)", "STR(?film)")):
        assert asked(query.format(rows, "UNDEF", "?film", order)) == query.format(rows, FILM, FILM, order)


def test_without_citations_the_default_graph_is_asked() -> None:
    assert (
        without_citations(
            'GRAPH ?citation { ?a ?b ?c } FILTER(CONTAINS(STR(?g), "#")) GRAPH graph:sources { ?s ?p ?o }'
        )
        == "{ ?a ?b ?c }  OPTIONAL { GRAPH graph:sources { ?s ?p ?o } }"
    )


def test_without_citations_what_is_optional_stays_so_as_a_whole() -> None:
    told = "GRAPH graph:sources { ?source skos:prefLabel ?label }"
    assert without_citations(f"{{ {told} }}") == f"{{ OPTIONAL {{ {told} }} }}"
    whole = f"OPTIONAL {{\n  {told}\n  ?row fm:of ?thing }}"
    assert without_citations(whole) == whole
