"""Requests at random: well-formed HTTP whose parts mean something, nearly something, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from hypothesis import strategies as st

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "QUERY", "get", "M-SEARCH")
PATHS = (
    *("/", "/sparql", "/sparql/", "/sparql/a-running-query", "/update", "/store", "/store/", "/store/a"),
    *("/static/cuegraph.css", "/static/none", "/dump/", "/dump/dataset.nt", "/dump/dataset.nt.gz", "/dump/x"),
    *("/.well-known/void", "/health/live", "/health/ready", "/metrics", "/openapi.json", "/conformance"),
    *("/questions/none", "/none", "//", "/..", "/%2e%2e/", "/%00", "/%ff", "/%", "/%C3%A9", "/sparql%2F"),
)
QUERIES = (
    *("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 2", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2"),
    *(
        "DESCRIBE <http://a.example/1>",
        "SELECT (NOW() AS ?n) {}",
        "SELECT * {",
        "SELECT ?x {} # \u00e9\u2028",
    ),
    *(
        "",
        " ",
        "\0",
        "ASK { SERVICE <http://b.example/> {} }",
        "INSERT DATA { <s:> <p:> 1 }",
        "LOAD <file:/a>",
    ),
    *("SELECT * FROM <http://a.example/g> { ?s ?p ?o }", "ASK { ?s <p:>|^<q:>* ?o }", "{" * 300, "((" * 500),
)
NAMES = (
    *(
        "query",
        "query",
        "query",
        "update",
        "default-graph-uri",
        "named-graph-uri",
        "using-graph-uri",
        "timeout",
    ),
    *("format", "graph", "default", "", "Query", "%71uery", "\u00e9", "a" * 300),
)
VALUES = (
    *(
        "json",
        "xml",
        "csv",
        "tsv",
        "turtle",
        "trig",
        "none",
        "http://a.example/g",
        "no IRI",
        "relative",
        "",
        "0",
    ),
    *("0.5", "5", "-1", "1e3", "nan", "inf", "1_0", "\u0663", "99999999999", ".", "\ud83c\udf0a"),
)
BROKEN = (
    b"%",
    b"%4",
    b"%zz",
    b"%ff",
    b"%C3",
    b"%ED%A0%80",
    b"%00",
    b"+",
    b"&",
    b"=",
    b"&&=",
    b";",
    b"\xc3\xa9",
)
RANGES = (
    *("*/*", "text/html", "text/turtle", "text/*", "application/json", "application/sparql-results+json"),
    *(
        "application/sparql-results+xml",
        "text/csv",
        "application/ld+json",
        "application/rdf+xml",
        "image/png",
    ),
    *(
        'text/turtle;charset="utf-8"',
        "text/csv;header=present",
        "*",
        "a/b/c",
        "/",
        ";",
        '"',
        "text/html;level=1",
    ),
)
WEIGHTS = (
    "",
    "",
    ";q=1",
    ";q=0",
    ";q=0.5",
    "; q = 0.001",
    ";q=2",
    ";q=",
    ";q=0.5;q=0",
    ";Q=1.000",
    ";q=-1",
    ";,",
)
CODINGS = ("gzip", "identity", "br", "*", "x-gzip", "", "deflate", "gzip gzip")
TYPES = (
    *(
        "application/x-www-form-urlencoded",
        "application/sparql-query",
        "application/sparql-update",
        "text/turtle",
    ),
    *(
        "application/ld+json",
        "application/rdf+xml",
        "application/n-quads",
        "multipart/form-data",
        "text/plain",
        "",
    ),
    *("application/sparql-query; charset=utf-8", "application/sparql-query;charset=utf-16", "a", ";charset"),
    *("multipart/form-data; boundary=b", "multipart/form-data; boundary=", "APPLICATION/SPARQL-QUERY"),
)
TAGS = ("*", '"a"', 'W/"a"', '"a", W/"b"', "a", '"', ",", 'W/"', '"a" "b"', '""')
IDS = ("an-id-of-a-query", "short", "", "x" * 64, "x" * 65, "a b c d e f g", "../../../etc", '"12345678"')
SPANS = (
    "bytes=0-1",
    "bytes=5-2",
    "bytes=-1",
    "bytes=0-0,2-3",
    "items=0-1",
    "bytes=",
    "bytes=a-b",
    "bytes=0-99999999",
)
HOSTS = ("a.example", "a.example:80", "[::1]:1", "a b", "<>", "", "a/b", "a@b", "\u00e9", "x" * 300)
TOKENS = ("Bearer", "Bearer x", "bearer a-token", "Basic YTpi", "", "Bearer a b", "Bearer \u00e9")


@dataclass(frozen=True)
class Request:
    """A request.

    Attributes:
        method: its method.
        target: its path and query as they are sent.
        headers: its headers, Host and those of the body's length left out.
        body: its body, None for none.
        host: the header Host.
        chunks: the sizes of the chunks in which the body is sent; none where its length is told.
    """

    method: str
    target: bytes
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    host: str = "a.example"
    chunks: tuple[int, ...] = ()

    def wire(self) -> bytes:
        """What is sent."""
        lines = [b" ".join((self.method.encode(), self.target, b"HTTP/1.1")), b"Host: " + self.host.encode()]
        lines += [f"{name}: {value}".encode() for name, value in self.headers]
        body = self.body or b""
        if self.chunks:
            lines.append(b"Transfer-Encoding: chunked")
            body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in self._pieces()) + b"0\r\n\r\n"
        elif self.body is not None:
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join((*lines, b"", body))

    def with_header(self, name: str, value: str) -> Request:
        """The same with one of the headers."""
        kept = tuple(each for each in self.headers if each[0] != name)
        return replace(self, headers=(*kept, (name, value)))

    def header(self, name: str) -> str | None:
        """The value of a header that is there once."""
        found = [value for each, value in self.headers if each == name]
        return found[0] if len(found) == 1 else None

    def _pieces(self) -> list[bytes]:
        body, pieces = self.body or b"", []
        for size in self.chunks:
            pieces.append(body[:size])
            body = body[size:]
        return [each for each in (*pieces, body) if each]


def _encoded(text: str) -> bytes:
    return quote(text.encode(errors="surrogatepass"), safe="?/:;,()'*!$@-._~").encode()


def _list(elements: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(elements, max_size=4).map(", ".join)


_value = st.sampled_from(QUERIES) | st.sampled_from(VALUES) | st.text(max_size=12)
_pair = st.builds(lambda name, value: _encoded(name) + b"=" + _encoded(value), st.sampled_from(NAMES), _value)
_asking = st.sampled_from(QUERIES).map(lambda text: b"query=" + _encoded(text))
parameters = st.lists(_asking | _pair | st.sampled_from(BROKEN), max_size=4).map(b"&".join)
"""What stands behind the question mark of an address, or in a form."""

accept = _list(st.builds(str.__add__, st.sampled_from(RANGES), st.sampled_from(WEIGHTS)))
coding = _list(st.builds(str.__add__, st.sampled_from(CODINGS), st.sampled_from(WEIGHTS)))
_field = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20).map(str.strip)

headers = st.lists(
    st.one_of(
        st.tuples(st.just("Accept"), accept),
        st.tuples(st.just("Accept-Encoding"), coding),
        st.tuples(st.just("Content-Type"), st.sampled_from(TYPES)),
        st.tuples(st.just("If-None-Match"), st.sampled_from(TAGS)),
        st.tuples(st.just("Query-Id"), st.sampled_from(IDS)),
        st.tuples(st.just("Range"), st.sampled_from(SPANS)),
        st.tuples(st.just("Authorization"), st.sampled_from(TOKENS)),
        st.tuples(st.sampled_from(("If-Modified-Since", "If-Match", "Origin", "Slug", "Cookie")), _field),
        st.tuples(st.just("Content-Encoding"), st.sampled_from(("gzip", "identity", "br"))),
        st.tuples(st.just("Access-Control-Request-Method"), st.sampled_from(("GET", "DELETE", "x"))),
        st.tuples(st.sampled_from(("Accept", "Accept-Encoding", "Query-Id", "X-Anything")), _field),
        st.tuples(st.just("X-Large"), st.integers(0, 20_000).map(lambda size: "x" * size)),
    ),
    max_size=4,
).map(tuple)

_body = (
    st.none() | parameters | st.sampled_from(QUERIES).map(lambda text: text.encode()) | st.binary(max_size=40)
)


def requests(
    methods: st.SearchStrategy[str] | None = None, bodies: st.SearchStrategy[bytes | None] = _body
) -> st.SearchStrategy[Request]:
    """Requests, half of them for the endpoint."""
    path = (st.just("/sparql") | st.sampled_from(PATHS)).map(str.encode)
    target = st.builds(lambda path, query: path + (b"?" + query if query else b""), path, parameters)
    return st.builds(
        Request,
        st.sampled_from(METHODS) if methods is None else methods,
        target,
        headers,
        bodies,
        st.just("a.example") | st.sampled_from(HOSTS),
        st.just(()) | st.lists(st.integers(1, 30), min_size=1, max_size=3).map(tuple),
    )
