"""The pages of the questions, and the questions as an interface: rows by Accept or ``format=``."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeGuard
from urllib.parse import urlencode

from flask import request
from pyoxigraph import Literal, NamedNode

from cuegraph.errors import BadInput, CuegraphError, NotFound
from cuegraph.media import Format, Kind, of_kind
from cuegraph.protocol.negotiate import Wanted, choose
from cuegraph.protocol.request import Query
from cuegraph.protocol.volatile import is_volatile
from cuegraph.service.ask import SHOWN
from cuegraph.service.choices import Offers, called
from cuegraph.service.facts import exists, kind_of
from cuegraph.service.find import Finder
from cuegraph.service.library import without_head
from cuegraph.service.lookup import fold, resolve, shorten, words
from cuegraph.service.near import near_things
from cuegraph.service.terms import term_of
from cuegraph.web.exchange import TEXT, Reply, as_response, asked_of
from cuegraph.web.headers import browses
from cuegraph.web.missing import missing
from cuegraph.web.params import read_wanted
from cuegraph.web.pictures import picture_of
from cuegraph.web.problem import problem_of, told_in
from cuegraph.web.sparql import FOR_PAGES, shown
from cuegraph.web.table import Table, heading, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flask import Flask, Response

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Parameter, Question
    from cuegraph.web.pictures import Link
    from cuegraph.web.site import Site

    Term = NamedNode | Literal | None

FORMAT: Final = "format"
"""The parameter that no question has of its own: the format of the rows."""

_PAGE: Final = Format("html", "text/html", Kind.RESULTS, ("application/xhtml+xml",), text=True)
_OFFERS: Final = (_PAGE, *of_kind(Kind.RESULTS))


@dataclass(frozen=True)
class Field:
    """A field of a question's form.

    Attributes:
        parameter: what it is for.
        heading: its name for people.
        kind: ``select``, or the type of an ``input``.
        value: what it holds; for ``select`` that of one of the options.
        options: what to choose from, value and text each; what an ``input`` suggests.
    """

    parameter: Parameter
    heading: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def add_questions(app: Flask, site: Site) -> None:
    """Give an application a page for each question, which gives its rows too, and a list of them by tag."""
    offers = Offers(lambda: site.engine.version)

    @app.get("/questions/<name>")
    def question(name: str) -> Response:
        if name not in site.questions:
            titles = {each.name: each.title for each in site.questions.values()}
            parent = "/questions" if titles else "/browse"
            return missing(site, f"There is no question '{name}'.", name, titles, parent)
        asked = site.questions[name]
        if not _as_page():
            return _rows(site, asked, offers)
        return _page(site, asked, offers, has_things="thing" in app.view_functions)

    if site.questions:

        @app.get("/questions")
        def questions() -> Response:
            return site.page("questions.html", tags=by_tag(site.questions.values()))


def by_tag(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """The questions under each of their tags, both sorted; those without any under "more", at the end."""
    found: dict[str, list[Question]] = {}
    for each in sorted(questions, key=lambda each: each.title.casefold()):
        for tag in each.tags or ("",):
            found.setdefault(tag, []).append(each)
    return {tag or "more": found[tag] for tag in sorted(found, key=lambda tag: (not tag, tag))}


def _as_page() -> bool:
    """Whether the request is answered with the page (RFC 9110, section 12.5.1), which goes first.

    Raises:
        NotAcceptable: it can be answered with nothing that is accepted.
    """
    wanted = read_wanted(asked_of(request.environ, b"", None))
    if wanted.name is None:
        return choose(wanted.accept, _OFFERS) is _PAGE
    return _PAGE.is_called(wanted.name)


def _rows(site: Site, question: Question, offers: Offers) -> Response:
    within = site.within()
    query = Query(without_head(question.with_terms(_given(site, within, question, offers))))
    request.environ[TEXT] = query.text
    answer = within.query(query, read_wanted(asked_of(request.environ, b"", None)))
    headers = [("Content-Type", answer.format.content_type)]
    return as_response(Reply(200, headers, answer.whole(), keep=not is_volatile(query.text), text=query.text))


def _page(site: Site, question: Question, offers: Offers, *, has_things: bool) -> Response:
    within = site.reading()
    values = {name: value for name, value in request.args.items() if name != FORMAT}
    fields: list[Field] = []
    try:
        fields = _fields(within, question, values, offers)
        terms = {each.name: each.default for each in question.parameters}
        terms |= _given(site, within, question, offers)
        query = Query(without_head(question.with_terms(terms)))
        request.environ[TEXT] = query.text
        answer = within.query(query, Wanted(FOR_PAGES))
        if answer.size <= SHOWN:
            answer = replace(answer, body=answer.whole(), file=None)
        leads: Link = site.public.page if has_things else _nowhere
        drawn = picture_of(within, question, answer, terms, leads) if answer.size <= SHOWN else None
    except CuegraphError as error:  # the values stay in the form, to be mended or asked again
        if not browses(request.headers.get("Accept")):
            raise
        fields = fields or [_typed(each, values) for each in question.parameters]
        page = site.render("question.html", question=question, fields=fields, problem=problem_of(error))
        return as_response(told_in(page, error))
    given = [(name, _written(term)) for name, term in terms.items()]
    path = f"/questions/{question.name}"
    parts = shown(query, answer)
    if isinstance(parts["result"], Table):
        parts["result"] = named(within, parts["result"])
    kind = answer.format.kind
    parts["links"] = {
        each.name: f"{path}?{urlencode([*given, (FORMAT, each.name)])}" for each in of_kind(kind)
    }
    return site.page(
        "question.html",
        keep=not is_volatile(query.text),
        question=question,
        fields=fields,
        picture=drawn if drawn and drawn.svg else None,
        text=query.text,
        asking=urlencode({"query": query.text}),
        permanent=f"{path}?{urlencode(given)}" if given else path,
        **parts,
    )


def _nowhere(iri: str) -> None:
    """Where an IRI is read that has no page."""


def _given(site: Site, engine: Engine, question: Question, offers: Offers) -> dict[str, Term]:
    """The terms that the address gives.

    Raises:
        BadInput: one of them is not of its parameter's type.
        NotFound: one of them is the name, or the IRI of ours, of nothing; the remedy lists the nearest names.
    """
    values = _values(question)
    try:
        terms = question.terms(values, Finder(engine).one)
    except NotFound as error:
        for each in question.parameters:
            if each.name == error.where and (offered := offers.of(engine, question, each)):
                listed = ", ".join(f"'{name}'" for name in _nearest(values[each.name], [*offered.values()]))
                error.remedy = f"The nearest names are: {listed}."
        raise
    for name, term in terms.items():
        if _is_of_nothing(term, engine):
            kind, slug = kind_of(term.value), term.value.rpartition("/")[2]
            near = near_things(engine, kind, slug, searches=site.searches)
            listed = ", ".join(f"'{each.text}'" for each in near if kind_of(each.iri) == kind)
            raise NotFound(
                f"There is no {words(kind)} '{slug}'.",
                where=name,
                remedy=f"The nearest names are: {listed}." if listed else "Give one that there is.",
            )
    return terms


def _nearest(name: str, labels: Sequence[str]) -> list[str]:
    """The labels that are spelt like a name; where none is, those that are the least far from it."""
    by_fold = {fold(each): each for each in labels}
    found = get_close_matches(fold(name), by_fold, n=5) or get_close_matches(fold(name), by_fold, 5, 0.0)
    return [by_fold[each] for each in found]


def _is_of_nothing(term: Term, engine: Engine) -> TypeGuard[NamedNode]:
    """Whether a term is the IRI of a thing of ours that the dataset does not hold."""
    return isinstance(term, NamedNode) and bool(kind_of(term.value)) and not exists(engine, term)


def _values(question: Question) -> dict[str, str]:
    """The values that the address gives; an empty one lifts the restriction.

    Raises:
        BadInput: one of them is given twice, and is not the same.
    """
    found: dict[str, str] = {}
    for name, values in request.args.lists():
        if name == FORMAT:
            continue
        if len(set(values)) > 1:
            raise BadInput(
                f"'{name}' is given more than once.",
                where=name,
                remedy=f"Give one value: the question '{question.name}' is asked of one at a time.",
            )
        found[name] = values[0]
    return found


def _fields(engine: Engine, question: Question, values: Mapping[str, str], offers: Offers) -> list[Field]:
    """The form's fields, with what there is to choose from."""
    fields = []
    for each in question.parameters:
        offered = offers.of(engine, question, each)
        if offered and each.type == "iri":
            fields.append(_chosen(engine, each, values, offered))
        else:
            field = _typed(each, values)
            fields.append(
                replace(field, options=tuple((_written(term), text) for term, text in offered.items()))
            )
    return fields


