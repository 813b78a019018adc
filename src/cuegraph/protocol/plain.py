"""Which queries need no reading token by token: a few passes at the speed of C show that they are harmless.

:func:`is_plain` says yes only where :func:`cuegraph.protocol.check.check_query` would give the text back
unchanged, which a property test holds it to. Its numbers are upper bounds of what
:mod:`cuegraph.protocol.weight` counts. No character of code adds more than one to the chain of operators,
keywords and names. To the patterns a term adds one, and one more for each dot, hyphen, TRUE or FALSE that is
glued into it; and an opening bracket, a bar or a tilde adds one.
"""

from __future__ import annotations

import re
from typing import Final

from cuegraph.protocol.weight import MAX_CHAIN, MAX_DEPTH, MAX_PATTERNS

LONGEST: Final = 20_000
"""The most characters of a text that is looked at here."""

# An IRI that the check may have to rewrite, because a comparison could hide in it.
_ODD = re.compile(r'<(?![A-Za-z][A-Za-z0-9]*://|[\w:.~?%@,;$]*>)[^<>"{}|^`\x00-\x20]*>')

# The lexer's comments, strings and IRIs, of a text without a backslash.
_WHOLE = re.compile(
    r"""
      \#[^\r\n]*
    | '''(?:'{0,2}[^'])*''' | \"""(?:"{0,2}[^"])*\""" | '(?!'')[^'\r\n]*' | "(?!"")[^"\r\n]*"
    | <[^<>"{}|^`\x00-\x20]*>
    """,
    re.VERBOSE,
)

# Terms, each at least once, what is glued into them, and the marks that may make a pattern.
_TERM = re.compile(
    r"[?$]\w+ | [A-Za-z][\w:]* | \w+ | (?<=[\w.\-])[.\-] | [^\s{}\]).;,=<>!&+*/^\-]", re.ASCII | re.VERBOSE
)
_NO_BRACKET = re.compile(r"[^(){}\[\]]+")

# The values of one variable, as long as one likes: only IRIs, strings and zeros, which are all written " 0 ".
_VALUES = re.compile(r"(?<=[\s{}])VALUES\s+[?$]\w+\s*\{[\s0]*\}", re.ASCII | re.IGNORECASE)


def is_plain(text: str) -> bool:
    """Whether a query is short, holds no SERVICE and nothing that could be read in two ways.

    >>> is_plain("ASK { ?s ?p 'SERVICE' }"), is_plain("ASK { SERVICE ?s {} }"), is_plain("ASK {")
    (True, False, False)
    """
    if len(text) > LONGEST or "\\" in text or _ODD.search(text):
        return False
    code = _VALUES.sub(" VALUES ?x {} ", _WHOLE.sub(" 0 ", text))
    if not code.isascii() or "'" in code or '"' in code or len("".join(code.split())) > MAX_CHAIN:
        return False
    upper = code.upper()
    if "SERVICE" in upper:
        return False
    terms = len(_TERM.findall(code)) + upper.count("TRUE") + upper.count("FALSE")
    return terms <= MAX_PATTERNS and _matched(_NO_BRACKET.sub("", code))


def _matched(brackets: str) -> bool:
    """Whether each bracket is closed by its like, and they are too few to be nested too deep."""
    length = MAX_DEPTH + 1
    while len(brackets) < length:
        length = len(brackets)
        brackets = brackets.replace("()", "").replace("{}", "").replace("[]", "")
    return not brackets
