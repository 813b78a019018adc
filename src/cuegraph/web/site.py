"""What every page is made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from cuegraph.engine.interface import Run
from cuegraph.service.within import Within
from cuegraph.web.exchange import as_response, page_of
from cuegraph.web.languages import LANGUAGES, VARIES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask import Response

    from cuegraph.engine.interface import Engine
    from cuegraph.service.known import Known
    from cuegraph.service.library import Question
    from cuegraph.service.profiles import Profile
    from cuegraph.service.searches import Searches
    from cuegraph.service.standing import Once, Standing
    from cuegraph.web.address import Public
    from cuegraph.web.problem import Render


@dataclass(frozen=True)
class Site:
    """What every page is made with.

    Attributes:
        engine: answers.
        render: renders a template.
        public: where clients see the server.
        questions: the library's questions by name, in the order to list them; none for other data than ours.
        profiles: what there is in the terms of other vocabularies, by name.
        deadline: the seconds for all that a page asks the engine.
        standing: what pages tell that depends on the dataset alone.
        known: what the pages of all things need of the dataset.
        searches: has the index of its names and texts.
        texts: the folder of the sources' texts; None where they are not at hand.
    """

    engine: Engine
    render: Render
    public: Public
    questions: Mapping[str, Question]
    profiles: Mapping[str, Profile]
    deadline: float
    standing: Standing
    known: Once[Known]
    searches: Searches
    texts: Path | None = None

    def within(self) -> Within:
        """The engine for all steps of one page."""
        return Within(self.engine, Run(self.deadline))

    def reading(self, engine: Within | None = None) -> Within:
        """The engine for what is read: it gives texts in the languages that the client asks for.

        Args:
            engine: has begun to answer for the same page; None for a new one.
        """
        return (engine or self.within()).told_in(request.environ.get(LANGUAGES, ()))

    def page(self, template: str, *, keep: bool = True, **values: object) -> Response:
        """A page as an answer.

        Args:
            template: the name of its template.
            keep: whether it depends on the request and the dataset only.
            values: what the template needs.
        """
        reply = page_of(self.render(template, **values), keep=keep)
        reply.headers.append(VARIES)
        return as_response(reply)
