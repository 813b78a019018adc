"""One sentence a result: from the kind of constraint, the labels, and the shape's own message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from cuegraph.shapes.labels import article, listed, number, plural
from cuegraph.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cuegraph.shapes.evidence import Sources
    from cuegraph.shapes.index import Index, Term
    from cuegraph.shapes.labels import Labels
    from cuegraph.shapes.run import Result

SOURCE_BASE = "https://w3id.org/cuegraph/source/"
"""What a sentence leaves out of a citation's IRI."""


@dataclass(frozen=True)
class Case:
    """A result with what its sentence is made of.

    Attributes:
        result: the entry of the report.
        shapes: the shapes graph.
        labels: the words for nodes.
        values: every value of the path from the focus node, each with where it stands.
    """

    result: Result
    shapes: Index
    labels: Labels
    values: Mapping[Term, Sources]

    @property
    def subject(self) -> str:
        """The focus node in words."""
        return self.labels.phrase(self.result.focus)

    @property
    def path(self) -> str:
        """The property in words."""
        return self.labels.path(self.result.shape, self.result.path)

    @property
    def value(self) -> str:
        """The value at fault in words; empty when the report names none."""
        return "" if self.result.value is None else self.labels.value(self.result.value)

    def parameter(self, name: str) -> Term | None:
        """What the shape gives a constraint as its parameter, ``minCount`` for example."""
        return self.shapes.one(self.result.shape, SH[name])

    def number(self, name: str) -> int:
        """A parameter that counts; 0 when it is not there."""
        found = self.parameter(name)
        return int(found.value) if isinstance(found, Literal) else 0

    def text(self, name: str) -> str:
        """A parameter in words."""
        found = self.parameter(name)
        return "" if found is None else self.labels.value(found)

    def fault(self, words: str) -> str:
        """A sentence on a value, ``words`` saying what it is not: ``… has the carrier X, which …``.

        Of a node shape the focus node is the value: ``The thing 'X' …``, with the property that makes it one.
        """
        if self.result.path is None:
            used = self.parameter("targetSubjectsOf")
            property_ = f"has the property '{self.labels.term(used)}', but " if used is not None else ""
            return f"{self.subject} {property_}{words}"
        return f"{self.subject} has the {self.path} {self.value}, which {words}"


def sentence(case: Case) -> str:
    """The sentence on a result, one line, a capital first and a full stop last.

    The message of a SPARQL constraint or of the shape goes before the sentence of the constraint's kind; in
    it ``{$this}``, ``{?value}``, ``{$PATH}`` and every IRI become words.
    """
    template = _own_message(case)
    said = _filled(template, case) if template else SENTENCES.get(case.result.component, _unknown)(case)
    said = said.strip().rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."


def short_citation(iri: str) -> str:
    """A citation as a sentence names it: source and fragment.

    >>> short_citation("https://w3id.org/cuegraph/source/review#char=3,9")
    'review#char=3,9'
    """
    return iri.removeprefix(SOURCE_BASE)


def _own_message(case: Case) -> str:
    """The ``sh:message`` of the SPARQL constraint or the shape, as the report gives it, variables filled."""
    told = any(
        case.shapes.text(node, SH.message)
        for node in (case.result.constraint, case.result.shape)
        if node is not None
    )
    return case.result.messages[0] if told and case.result.messages else ""


def _filled(template: str, case: Case) -> str:
    words = {"this": case.subject, "value": case.value, "path": case.path, "PATH": case.path}
    told = re.sub(r"\{[$?](\w+)\}", lambda found: words.get(found[1], found[0]), template)
    return re.sub(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]", lambda found: _named(found[0], case), told)


def _named(iri: str, case: Case) -> str:
    node = NamedNode(iri)
    return case.labels.phrase(node) if case.labels.is_typed(node) else f"'{case.labels.name(node)}'"


def _min_count(case: Case) -> str:
    least = case.number("minCount")
    if not case.values:
        return f"{case.subject} has no {case.path}"
    held = len(case.values)
    noun = case.path if held == 1 else plural(case.path)
    return f"{case.subject} has only {number(held)} {noun}, and needs at least {number(least)}"


def _max_count(case: Case) -> str:
    most = case.number("maxCount")
    told = listed([_located(case, value, sources) for value, sources in case.values.items()] or ["unknown"])
    if most == 0:
        return f"{case.subject} has {article(case.path)}, which has no place in the data"
    more = "" if most == 1 else f", and may have at most {number(most)}"
    return f"{case.subject} has {number(len(case.values))} {plural(case.path)}: {told}{more}"


def _located(case: Case, value: Term, sources: Sources) -> str:
    cited = ", ".join(short_citation(each) for each in sources.citations)
    return f"{case.labels.value(value)} ({cited})" if cited else case.labels.value(value)


def _datatype(case: Case) -> str:
    datatype = case.parameter("datatype")
    noun = case.labels.datatype(datatype) if datatype is not None else "value of that kind"
    return case.fault(f"is no {noun}")


def _class(case: Case) -> str:
    kind = case.parameter("class")
    noun = case.labels.term(kind) if kind is not None else "thing of that kind"
    return case.fault(f"is no {noun}")


def _node_kind(case: Case) -> str:
    nouns: dict[Term | None, str] = {SH.IRI: "thing with an IRI", SH.Literal: "text, number or date"}
    return case.fault(f"is no {nouns.get(case.parameter('nodeKind'), 'value of that kind')}")


def _node(case: Case) -> str:
    shape = case.parameter("node")
    return case.fault(f"is not {case.labels.shape(shape) if shape is not None else 'what is meant'}")


def _or(case: Case) -> str:
    choices = [case.labels.shape(each) for each in case.shapes.listed(case.result.shape, SH["or"])]
    return case.fault(f"is neither {listed(choices, 'nor')}")


def _has_value(case: Case) -> str:
    return f"{case.subject} does not have the {case.path} {case.text('hasValue')}"


def _pattern(case: Case) -> str:
    return case.fault(f"is not written in the form {case.text('pattern')}")


def _unique_lang(case: Case) -> str:
    return f"{case.subject} has more than one {case.path} in one language"


def _unknown(case: Case) -> str:
    said = f": {case.result.messages[0]}" if case.result.messages else ""
    return f"{case.subject} breaks the shape '{case.labels.name(case.result.shape)}'{said}"


def _min_inclusive(case: Case) -> str:
    return case.fault(f"is less than {case.text('minInclusive')}")


SENTENCES: dict[Term, Callable[[Case], str]] = {
    SH.MinCountConstraintComponent: _min_count,
    SH.MaxCountConstraintComponent: _max_count,
    SH.DatatypeConstraintComponent: _datatype,
    SH.ClassConstraintComponent: _class,
    SH.NodeKindConstraintComponent: _node_kind,
    SH.NodeConstraintComponent: _node,
    SH.OrConstraintComponent: _or,
    SH.HasValueConstraintComponent: _has_value,
    SH.PatternConstraintComponent: _pattern,
    SH.UniqueLangConstraintComponent: _unique_lang,
    SH.MinInclusiveConstraintComponent: _min_inclusive,
    SH.SPARQLConstraintComponent: _unknown,
}
"""How each kind of constraint is told; those that are not here, with the report's own message."""
