"""The endpoint by SPARQL 1.1 Protocol and RFC 9110; errors by RFC 9457."""

import json
import re
from io import StringIO

import pytest
from fake import BROWSER, asking
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.request import FORM
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.exchange import root_of
from cuegraph.web.front import Front

FILMS = "SELECT ?film WHERE { ?film a <https://w3id.org/cuegraph/ns#Film> } ORDER BY ?film"
GRAPH = "CONSTRUCT WHERE { ?film a ?class }"
BODY = int(defaults()["body"]) * 1024 * 1024
NOTE = "https://w3id.org/cuegraph/source/note#char=0,20"


@pytest.mark.parametrize("form", ["get", "urlencoded", "direct"])
@pytest.mark.parametrize("text", [FILMS, GRAPH])
def test_every_form_of_the_protocol_in_every_format(client: Client, form: str, text: str) -> None:
    for wanted in of_kind(Kind.RESULTS if text == FILMS else Kind.GRAPH):
        headers = {"Accept": wanted.media_type}
        if form == "get":
            response = client.get("/sparql", query_string={"query": text}, headers=headers)
        elif form == "urlencoded":
            response = client.post("/sparql", data={"query": text}, headers=headers)
        else:
            response = client.post(
                "/sparql", data=text, headers=headers, content_type="application/sparql-query"
            )
        assert response.status_code == 200
        assert response.headers["Content-Type"] == wanted.content_type
        assert response.headers["Vary"] == "Accept, Accept-Encoding"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert b"tide" in response.data
        assert b"moor" in response.data


def test_head_is_get_without_the_body(client: Client) -> None:
    got = client.get("/sparql", query_string={"query": FILMS})
    head = client.head("/sparql", query_string={"query": FILMS})
    assert head.data == b""
    own = {"Server-Timing", "Query-Id"}
    assert int(head.headers["Content-Length"]) == len(got.data)
    assert [each for each in head.headers if each[0] not in own] == [
        each for each in got.headers if each[0] not in own
    ]


def test_without_a_query_the_service_describes_itself(client: Client) -> None:
    for accept, kind in (("text/turtle", "text/turtle; charset=utf-8"), ("application/ld+json",) * 2):
        got = client.get("/sparql", headers={"Accept": accept})
        assert (got.status_code, got.headers["Content-Type"]) == (200, kind)
        assert "http://localhost/sparql" in got.text
        assert client.get("/sparql", headers={"Accept": accept}).headers["ETag"] == got.headers["ETag"]
    other = client.get("/sparql", headers={"Host": "a.example"})
    assert "http://a.example/sparql" in other.text
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_options_tells_the_methods_and_opens_to_other_origins(client: Client) -> None:
    response = client.options("/sparql")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_the_graphs_of_the_request_make_the_dataset(client: Client) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    letter = NOTE.replace("note#char=0,20", "letter#char=5,31")
    asked = {"query": text, "default-graph-uri": [NOTE, letter]}
    response = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"})
    assert response.text.split() == ["n", "2"]


@pytest.mark.parametrize("name", ["format", "%66ormat"])
def test_a_format_in_the_address_goes_before_the_header(client: Client, name: str) -> None:
    response = client.get(f"{asking(FILMS)}&{name}=csv", headers={"Accept": BROWSER})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("text", "status", "problem"),
    [
        ("SELECT * {\n ?s ex:p ?o }", 400, {"line": 2, "column": 5, "type": "…/query-syntax-error"}),
        ("SELECT * {", 400, {"line": 1, "column": 10}),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", 403, {"where": "line 1, column 7"}),
        (
            "ASK { FILTER" + "(" * 1000 + "true" + ")" * 1000 + "}",
            400,
            {"title": "The request is not understood"},
        ),
        ("ASK { ?s ?p (" + "1 " * 36_000 + ") }", 400, {"type": "…/bad-input"}),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 400, {"line": 1}),
        ("SELECT (<u:f>(1) AS ?x) {}", 501, {"type": "…/unsupported"}),
    ],
)
def test_queries_at_fault(client: Client, text: str, status: int, problem: dict[str, object]) -> None:
    response = client.post("/sparql", data={"query": text})
    told = check_problem(response.status_code, response.headers["Content-Type"], response.data)
    assert response.status_code == status
    for name, value in problem.items():
        assert told[name] == (
            value.replace("…", "https://w3id.org/cuegraph/problem") if isinstance(value, str) else value
        )


def check_problem(status: int, content_type: str, body: bytes) -> dict[str, object]:
    """The one shape of every error."""
    assert content_type == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith((".", "?"))
    assert problem["type"].startswith("https://w3id.org/cuegraph/problem/")
    assert problem["remedy"].endswith((".", "?", "…"))
    assert set(problem) <= {"type", "title", "status", "detail", "where", "remedy", "line", "column"}
    return dict(problem)


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status"),
    [
        ("GET", "/sparql?query=", {}, 400),
        ("POST", "/update", {"data": {"update": "CLEAR ALL"}}, 403),
        ("PUT", "/store?default", {"data": b""}, 403),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, 400),
        ("GET", "/sparql?query=%FF", {}, 400),
        ("GET", "/sparql?query=ASK%7B%7D&%74imeout=0", {}, 400),
        ("POST", "/sparql", {"data": b"query=ASK%7B%7D&%74imeout=0", "content_type": FORM}, 400),
        ("GET", "/sparql?query=ASK%7B%7D&format=cvs", {}, 400),
        ("GET", "/sparql?query=ASK%7B%7D", {"headers": {"Accept": "image/png"}}, 406),
        ("POST", "/sparql", {"data": "ASK{}", "content_type": "text/plain"}, 415),
        ("POST", "/sparql", {"data": b"\xff", "content_type": "application/sparql-query"}, 400),
        ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", "/sparql", {"data": {"query": "#" * BODY}}, 413),
        ("PUT", "/sparql", {"data": "ASK{}"}, 405),
        ("DELETE", "/", {}, 405),
        ("POST", "/questions/composers", {}, 405),
        ("GET", "/questions/nothing", {}, 404),
        ("GET", "/nothing", {}, 404),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/questions/composers?film=http://a%20b", {}, 400),
    ],
)
def test_every_error_has_one_shape(
    client: Client, method: str, path: str, arguments: dict[str, object], status: int
) -> None:
    response = client.open(path, method=method, **arguments)  # type: ignore[arg-type]
    assert response.status_code == status
    check_problem(status, response.headers["Content-Type"], response.data)
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    if status == 405:
        assert "GET" in response.headers["Allow"]
    if path.startswith("/sparql"):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    accept = {"headers": {"Accept": BROWSER}}
    if status not in {406, 400}:
        page = client.open(path, method=method, **(arguments | accept))  # type: ignore[arg-type]
        assert (page.status_code, page.mimetype) == (status, "text/html")
        assert "<h1>" in page.text


