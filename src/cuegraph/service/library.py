"""The library of questions: each ``.rq`` file is a documented question, a typed query, an example and a test.

A file opens with comment lines ``#+`` (the convention of grlc) that hold YAML, in which every scalar is text
(``2011-09-19``, ``70:18`` and ``no`` stay as they are written)::

    #+ title: Cast of a film
    #+ sentence: Who is in the cast of a film, and as what?
    #+ tags: [film]
    #+ parameters:
    #+   - {name: film, type: iri, class: fm:Film, help: the film}
    #+ expect:
    #+   - with: {film: film/night-drive}
    #+     columns: [name, part]
    #+     rows:
    #+       - [Ada Example, the driver]

Its PREFIX lines and its query follow. A parameter's default is the term in the block
``VALUES ?name { term }``, which the query has for each parameter, so that the file runs unchanged in any
SPARQL tool; ``UNDEF`` there is no restriction. It may stand in several groups, such as that of a MINUS, if it
is the same in all. A key ``picture`` may name the picture that fits, see :mod:`cuegraph.service.picture`, and
a key ``wording`` may tell the rows in sentences, see :mod:`cuegraph.service.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store

from cuegraph.errors import BadInput, InvalidData, QuerySyntaxError
from cuegraph.protocol.lexer import Kind, prologue, tokens
from cuegraph.service.head import OPENING, Head
from cuegraph.service.lookup import resolve
from cuegraph.service.picture import read_picture
from cuegraph.service.terms import TYPES, Type, is_type, spelled, term_of, type_of
from cuegraph.service.wording import read_wording
from cuegraph.settings import read_text
from cuegraph.vocabulary import prefixes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import Literal

    from cuegraph.service.head import Keys
    from cuegraph.service.picture import Picture
    from cuegraph.service.wording import Wording

    Find = Callable[[str, NamedNode | None], NamedNode]

_KEYS = ("title", "sentence", "tags", "picture", "wording", "parameters", "expect")
_PARAMETER_KEYS = ("name", "type", "class", "help")
_CASE_KEYS = ("with", "columns", "rows", "ordered")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question.

    Attributes:
        name: its name, the query's variable without the ``?``.
        type: ``iri``, ``string``, ``integer``, ``date`` or ``gYear``.
        default: the term that the file holds; None when it does not restrict (``UNDEF``).
        of_class: the class of the things that it takes; None for any, and for values that are no IRI.
        help: what it means, in a few words.
        optional: whether it makes sense to leave it open: its default does, or its help says what that means.
    """

    name: str
    type: Type
    default: NamedNode | Literal | None
    of_class: NamedNode | None
    help: str

    @property
    def optional(self) -> bool:  # noqa: D102 (an attribute)
        return self.default is None or "empty for" in self.help


@dataclass(frozen=True)
class Expectation:
    """What a question answers on the shipped dataset.

    Attributes:
        values: the parameters' values as text; what is not named keeps its default.
        columns: the result's columns to compare, in this order.
        rows: the cells as text: the lexical form, the IRI (also as prefixed name or path), empty for unbound.
        ordered: whether the rows come in this order.
    """

    values: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ordered: bool


