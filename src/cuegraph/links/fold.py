"""A name as values that are compared: without case, accents, article, featured artists and editions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cuegraph.links.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETS: Final = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\})")
_SPECIAL: Final = re.compile(
    r"[^\w\s]|_|\b(?:the|with|feat|featuring|ft|w|ost|editions?|soundtrack)\b|^\s*an?\s", re.IGNORECASE
)
_FEATURED: Final = re.compile(r"(?:^|[\s(\[])(?:feat\.?|featuring|ft\.?|w/)\s+(?=\S)", re.IGNORECASE)
_WITH: Final = re.compile(r"(?:^|\s)with\s+(?=\S)", re.IGNORECASE)
_DASH: Final = re.compile(r"\s+[-\u2013\u2014]\s+")
_TAIL: Final = re.compile(r"\s+[-\u2013\u2014]\s+([^-\u2013\u2014]+)$|\s*:\s+([^:]+)$")
_EDITION: Final = re.compile(
    r"\b(?:(?:editions?|remaster(?:ed)?|deluxe|expanded|anniversary|bonus tracks?|reissued?|explicit|ost|mono"
    r"|stereo|(?:album|single|original|remastered) version|soundtracks?|original (?:motion picture )?score"
    r"|music from the (?:original )?(?:motion picture|film|movie))"
    r"(?: (?:album|box set|content|lp|mix|release|version|\d+|(?:from|to) (?:the|a) .+))*(?: |$))+$"
)
"""What words that name an edition end with; "soundtrack of a life" names none."""

_FROM: Final = re.compile(
    r"(?:taken\s+)?from\s+(?:[\"\u201c\u201d\u201e\u00ab\u2018]"
    r"|the\s+(?:original\s+)?(?:film|movie|motion picture|soundtrack)\b)",
    re.IGNORECASE,
)
"""How what names the film that a song is from begins; "from the heart" is a title's."""

_BARE: Final = re.compile(
    r"\s+(?:ost\b\.?|(?:original )?(?:motion picture )?soundtrack|(?:deluxe|expanded|special) edition)"
    r"(?:\s+(?:(?:vinyl|lp|2lp|cd)\b\s*)+)?$"
    r"|^(?:ost|soundtrack,|original soundtrack,?)\s+(?=\S)"
    r"|^(?:the\s+)?(?:original\s+)?(?:motion\s+picture\s+)?soundtrack\s+(?:album\s+)?(?:of|to|from)"
    r"(?:\s+the\s+(?:film|movie|motion\s+picture))?\s+(?!(?:an?|my|our|your|his|her|their|life|lives)\b)(?=\S)",
    re.IGNORECASE,
)
_HINT: Final = re.compile(
    r"(?:(?:18|19|20)\d\d)?(?:^|$| )(?:(?:(?:feature|short) )?film|movie|motion picture|(?:studio )?album|ep"
    r"|song|single|recording|track|band|(?:music(?:al)? )?(?:group|duo|trio)|(?:recording )?artist|singer"
    r"|musician|rapper|dj|(?:film )?composer|songwriter|(?:film |record )?(?:producer|director)|actor"
    r"|actress|person|(?:record )?label|magazine|newspaper|website|publication|(?:music )?chart"
    r"|(?:film )?score)?"
)
"""A year, the kind of thing, or both."""