def test_an_error_of_ours_tells_nothing_inside() -> None:
    class Broken:
        version = "1"

        def query(self, *_: object) -> None:
            raise ValueError("secret")

    broken = Broken()
    app = create_app(broken, {})  # type: ignore[arg-type]
    app.logger.disabled = True
    log = StringIO()
    for path in ("/sparql?query=ASK%7B%7D", "/health/ready"):
        response = Client(Front(app, broken, defaults())).get(path, errors_stream=log)  # type: ignore[arg-type]
        assert response.status_code == 500
        assert "secret" not in response.text
        check_problem(500, response.headers["Content-Type"], response.data)
    app.logger.disabled = False
    assert "ValueError: secret" in log.getvalue()


@pytest.mark.parametrize("host", ["", "a b<>", "a/b", "a:b", "%zz", "a,b"])
@pytest.mark.parametrize("path", ["/sparql", "/", "/dump", "/sparql?query=ASK%7B%7D"])
def test_a_host_that_is_none_is_told(client: Client, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    check_problem(400, response.headers["Content-Type"], response.data)
    assert response.get_json(force=True)["where"] == "Host"


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(BadInput):
        root_of({"HTTP_HOST": "[::::]", "wsgi.url_scheme": "http"})


@pytest.mark.parametrize("host", ["a.example", "a.example:8642", "[::1]:80", "127.0.0.1", "under_score"])
def test_any_other_host_is_the_servers_own(client: Client, host: str) -> None:
    response = client.get("/sparql", headers={"Host": host, "Accept": "application/n-triples"})
    assert f"<http://{host}/sparql>" in response.text


def test_the_description_names_the_features_that_the_server_has() -> None:
    for features in ((), ("EmptyGraphs", "BasicFederatedQuery")):
        engine = MemoryEngine()
        app = create_app(engine, {}, about=ServerInfo(features=features))
        text = Client(Front(app, engine, defaults())).get("/sparql").text
        assert [name in text for name in ("EmptyGraphs", "BasicFederatedQuery")] == [bool(features)] * 2


@pytest.mark.parametrize(
    ("text", "formats", "got"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["xml"], "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["rdf+xml", "application/rdf+xml"], "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["json-ld", "application/ld+json"], "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["n3"], "text/turtle; charset=utf-8"),
        ("ASK {}", ["xml"], "application/sparql-results+xml"),
        (
            "SELECT * { ?s ?p ?o }",
            ["tsv", "text/tab-separated-values"],
            "text/tab-separated-values; charset=utf-8",
        ),
    ],
)
def test_a_format_has_the_names_that_clients_use(
    client: Client, text: str, formats: list[str], got: str
) -> None:
    response = client.get("/sparql", query_string=[("query", text), *(("format", each) for each in formats)])
    assert (response.status_code, response.headers["Content-Type"]) == (200, got)


def test_two_formats_are_one_too_many(client: Client) -> None:
    response = client.get("/sparql?query=ASK%7B%7D&format=xml&format=csv")
    assert (response.status_code, response.get_json(force=True)["where"]) == (400, "format")


def test_a_misspelt_query_is_not_answered_with_a_description(client: Client) -> None:
    response = client.get("/sparql?qurey=ASK%7B%7D")
    assert response.status_code == 400
    assert "'qurey'" in response.get_json(force=True)["detail"]
    assert client.get("/sparql?format=turtle").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/graph"])
def test_behind_a_proxy_every_address_is_the_one_that_clients_see(prefix: str) -> None:
    engine = MemoryEngine()
    values = defaults() | {"address": "https://music.example/graph/"}
    app = create_app(engine, {}, about=ServerInfo(values=values))
    client = Client(Front(app, engine, values))
    described = client.get(f"{prefix}/sparql", headers={"Accept": "application/n-triples", "Host": "inner:1"})
    assert "<https://music.example/graph/sparql>" in described.text
    home = client.get(f"{prefix}/")
    assert 'href="/graph/sparql"' in home.text
    assert not re.findall(r'(?:href|src|action)="/(?!graph/)', home.text)
    assert client.get(f"{prefix}/static/cuegraph.css").status_code == 200
    assert client.get(f"{prefix}/graphics").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "music.example",
        "ftp://a.example/",
        "https://a.example/?b",
        "https://a b/",
        "https://a.example//evil.example",
        "https://a.example/b//c",
    ],
)
def test_an_address_for_clients_that_is_none_is_told(address: str) -> None:
    with pytest.raises(BadInput, match="is no address"):
        create_app(MemoryEngine(), {}, about=ServerInfo(values=defaults() | {"address": address}))