@dataclass(frozen=True)
class Question:
    """A question of the library.

    Attributes:
        name: the file's name without ``.rq``.
        title: a short title.
        sentence: the question in one plain sentence.
        tags: what it is about.
        parameters: the parameters, in the file's order.
        expectations: what it answers on the shipped dataset.
        text: the file as it is, which is the query with its defaults.
        picture: the picture that fits the result; None for none.
        wording: how its rows are told in sentences; None for a table only.
    """

    name: str
    title: str
    sentence: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    expectations: tuple[Expectation, ...] = field(hash=False)
    text: str = field(repr=False)
    picture: Picture | None = None
    wording: Wording | None = None

    def bind(self, values: Mapping[str, str], find: Find | None = None) -> str:
        """The query with these values in the place of its defaults.

        A value becomes a typed term and is written as one; no text of it is ever pasted into the query.

        Args:
            values: text by parameter; an empty text lifts the restriction.
            find: gives the thing of a name, restricted to a class where there is one, or raises
                (``Names.one``); None when names are not taken.

        Raises:
            BadInput: there is no such parameter, or the text is not of its type.
        """
        return self.with_terms(self.terms(values, find))

    def terms(
        self, values: Mapping[str, str], find: Find | None = None
    ) -> dict[str, NamedNode | Literal | None]:
        """The term that each of these values stands for; None for no restriction. See :meth:`bind`."""
        known = {each.name: each for each in self.parameters}
        if unknown := sorted(set(values) - set(known)):
            listed = ", ".join(f"{each.name} ({each.type}: {each.help})" for each in self.parameters)
            raise BadInput(
                f"The question '{self.name}' has no parameter '{unknown[0]}'.",
                where=unknown[0],
                remedy=f"It has: {listed}." if listed else "It has no parameters.",
            )
        return {name: _term(known[name], text, find) for name, text in values.items()}

    def with_terms(self, terms: Mapping[str, NamedNode | Literal | None]) -> str:
        """The query with these terms in the place of its defaults; None is no restriction."""
        parts: list[str] = []
        end = 0
        for name, start, stop in _blocks(self.text):
            if name in terms:
                term = terms[name]
                parts += [self.text[end:start], f" {'UNDEF' if term is None else spelled(term)} "]
                end = stop
        return "".join([*parts, self.text[end:]])


def load_questions(folder: Path) -> dict[str, Question]:
    """The questions of a folder's ``.rq`` files, sorted by name.

    Raises:
        InvalidData: a file cannot be read or breaks the form that the module describes; the first fault is
            named.
    """
    paths = sorted(folder.glob("*.rq"))
    return {path.stem: read_question(path.stem, read_text(path), str(path)) for path in paths}


def read_question(name: str, text: str, where: str) -> Question:
    """The question of one file.

    Args:
        name: what to call it.
        text: the file's text.
        where: the file, for the errors.

    Raises:
        InvalidData: the text breaks the form that the module describes.
    """
    head = Head(text, where)
    head.check(head.keys, _KEYS, "the head")
    title, sentence = head.sentence(head.keys, "title"), head.sentence(head.keys, "sentence")
    defaults = _Defaults(text, where)
    parameters = tuple(
        _parameter(head, entry, defaults) for entry in head.mappings(head.keys, "parameters", _PARAMETER_KEYS)
    )
    names = {each.name for each in parameters}
    variables = {each.text[1:] for each in tokens(text) if each.kind is Kind.VARIABLE}
    cases = head.mappings(head.keys, "expect", _CASE_KEYS)
    if not cases:
        head.fail("There is no expectation.", 1, "Add 'expect:' with at least one case.")
    return Question(
        name=name,
        title=title,
        sentence=sentence,
        tags=head.texts(head.keys, "tags"),
        parameters=parameters,
        expectations=tuple(_expectation(head, case, names) for case in cases),
        text=text,
        picture=read_picture(head, variables, names),
        wording=read_wording(head, variables),
    )


