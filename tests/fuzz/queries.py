"""Queries at random, over a small invented dataset."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

PREFIX = "PREFIX : <http://a.example/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
DATA = r"""
@prefix : <http://a.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:tide :by :ada, :bo ; :name "Tide", "Ebb & <Flow>"@en, "Gezeiten"@de-AT ; :year 1998 ; :next :moor .
:moor :by :ada ; :name "Moor\n\"quoted\", \\ and\ttab\r" ; :year 2003 ; :next :gale .
:gale :by :cy ; :name "" ; :year 2.5 ; :next :tide ; :seen "2004-02-29"^^xsd:date .
:ada :knows :bo, _:x ; :name "Ada"@en ; :age 41 ; :good true .
:bo :knows :cy ; :name "Bo \u00e9\u4e2d\U0001f30a\u2028" ; :age 5.0e-1 .
:cy :knows :ada ; :name " cy " ; :age -7 .
_:x :name "nobody"^^:kind ; :knows _:y . _:y :name "=1+1,2;3" .
:one { :tide :by :ada ; :year 1998 . :ada :knows :bo . :bo :age 5 }
:two { :tide :by :ada, :dee ; :name "Tide" . :dee :knows :ada . _:z :knows :dee }
:three { }
"""

_VARIABLES = ("?a", "?b", "?c", "?d")
_NODES = (":tide", ":moor", ":gale", ":ada", ":bo", ":cy")
_PROPERTIES = (":by", ":name", ":year", ":next", ":knows", ":age")
_VALUES = ("1998", '"Tide"', '"Ada"@en', "true", "2.5", '"2004-02-29"^^xsd:date', '"x\\ty"', "5.0e-1")
_GRAPHS = (":one", ":two", ":three", ":none")

_variable = st.sampled_from(_VARIABLES)
_subject = _variable | _variable | st.sampled_from(_NODES) | st.just("[]")
_property = st.sampled_from(_PROPERTIES)
_path = st.recursive(
    _property,
    lambda inner: st.one_of(
        inner.map(lambda path: f"^({path})"),
        inner.map(lambda path: f"({path})+"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}/{pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(_property, _property).map(lambda pair: f"!({pair[0]}|^{pair[1]})"),
    ),
    max_leaves=3,
)
_anything = st.tuples(
    _subject, _property | _variable | _path, _variable | _variable | st.sampled_from(_NODES + _VALUES)
).map(" ".join)
_film, _person = st.sampled_from(["?a", "?a", "?b", ":tide"]), st.sampled_from(["?b", "?c", "?c", ":ada"])
_likely = st.one_of(
    st.tuples(_film, st.sampled_from([":by", ":by|:next", ":next+/:by", "?p"]), _person),
    st.tuples(_film, st.sampled_from([":name", ":year", ":next/:year", ":name|:year"]), st.just("?d")),
    st.tuples(
        _person,
        st.sampled_from([":knows", ":knows+", "^:knows", ":knows|:age"]),
        st.sampled_from(["?b", "?c"]),
    ),
    st.tuples(
        _person, st.sampled_from([":name", ":age", ":good|:age", "^:by/:year"]), st.sampled_from(["?d", "?f"])
    ),
).map(" ".join)
_triple = _likely | _likely | _likely | _anything

_scalar = st.recursive(
    _variable | st.sampled_from(_VALUES + _NODES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda each: f"({' '.join(each)})"
        ),
        st.tuples(
            st.sampled_from(["STR", "LANG", "DATATYPE", "UCASE", "STRLEN", "ENCODE_FOR_URI"]), inner
        ).map(lambda each: f"{each[0]}({each[1]})"),
        st.tuples(inner, inner).map(lambda each: f"COALESCE({each[0]}, {each[1]})"),
        st.tuples(inner, inner).map(lambda each: f"CONCAT(STR({each[0]}), ' | ', STR({each[1]}))"),
        st.tuples(inner, inner, inner).map(lambda each: f"IF(isIRI({each[0]}), {each[1]}, {each[2]})"),
    ),
    max_leaves=3,
)
_condition = st.one_of(
    st.tuples(_scalar, st.sampled_from(["=", "!=", "<", ">="]), _scalar).map(" ".join),
    _variable.map(lambda name: f"BOUND({name})"),
    _scalar.map(lambda each: f"REGEX(STR({each}), 'a|T', 'i')"),
    st.tuples(_scalar, _scalar, _scalar).map(lambda each: f"{each[0]} IN ({each[1]}, {each[2]})"),
    _triple.map(lambda each: f"EXISTS {{ {each} }}"),
    _triple.map(lambda each: f"NOT EXISTS {{ {each} }}"),
)
_data = st.lists(st.sampled_from((*_NODES, *_VALUES, "UNDEF")), min_size=1, max_size=3).map(" ".join)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda each: f"{{ {each[0]} }} UNION {{ {each[1]} }}"),
        inner.map(lambda each: f"OPTIONAL {{ {each} }}"),
        st.tuples(_triple, inner).map(lambda each: f"{each[0]} . OPTIONAL {{ {each[1]} }}"),
        st.tuples(_triple, inner).map(lambda each: f"{each[0]} . MINUS {{ {each[1]} }}"),
        st.tuples(inner, _condition).map(lambda each: f"{each[0]} FILTER({each[1]})"),
        st.tuples(inner, _scalar, st.sampled_from(["?e", "?e", "?d"])).map(
            lambda each: f"{each[0]} BIND({each[1]} AS {each[2]})"
        ),
        st.tuples(inner, _variable, _data).map(lambda each: f"{each[0]} VALUES {each[1]} {{ {each[2]} }}"),
        st.tuples(st.sampled_from(_GRAPHS), inner).map(lambda each: f"GRAPH {each[0]} {{ {each[1]} }}"),
        st.tuples(_triple, _triple).map(lambda each: f"GRAPH ?g {{ {each[0]} . {each[1]} }}"),
        inner.map(lambda each: f"{{ SELECT DISTINCT ?a ?b {{ {each} }} }}"),
    )


pattern = st.recursive(st.lists(_triple, min_size=1, max_size=2).map(" . ".join), _groups, max_leaves=3)
"""What stands within the braces of a query."""

_aggregate = st.tuples(
    st.sampled_from(["COUNT", "SUM", "MIN", "MAX", "AVG"]), st.sampled_from(["", "DISTINCT "]), _scalar
).map(lambda each: f"{each[0]}({each[1]}{each[2]})")


@dataclass(frozen=True)
class Asking:
    """A query in parts.

    Attributes:
        form: what stands before the dataset.
        default: names of the graphs of the default graph; none, with none in ``named``, for the store's.
        named: names of the named graphs.
        rest: the pattern and what follows.
        limit: how many rows, None for all.
    """

    form: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    rest: str
    limit: int | None = None

    def text(self, *, dataset: bool = True, limit: bool = True) -> str:
        """The query, with or without its dataset and its limit."""
        clauses = [f"FROM {each}" for each in self.default] + [f"FROM NAMED {each}" for each in self.named]
        last = f" LIMIT {self.limit}" if limit and self.limit is not None else ""
        return f"{PREFIX}{self.form}\n{' '.join(clauses) if dataset else ''}\n{self.rest}{last}"


def _graphs(most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(_GRAPHS), max_size=most).map(tuple)


@st.composite
def queries(draw: st.DrawFn) -> Asking:
    """SELECT and ASK queries; some of them do not parse, as where BIND gives a variable that is there."""
    default, named = draw(st.just(((), ())) | st.tuples(_graphs(3), _graphs(2)))
    where = f"{{ {draw(pattern)} }}"
    kind = draw(st.sampled_from(["ask", "all", "some", "some", "group"]))
    if kind == "ask":
        return Asking("ASK", default, named, where)
    distinct = draw(st.sampled_from(["", "DISTINCT ", "REDUCED "])) if kind != "group" else ""
    limit = draw(st.none() | st.integers(0, 5)) if kind != "group" and distinct != "REDUCED " else None
    if kind == "all":
        return Asking(f"SELECT {distinct}*", default, named, where, limit)
    if kind == "some":
        columns = draw(
            st.lists(
                st.sampled_from((*_VARIABLES, *_VARIABLES, "?f", "?g", "?e", "?z")),
                min_size=1,
                max_size=4,
                unique=True,
            )
        )
        return Asking(f"SELECT {distinct}{' '.join(columns)}", default, named, where, limit)
    keys = draw(st.lists(_variable, max_size=2, unique=True))
    columns = [*keys, *(f"({draw(_aggregate)} AS ?n{n})" for n in range(draw(st.integers(1, 2))))]
    having = draw(st.just("") | st.just(" HAVING(COUNT(*) > 1)"))
    group = f" GROUP BY {' '.join(keys)}" if keys else ""
    return Asking(f"SELECT {' '.join(columns)}", default, named, f"{where}{group}{having}")
