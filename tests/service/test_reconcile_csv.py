"""Tables as people have them: quotes, delimiters, line ends, byte order marks, encodings."""

import csv

import pytest

from cuegraph.errors import BadInput, InvalidData
from cuegraph.service.reconcile_csv import MARK, decode, read_table, write_row
from cuegraph.service.reconcile_table import Match, write_table

Found = dict[tuple[str, ...], Match]


@pytest.mark.parametrize(
    ("text", "column", "rows"),
    [
        ('artist,n\n"College",1\nDesire,a;b\n', "artist", [["College", "1"], ["Desire", "a;b"]]),
        ('artist;n\n"College";1\nDesire;a,b\n', "artist", [["College", "1"], ["Desire", "a,b"]]),
        ('artist,n\n"College; X",1\n', "artist", [["College; X", "1"]]),
        ('"artist";"n; m"\nx;"1\t2"\n', "artist", [["x", "1\t2"]]),
        ('"artist; or group",n\n"College",1;2\n', "n", [["College", "1;2"]]),
        ('"of two\nlines";artist\n1;"a ""b"""\n', "artist", [["1", 'a "b"']]),
        ("artist\nDesire; Symmetry\n", "artist", [["Desire; Symmetry"]]),
    ],
)
def test_the_heading_alone_tells_what_parts_cells(text: str, column: str, rows: list[list[str]]) -> None:
    assert read_table("a.csv", text, column).rows == rows


def test_no_such_column_is_told_with_the_columns_that_there_are() -> None:
    table = read_table("a.csv", 'act;"n, m"\n"x";1\n', "artist")
    with pytest.raises(BadInput) as raised:
        table.column("artist")
    assert raised.value.remedy == "There is 'act', 'n, m'."


def test_a_line_for_spreadsheets_is_no_heading() -> None:
    with pytest.raises(InvalidData, match="The first line is no heading"):
        read_table("a.csv", "sep=;\r\nact;n\r\nCollege;1\r\n", "act")


def test_a_cell_may_be_as_long_as_the_file_and_others_keep_their_limit() -> None:
    before = csv.field_size_limit()
    long = "x" * (before + 1)
    assert read_table("a.csv", f"a,b\nCollege,{long}\n", "a").rows == [["College", long]]
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("mark", ["", MARK])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_ends_and_the_byte_order_mark_stay(end: str, mark: str) -> None:
    text = f'{mark}a,"b{end}c"{end}Björk,"one\ntwo\rthree"{end}'
    table = read_table("a.csv", text, "a")
    assert table.heading[0] == "a"
    written = write_table(table, 0, {("Björk",): Match("x", "", "X", (), 1.0)}, [0], {}).decode()
    assert written.startswith(f'{mark}a,"b{end}c",match_id,')
    assert written.endswith(f'Björk,"one\ntwo\rthree",x,,X,,1,,,no{end}')
    again = read_table("a.csv", written, "a")
    assert [each[:2] for each in again.rows] == table.rows


def test_a_carriage_return_alone_is_quoted() -> None:
    assert write_row(["a\rb"], ",", "\n") == '"a\rb"\n'


def test_other_encodings_are_read_and_become_utf_8_that_says_so() -> None:
    assert decode("a.csv", "Björk".encode("latin-1"), "latin-1") == f"{MARK}Björk"
    assert decode("a.csv", "Björk".encode("utf-16"), "utf-16") == f"{MARK}Björk"
    assert decode("a.csv", "Björk".encode(), "UTF8") == "Björk"


@pytest.mark.parametrize("encoding", ["no-such", "hex", "", "\udcff"])
def test_what_is_no_encoding_is_told(encoding: str) -> None:
    with pytest.raises((BadInput, InvalidData)):
        decode("a.csv", b"a", encoding)


def test_what_is_no_text_is_told_with_the_way_out() -> None:
    with pytest.raises(InvalidData, match="no UTF-8 text: invalid start byte at byte 3") as raised:
        decode("a.csv", b"Bj\xf6rk")
    assert "--encoding cp1252" in raised.value.remedy
    with pytest.raises(InvalidData):
        decode("a.csv", rb"\ud800", "unicode_escape")
    with pytest.raises(InvalidData) as raised:
        decode("a.csv", b"a\r\nb\rBj\xf6rk")
    assert raised.value.where == "a.csv:3"
    with pytest.raises(InvalidData) as raised:
        decode("a.csv", "Björk".encode("utf-16"))
    assert "--encoding utf-16." in raised.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_spreadsheet_that_is_no_csv_is_told(encoding: str) -> None:
    with pytest.raises(InvalidData, match="no CSV"):
        decode("a.xlsx", b"PK\x03\x04\x14", encoding)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(1)", "+1", "-1", "\t=1", "\r=1", " =1", "＝1"])  # noqa: RUF001
def test_no_name_of_a_service_becomes_a_formula(name: str) -> None:
    table = read_table("a.csv", "a\nx\n", "a")
    found: Found = {("x",): Match(name, name, name, (name,), 1.0)}
    row = read_table("a.csv", write_table(table, 0, found, [0], {}).decode(), "a").rows[0]
    assert [each[0] for each in row[1:5]] == ["'"] * 4
    assert all(each.isprintable() for each in row)


def test_scores_and_other_names_stay_as_they_are() -> None:
    table = read_table("a.csv", "a\n=x\n", "a")
    found: Found = {("=x",): Match("a-b", "http://a.example/=b", "A + B", ("T",), -5.0)}
    assert write_table(table, 0, found, [0], {}).decode().splitlines()[1] == (
        "=x,a-b,http://a.example/=b,A + B,T,-5,,,no"
    )
