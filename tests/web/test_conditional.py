"""RFC 9110, section 13.1.2, and 15.4.5 for the headers of a 304."""

import pytest
from fake import ASK, FakeEngine, Serve, asking
from werkzeug.test import Client


@pytest.mark.parametrize("cache", [0, 64])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"a", {} , "b"'])
def test_who_has_it_gets_304_without_the_engine(
    engine: FakeEngine, serve: Serve, cache: int, form: str
) -> None:
    client = serve(cache=cache)
    got = client.get(ASK)
    again = client.get(ASK, headers={"If-None-Match": form.format(got.headers["ETag"])})
    assert (again.status_code, again.data) == (304, b"")
    assert len(engine.asked) == 1
    for name in ("ETag", "Vary", "Cache-Control", "Access-Control-Allow-Origin"):
        assert again.headers[name] == got.headers[name]
    assert "Content-Type" not in again.headers
    assert "Content-Length" not in again.headers
    head = client.head(ASK, headers={"If-None-Match": got.headers["ETag"]})
    assert (head.status_code, head.headers["ETag"]) == (304, got.headers["ETag"])


def test_any_representation_matches_the_star_if_there_is_one(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    assert client.get(ASK, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get(ASK, headers={"If-None-Match": "*"}).status_code == 304
    assert len(engine.asked) == 1
    assert client.get("/nothing", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/sparql?query=", headers={"If-None-Match": "*"}).status_code == 400


def test_another_tag_does_not_match(serve: Serve) -> None:
    client = serve()
    assert client.get(ASK, headers={"If-None-Match": '"0"'}).status_code == 200
    assert client.get(ASK, headers={"If-None-Match": '"0"'}).status_code == 200


def test_tags_differ_by_format_and_coding(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    engine.body = b"x" * 5000
    asked = [{}, {"Accept": "text/csv"}, {"Accept-Encoding": "gzip"}]
    tags = {client.get(ASK, headers=each).headers["ETag"] for each in asked}
    assert len(tags) == 3
    assert not any(each.startswith("W/") for each in tags)


def test_a_post_is_not_conditional(serve: Serve) -> None:
    client = serve()
    tag = client.get(ASK).headers["ETag"]
    response = client.post("/sparql", data={"query": "ASK{}"}, headers={"If-None-Match": f"{tag}, *"})
    assert response.status_code == 200
    assert "ETag" not in response.headers


def test_new_blank_nodes_and_paths_make_the_tag_weak(client: Client) -> None:
    for text in (
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { _:a ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { <u:a> <u:b> (1 2) } WHERE {}",
        "CONSTRUCT { << <u:a> <u:b> 1 >> <u:c> 2 } WHERE {}",
        "CONSTRUCT { <u:a> <u:b> 1 {| <u:c> 2 |} } WHERE {}",
        "CONSTRUCT { <u:a> <u:b> 1 ~ } WHERE {}",
        "SELECT ?o { <u:a> <u:b>+ ?o }",
    ):
        response = client.get(asking(text))
        assert response.status_code == 200, text
        assert response.headers["ETag"].startswith('W/"'), text
    assert client.get(asking("CONSTRUCT WHERE { ?s ?p ?o }")).headers["ETag"].startswith('"')


@pytest.mark.parametrize("path", ["/", "/questions/composers", "/conformance", "/static/cuegraph.css"])
def test_pages_too(client: Client, path: str) -> None:
    got = client.get(path)
    assert got.status_code == 200
    assert client.get(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"0"'}).data == got.data


def test_a_304_has_the_tag_of_the_200_whatever_else_the_address_says(serve: Serve) -> None:
    client = serve()
    path = ASK + "&default-graph-uri=http://e.example/a%2Bb"
    got = client.get(path).headers["ETag"]
    other = serve().get(path, headers={"If-None-Match": got})
    assert (other.status_code, other.headers["ETag"]) == (304, got)


@pytest.mark.parametrize("path", [ASK, "/conformance", "/static/cuegraph.css"])
def test_if_match_lets_through_who_knows_the_tag(serve: Serve, path: str) -> None:
    client = serve()
    for _ in range(2):  # made, and from the cache
        response = client.get(path, headers={"If-Match": '"other"'})
        assert (response.status_code, response.get_json()["where"]) == (412, "If-Match")
        tag = client.get(path).headers["ETag"]
        for match in (tag, "*", f'"other", {tag}'):
            assert client.get(path, headers={"If-Match": match}).status_code == 200
    assert client.get(path, headers={"If-Match": f"W/{tag}"}).status_code == 412