def _chosen(
    engine: Engine,
    parameter: Parameter,
    values: Mapping[str, str],
    offered: Mapping[NamedNode | Literal, str],
) -> Field:
    """A field to choose from; what is not among what is offered stays in it as it was given."""
    value = _held(parameter, values)
    by_name = {text.casefold(): each for each, text in offered.items()}
    thing = by_name.get(value.strip().casefold())
    with suppress(BadInput):
        thing = thing or (resolve(value) if value else None)
    if thing is not None and thing not in offered and _is_of_nothing(thing, engine):
        thing = None
    if thing is not None and thing not in offered:
        offered = called(engine, [*offered, thing])
    options = [("", "any")] if parameter.optional or not value else []
    options += [(_written(each), text) for each, text in offered.items()]
    if thing is None and value:
        options.insert(0, (value, value))
    return Field(
        parameter,
        heading(parameter.name),
        "select",
        value if thing is None else _written(thing),
        tuple(options),
    )


def _typed(parameter: Parameter, values: Mapping[str, str]) -> Field:
    """A field to type into, of a type that can hold its value."""
    value = _held(parameter, values)
    kind = {"date": "date", "integer": "number", "gYear": "number"}.get(parameter.type, "text")
    if kind != "text" and value:
        try:
            value = term_of(value, parameter.type, parameter.name).value
        except BadInput:
            kind = "text"
    return Field(parameter, heading(parameter.name), kind, value)


def _held(parameter: Parameter, values: Mapping[str, str]) -> str:
    return values.get(parameter.name, _written(parameter.default))


def _written(term: Term) -> str:
    """A term as people give it; what is read from it is the same term."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    short = shorten(term.value)
    try:
        return short if resolve(short) == term else term.value
    except BadInput:
        return term.value
