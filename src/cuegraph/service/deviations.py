"""Where the service does otherwise than the SPARQL specifications say, as their tests find it.

The tests are the W3C's (https://github.com/w3c/rdf-tests, sparql11 and sparql10), run over HTTP. That these
fail, and no others, is tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Deviation:
    """One thing that is done otherwise.

    Attributes:
        title: it in a few words.
        clause: the specification and section that says what should happen.
        what: what happens instead, and what one can do.
        tests: the tests that fail for it, ``directory/name``, those of SPARQL 1.0 behind ``sparql10/``; none
            where no test of the suites finds it.
    """

    title: str
    clause: str
    what: str
    tests: tuple[str, ...] = ()


DEVIATIONS: Final[tuple[Deviation, ...]] = (
    Deviation(
        title="Numbers, dates and booleans are kept by value",
        clause="RDF 1.1 Concepts, section 3.3; SPARQL 1.1 Query, sections 17.4.1.8, 17.4.2.5 and 18.3",
        what=(
            "The store keeps the value of a literal, not its spelling: 01 comes back as 1, 1.10 as "
            "1.1, +00:00 as Z, and the types derived from xsd:integer come back as xsd:integer. So 1 "
            "in a pattern finds 01, and str(), sameTerm() and DISTINCT see one literal. Write "
            "canonical values, or strings where the spelling matters."
        ),
        tests=(
            "csv-tsv-res/tsv03",
            "sparql10/distinct/distinct-1",
            "sparql10/distinct/distinct-9",
            "sparql10/expr-builtin/dawg-str-1",
            "sparql10/expr-builtin/dawg-str-2",
            "sparql10/expr-builtin/sameTerm-eq",
            "sparql10/expr-builtin/sameTerm-not-eq",
            "sparql10/expr-builtin/sameTerm-simple",
            "sparql10/expr-equals/eq-graph-1",
            "sparql10/expr-equals/eq-graph-2",
            "sparql10/open-world/date-3",
            "sparql10/open-world/open-eq-01",
        ),
    ),
    Deviation(
        title="A date with a time zone differs from one without",
        clause="SPARQL 1.0 test suite, open-world/date-2; XML Schema Part 2, section 3.2.7.4",
        what=(
            "The same day with and without a time zone cannot be told apart or equal, so = and != "
            "should both be an error; here they are false and true. Give all dates a time zone, or "
            "none."
        ),
        tests=("sparql10/open-world/date-2",),
    ),
    Deviation(
        title="The variable of GRAPH has its value within the pattern",
        clause="SPARQL 1.1 Query, section 18.6, evaluation of Graph(var, P)",
        what=(
            "FILTER and OPTIONAL within GRAPH ?g see the name of the graph as ?g, which should be "
            "joined behind the pattern only. A query that does not name ?g within the brackets is not "
            "touched by this."
        ),
        tests=("sparql10/graph/graph-optional", "sparql10/graph/graph-variable-scope"),
    ),
    Deviation(
        title="Graphs named by blank nodes are not seen around VALUES and SELECT",
        clause="SPARQL 1.1 Query, sections 13.3 and 18.6, evaluation of Graph(var, P)",
        what=(
            "GRAPH ?g { … } with VALUES or a sub-select in its brackets is asked of one graph after "
            "the other by its name, which a blank node has not; so graphs with such names have no solutions "
            "there. Plain patterns in GRAPH ?g find them. Name graphs by IRIs."
        ),
    ),
    Deviation(
        title="A path of length zero within GRAPH finds terms of the graph only",
        clause="SPARQL 1.1 Query, section 18.4, ZeroLengthPath",
        what=(
            "?s :p* :o has the solution :o for ?s even where :o is not in the graph, and so has a "
            "literal in its place. So it is outside of GRAPH, for paths of one name or one bracket "
            "between a variable and a constant; within GRAPH, in longer paths, for a variable with such "
            "a value and for numbers that begin with a dot such a solution is missing."
        ),
    ),
    Deviation(
        title="BNODE with a string does not always make a node for each solution",
        clause="SPARQL 1.1 Query, section 17.4.2.9, BNODE",
        what=(
            "BNODE(?name) makes one node for equal strings of a solution, and others in the next. So it "
            "does in BIND, for the solutions of the group around it, and in SELECT. In a SELECT that "
            "groups, in GROUP BY, HAVING and ORDER BY, and in FILTER without such a BIND in its group, it "
            "makes one node for equal strings of the whole request."
        ),
    ),
)
"""What is done otherwise, what the tests find most often first."""
