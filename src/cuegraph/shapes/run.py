"""Running SHACL over a plain graph with pyshacl, the reference engine."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from pyparsing import ParseBaseException
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib.plugins.sparql import prepareQuery

from cuegraph.errors import InvalidData
from cuegraph.shapes.index import Index, Node, Term
from cuegraph.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.plugins.sparql.sparql import Query


@dataclass(frozen=True)
class Result:
    """One entry of a SHACL validation report (SHACL 3.6.2).

    Attributes:
        severity: ``sh:Violation``, ``sh:Warning`` or ``sh:Info``.
        focus: the node that breaks the shape.
        shape: the shape that it breaks.
        component: the kind of constraint.
        path: the property at fault, a blank node for a path of several; None for a node shape.
        value: the value at fault; None when the report names none.
        constraint: the SPARQL constraint at fault; None for the others.
        messages: what the report says of it, sorted.
    """

    severity: Term
    focus: Term
    shape: Term
    component: Term
    path: Term | None
    value: Term | None
    constraint: Term | None
    messages: tuple[str, ...]


def run(data: Iterable[Triple], shapes: Iterable[Triple]) -> tuple[Triple, ...]:
    """The SHACL validation report on a graph, as its triples.

    No inference takes place: what the shapes are to see must be in the data, ``rdfs:subClassOf`` included.

    Args:
        data: one graph.
        shapes: the shapes graph.

    Raises:
        InvalidData: the shapes cannot be run.
    """
    with _quiet():
        try:
            _, report, text = pyshacl.validate(
                _plain_graph(data), shacl_graph=_plain_graph(shapes), inference="none", meta_shacl=False
            )
        except ReportableRuntimeError as fault:
            raise _broken(fault.message) from fault
    if isinstance(report, ValidationFailure):
        raise _broken(report.message)
    if not isinstance(report, rdflib.Graph):
        raise _broken(str(text))
    return tuple(_triple(*each) for each in report)


def results(report: Iterable[Triple]) -> tuple[Result, ...]:
    """The entries of a validation report, each once, in an order that depends on what they say only."""
    index = Index(report)
    found = {
        Result(
            severity=_needed(index, node, SH.resultSeverity),
            focus=_needed(index, node, SH.focusNode),
            shape=_needed(index, node, SH.sourceShape),
            component=_needed(index, node, SH.sourceConstraintComponent),
            path=index.one(node, SH.resultPath),
            value=index.one(node, SH.value),
            constraint=index.one(node, SH.sourceConstraint),
            messages=tuple(each.value for each in index.objects(node, SH.resultMessage) if _is_literal(each)),
        )
        for node in index.subjects(RDF.type, SH.ValidationResult)
        if index.subjects(SH.result, node)
    }
    rank: dict[Term, int] = {SH.Violation: 0, SH.Warning: 1}
    return tuple(
        sorted(
            found,
            key=lambda each: (
                rank.get(each.severity, 2),
                str(each.focus),
                str(each.shape),
                str(each.component),
                str(each.value),
                each.messages,
            ),
        )
    )


def _is_literal(term: Term) -> bool:
    return isinstance(term, Literal)


def _needed(index: Index, node: Node, predicate: NamedNode) -> Term:
    found = index.one(node, predicate)
    if found is None:
        raise _broken(f"an entry of the report lacks {predicate.value}")
    return found


def _broken(why: str) -> InvalidData:
    return InvalidData(f"The shapes cannot be run: {why}", where="shapes.ttl", remedy="Mend what it names.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without rdflib's own warnings on ill-typed literals, each of which the report tells anyway."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


class _PlainGraph(rdflib.Graph):
    """A graph that parses each query once: pyshacl asks every SPARQL constraint anew for every node."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *options: Any, **named: Any) -> rdflib.query.Result:
        """The answer to a query, as rdflib's own method gives it."""
        if isinstance(query_object, str):
            text = query_object
            if text not in self._prepared:
                try:
                    self._prepared[text] = prepareQuery(text)
                except ParseBaseException as fault:
                    raise _broken(f"{fault} in the query{text}") from fault
            query_object = self._prepared[text]
        return super().query(query_object, *options, **named)


def _plain_graph(triples: Iterable[Triple]) -> _PlainGraph:
    graph = _PlainGraph()
    for subject, predicate, value in triples:
        graph.add((_to_rdflib(subject), _to_rdflib(predicate), _to_rdflib(value)))
    return graph


def _to_rdflib(term: object) -> rdflib.term.Node:
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            if term.datatype.value == rdflib.XSD.string.toPython():
                return rdflib.Literal(term.value)
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
        case _:
            raise InvalidData(f"SHACL is not defined on the term {term}.", remedy="Leave it out of the data.")


def _triple(subject: rdflib.term.Node, predicate: rdflib.term.Node, value: rdflib.term.Node) -> Triple:
    start, name = _from_rdflib(subject), _from_rdflib(predicate)
    if isinstance(start, Literal) or not isinstance(name, NamedNode):
        raise _broken(f"its report holds the triple {start} {name} {value}")
    return Triple(start, name, _from_rdflib(value))


def _from_rdflib(term: rdflib.term.Node) -> Term:
    match term:
        case rdflib.URIRef():
            return NamedNode(str(term))
        case rdflib.BNode():
            return BlankNode(str(term))
        case rdflib.Literal(language=None, datatype=None):
            return Literal(str(term))
        case rdflib.Literal(language=None):
            return Literal(str(term), datatype=NamedNode(str(term.datatype)))
        case rdflib.Literal():
            return Literal(str(term), language=term.language)
        case _:
            raise _broken(f"its report holds the term {term}")
