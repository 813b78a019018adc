"""A SPARQL server that is down, hangs, breaks off or answers nonsense, and what may be told of it."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from cuegraph.engine.client import Client
from cuegraph.engine.endpoint import Endpoint
from cuegraph.engine.memory import MemoryEngine
from cuegraph.engine.probe import probe
from cuegraph.engine.remote import RemoteBackend
from cuegraph.errors import BadGateway, BadInput, OverLimit, QuerySyntaxError, Refused
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from conftest import Fake

JSON = "application/sparql-results+json"
TRUE = b'{"head":{},"boolean":true}'
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"u:a"}}]}}'
TRIPLES = b"<u:a> <u:b> <u:c> .\n"
BEARER = "a-token"
SELECT = "SELECT * { ?a ?b ?c }"
CONSTRUCT = "CONSTRUCT WHERE { ?a ?b ?c }"


def http(body: bytes, kind: str = JSON, status: str = "200 OK", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def chunked(*chunks: bytes, kind: str = JSON, end: bool = True) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n"
    head += "\r\n" if end else "Connection: close\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks)
    return head.encode() + body + (b"0\r\n\r\n" if end else b"")


def ask(fake: Fake, *replies: bytes | None, query: str = SELECT, name: str | None = None) -> bytes:
    """The answer to a query where the server says this."""
    fake.replies = [*replies]
    out = BytesIO()
    with closing(RemoteBackend(fake.url)) as backend:
        backend.answer(Query(query), Wanted(name=name), out)
    return out.getvalue()


def test_an_answer_is_written_anew_in_the_format_asked_for(fake: Fake) -> None:
    assert ask(fake, http(ROWS), name="csv") == b"a\r\nu:a\r\n"
    assert ask(fake, chunked(ROWS[:20], ROWS[20:]), name="tsv") == b"?a\n<u:a>\n"
    assert ask(fake, http(TRIPLES, "application/n-triples"), query=CONSTRUCT, name="ntriples") == TRIPLES


def test_literals_come_out_as_the_server_wrote_them(fake: Fake) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    cells = ",".join(
        f'"{name}":{{"type":"{kind}","datatype":"{xsd}{datatype}","value":"{value}"}}'
        for name, kind, datatype, value in [
            ("a", "literal", "duration", "PT70M18S"),
            ("b", "typed-literal", "decimal", "1.10"),
            ("c", "literal", "positiveInteger", "01"),
        ]
    )
    body = f'{{"head":{{"vars":["a","b","c"]}},"results":{{"bindings":[{{{cells}}}]}}}}'.encode()
    assert ask(fake, http(body), name="csv") == b"a,b,c\r\nPT70M18S,1.10,01\r\n"
    assert b'"datatype":"http://www.w3.org/2001/XMLSchema#positiveInteger"' in ask(fake, http(body))


def test_each_triple_of_a_graph_comes_once(fake: Fake) -> None:
    twice = http(TRIPLES * 2, "application/n-triples")
    assert ask(fake, twice, query=CONSTRUCT, name="ntriples") == TRIPLES
    turtle = http(b"<u:a> <u:b> <u:c> , <u:c> .", "text/turtle;charset=utf-8")
    assert ask(fake, turtle, query=CONSTRUCT, name="ntriples") == TRIPLES


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_virtuosos_blank_nodes_get_names_that_formats_allow(fake: Fake, size: int) -> None:
    cell = b'{"a": { "type": "bnode", "value": "nodeID://b1%04d" }}'
    rows = b",".join(cell % number for number in range(50))
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[%s]}}' % rows
    pieces = [body[place : place + size] for place in range(0, len(body), size)]
    reply = chunked(*pieces).replace(b"\r\n", b"\r\nServer: Virtuoso/07.20\r\n", 1)
    lines = ask(fake, reply, name="tsv").splitlines()
    assert lines == [b"?a", *(b"_:b1%04d" % number for number in range(50))]


def test_a_text_that_reads_like_a_blank_node_stays(fake: Fake) -> None:
    text = rb"\"bnode\", \"value\": \"nodeID://b1"
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"%s"}}]}}' % text
    found = ask(fake, http(body, JSON, "200 OK", "Server: Virtuoso/07.20"), name="csv")
    assert b"nodeID://b1" in found


BROKEN = [
    pytest.param(http(ROWS, JSON)[:-5] + b"", "breaks off", id="shorter than its length"),
    pytest.param(chunked(ROWS[:30], end=False), "breaks off", id="chunks without an end"),
    pytest.param(chunked(ROWS[:-1]), "breaks off", id="no closing bracket"),
    pytest.param(chunked(ROWS, b"The operation was cancelled"), "breaks off", id="words behind the end"),
    pytest.param(http(b""), "breaks off", id="nothing"),
    pytest.param(http(b"<html></html>", "text/html"), "gives no result", id="a page"),
    pytest.param(http(ROWS, "text/plain"), "gives no result", id="another type"),
    pytest.param(b"SSH-2.0-OpenSSH\r\nConnection: close\r\n\r\n", "does not speak HTTP", id="no HTTP"),
    pytest.param(http(b"busy", "text/plain", "503 Busy"), "answers 503: busy", id="503"),
    pytest.param(http(b"<html>no", "text/html", "500 No"), "answers 500 with an HTML page", id="500"),
    pytest.param(http(b"<html>no", "text/html", "400 No"), "with an HTML page", id="a page of a proxy"),
    pytest.param(http(b"", JSON, "404 No"), "answers 404", id="404"),
    pytest.param(http(b"no", JSON, "401 No"), "does not let cuegraph in", id="401"),
    pytest.param(http(b"no", JSON, "403 No"), "does not let cuegraph in", id="403"),
    pytest.param(http(ROWS, JSON, "206 Partial Content"), "a part of the result", id="206"),
    pytest.param(
        http(ROWS, JSON, "200 OK", "X-SQL-State: S1TAT", "X-SQL-Message: incomplete"),
        "a part of the result: incomplete",
        id="Virtuoso in its time",
    ),
    pytest.param(http(ROWS, JSON, "200 OK", "X-SPARQL-MaxRows: 10"), "no more than 10 rows", id="cut rows"),
    pytest.param(
        http(b"", JSON, "302 Found", "Location: https://ada:secret@film.example/x?key=1"),
        "moved to https://film.example/x.",
        id="moved",
    ),
]


@pytest.mark.parametrize(("reply", "message"), BROKEN)
def test_what_is_no_whole_result_is_an_error(fake: Fake, reply: bytes, message: str) -> None:
    closing_reply = (
        reply if b"onnection: close" in reply else reply.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    )
    with pytest.raises(BadGateway, match=message) as caught:
        ask(fake, closing_reply)
    assert caught.value.where == fake.url
    assert "secret" not in str(caught.value)
    assert caught.value.remedy


def test_a_graph_whose_end_is_not_stated_is_an_error(fake: Fake) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nConnection: close\r\n\r\n" + TRIPLES
    with pytest.raises(BadGateway, match="does not say where it ends"):
        ask(fake, reply, query=CONSTRUCT)


@pytest.mark.parametrize("size", [1, 30])
def test_a_graph_that_breaks_off_between_two_triples_is_an_error(fake: Fake, size: int) -> None:
    reply = http(TRIPLES * size + b"<", "application/n-triples", "200 OK", "Connection: close")[:-1]
    with pytest.raises(BadGateway, match="1 bytes are missing"):
        ask(fake, reply, query=CONSTRUCT)


def test_a_graph_that_virtuoso_made_of_a_part_is_an_error(fake: Fake) -> None:
    """Virtuoso tells of its limit with solutions, not with graphs: solutions are asked for as well."""
    triples = b"".join(b"<u:a%d> <u:b> <u:c> .\n" % number for number in range(2000))
    graph = http(triples, "application/n-triples", "200 OK", "Server: Virtuoso/07.20")
    cut = http(ROWS, JSON, "200 OK", "Server: Virtuoso/07.20", "X-SPARQL-MaxRows: 2000")
    with pytest.raises(BadGateway, match="no more than 2000 rows"):
        ask(fake, graph, cut, query=CONSTRUCT)
    assert b"SELECT+%281+AS+%3Fone%29" in fake.requests[-1]
    assert ask(fake, graph, http(ROWS), query=CONSTRUCT, name="ntriples").count(b"\n") == 2000


def test_what_the_server_refuses_is_the_fault_of_the_request(fake: Fake) -> None:
    reply = http(b"\nno such function\nmore\n" + b"x" * 9000, "text/plain", "400 Bad Request")
    with pytest.raises(BadInput, match="refuses the request: no such function") as caught:
        ask(fake, reply)
    assert len(str(caught.value)) < 500


def test_a_server_that_is_down() -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with closing(RemoteBackend(url)) as backend, pytest.raises(BadGateway, match="Nothing listens"):
            backend.answer(Query(SELECT), Wanted(), BytesIO())


@pytest.mark.parametrize("reply", [None, chunked(ROWS, end=False).replace(b"Connection: close\r\n", b"")])
def test_a_server_that_hangs_is_not_waited_for_longer_than_there_is_time(
    fake: Fake, reply: bytes | None
) -> None:
    fake.replies = [reply]
    with closing(Client(Endpoint.of(fake.url), time.monotonic() + 0.2)) as client:
        with pytest.raises(BadGateway, match="does not answer in time"), client.post([], JSON) as found:
            found.read()
        with pytest.raises(BadGateway, match="does not answer in time"):
            client.post([], JSON)


def test_a_connection_is_kept(fake: Fake) -> None:
    fake.replies = [http(ROWS), chunked(ROWS), http(TRIPLES, "application/n-triples"), http(TRUE)]
    with closing(RemoteBackend(fake.url)) as backend:
        for query in (SELECT, SELECT, CONSTRUCT, "ASK {}"):
            backend.answer(Query(query), Wanted(), BytesIO())
    assert (fake.connections, len(fake.requests)) == (1, 4)


def test_a_connection_that_was_closed_meanwhile_is_made_anew(fake: Fake) -> None:
    # The server does not say that it will close the first.
    fake.replies = [http(ROWS) + b"\r\nConnection: close", http(ROWS)]
    with closing(RemoteBackend(fake.url)) as backend:
        for _ in range(3):
            backend.answer(Query(SELECT), Wanted(), BytesIO())
    assert (fake.connections, len(fake.requests)) == (2, 3)


def test_an_answer_that_is_not_read_to_its_end_ends_the_connection(fake: Fake) -> None:
    class Full(BytesIO):
        def write(self, _: object) -> int:
            raise OverLimit("full")

    fake.replies = [http(ROWS)]
    with closing(RemoteBackend(fake.url)) as backend:
        with pytest.raises(OverLimit, match="full"):
            backend.answer(Query(SELECT), Wanted(), Full())
        backend.answer(Query(SELECT), Wanted(), BytesIO())
    assert len(fake.requests) == 2


def test_an_update_is_sent_once_on_a_connection_of_its_own(fake: Fake) -> None:
    fake.replies = [http(b""), b"Connection: close\r\n\r\n"]
    update = Update("DELETE WHERE { ?a ?b ?c }", ("u:one",), ("u:two",))
    with closing(RemoteBackend(fake.url, token=BEARER)) as backend:
        backend.update(update)
        with pytest.raises(BadGateway):
            backend.update(update)
    assert (fake.connections, len(fake.requests)) == (2, 2)
    head, _, body = fake.requests[0].partition(b"\r\n\r\n")
    assert b"Authorization: Bearer a-token" in head
    assert body.endswith(b"&using-graph-uri=u%3Aone&using-named-graph-uri=u%3Atwo")
    assert body.startswith(b"update=DELETE+")


def test_a_request_is_a_form_with_its_graphs_and_one_format_first(fake: Fake) -> None:
    fake.replies = [http(TRUE)]
    with closing(RemoteBackend(fake.url)) as backend:
        backend.answer(Query("ASK { } # é", ("u:one", "u:two"), ("u:é",)), Wanted(name="xml"), BytesIO())
    head, _, body = fake.requests[0].partition(b"\r\n\r\n")
    assert b"Accept: application/sparql-results+json, " in head
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in head + b"\r\n"
    assert body.split(b"&") == [
        b"query=ASK+%7B+%7D+",
        b"default-graph-uri=u%3Aone",
        b"default-graph-uri=u%3Atwo",
        b"named-graph-uri=u%3A%C3%A9",
    ]


def test_a_comment_is_no_order(fake: Fake) -> None:
    """Virtuoso takes some for orders."""
    fake.replies = [http(b"")]
    with closing(RemoteBackend(fake.url)) as backend:
        backend.update(Update("#pragma a\nINSERT DATA { <u:a#b> <u:b> '#c' } #pragma order"))
    body = fake.requests[0].partition(b"\r\n\r\n")[2]
    assert body == b"update=%0AINSERT+DATA+%7B+%3Cu%3Aa%23b%3E+%3Cu%3Ab%3E+%27%23c%27+%7D+"


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL ; PREFIX e: <u:> INSERT DATA { e:a e:b e:c } ; PREFIX e: <v:> DELETE { e:a } WHERE {}",
        "INSERT { ?a ?b } WHERE { FILTER(?a IN (<#a>, <#b>)) }",
    ],
)
def test_an_update_is_parsed_here_as_in_memory(fake: Fake, text: str) -> None:
    fake.replies = [http(b"")]
    with closing(RemoteBackend(fake.url)) as backend:
        with pytest.raises(QuerySyntaxError) as caught:
            backend.update(Update(text))
        with pytest.raises(QuerySyntaxError) as in_memory:
            MemoryEngine().update(Update(text))
        assert (str(caught.value), fake.requests) == (str(in_memory.value), [])
        backend.update(Update(text.replace("a }", "a e:b 1 }").replace("?b }", "?b 1 }")))
    assert len(fake.requests) == 1


def test_a_service_that_is_allowed_is_left_to_the_server(fake: Fake) -> None:
    fake.replies = [http(ROWS)]
    query = "SELECT * { SERVICE <http://allowed.example/> { ?a ?b ?c } }"
    with closing(RemoteBackend(fake.url, services=("http://allowed.example/",))) as backend:
        backend.answer(Query(query), Wanted(), BytesIO())
        with pytest.raises(Refused):
            backend.answer(Query(query.replace("allowed", "other")), Wanted(), BytesIO())
    assert len(fake.requests) == 1


def test_a_query_is_parsed_here_and_not_run(fake: Fake) -> None:
    """A function that only the server has is its matter; what does not parse is never sent."""
    assert ask(fake, http(ROWS), query="SELECT (<http://film.example/f>(1) AS ?a) {}", name="csv")
    assert ask(fake, http(TRUE), query="ASK { FILTER(TRUE) }") == TRUE
    sent = len(fake.requests)
    with pytest.raises(QuerySyntaxError):
        ask(fake, http(ROWS), query="SELECT ?a { ?a ?b }")
    assert len(fake.requests) == sent


def test_user_and_password_are_sent_and_not_told(fake: Fake) -> None:
    fake.replies = [http(b"no", "text/plain", "401 Unauthorized")]
    url = fake.url.replace("//", "//ada:se%40cret@") + "?key=hidden"
    with closing(RemoteBackend(url)) as backend, pytest.raises(BadGateway) as caught:
        backend.answer(Query(SELECT), Wanted(), BytesIO())
    assert b"Authorization: Basic YWRhOnNlQGNyZXQ=" in fake.requests[0]
    assert b"POST /sparql?key=hidden HTTP" in fake.requests[0]
    told = f"{caught.value}{caught.value.where}"
    assert not [each for each in ("ada", "cret", "hidden", "YWRh") if each in told]


def test_no_proxy_of_the_environment_is_used(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(fake, http(TRUE), query="ASK {}") == TRUE


@pytest.mark.parametrize(
    "url",
    [
        "",
        "film.example",
        "ftp://film.example/",
        "http://",
        "http://a:b/",
        "http://a.example/#x",
        "http://a b/",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadInput, match="address"):
        Endpoint.of(url)


def test_a_token_that_no_header_can_hold() -> None:
    with pytest.raises(BadInput, match="token") as caught:
        Endpoint.of("http://film.example/", "open\r\nsesame")
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        http(b'{"head":{},"boolean":false}'),
        http(ROWS),
        http(b"true", "text/plain"),
        http(b"{", JSON),
        http(b"<html>", "text/html"),
    ],
)
def test_a_probe_of_what_is_no_sparql_server_fails(fake: Fake, reply: bytes) -> None:
    fake.replies = [reply]
    with pytest.raises(BadGateway, match=r"no SPARQL 1\.1 server"):
        probe(fake.url)


def test_a_probe_of_a_server_that_answers_nothing_but_ask_tells_what_it_does_not_know(fake: Fake) -> None:
    fake.replies = [http(TRUE), http(b"", JSON, "500 Broken")]
    found = probe(fake.url)
    assert (found.union, found.twice, found.altered, found.rows) == (None, None, (), None)
    assert "could not be found out" in " ".join(found.sentences())


def rows_of(**cells: tuple[str, str]) -> bytes:
    row = {name: {"type": kind, "value": value} for name, (kind, value) in cells.items()}
    return http(json.dumps({"head": {"vars": [*cells]}, "results": {"bindings": [row]}}).encode())


@pytest.mark.parametrize("number", ["1.0E1", "", "-1", "9" * 5000])
def test_a_probe_of_a_server_that_counts_in_another_way(fake: Fake, number: str) -> None:
    iri = ("uri", "u:a")
    counted = rows_of(n=("literal", number))
    fake.replies = [http(TRUE), *[rows_of(g=iri)] * 3, rows_of(s=iri, p=iri, o=iri), http(TRUE), counted]
    found = probe(fake.url)
    assert (found.union, found.twice) == (True, None)
    fake.replies = [http(TRUE), http(ROWS, JSON, "200 OK", f"X-SPARQL-MaxRows: {number}")]
    assert probe(fake.url).rows is None


def test_a_probe_of_a_server_whose_rows_have_no_columns(fake: Fake) -> None:
    fake.replies = [http(TRUE), http(b'{"head":{"vars":[]},"results":{"bindings":[{}]}}')]
    found = probe(fake.url)
    assert (found.union, found.twice, found.altered, found.rows) == (None, None, (), None)


def test_a_length_that_is_none(fake: Fake) -> None:
    reply = http(TRUE, JSON, "200 OK", "Connection: close").replace(b"Length: ", b"Length: " + b"9" * 5000)
    with pytest.raises(BadGateway):
        ask(fake, reply, query="CONSTRUCT WHERE { ?a ?b ?c }")


def test_a_probe_of_a_server_that_hangs_comes_to_an_end(fake: Fake) -> None:
    fake.replies = [http(TRUE), None]
    found = probe(fake.url, seconds=0.3)
    assert found.union is None
