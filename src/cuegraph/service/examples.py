"""The library's questions as SPARQL examples in RDF, in the form that SIB's endpoints publish theirs.

Each is a ``sh:SPARQLExecutable`` with its text, a comment for people, keywords and the endpoint that it is
for; what reads them there (editors, assistants that write queries) reads them here.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuegraph.engine.write import write_graph
from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.vocabulary import OWL, RDF, RDFS, SCHEMA, SH, XSD, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cuegraph.media import Format
    from cuegraph.service.library import Question

PATH: Final = ".well-known/sparql-examples"
"""Where clients look for the examples of an endpoint."""

SPEX: Final = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
"""The terms that SHACL lacks."""

_FORMS: Final = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
    "DESCRIBE": (SPEX.SPARQLDescribeExecutable, SPEX.describe),
}
_PREFIXES: Final = BlankNode("sparql_examples_prefixes")


def describe_examples(questions: Iterable[Question], root: str, wanted: Format) -> bytes:
    """Questions as examples, in a format for graphs.

    Args:
        questions: the questions, each with its defaults.
        root: the address of the server, with a slash at its end.
        wanted: the format.
    """
    asked = list(questions)
    triples = [triple for each in asked for triple in _example(each, root)]
    triples += _declared(asked)
    out = BytesIO()
    write_graph(triples, wanted, out)
    return out.getvalue()


def query_of(question: Question) -> str:
    """A question's query without the lines that describe it."""
    lines = question.text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+")).strip()


def _example(question: Question, root: str) -> Iterator[Triple]:
    example = NamedNode(f"{root}{PATH}/{question.name}")
    query = query_of(question)
    kind, holds = _FORMS[_form(query)]
    yield Triple(example, RDF.type, SH.SPARQLExecutable)
    yield Triple(example, RDF.type, kind)
    yield Triple(example, RDFS.label, Literal(question.title, language="en"))
    yield Triple(example, RDFS.comment, Literal(question.sentence, language="en"))
    yield Triple(example, RDFS.seeAlso, NamedNode(f"{root}questions/{question.name}"))
    yield Triple(example, SH.prefixes, _PREFIXES)
    yield Triple(example, holds, Literal(query))
    yield Triple(example, SCHEMA.target, NamedNode(f"{root}sparql"))
    for tag in question.tags:
        yield Triple(example, SCHEMA.keywords, Literal(tag))


def _form(query: str) -> str:
    """The keyword that a query begins with, behind what it declares."""
    rest = tokens(query, len(prologue(query).text))
    return next(each.word for each in rest if each.kind is Kind.WORD)


def _declared(questions: Iterable[Question]) -> Iterator[Triple]:
    """What the prefixes of the queries stand for."""
    declared = {pair for each in questions for pair in prologue(query_of(each)).prefixes.items()}
    yield Triple(_PREFIXES, RDF.type, OWL.Ontology)
    for number, (prefix, iri) in enumerate(sorted(declared)):
        node = BlankNode(f"prefix{number}")
        yield Triple(_PREFIXES, SH.declare, node)
        yield Triple(node, SH.prefix, Literal(prefix))
        yield Triple(node, SH.namespace, Literal(iri, datatype=XSD.anyURI))
