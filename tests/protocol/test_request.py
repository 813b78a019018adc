"""SPARQL 1.1 Protocol, section 2.1, clause by clause."""

import pytest

from cuegraph.errors import BadInput, CuegraphError, Refused, UnsupportedMediaType
from cuegraph.protocol.request import DIRECT, FORM, Query, read_query

GRAPHS = b"default-graph-uri=http%3A%2F%2Fa.example%2Fd&named-graph-uri=http%3A%2F%2Fa.example%2Fn%23x"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_2_1_1_query_via_get(method: str) -> None:
    assert read_query(method, b"query=ASK%20%7B%7D", "", b"") == Query("ASK {}")


def test_2_1_2_query_via_post_with_url_encoded_parameters() -> None:
    body = b"query=ASK+%7B%7D&" + GRAPHS
    asked = read_query("POST", b"", "application/x-www-form-urlencoded; charset=UTF-8", body)
    assert asked == Query("ASK {}", ("http://a.example/d",), ("http://a.example/n#x",))


def test_2_1_3_query_via_post_directly_takes_the_graphs_from_the_address() -> None:
    asked = read_query("POST", GRAPHS, "Application/SPARQL-Query", "ASK {'é'}".encode())
    assert asked == Query("ASK {'é'}", ("http://a.example/d",), ("http://a.example/n#x",))


def test_2_1_4_several_graphs_keep_their_order() -> None:
    asked = read_query("GET", b"query=ASK%7B%7D&default-graph-uri=u:b&default-graph-uri=u:a", "", b"")
    assert asked.default_graphs == ("u:b", "u:a")


def test_parameters_of_other_names_are_ignored() -> None:
    assert read_query("GET", b"query=ASK%7B%7D&format=csv&x=%00", "", b"") == Query("ASK{}")


@pytest.mark.parametrize(
    ("parts", "error", "where"),
    [
        (("GET", b"", "", b""), BadInput, "query"),
        (("GET", b"query=", "", b""), BadInput, "query"),
        (("GET", b"query=%20%0A", "", b""), BadInput, "query"),
        (("GET", b"query=ASK%7B%7D&query=ASK%7B%7D", "", b""), BadInput, "query"),
        (("POST", b"query=ASK%7B%7D", FORM, b"query=ASK%7B%7D"), BadInput, "query"),
        (("POST", b"query=ASK%7B%7D", DIRECT, b"ASK{}"), BadInput, "query"),
        (("POST", b"", DIRECT, b""), BadInput, "query"),
        (("POST", b"", FORM, b""), BadInput, "query"),
        (("GET", b"query=ASK%7B%22%FF%22%7D", "", b""), BadInput, "the address, byte 5"),
        (("GET", b"query=\xff", "", b""), BadInput, "the address, byte 0"),
        (("POST", b"", DIRECT, b"ASK{'\xe9'}"), BadInput, "the body, byte 5"),
        (("POST", b"", FORM, b"query=%E9"), BadInput, "the body, byte 0"),
        (("POST", b"", "", b"query=ASK%7B%7D"), UnsupportedMediaType, "Content-Type"),
        (("POST", b"", "text/plain", b"ASK{}"), UnsupportedMediaType, "Content-Type"),
        (("POST", b"", "multipart/form-data; boundary=x", b""), UnsupportedMediaType, "Content-Type"),
        (("POST", b"", DIRECT + "; charset=iso-8859-1", b"ASK{}"), UnsupportedMediaType, "Content-Type"),
        (("POST", b"", "application/sparql-update", b"CLEAR ALL"), Refused, "update"),
        (("POST", b"", FORM, b"update=CLEAR+ALL"), Refused, "update"),
        (("GET", b"update=CLEAR+ALL", "", b""), Refused, "update"),
        (("GET", b"query=ASK%7B%7D&default-graph-uri=relative", "", b""), BadInput, "default-graph-uri"),
        (("GET", b"query=ASK%7B%7D&named-graph-uri=http://a%20b", "", b""), BadInput, "named-graph-uri"),
        (("GET", b"&".join([b"a=b"] * 1001), "", b""), BadInput, "the address"),
    ],
)
def test_faults(parts: tuple[str, bytes, str, bytes], error: type[CuegraphError], where: str) -> None:
    with pytest.raises(CuegraphError) as caught:
        read_query(*parts)
    assert type(caught.value) is error
    assert caught.value.where == where
    assert caught.value.remedy
