"""What pyoxigraph 0.5.13 reads otherwise than SPARQL 1.1 Update says, written so that it reads it right.

- A later operation may have a prologue of its own (grammar, rule 29); it takes one at the start only.
- LOAD SILENT is a success whatever happens (3.1.4), here where nothing is loaded.
- What is mended of queries (:mod:`cuegraph.engine.mend`), as far as that needs no dataset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from cuegraph.engine.dataset import DEFAULT_BASE, resolved
from cuegraph.engine.mend import spelled, with_calls
from cuegraph.engine.text import Text, edited
from cuegraph.protocol.lexer import Kind, position, prologue, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.engine.text import Edit

_SILENT = re.compile(r"LOAD\s+SILENT", re.IGNORECASE)
_LATER = re.compile(r";\s*(?:#[^\r\n]*\s+)*(?:PREFIX|BASE)\b", re.IGNORECASE)
_OWN = "cuegraph"
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_INK = re.compile(r"[^\r\n]")
_NAMES = frozenset({Kind.IRI, Kind.NAME})
_PLACE = re.compile(r"at (\d+):(\d+)")
_STOP: Final = " DROP GRAPH <urn:cuegraph:none> ;\n"  # of which there is none


def mended(text: str) -> str:
    """An update as pyoxigraph reads it right; its lines stay where they are."""
    return with_calls(_with_one_prologue(spelled(text)))


def without_silent_loads(text: str) -> str:
    """An update whose LOAD SILENT do nothing."""
    return edited(text, _silent_loads(Text(text))) if _SILENT.search(text) else text


def without_loads(text: str) -> str:
    """An update of the same length and weight that loads nothing; it is not to be carried out."""
    return "".join(
        "MOVE" if each.kind is Kind.WORD and each.word == "LOAD" else each.text for each in tokens(text)
    )


def fault(text: str) -> str:
    """Pyoxigraph's message on an update that does not parse, with the place in this text; empty for none.

    Nothing is carried out: an update is parsed whole first, and stops at an operation that is put before all
    others and fails.
    """
    whole = _with_one_prologue(spelled(text))
    opening = prologue(whole).text
    try:
        Store().update(f"{opening}{_STOP}{whole[len(opening) :]}", base_iri=DEFAULT_BASE)
    except SyntaxError as error:
        line, column = position(whole, len(opening))

        def moved(match: re.Match[str]) -> str:
            at, there = int(match[1]), int(match[2])
            if at <= line:
                return match[0]
            return f"at {at - 1}:{there + column - 1 if at == line + 1 else there}"

        return _PLACE.sub(moved, str(error), count=1)
    except RuntimeError:
        pass
    return ""


def _silent_loads(found: Text) -> Iterator[Edit]:
    for place in range(len(found.all)):
        if (found.word(place), found.word(place + 1)) != ("LOAD", "SILENT"):
            continue
        last = place + 2
        if (found.word(last + 1), found.word(last + 2)) == ("INTO", "GRAPH"):
            last += 3
        if found.kind(place + 2) in _NAMES and found.kind(last) in _NAMES:
            yield found.start(place), found.end(last), "INSERT DATA {}"


def _with_one_prologue(text: str) -> str:
    """The update with the prefixes of later operations declared at its start, each by a name of its own."""
    return edited(text, _later_prologues(Text(text))) if _LATER.search(text) else text


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
    yield len(opening.text), len(opening.text), declared


def _absolute(opening: str, iri: str) -> str:
    """An IRI as it is read behind a prologue; as it is where it cannot be."""
    terms = resolved(opening, [iri])
    return str(terms[0]) if terms else iri
