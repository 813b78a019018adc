"""Entity tags by RFC 9110, sections 8.8.3 and 13.1.2."""

from __future__ import annotations

import re
from hashlib import blake2b

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def tag_of(*parts: object) -> str:
    """The strong tag of what these values determine.

    >>> tag_of("version 1", "query=ASK{}") == tag_of("version 2", "query=ASK{}")
    False
    """
    return f'"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def tag_of_body(body: bytes) -> str:
    """The strong tag of a representation by its bytes."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def tag_of_coded(tag: str) -> str:
    """The tag of the compressed form of a representation whose own tag is given.

    >>> tag_of_coded('"a"')
    '"a-gzip"'
    """
    return f'{tag[:-1]}-gzip"'


def matches(header: str, tag: str) -> bool:
    """Whether a header If-None-Match names a tag, by weak comparison; ``*`` names any.

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches('"b"', 'W/"a"')
    (True, True, False)
    """
    if header.strip() == "*":
        return True
    return tag.removeprefix("W/") in _TAG.findall(header)