_NO_TITLE: Final = frozenset(
    ("", "the", "a", "an", "this", "that", "original", "film", "the film", "movie", "the movie", "television")
)
_ARTICLE: Final = re.compile(r"^(?:the|an?)\s+(?!and\b)|,\s*(?:the|an?)\s*$", re.IGNORECASE)
_AND: Final = re.compile(r"\s*&\s*|\s+\+\s+")
_INITIAL: Final = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2019\u02bc`\u00b4](?=\w)")
_SEVERAL: Final = re.compile(r"\s*,\s*|\s+and\s+|\s*;\s*", re.IGNORECASE)
_JOINED: Final = re.compile(r"\s*&\s*|\s+(?:\+|and|vs\.?)\s+", re.IGNORECASE)
_MOST_WORDS: Final = 12
_MOST_PARTS: Final = 6


class Folded(NamedTuple):
    """A name as values that are compared.

    Attributes:
        exact: all its words; a name without any as it is, in small letters.
        core: its words without a leading article, featured artists and what names an edition.
        ordered: the words of ``core`` in the order of the alphabet.
        featured: the featured artists, each as its words.
        edition: the words that name an edition; empty for none.
        short: the words before a bare "with", which may go before a featured artist and may be part of the
            title; empty for none.
        hint: a year, what kind of thing it is, or both, as they stand in brackets; empty for none.
        aside: other words in brackets, which are in ``core`` too; empty for none.
    """

    exact: str
    core: str
    ordered: str
    featured: tuple[str, ...] = ()
    edition: str = ""
    short: str = ""
    hint: str = ""
    aside: str = ""


def fold(name: str) -> Folded:
    """A name as values that are compared.

    >>> fold("The Bélan Moor (feat. Ada & Bo) [Deluxe Edition]")
    Folded(exact='the belan moor feat ada and bo deluxe edition', core='belan moor', ordered='belan moor', \
featured=('ada', 'bo'), edition='deluxe edition', short='', hint='', aside='')
    >>> fold("Moor, The").core, fold("R.E.M. & Don't").core, fold("Tide with Ada").short, fold("!!!").core
    ('moor', 'rem and dont', 'tide', '!!!')
    >>> fold("Tide (1999 film)").hint, fold("Tide (band)").core, fold("Tide (Live)").aside
    ('1999 film', 'tide', 'live')
    """
    if not _SPECIAL.search(name) and (exact := plain(name)):
        return Folded(exact, exact, " ".join(sorted(exact.split())))
    name = " ".join(name.split())  # what follows takes long for many spaces
    text = _AND.sub(" and ", _APOSTROPHE.sub("", _INITIAL.sub("", name)))
    exact = plain(text) or " ".join(name.casefold().split())
    featured: list[str] = []
    editions: list[str] = []
    hints: list[str] = []
    asides: list[str] = []
    text = _BRACKETS.sub(lambda match: _bracket(match, featured, editions, hints, asides), text)
    if tail := _TAIL.search(text):
        words = plain(tail[1] or tail[2])
        if _EDITION.search(words) or _FROM.match(tail[1] or tail[2]):
            editions.append(words)
            text = text[: tail.start()]
    if found := _FEATURED.search(text, 1):
        title = _DASH.search(text, found.end())  # "Ada feat. Bo - Tide"
        featured += _names(text[found.end() : title.start() if title else None])
        text = text[: found.start()] + (text[title.start() :] if title else "")
    if (found := _BARE.search(text)) and plain(rest := _BARE.sub("", text, count=1)) not in _NO_TITLE:
        editions.append(plain(found[0]))
        text = rest
    core = _core(text) or exact
    bare = _WITH.search(text, 1)
    return Folded(
        exact,
        core,
        " ".join(sorted(core.split())),
        tuple(featured),
        " ".join(editions),
        _core(text[: bare.start()]) if bare else "",
        " ".join(hints) if core != exact else "",
        " ".join(asides),
    )


def turned(name: str) -> str:
    """The name with what follows its only comma first, as lists and catalogues turn it round.

    >>> turned("Tide, A Long"), turned("A Long Tide"), turned("Ada, Bo, and Cy")
    ('A Long Tide', 'A Long Tide', 'Ada, Bo, and Cy')
    """
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def is_titled(name: str) -> bool:
    """Whether a name has parts with a dash between them, as artist and title, and more than an edition.

    >>> is_titled("Ada - A Tide"), is_titled("A Tide - 2011 Remaster"), is_titled("A-Tide")
    (True, False, False)
    """
    pieces = _DASH.split(_BRACKETS.sub("", " ".join(name.split())).strip())
    return len(pieces) > 1 and not _EDITION.search(plain(pieces[-1]))


def parts(name: str) -> dict[str, int]:
    """The cores of what a name consists of, where it is more than one: it may be made of artist and title.

    Each has its place where they are names side by side, the first of which is meant first; otherwise 0.

    >>> parts("Drift (Live)"), parts("Ada feat. Cy - A Tide"), parts("Ada & Bo"), parts("Ada")
    ({'drift': 0}, {'ada': 0, 'tide': 0}, {'ada': 0, 'bo': 1}, {})
    """
    name = " ".join(name.split())
    whole, bare = fold(name).core, _BRACKETS.sub("", name).strip()
    pieces = _DASH.split(bare)
    beside = len(pieces) == 1 and bare == name.strip()
    if beside:
        pieces = _JOINED.split(name)
    if pieces == [name]:
        return {}
    cores = dict.fromkeys(fold(each).core for each in pieces[:_MOST_PARTS] if each.strip())
    return {each: at if beside else 0 for at, each in enumerate(cores) if each != whole}


def runs(core: str) -> Iterator[str]:
    """The words of a core that follow each other, but for all of them; of a long one, of its beginning.

    >>> list(runs("a b c"))
    ['a', 'a b', 'b', 'b c', 'c']
    """
    words = core.split()[:_MOST_WORDS]
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            if end - first < len(words):
                yield " ".join(words[first:end])


def _bracket(
    match: re.Match[str], featured: list[str], editions: list[str], hints: list[str], asides: list[str]
) -> str:
    """What stays of a part in brackets: nothing, where it names artists, an edition, a year or a kind."""
    text = match[1] or match[2] or match[3] or ""
    for word in (_FEATURED, _WITH):
        if found := word.match(text):
            featured += _names(text[found.end() :])
            return ""
    words = plain(text)
    if _EDITION.search(words) or _FROM.match(text.strip()):
        editions.append(words)
        return ""
    if words and _HINT.fullmatch(words):
        hints.append(words)
        return ""
    asides.append(words)
    return match[0]


def _names(text: str) -> list[str]:
    return [words for each in _SEVERAL.split(text) if (words := plain(each))]


def _core(text: str) -> str:
    whole = plain(text)
    return plain(_ARTICLE.sub("", text.strip(), count=1)) or whole