def without_head(text: str) -> str:
    """A question's query without the lines that describe it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(OPENING)).lstrip()


def _parameter(head: Head, entry: Keys, defaults: _Defaults) -> Parameter:
    name, kind = head.sentence(entry, "name"), head.sentence(entry, "type")
    if not is_type(kind):
        head.fail(f"There is no type '{kind}'.", entry.lines["type"], f"Take one of: {', '.join(TYPES)}.")
    of_class = None
    if "class" in entry:
        prefix, _, local = head.sentence(entry, "class").partition(":")
        if not local or prefix not in prefixes():
            head.fail(f"'{entry['class']}' is no class.", entry.lines["class"], "Write it as fm:Film.")
        of_class = NamedNode(prefixes()[prefix] + local)
    try:
        default = defaults.of(name, kind)
    except BadInput as error:
        head.fail(error.what, entry.line, error.remedy)
    return Parameter(name, kind, default, of_class, head.sentence(entry, "help"))


def _expectation(head: Head, case: Keys, parameters: set[str]) -> Expectation:
    values = head.texts_by_key(case, "with")
    if unknown := sorted(set(values) - parameters):
        listed = ", ".join(sorted(parameters))
        head.fail(f"There is no parameter '{unknown[0]}'.", case.lines["with"], f"There are: {listed}.")
    columns, rows = head.texts(case, "columns"), head.rows(case, "rows")
    if not columns:
        head.fail("The case names no columns.", case.line, "Add 'columns: [one, two]'.")
    for number, row in enumerate(rows):
        if len(row) != len(columns):
            line = case["rows"][number].line
            head.fail(
                f"The row has {len(row)} cells for {len(columns)} columns.",
                line,
                "Write '' for an unbound cell.",
            )
    if (ordered := case.get("ordered", "true")) not in {"true", "false"}:
        head.fail(f"'ordered' is '{ordered}'.", case.lines["ordered"], "Write true or false.")
    return Expectation(values, columns, rows, ordered == "true")


class _Defaults:
    """The terms in the blocks of VALUES of a query."""

    def __init__(self, text: str, where: str) -> None:
        try:
            self._blocks = list(_blocks(text))
        except QuerySyntaxError as error:
            raise InvalidData(error.what, where=f"{where}:{error.line}", remedy="Mend the query.") from error
        self._text = text
        self._prefixes = prologue(text).prefixes

    def of(self, name: str, kind: Type) -> NamedNode | Literal | None:
        """The default of a parameter; None for UNDEF. Raises BadInput when it has none."""
        held = list(
            {self._text[start:end].strip(): None for block, start, end in self._blocks if block == name}
        )
        remedy = (
            f"Write 'VALUES ?{name} {{ term }}' with the default or UNDEF as the term, the same everywhere."
        )
        if len(held) != 1:
            many = "different" if held else "no"
            raise BadInput(f"The query has {many} blocks of VALUES for '{name}'.", remedy=remedy)
        try:
            query = f"SELECT ?v WHERE {{ VALUES ?v {{ {held[0]}\n }} }}"
            rows = [row["v"] for row in Store().query(query, prefixes=self._prefixes)]  # type: ignore[union-attr]
        except SyntaxError as error:
            raise BadInput(
                f"The block of VALUES for '{name}' does not parse: {error}.", remedy=remedy
            ) from error
        if len(rows) != 1:
            raise BadInput(f"The block of VALUES for '{name}' holds {len(rows)} terms.", remedy=remedy)
        default: NamedNode | Literal | None = rows[0]
        if default is not None and type_of(default) != kind:
            raise BadInput(
                f"The default of '{name}' is not of the type {kind}.", remedy="Give both one type."
            )
        return default


def _term(parameter: Parameter, text: str, find: Find | None) -> NamedNode | Literal | None:
    if not text:
        return None
    if parameter.type != "iri":
        return term_of(text, parameter.type, parameter.name)
    of_class = parameter.of_class
    try:
        return resolve(text, None if find is None else lambda name: find(name, of_class))
    except BadInput as error:
        error.where = error.where or parameter.name
        raise


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of what each ``VALUES ?name { … }`` of the query holds."""
    name, start, before = "", 0, ("", "")
    for token in tokens(text):
        if token.kind is Kind.SPACE:
            continue
        if start and token.text == "}":
            yield name, start, token.start
            start = 0
        elif not start and token.text == "{" and before[0] == "VALUES" and before[1][:1] in {"?", "$"}:
            name, start = before[1][1:], token.start + 1
        before = (before[1], token.word if token.kind is Kind.WORD else token.text)
