"""The one tree of errors: each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from typing import ClassVar, Final

_LONGEST: Final = 2_000


def _shortened(text: str) -> str:
    """The text, without its middle where it is long: what is quoted from a request may be."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[1 - half :]}"


class CuegraphError(Exception):
    """Something that the person who asked can mend.

    Of each of its texts that is longer than 2,000 characters the middle is left out.

    Args:
        what: what is wrong, one sentence.
        where: the file, line, graph or parameter at fault; empty when there is none.
        remedy: what to do, one sentence; empty when nothing can be done.

    Attributes:
        exit_code: the command's exit status for it (1 data not valid, 2 usage).
        status: the HTTP status for it.
        title: the kind of error in a few words, as problem+json's ``title``.
    """

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500
    title: ClassVar[str] = "The request could not be carried out"

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = _shortened(what)
        self.where = _shortened(where)
        self.remedy = _shortened(remedy)
        super().__init__(self.what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n{self.remedy}" if self.remedy else head


class InvalidData(CuegraphError):
    """Data that break a rule: a broken file, a wrong digest, a citation out of bounds."""

    exit_code = 1
    status = 422
    title = "The data are not valid"


class BadInput(CuegraphError):
    """An argument, a parameter or a request that means nothing here."""

    exit_code = 2
    status = 400
    title = "The request is not understood"


class QuerySyntaxError(BadInput):
    """A SPARQL text that does not parse.

    Args:
        line: 1-based line of the fault, None when the parser does not tell.
        column: 1-based column in code points, None when the parser does not tell.
    """

    title = "The query has a syntax error"

    def __init__(
        self,
        what: str,
        *,
        line: int | None = None,
        column: int | None = None,
        where: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.line = line
        self.column = column


class DocumentSyntaxError(QuerySyntaxError):
    """An RDF document that does not parse."""

    title = "The document has a syntax error"


class Unauthorized(BadInput):
    """A request that needs a token and has none, or one that means nothing."""

    status = 401
    title = "The request needs a token"


class NotFound(BadInput):
    """A name, an IRI or a file that there is none of."""

    status = 404
    title = "There is no such thing here"


class Refused(BadInput):
    """A request that is understood and not allowed."""

    status = 403
    title = "The request is refused"


class MethodNotAllowed(BadInput):
    """An HTTP method that the resource does not have.

    Args:
        allow: the methods that it has, for the header ``Allow``.
    """

    status = 405
    title = "The resource does not have this method"

    def __init__(self, what: str, *, allow: tuple[str, ...], where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.allow = allow


class NotAcceptable(BadInput):
    """No format that the client accepts can be given."""

    status = 406
    title = "None of the accepted formats can be given"


class LengthRequired(BadInput):
    """A change whose body does not tell its length."""

    status = 411
    title = "The request does not tell its length"


class TooLarge(BadInput):
    """A request over the limit."""

    status = 413
    title = "The request is too large"


class UnsupportedMediaType(BadInput):
    """A request body of a type that the resource does not take."""

    status = 415
    title = "The body's media type is not taken here"


class Conflict(BadInput):
    """A request that the present state does not allow, such as an id that is in use."""

    status = 409
    title = "The request conflicts with another"


class Changed(Conflict):
    """A change of a state that the dataset is no longer in."""

    title = "The dataset has changed"


class PreconditionFailed(BadInput):
    """A change of what is not, or no longer, what the client takes it for."""

    status = 412
    title = "The precondition does not hold"


class OverLimit(BadInput):
    """A request whose answer would be more than a limit allows, however often it is asked."""

    status = 422
    title = "The answer is over a limit"


class Unavailable(CuegraphError):
    """A request that cannot be answered now.

    Args:
        retry_after: after how many seconds it makes sense to ask again, for the header ``Retry-After``; None
            when the same request would end the same way.
    """

    status = 503
    title = "The request cannot be answered now"

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", retry_after: int | None = None
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.retry_after = retry_after


class Overloaded(Unavailable):
    """More requests wait than the server takes."""

    title = "The server has too much to do"


class DeadlinePassed(Unavailable):
    """A query or an update that took longer than it may."""

    title = "The deadline has passed"


class MemoryExhausted(Unavailable):
    """A query or an update that needs more memory than a worker may have."""

    title = "The request needs too much memory"


class Cancelled(Unavailable):
    """A query that somebody who knows its id has cancelled."""

    title = "The query was cancelled"


class WorkerLost(Unavailable):
    """A worker that ended in the middle of a request, for no fault that is known."""

    title = "The worker ended"


class ShuttingDown(Unavailable):
    """A request that the end of the server cut short."""

    title = "The server is shutting down"


class BadGateway(CuegraphError):
    """The SPARQL server behind this one does not answer, or answers what is no answer."""

    status = 502
    title = "The server behind this one failed"


class Unsupported(BadInput):
    """A request that is right, for something that this service does not have."""

    status = 501
    title = "This service does not do that"
