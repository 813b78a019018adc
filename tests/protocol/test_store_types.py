"""A body of a type that is not taken: what is told to send instead."""

import pytest

from cuegraph.errors import UnsupportedMediaType
from cuegraph.protocol.store import read_format


@pytest.mark.parametrize("kind", ["application/octet-stream", ""])
def test_the_remedy_shows_how_curl_states_the_type(kind: str) -> None:
    with pytest.raises(UnsupportedMediaType) as caught:
        read_format(kind)
    assert ";type=text/turtle" in caught.value.remedy
    assert "Content-Type: text/turtle" in caught.value.remedy
