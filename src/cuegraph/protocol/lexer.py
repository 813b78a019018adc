"""The tokens of a SPARQL text, found by one regular expression: no parse, no store.

Strings, IRIs, comments, variables and prefixed names are whole tokens, so that a word inside one of them is
never taken for a keyword. The classes of characters are those of SPARQL 1.1 Query, section 19.8.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cuegraph.errors import QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The classes are written as what is not in them: that is less, and compiling takes time for each character.
_NO_BASE = (  # beyond ASCII, what is no PN_CHARS_BASE
    "\u0080-\u00bf\u00d7\u00f7\u0300-\u036f\u037e\u2000-\u200b\u200e-\u206f\u2190-\u2bff\u2ff0-\u3000"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufffe-\uffff\U000f0000-\U0010ffff"
)
_NO_NAME = (  # beyond ASCII, what is no PN_CHARS
    "\u0080-\u00b6\u00b8-\u00bf\u00d7\u00f7\u037e\u2000-\u200b\u200e-\u203e\u2041-\u206f\u2190-\u2bff"
    "\u2ff0-\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufffe-\uffff\U000f0000-\U0010ffff"
)
_NO_WORD = r"\x00-/:-@\[-\^`{-\x7f"  # of ASCII, all but letters, digits and the low line
_FIRST = rf"[^\x00-@\[-`{{-\x7f{_NO_BASE}]"  # PN_CHARS_BASE
_FIRST_LOCAL = rf"[^\x00-/;-@\[-\^`{{-\x7f{_NO_BASE}]"  # with _ 0-9 :
_FIRST_BLANK = rf"[^{_NO_WORD}{_NO_BASE}]"  # with _ 0-9
_NAME = rf"[^{_NO_WORD}{_NO_NAME}]"  # PN_CHARS without its hyphen
_NAME_HYPHEN = rf"[^\x00-,./:-@\[-\^`{{-\x7f{_NO_NAME}]"
_NAME_LOCAL = rf"[^\x00-,./;-@\[-\^`{{-\x7f{_NO_NAME}]"  # with : too
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_CHAR = rf"\\[tbnrf\\\"']|{_ESCAPE}"
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"

_TOKEN = re.compile(
    rf"""
      (?P<SPACE>    [\x20\t\r\n]+ | \#[^\r\n]* )
    | (?P<STRING>   '''(?:'{{0,2}}(?:[^'\\]|{_CHAR}))*''' | \"""(?:"{{0,2}}(?:[^"\\]|{_CHAR}))*\"""
                  | '(?!'')(?:[^'\\\r\n]|{_CHAR})*'       | "(?!"")(?:[^"\\\r\n]|{_CHAR})*" )
    | (?P<IRI>      <(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*> )
    | (?P<VARIABLE> [?$]{_NAME}+ )
    | (?P<BLANK>    _:{_FIRST_BLANK}(?:\.*{_NAME_HYPHEN})* )
    | (?P<NAME>     (?:{_FIRST}(?:\.*{_NAME_HYPHEN})*+)?:
                    (?:(?:{_FIRST_LOCAL}|{_LOCAL})(?:\.*(?:{_NAME_LOCAL}|{_LOCAL}))*)? )
    | (?P<LANGUAGE> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<WORD>     (?:{_NAME}|{_ESCAPE})(?:[.\-]*(?:{_NAME}|{_ESCAPE}))*+ )
    | (?P<MARK>     . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
_PLAIN_NODE = rf"(?:{_PLAIN_IRI}|_:[A-Za-z0-9]++)"
_PLAIN_LITERAL = (
    r'"(?:[^"\\\r\n]|\\[tbnrf\\"\'])*+"'
    rf"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\^\^{_PLAIN_IRI})?+"
)
_STATEMENTS = re.compile(
    rf"(?:\s*+{_PLAIN_NODE} {_PLAIN_IRI} (?:{_PLAIN_NODE}|{_PLAIN_LITERAL}) \.)*+", re.ASCII
)
_UNESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_NO_ESCAPE = re.compile(r"(?<!\\)(?:\\\\){0,9}(\\[^tbnrf\\\"'uU])")
_LAST = 0x10FFFF
_MEND = "What stands there, or right before it, is not as the grammar of SPARQL has it."
_SURROGATES = range(0xD800, 0xE000)


class Kind(Enum):
    """What a token is."""

    SPACE = auto()  # white space or a comment
    STRING = auto()
    IRI = auto()
    VARIABLE = auto()
    BLANK = auto()
    NAME = auto()  # a prefixed name
    LANGUAGE = auto()
    WORD = auto()  # a keyword, true, false, a number, or several of them that a dot or hyphen joins
    MARK = auto()  # one character of punctuation
    STATEMENTS = auto()  # of a block of data: triples as N-Triples writes them, all in one


_KINDS: dict[str | None, Kind] = {each.name: each for each in Kind}
_DECLARATIONS = {"BASE": (Kind.IRI,), "PREFIX": (Kind.NAME, Kind.IRI), "VERSION": (Kind.STRING,)}


class Token(NamedTuple):
    """A token: its kind, its text as written, and the offset of its first character."""

    kind: Kind
    text: str
    start: int

    @property
    def word(self) -> str:
        """The text in capitals, its code point escapes resolved: what a keyword is compared with."""
        return unescape(self.text).upper() if "\\" in self.text else self.text.upper()


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of a text, in order and without gaps.

    Args:
        text: the text.
        start: the offset of the first; it must be the start of one, since strings and comments are not told
            from their middle.

    Raises:
        QuerySyntaxError: a string is not closed, or an escape in a string or IRI stands for no character. An
            engine that goes on in another way there would read other tokens than these.
    """
    mark, string, iri, made = Kind.MARK, Kind.STRING, Kind.IRI, tuple.__new__
    for match in _TOKEN.finditer(text, start):
        kind, found = _KINDS[match.lastgroup], match[0]
        token = made(Token, (kind, found, match.start()))  # half the time of the class's own
        if kind is mark:
            if found in "'\"":
                raise _unclosed(text, token)
        elif (kind is string or kind is iri) and "\\" in found:
            _check_escapes(text, token)
        yield token


def update_tokens(text: str) -> Iterator[Token]:
    """The tokens of an update, as :func:`tokens`, but for long data: ``STATEMENTS`` are one token.

    They follow a bracket ``{`` of INSERT DATA or DELETE DATA, where nothing but data can stand.

    Raises:
        QuerySyntaxError: as :func:`tokens`.
    """
    place, depth, data, last = 0, 0, False, ""
    while place < len(text):
        for token in tokens(text, place):
            yield token
            place = token.start + len(token.text)
            if token.kind is Kind.SPACE:
                continue
            if token.kind is Kind.MARK:
                if token.text == "{":
                    data = data or (depth == 0 and last == "DATA")
                    depth += 1
                    end = statements_end(text, place) if data else place
                    if end > place:
                        yield Token(Kind.STATEMENTS, text[place:end], place)
                        place = end
                        last = ""
                        break
                elif token.text == "}":
                    depth -= 1
                    data = data and depth > 0
            last = token.word if token.kind is Kind.WORD else ""


def statements_end(text: str, start: int) -> int:
    """Where the triples end that begin at an offset and are written as N-Triples, with single spaces."""
    match = _STATEMENTS.match(text, start)
    return match.end() if match else start


def may_call(text: str) -> bool:
    """Whether a query or update may hold SERVICE; where it surely does not, it can run without a network.

    Pyoxigraph 0.5.13 reads no escapes in keywords.

    >>> may_call("ASK { SERVICE <u:s> {} }"), may_call("ASK { ?s ?p ?o }")
    (True, False)
    """
    return "SERVICE" in text.upper()


class Prologue(NamedTuple):
    """The declarations that open a query (SPARQL 1.1 Query, section 4.1).

    Attributes:
        text: the query up to the end of the last one, as written.
        prefixes: the IRIs of the prefixes, as written without the angle brackets.
    """

    text: str
    prefixes: dict[str, str]


def prologue(text: str) -> Prologue:
    """What a query declares before it begins; what follows is not read.

    Raises:
        QuerySyntaxError: as :func:`tokens`, in what is read.

    >>> prologue("BASE <u:b> PREFIX a: <u:a#> ASK {}")
    Prologue(text='BASE <u:b> PREFIX a: <u:a#>', prefixes={'a': 'u:a#'})
    """
    found = (each for each in tokens(text) if each.kind is not Kind.SPACE)
    prefixes: dict[str, str] = {}
    end = 0
    while (first := next(found, None)) and (declared := _DECLARATIONS.get(first.word)):
        parts = [*islice(found, len(declared))]
        if tuple(each.kind for each in parts) != declared:
            break
        if len(parts) == len(_DECLARATIONS["PREFIX"]):
            prefixes[parts[0].text.removesuffix(":")] = unescape(parts[1].text[1:-1])
        end = parts[-1].start + len(parts[-1].text)
    return Prologue(text[:end], prefixes)


def unescape(text: str) -> str:
    r"""The text with its code point escapes resolved (section 19.2); those of no character stay as they are.

    >>> unescape(r"SERVIC\u0045")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return match[0] if code > _LAST or code in _SURROGATES else chr(code)

    return _UNESCAPE.sub(character, text) if "\\" in text else text


def position(text: str, offset: int) -> tuple[int, int]:
    r"""Line and column, both from 1, of an offset; columns count code points.

    >>> position("ASK\n{ }", 4)
    (2, 1)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def where(text: str, offset: int) -> str:
    """Line and column of an offset, as errors tell them."""
    line, column = position(text, offset)
    return f"line {line}, column {column}"


def fault(text: str, offset: int, what: str, remedy: str = "") -> QuerySyntaxError:
    """The syntax error at an offset of a text; without a remedy of its own, that is to mend the place."""
    line, column = position(text, offset)
    return QuerySyntaxError(what, line=line, column=column, where=where(text, offset), remedy=remedy or _MEND)


def _unclosed(text: str, token: Token) -> QuerySyntaxError:
    """The error for a quotation mark that opens no string."""
    quote = token.text
    line = text[token.start + 1 :].partition("\n")[0]
    escape = _NO_ESCAPE.search(line)
    if escape and quote in line[escape.end() :]:
        what = f"The string holds the escape '{escape[1]}', which there is none of."
        remedy = "Write a backslash twice where it is meant."
        return fault(text, token.start, what, remedy)
    remedy = (
        f"Close it with {quote} on its line; one of several lines stands in {quote * 3}. "
        f"Within it, write \\{quote} for {quote}."
    )
    return fault(text, token.start, "The string is not closed.", remedy)


def _check_escapes(text: str, token: Token) -> None:
    for match in re.finditer(r"\\(?:u(.{4})|U(.{8})|.)", token.text, re.DOTALL):
        digits = match[1] or match[2]
        if digits and (int(digits, 16) > _LAST or int(digits, 16) in _SURROGATES):
            raise fault(text, token.start + match.start(), f"The escape {match[0]} stands for no character.")
