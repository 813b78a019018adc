"""``cuegraph link``: a table matched with the graph, and with a service on this machine."""

import csv
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.cli import main
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadGateway
from cuegraph.graph.assemble import assemble
from cuegraph.service.reconcile_csv import read_table
from cuegraph.service.reconcile_remote import Remote
from cuegraph.service.reconcile_table import ASKING, METHOD, Match, write_table
from cuegraph.settings import defaults, shipped
from cuegraph.vocabulary import DCTERMS, FM, LINKS, OA, SKOS, SSSOM
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

ACTS = """artist,song
"Kavinsky (feat. Nobody)",Nightcall
College,A Real Hero
College,A Real Hero
"Martinez, Cliff",Wrong Floor
Quxqux Zzyzx,None
,Empty
"""
BASE = "https://w3id.org/cuegraph/"


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    file = tmp_path / "acts.csv"
    file.write_text(ACTS, "utf-8")
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, args)])


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_row_gets_the_best_candidate_and_matches_are_proposed(acts: Path) -> None:
    result = run(acts, "--column", "artist", "--type", "fm:MusicArtist")
    assert result.exit_code == 0, result.output
    found = rows(acts.with_name("acts-linked.csv"))
    assert [each["artist"] for each in found] == [each["artist"] for each in rows(acts)]
    assert [each["match_id"] for each in found[:4]] == [
        "person/kavinsky",
        "artist/college",
        "artist/college",
        "person/cliff-martinez",
    ]
    assert [each["matched"] for each in found] == ["yes"] * 4 + ["no"] * 2
    assert found[1]["match_iri"] == f"{BASE}artist/college"
    assert (found[1]["match_label"], found[1]["match_type"]) == ("College", "fm:MusicArtist")
    assert json.loads(found[1]["match_features"]) == {"name": 100.0, "type": True}
    assert 80 < float(found[0]["match_score"]) < 100
    assert found[5]["match_id"] == ""
    assert "3 matched" in result.stderr
    file = acts.with_name("acts-linked.trig")
    quads = list(parse(path=file, format=RdfFormat.TRIG))
    assert {each.graph_name for each in quads} == {LINKS}
    links = {each.subject: each.object for each in quads if each.predicate == SKOS.closeMatch}
    assert links[NamedNode(f"{BASE}artist/college")] == NamedNode("file:///acts.csv#cell=3,1")
    assert len(links) == 3
    assert not [each for each in quads if each.predicate == SKOS.exactMatch]
    records = [each.subject for each in quads if each.object == OA.Annotation]
    record = [each.predicate.value for each in quads if each.subject == records[0]]
    assert {each.rpartition("/")[2].rpartition("#")[2] for each in record} == {
        "type", "prefLabel", "motivatedBy", "hasTarget", "hasBody", "kind", "description", "wasAttributedTo",
        "confidence", "date",
    }  # fmt: skip


