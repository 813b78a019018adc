"""What pyoxigraph 0.5.13 reads otherwise than SPARQL 1.1 Update says, written so that it reads it right.

- A later operation may have a prologue of its own (grammar, rule 29); it takes one at the start only.
- LOAD SILENT is a success whatever happens (3.1.4), here where nothing is loaded.
- What is mended of queries (:mod:`cuegraph.engine.mend`), as far as that needs no dataset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from cuegraph.engine.calls import with_calls
from cuegraph.engine.dataset import DEFAULT_BASE, resolved
from cuegraph.engine.diagnose import about_end, diagnosed
from cuegraph.engine.mend import spelled
from cuegraph.engine.text import Text, edited
from cuegraph.protocol.check import check_update
from cuegraph.protocol.explain import offset
from cuegraph.protocol.lexer import Kind, position, prologue, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.engine.text import Edit
    from cuegraph.errors import QuerySyntaxError
    from cuegraph.protocol.lexer import Token

_SILENT = re.compile(r"LOAD\s*+(?:SILENT|#)", re.IGNORECASE)
_LATER = re.compile(r";\s*+(?:PREFIX|BASE|#)", re.IGNORECASE)  # what is behind a comment, its tokens show
_OWN = "cuegraph"
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_INK = re.compile(r"[^\r\n]")
_DECLARING = frozenset({"PREFIX", "BASE", "VERSION"})  # whose text is read no further than that
_CALLING = re.compile("LOAD|SERVICE", re.IGNORECASE)
_NAMES = frozenset({Kind.IRI, Kind.NAME})
_PLACE = re.compile(r"at (\d+):(\d+)")
_STOP: Final = " DROP GRAPH <urn:cuegraph:none> ;\n"  # of which there is none


def mended(text: str) -> str:
    """An update as pyoxigraph reads it right; its lines stay where they are."""
    return with_calls(_with_one_prologue(Text(spelled(text))).text)


def without_silent_loads(text: str) -> str:
    """An update whose LOAD SILENT do nothing."""
    return edited(text, _silent_loads(Text(text))) if _SILENT.search(text) else text


def checked(text: str) -> str:
    """An update as :func:`cuegraph.protocol.check.check_update` gives it, but for its LOADs, which stay.

    Raises:
        CuegraphError: as :func:`cuegraph.protocol.check.check_update`, whatever the update loads.
    """
    plain = "".join("MOVE" if _loads(each) else each.text for each in tokens(text))
    found = zip(tokens(text), tokens(check_update(plain)), strict=True)
    return "".join(ours.text if _loads(ours) else theirs.text for ours, theirs in found)


def fault(text: str, sent: str) -> QuerySyntaxError | None:
    """The error of an update that does not parse, with its place in the text; None for one that does.

    Nothing is carried out: an update is parsed whole first, and stops at an operation that is put before all
    others and fails.

    Args:
        text: the update as it came.
        sent: the same, checked.
    """
    written = spelled(sent)
    whole, message = _refused(written)
    if not message:
        return None
    if place := _PLACE.search(message):
        line, column = position(written, whole.origin(offset(whole.text, int(place[1]), int(place[2]))))
        message = f"{message[: place.start()]}at {line}:{column}{message[place.end() :]}"
    return diagnosed(text, message, written, _reads)


def _refused(text: str) -> tuple[Text, str]:
    """What pyoxigraph says against an update, nothing if it parses, and the text that it says it of."""
    whole = _with_one_prologue(Text(text))
    opening = len(prologue(whole.text).text)
    first = next((each for each in tokens(whole.text[opening:]) if each.kind is not Kind.SPACE), None)
    if first is None or first.word not in _DECLARING or _CALLING.search(text):
        whole = whole.changed([(opening, opening, _STOP)])
    try:
        Store().update(whole.text, base_iri=DEFAULT_BASE)
    except SyntaxError as error:
        return whole, str(error)
    except RuntimeError:
        pass
    return whole, ""


def _reads(text: str) -> bool:
    """Whether pyoxigraph finds no fault in this text but that it may end too early."""
    whole, message = _refused(text)
    return not message or about_end(whole.text, message)


def _loads(token: Token) -> bool:
    return token.kind is Kind.WORD and token.word == "LOAD"


def _silent_loads(found: Text) -> Iterator[Edit]:
    for place in range(len(found.all)):
        if (found.word(place), found.word(place + 1)) != ("LOAD", "SILENT"):
            continue
        last = place + 2
        if (found.word(last + 1), found.word(last + 2)) == ("INTO", "GRAPH"):
            last += 3
        if found.kind(place + 2) in _NAMES and found.kind(last) in _NAMES:
            yield found.start(place), found.end(last), "INSERT DATA {}"


def _with_one_prologue(found: Text) -> Text:
    """The update with the prefixes of later operations declared at its start, each by a name of its own."""
    return found.changed(_later_prologues(found)) if _LATER.search(found.text) else found


def _later_prologues(found: Text) -> Iterator[Edit]:
    opening = prologue(found.text)
    read = opening.text  # every declaration up to the place that is looked at
    names: dict[str, str] = {}  # that prefixes have got
    declared = ""
    based = False
    place = next((each for each in range(len(found.all)) if found.mark(each) == ";"), len(found.all))
    while place < len(found.all):
        token = found.all[place]
        length = {"BASE": 2, "PREFIX": 3}.get(found.word(place), 0)
        if length and found.kind(place + length - 1) is Kind.IRI:
            start, end = found.start(place), found.end(place + length - 1)
            if length > len(("BASE", "IRI")):
                prefix = found.all[place + 1].text.removesuffix(":")
                names[prefix] = f"{_OWN}{len(declared)}"
                declared += f" PREFIX {names[prefix]}: {_absolute(read, found.all[place + 2].text)}"
            based = based or length == len(("BASE", "IRI"))
            read += f" {found.text[start:end]}"
            yield start, end, _INK.sub(" ", found.text[start:end])
            place += length
            continue
        prefix = token.text.partition(":")[0]
        if token.kind is Kind.NAME and prefix in names:
            yield token.start, token.start + len(prefix), names[prefix]
        elif token.kind is Kind.IRI and based and not _ABSOLUTE.match(token.text):
            yield token.start, found.end(place), _absolute(read, token.text)
        place += 1
    if declared:
        yield len(opening.text), len(opening.text), declared


def _absolute(opening: str, iri: str) -> str:
    """An IRI as it is read behind a prologue; as it is where it cannot be."""
    terms = resolved(opening, [iri])
    return str(terms[0]) if terms else iri
