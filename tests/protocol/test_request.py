"""SPARQL 1.1 Protocol, sections 2.1 and 2.2, clause by clause."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuegraph.errors import BadInput, CuegraphError, MethodNotAllowed, Refused, UnsupportedMediaType
from cuegraph.protocol.request import (
    DIRECT,
    DIRECT_UPDATE,
    FORM,
    Query,
    Update,
    raw_pairs,
    read_query,
    read_update,
    values_of,
)

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


USING = b"using-graph-uri=http%3A%2F%2Fa.example%2Fd&using-named-graph-uri=http%3A%2F%2Fa.example%2Fn%23x"
USED = Update("CLEAR ALL", ("http://a.example/d",), ("http://a.example/n#x",))


def test_2_2_1_update_via_post_with_url_encoded_parameters() -> None:
    assert read_update("POST", b"", FORM, b"update=CLEAR+ALL&" + USING) == USED
    assert read_update("POST", USING, FORM + "; charset=utf-8", b"update=CLEAR+ALL") == USED


def test_2_2_2_update_via_post_directly_takes_the_graphs_from_the_address() -> None:
    assert read_update("POST", USING, "application/SPARQL-update", b"CLEAR ALL") == USED


@pytest.mark.parametrize(
    ("parts", "error", "where"),
    [
        (("GET", b"update=CLEAR%20ALL", "", b""), MethodNotAllowed, ""),
        (("PUT", b"", DIRECT_UPDATE, b"CLEAR ALL"), MethodNotAllowed, ""),
        (("POST", b"update=CLEAR+ALL", FORM, b""), BadInput, "update"),
        (("POST", b"", FORM, b"update=CLEAR+ALL&update=CLEAR+ALL"), BadInput, "update"),
        (("POST", b"", FORM, b"update="), BadInput, "update"),
        (("POST", b"", FORM, b""), BadInput, "update"),
        (("POST", b"", DIRECT_UPDATE, b" \n"), BadInput, "update"),
        (("POST", b"", FORM, b"query=ASK%7B%7D"), BadInput, "query"),
        (("POST", b"", DIRECT, b"ASK{}"), BadInput, "query"),
        (("POST", b"query=ASK%7B%7D", DIRECT_UPDATE, b"CLEAR ALL"), BadInput, "query"),
        (("POST", b"", "", b"update=CLEAR+ALL"), UnsupportedMediaType, "Content-Type"),
        (("POST", b"", "text/plain", b"CLEAR ALL"), UnsupportedMediaType, "Content-Type"),
        (
            ("POST", b"", DIRECT_UPDATE + ";charset=latin-1", b"CLEAR ALL"),
            UnsupportedMediaType,
            "Content-Type",
        ),
        (("POST", b"", DIRECT_UPDATE, b"CLEAR '\xe9'"), BadInput, "the body, byte 7"),
        (("POST", b"using-graph-uri=a", DIRECT_UPDATE, b"CLEAR ALL"), BadInput, "using-graph-uri"),
        (("POST", b"using-named-graph-uri=u:a%3E", FORM, b"update=x"), BadInput, "using-named-graph-uri"),
    ],
)
def test_faults_of_updates(
    parts: tuple[str, bytes, str, bytes], error: type[CuegraphError], where: str
) -> None:
    with pytest.raises(CuegraphError) as caught:
        read_update(*parts)
    assert type(caught.value) is error
    assert caught.value.where == where
    assert caught.value.remedy
    if where == "query":
        assert "/sparql" in caught.value.remedy
    if error is MethodNotAllowed:
        assert caught.value.allow == ("POST", "OPTIONS")  # type: ignore[attr-defined]


def test_an_update_sent_as_a_query_is_told_where_updates_go() -> None:
    with pytest.raises(Refused) as caught:
        read_query("POST", b"", DIRECT_UPDATE, b"CLEAR ALL")
    assert "/update" in caught.value.remedy


ENCODED = st.lists(
    st.sampled_from(
        [b"&", b"=", b"+", b"%", b"%2", b"%zz", b"%0A", b"%3D", b"%26", b"%FF", b"a", b" ", b"\n", b"\r"]
    )
    | st.binary(max_size=2),
    max_size=12,
).map(b"".join)


@given(ENCODED)
def test_parameters_are_read_as_the_standard_library_reads_them(encoded: bytes) -> None:
    """WHATWG URL, section 5.1: byte by byte; a percent sign that encodes nothing stays."""
    latin = "latin-1"
    expected = parse_qsl(encoded.decode(latin), keep_blank_values=True, encoding=latin)
    assert raw_pairs(encoded, "") == [(name.encode(latin), value.encode(latin)) for name, value in expected]


@given(
    st.lists(st.sampled_from([b"a=", b"%61=", b"%2561=", b"A=", b"=", b"a%", b"+", b"&", b"x"])).map(b"".join)
)
def test_one_parameter_is_read_as_all_are(encoded: bytes) -> None:
    every = raw_pairs(encoded, "")
    assert values_of("a", encoded, "") == [value.decode() for name, value in every if name == b"a"]