def test_another_column_can_tell_things_apart(acts: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    told_by = ["--property", "artist=fm:artist", "--type", "fm:Recording", "--base", "http://a.example/t.csv"]
    result = run(acts, "--column", "song", *told_by, "-o", output)
    assert result.exit_code == 0, result.output
    assert json.loads(rows(output)[1]["match_features"]) == {"name": 100.0, "type": True, "fm:artist": 100.0}
    assert "@base <http://a.example/t.csv> ." in (tmp_path / "out.trig").read_text("utf-8")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_part_cells_too(mark: str) -> None:
    table = read_table("a.csv", f"a{mark}b\nCollege{mark}x, y\n", "a")
    found = {("College",): Match("artist/college", f"{BASE}artist/college", "College", ("T",), 100.0)}
    text = write_table(table, 0, found, [0], {}).decode()
    assert text.startswith(f"a{mark}b{mark}match_id{mark}")
    assert f"College{mark}x, y{mark}artist/college" in text


@pytest.mark.parametrize(
    ("content", "args", "told"),
    [
        (ACTS, ["--column", "nope"], "There is no column 'nope'"),
        (ACTS, ["--column", "artist", "--type", "fm:Nope"], "No thing is of the type"),
        (ACTS, ["--column", "artist", "--type", "a b>"], "is no identifier"),
        (ACTS, ["--column", "artist", "--property", "song"], "names no property"),
        (ACTS, ["--column", "artist", "--property", "nope=fm:artist"], "There is no column 'nope'"),
        (ACTS, ["--column", "artist", "--service", "ftp://a.example/"], "is no address"),
        (ACTS, ["--column", "artist", "--base", "a b"], "is no IRI"),
        (ACTS, ["--column", "artist", "--base", "http://["], "is no IRI"),
        (ACTS, ["--column", "artist", "--property", "song=http://["], "is no identifier"),
        (ACTS, ["--column", "artist", "--property", "song=fm:artst"], "Nothing has the property 'fm:artst'"),
        (ACTS, ["--column", "artist", "-o", "{}/no/such/folder/x.csv"], "cannot be written"),
        (ACTS, ["--column", "artist", "-o", "{}/acts.csv"], "would be the input"),
        (ACTS, ["--column", "artist", "-o", "{}/acts.trig"], "would be the input"),
        ("", ["--column", "artist"], "The file is empty"),
        ("artist,artist\na,b\n", ["--column", "artist"], "2 columns are called"),
        ("artist,song\na,b,c\n", ["--column", "artist"], "The row has 3 cells"),
        ('artist\n"a\n', ["--column", "artist"], "The file is no CSV"),
        ("artist,matched\na,b\n", ["--column", "artist"], "has a column 'matched' already"),
        (b"artist\n\xff\n", ["--column", "artist"], "no UTF-8 text"),
        (ACTS, ["--column", "artist", "--encoding", "nope"], "'nope' is no encoding"),
        (ACTS, ["--column", "artist", "--service", "http://[::1"], "is no address"),
        (ACTS, ["--column", "artist", "--service", "http://a.example:99999/"], "is no address"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, content: str | bytes, args: list[str], told: str
) -> None:
    file = tmp_path / "acts.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run(file, *(each.replace("{}", str(tmp_path)) for each in args))
    assert result.exit_code in {1, 2}
    assert told in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["acts.csv"]


def test_a_long_cell_leaves_its_row_unmatched_and_the_others_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "acts.csv"
    long = f"{'x' * 301},2,a"
    file.write_text(f"artist,n,note\n{long}\nCollege,1,{'y' * 140_000}\n{long}\n", "utf-8")
    result = run(file, "--column", "artist", "--type", "fm:MusicArtist")
    assert result.exit_code == 0, result.output
    assert "2 names: 1 matched, 0 to be looked at, 0 without anything alike, 1 too long" in result.stderr
    csv.field_size_limit(200_000)
    found = rows(tmp_path / "acts-linked.csv")
    csv.field_size_limit(131_072)
    assert [each["matched"] for each in found] == ["no", "yes", "no"]
    assert json.loads(found[0]["match_features"]) == {"note": "not sought: more than 300 characters"}
    assert found[0]["match_features"] == found[2]["match_features"]


@pytest.mark.parametrize("there", ["mine.csv", "mine.trig"])
def test_a_file_that_is_there_is_not_replaced_unless_told_so(acts: Path, there: str) -> None:
    output, other = acts.with_name("mine.csv"), acts.with_name(there)
    other.write_text("mine", "utf-8")
    result = run(acts, "--column", "artist", "-o", output)
    assert result.exit_code == 2
    assert str(other) in result.stderr
    assert "--force" in result.stderr
    assert other.read_text("utf-8") == "mine"
    assert {each.name for each in acts.parent.iterdir()} == {"acts.csv", there}
    assert run(acts, "--column", "artist", "-o", output, "--force").exit_code == 0
    assert "mine" not in other.read_text("utf-8")


def test_what_excel_writes_comes_out_as_it_came(tmp_path: Path) -> None:
    file = tmp_path / "acts.csv"
    file.write_bytes('artist;n\r\n"College";"é"\r\n'.encode("utf-8-sig"))
    assert run(file, "--column", "artist", "--type", "fm:MusicArtist").exit_code == 0
    written = (tmp_path / "acts-linked.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfartist;n;match_id;")
    assert written.decode().split("\r\n")[1].startswith("College;é;artist/college;")
    file.write_bytes("artist\nCollège\n".encode("latin-1"))
    result = run(file, "--column", "artist", "--type", "fm:MusicArtist", "--encoding", "latin-1", "--force")
    assert result.exit_code == 0, result.output
    written = (tmp_path / "acts-linked.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfartist,match_id,")
    assert "\nCollège,artist/college," in written.decode()


def test_cells_that_are_left_out_or_added_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    file = tmp_path / "acts.csv"
    file.write_text("artist,song,year\nCollege\nKavinsky,Nightcall,2010,,\n", "utf-8")
    assert run(file, "--column", "artist", "--type", "fm:MusicArtist").exit_code == 0
    found = [list(each.values()) for each in rows(tmp_path / "acts-linked.csv")]
    assert [each[:4] for each in found] == [
        ["College", "", "", "artist/college"],
        ["Kavinsky", "Nightcall", "2010", "person/kavinsky"],
    ]


Answer = Callable[[dict[str, Any] | None], tuple[int, dict[str, str], bytes]]


@contextmanager
def service(answer: Answer) -> Iterator[str]:
    """A service that answers a batch, or None for the manifest; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send(answer(None))

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send(answer(json.loads(form["queries"][0])))

        def send(self, told: tuple[int, dict[str, str], bytes]) -> None:
            status, headers, body = told
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/reconcile"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


MANIFEST = {"versions": ["0.2"], "name": "x", "identifierSpace": "http://a.example/", "schemaSpace": "x"}


def told(value: object, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {each.replace("_", "-"): text for each, text in headers.items()}
    return status, named, json.dumps(value).encode()


def test_a_service_is_asked_in_batches(tmp_path: Path) -> None:
    sizes = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        if queries is None:
            return told(MANIFEST)
        sizes.append(len(queries))
        results = {
            key: {"result": [{"id": each["query"], "name": each["query"].upper(), "score": 90, "match": True,
                              "type": ["T", {"id": "U"}], "features": [{"id": "f", "value": 1}]}]}
            for key, each in queries.items()
        }  # fmt: skip
        return told(results)

    file = tmp_path / "names.csv"
    file.write_text("name\n" + "".join(f"n{each}\n" for each in range(120)), "utf-8")
    with service(answer) as url:
        result = run(file, "--column", "name", "--service", url)
    assert result.exit_code == 0, result.output
    assert sizes == [50, 50, 20]
    found = rows(tmp_path / "names-linked.csv")
    assert found[7] == {
        "name": "n7", "match_id": "n7", "match_iri": "http://a.example/n7", "match_label": "N7",
        "match_type": "T U", "match_score": "90", "match_features": '{"f": 1}', "matched": "yes",
    }  # fmt: skip


def test_of_several_matches_none_is_taken_and_a_note_says_so(tmp_path: Path) -> None:
    several = [{"id": each, "name": each, "score": 1, "match": True} for each in ("Q1", "Q2")]
    file = tmp_path / "names.csv"
    file.write_text("name\nx\n", "utf-8")
    with service(lambda queries: told(MANIFEST if queries is None else {"q0": {"result": several}})) as url:
        result = run(file, "--column", "name", "--service", url)
    assert "1 name: 0 matched, 1 to be looked at" in result.stderr
    (found,) = rows(tmp_path / "names-linked.csv")
    assert (found["match_id"], found["matched"]) == ("Q1", "no")
    assert json.loads(found["match_features"]) == {"note": "the service calls 2 candidates a match"}
    assert "closeMatch" not in (tmp_path / "names-linked.trig").read_text("utf-8")


def test_a_type_that_is_no_text_reaches_a_service_as_it_is(acts: Path) -> None:
    asked: list[dict[str, Any]] = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        asked.extend((queries or {}).values())
        return told({key: {"result": []} for key in queries} if queries else MANIFEST)

    with service(answer) as url:
        result = run(acts, "--column", "artist", "--service", url, "--type", "a\udcff")
    assert result.exit_code == 0, result.output
    assert asked[0]["type"] == "a\udcff"


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_our_own_service_finds_what_the_graph_has(acts: Path, tmp_path: Path) -> None:
    quads = assemble(shipped("data"), shipped("ontology")).quads
    engine = MemoryEngine(quads)
    front = Front(create_app(engine, {}), engine, defaults())
    with make_server("127.0.0.1", 0, front, handler_class=Quiet) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/reconcile"
        args = [acts, "--column", "artist", "--type", "fm:MusicArtist"]
        remote = run(*args, "--service", url, "-o", tmp_path / "remote.csv")
        server.shutdown()
        thread.join()
    assert remote.exit_code == 0, remote.output
    assert run(*args, "-o", tmp_path / "local.csv").exit_code == 0
    assert (tmp_path / "remote.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
    local, asked = (
        {each.triple for each in parse(path=tmp_path / f"{name}.trig", format=RdfFormat.TRIG)}
        for name in ("local", "remote")
    )
    methods = {each.object for each in local | asked if each.predicate == FM.kind}
    assert methods == {METHOD, ASKING}
    assert methods <= {each.subject for each in quads}
    told_otherwise = {FM.kind, DCTERMS.description, DCTERMS.source, SSSOM.confidence}
    assert {each.predicate for each in local ^ asked} == told_otherwise
    assert {each.object for each in asked - local if each.predicate == DCTERMS.source} == {NamedNode(url)}
    assert SSSOM.confidence not in {each.predicate for each in asked}
    assert f"service at\n# {url}\n" in (tmp_path / "remote.trig").read_text("utf-8")


def test_a_service_that_is_busy_is_asked_again() -> None:
    waits: list[float] = []

    def answer(queries: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        if len(waits) < 2:
            return told({"detail": "Not now."}, 503, Retry_After="3")
        return told(MANIFEST if queries is None else {"q": {"result": []}})

    with service(answer) as url:
        assert Remote(url, sleep=waits.append).ask({"q": {"query": "x"}}) == {"q": None}
    assert waits == [3.0, 3.0]


@pytest.mark.parametrize(
    ("manifest", "batch", "what"),
    [
        (told([]), None, "no JSON object"),
        ((200, {}, b"<html>"), None, "no JSON"),
        (told({"name": "x"}), None, "no manifest"),
        (told(MANIFEST | {"versions": ["9"]}), None, "speaks the versions 9"),
        (told({}, 302, Location="http://127.0.0.1:9/"), None, "302 and points to http://127.0.0.1:9/."),
        (told(MANIFEST | {"identifierSpace": "javascript:"}), None, "begins no IRI of http, https or urn"),
        (told({"detail": "No such thing."}, 404), None, "status 404: No such thing"),
        (told({}, 503, Retry_After="0"), None, "status 503"),
        (told(MANIFEST), told({}), "Its answer to 'q0' is none"),
        (told(MANIFEST), told({"q0": {"result": [{"id": "x"}]}}), "Its answer to 'q0' is none"),
        (told(MANIFEST), told({"q0": {"result": "x"}}), "Its answer to 'q0' is none"),
        (told(MANIFEST), told({"q0": {"result": [{"id": "x", "name": "\ud800", "score": 1}]}}), "no Unicode"),
        (told(MANIFEST), (200, {}, b"[" * 100_000), "nested too deeply"),
        (told({"detail": "a\x1b[2J\x07b"}, 404), None, "status 404: a[2Jb"),
        (told(MANIFEST), told({}, 500), "status 500"),
    ],
)
def test_a_service_that_fails_is_told_and_nothing_is_written(
    acts: Path, manifest: tuple[int, dict[str, str], bytes], batch: Any, what: str
) -> None:
    with service(lambda queries: manifest if queries is None else batch) as url:
        result = run(acts, "--column", "artist", "--service", url)
    assert result.exit_code == 1
    assert what in result.stderr
    assert url in result.stderr
    assert [each.name for each in acts.parent.iterdir()] == ["acts.csv"]


def test_a_service_that_does_not_answer_is_given_up() -> None:
    go = threading.Event()

    def answer(_: dict[str, Any] | None) -> tuple[int, dict[str, str], bytes]:
        go.wait(20)
        return told(MANIFEST)

    with service(answer) as url:
        try:
            with pytest.raises(BadGateway, match=r"within 0\.2 seconds"):
                Remote(url, timeout=0.2)
        finally:
            go.set()
