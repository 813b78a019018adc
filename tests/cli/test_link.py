"""``cuegraph link``: a table matched with the graph."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from linking import ACTS, rows, run
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.cli import main
from cuegraph.service.reconcile_csv import read_table
from cuegraph.service.reconcile_table import Match, write_table
from cuegraph.vocabulary import LINKS, OA, SKOS

BASE = "https://w3id.org/cuegraph/"


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
    assert {each["match_others"] for each in found} == {""}
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
    told_by = ["--property", "artist=artist", "--type", "Recording", "--base", "http://a.example/t.csv"]
    result = run(acts, "--column", "song", *told_by, "-o", output)
    assert result.exit_code == 0, result.output
    assert json.loads(rows(output)[1]["match_features"]) == {"name": 100.0, "type": True, "artist": 100.0}
    links = (tmp_path / "out.trig").read_text("utf-8")
    assert "@base <http://a.example/t.csv> ." in links
    assert "says “A Real Hero”, artist “College”; it was compared" in links


def test_a_name_of_two_things_has_both_for_review(tmp_path: Path) -> None:
    file = tmp_path / "titles.csv"
    file.write_text("title\nDrive\n", "utf-8")
    assert run(file, "--column", "title").exit_code == 0
    (found,) = rows(tmp_path / "titles-linked.csv")
    assert (found["match_score"], found["matched"]) == ("100", "no")
    album = "Drive (Original Motion Picture Soundtrack) (album/drive-soundtrack, "
    assert found["match_id"] == "film/drive-2011"
    assert found["match_others"].startswith(album)


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
        (ACTS, ["--column", "artist", "--type", "fm:Nope"], "Nothing is of the type 'fm:Nope'"),
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
        (ACTS, ["--column", "artist", "-o", "-"], "Two files are written"),
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


def test_links_that_are_taken_over_are_valid_data(acts: Path) -> None:
    assert run(acts, "--column", "artist", "--type", "fm:MusicArtist").exit_code == 0
    result = CliRunner().invoke(main, ["validate", str(acts.with_name("acts-linked.trig"))])
    assert (result.exit_code, result.stdout) == (0, "")
