"""The application: everything that it needs is handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

from cuegraph.service.ask import languages_in
from cuegraph.service.description import describe_service
from cuegraph.service.known import known_of
from cuegraph.service.lookup import shorten
from cuegraph.service.profiles import load_profiles
from cuegraph.service.searches import Searches
from cuegraph.service.standing import Once, Standing
from cuegraph.settings import defaults, shipped
from cuegraph.web.address import Public
from cuegraph.web.alignments import add_alignments
from cuegraph.web.auth import Auth
from cuegraph.web.browse import add_browse
from cuegraph.web.cache import SHARE
from cuegraph.web.editor import add_editor
from cuegraph.web.exchange import ROUTE
from cuegraph.web.graphs import add_graphs
from cuegraph.web.health import add_health
from cuegraph.web.metrics import Tally
from cuegraph.web.ontology import add_examples, add_ontology
from cuegraph.web.openapi import add_openapi
from cuegraph.web.pages import add_home
from cuegraph.web.problem import answer_errors
from cuegraph.web.profiles import add_profiles
from cuegraph.web.questions import add_questions
from cuegraph.web.reconcile import add_reconcile
from cuegraph.web.search import add_search
from cuegraph.web.site import Site
from cuegraph.web.sources import add_sources
from cuegraph.web.sparql import ANY_EXAMPLE, EXAMPLE, Endpoint, add_endpoint
from cuegraph.web.store import add_store
from cuegraph.web.telling import lang
from cuegraph.web.things import add_things
from cuegraph.web.update import add_update

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cuegraph.engine.interface import Engine
    from cuegraph.protocol.negotiate import Wanted
    from cuegraph.service.description import Described
    from cuegraph.service.library import Question
    from cuegraph.settings import Values
    from cuegraph.web.problem import Render

PAGES: Final[tuple[Callable[[Flask, Site], None], ...]] = (
    add_questions,
    add_graphs,
    add_things,
    add_profiles,
    add_editor,
    add_sources,
    add_browse,
    add_search,
    add_reconcile,
    add_ontology,
    add_alignments,
    add_examples,
)
"""What gives an application its pages, a module each."""

READ_ONLY: Final = Auth(None)
"""Nobody may change what is served."""

_PARTS: Final = "cuegraph"
_MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class ServerInfo:
    """What a server tells of itself.

    Attributes:
        writable: whether it takes updates.
        features: what the service description names, see ``service.description.describe_service``.
        values: the settings.
        texts: the folder of the sources' texts; None where they are not at hand.
    """

    writable: bool = False
    features: tuple[str, ...] = ()
    values: Values = field(default_factory=defaults)
    texts: Path | None = None


OUR_DATA: Final = ServerInfo()
"""The dataset that cuegraph comes with, to be read."""


@dataclass(frozen=True)
class Parts:
    """What the layer below Flask shares with an application.

    Attributes:
        endpoint: answers what is asked at ``/sparql``.
        render: renders a template.
        tally: counts requests.
        public: where clients see the server.
        standing: what pages tell that depends on the dataset alone, and their templates.
        searches: has the index of its names and texts.
        languages: gives the languages of its texts.
    """

    endpoint: Endpoint
    render: Render
    tally: Tally
    public: Public
    standing: Standing
    searches: Searches
    languages: Once[frozenset[str]]


def create_app(
    engine: Engine,
    questions: Mapping[str, Question],
    *,
    about: ServerInfo = OUR_DATA,
    auth: Auth = READ_ONLY,
) -> Flask:
    """The application that serves the pages and the endpoint.

    Caching, entity tags, compression, HEAD, CORS and the reading of bodies are the business of the layer
    below: serve a :class:`cuegraph.web.front.Front` of it.

    Args:
        engine: answers the queries.
        questions: the library's questions by name, in the order to list them; none for other data than ours.
        about: what is served.
        auth: says who may change it; by default nobody.
    """
    app = Flask("cuegraph.web")
    app.url_map.merge_slashes = False  # a graph's address is what the client says it is
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["has_questions"] = bool(questions)
    public = Public.of(str(about.values["address"]))
    app.jinja_env.globals |= {"at": public.at, "page": public.page, "link": public.link}
    app.jinja_env.filters |= {"short": shorten, "lang": lang}
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__

    def render(name: str, **values: Any) -> str:
        return app.jinja_env.get_template(name).render(**values)

    def describe(address: str, wanted: Wanted) -> Described:
        return describe_service(engine, address, wanted, auth.writable, about.features)

    deadline = float(about.values["deadline"])
    tally = Tally()
    endpoint = Endpoint(
        engine,
        render,
        describe,
        example=EXAMPLE if questions else ANY_EXAMPLE,
        deadline=deadline,
        memory=int(about.values["cache"]) * _MIB // SHARE,
    )
    standing = Standing(engine, deadline)
    for template in app.jinja_env.list_templates():
        standing.first(partial(app.jinja_env.get_template, template))
    searches = Searches(engine)
    languages = standing.once(languages_in)
    app.extensions[_PARTS] = Parts(endpoint, render, tally, public, standing, searches, languages)
    site = Site(
        engine,
        render,
        public,
        questions,
        load_profiles(shipped("queries")),
        deadline,
        standing,
        standing.once(known_of),
        searches,
        about.texts,
    )
    answer_errors(app, render)
    add_endpoint(app, endpoint)
    add_home(app, site, about)
    add_health(app, engine, tally)
    add_update(app, engine, auth)
    add_store(app, engine, auth, deadline)
    for add in PAGES:
        add(app, site)
    add_openapi(app, questions.values())

    @app.before_request
    def note_route() -> None:
        if request.url_rule is not None:
            request.environ[ROUTE] = request.url_rule.rule

    return app


def parts_of(app: Flask) -> Parts:
    """What the layer below Flask shares with an application that :func:`create_app` made."""
    parts: Parts = app.extensions[_PARTS]
    return parts
