"""A table of somebody's own in CSV: what is in its file, as text and as rows."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput, InvalidData, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARK: Final = "\ufeff"
"""The byte order mark, by which some programs know UTF-8."""

_WIDE: Final = frozenset({codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE})
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a spreadsheet's own files begin: archives, and the older format of Excel."""

_DELIMITERS: Final = (",", ";", "\t")
_ENDS: Final = ("\r\n", "\r", "\n")


@dataclass(frozen=True)
class Table:
    """A table with a heading.

    Attributes:
        name: the name of its file.
        delimiter: what parts its cells.
        heading: the names of its columns.
        rows: the cells of each row below.
        lines: the line that each row begins in, from 1.
        mark: the byte order mark, where the file has one.
        end: how the file ends its lines.
    """

    name: str
    delimiter: str
    heading: list[str]
    rows: list[list[str]]
    lines: list[int]
    mark: str = ""
    end: str = "\n"

    def column(self, name: str, option: str = "--column") -> int:
        """Where a column is, from 0.

        Raises:
            NotFound: there is none of this name.
            InvalidData: there are several.
        """
        found = [at for at, each in enumerate(self.heading) if each.strip() == name]
        if not found:
            listed = ", ".join(f"'{each}'" for each in self.heading)
            raise NotFound(f"There is no column '{name}'.", where=option, remedy=f"There is {listed[:500]}.")
        if len(found) > 1:
            raise InvalidData(
                f"{len(found)} columns are called '{name}'.", where=self.name, remedy="Name each otherwise."
            )
        return found[0]


def decode(name: str, content: bytes, encoding: str = "utf-8") -> str:
    r"""The text of a file, its line ends and byte order mark as they are.

    Text of another encoding than UTF-8 gets a byte order mark: it will be written in UTF-8, and programs
    are to see that.

    Args:
        name: the name of the file, for errors.
        content: what is in it.
        encoding: the name of its encoding, as Python knows it.

    Raises:
        BadInput: there is no such encoding.
        InvalidData: the content is no text in it.

    >>> decode("a.csv", b"Bj\xf6rk", "latin-1")
    '\ufeffBj\xf6rk'
    """
    if content.startswith(_PACKED):
        raise InvalidData(
            "The file is a spreadsheet's own or an archive, no CSV.",
            where=name,
            remedy="Save the sheet as CSV, in UTF-8.",
        )
    try:
        same = codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}
        text = content.decode("utf-8" if same else encoding)
        text.encode()
    except LookupError as error:
        raise BadInput(
            f"'{encoding[:80]}' is no encoding of text.",
            where="--encoding",
            remedy="Give one such as utf-8, cp1252, latin-1 or utf-16.",
        ) from error
    except UnicodeError as error:
        at, where = "", name
        if isinstance(error, UnicodeDecodeError):
            at = f" at byte {error.start + 1}"
            where = f"{name}:{len(content[: error.start + 1].splitlines())}"
        likely = "utf-16" if content[:2] in _WIDE else "cp1252 (of Excel on Windows)"
        raise InvalidData(
            f"The file is no {encoding.upper()} text: {getattr(error, 'reason', error)}{at}.",
            where=where,
            remedy=f"Save it as UTF-8, or tell its encoding, such as --encoding {likely}.",
        ) from error
    return text if same else MARK + text.removeprefix(MARK)


def read_table(name: str, text: str, column: str, added: Sequence[str] = ()) -> Table:
    """A table in CSV (RFC 4180), its cells parted by commas, semicolons or tabs.

    Spreadsheets leave out empty cells at the end of a row, or add some: a row gets as many as the heading.

    Args:
        name: the name of its file, for errors.
        text: the text of its file.
        column: the name of a column: what parts the heading so that there is one is what parts the cells.
        added: the names of columns that it may not have.

    Raises:
        InvalidData: it is no such table.
    """
    mark = MARK if text.startswith(MARK) else ""
    text = text.removeprefix(MARK)
    with _cells_of_any_length(text):
        headings = {each: _heading(text, each) for each in _DELIMITERS}
        delimiter = max(_DELIMITERS, key=lambda each: _fits(headings[each][0], column))
        rows, lines = _read(name, text, delimiter)
    if not rows:
        raise InvalidData("The file is empty.", where=name, remedy="Give a table with a heading.")
    heading, *rest = rows
    if heading[0].startswith("sep=") and not any(heading[1:]):
        raise InvalidData(
            "The first line is no heading: it tells spreadsheets what parts the cells.",
            where=f"{name}:{lines[0]}",
            remedy="Delete that line.",
        )
    for line, row in zip(lines[1:], rest, strict=True):
        if any(row[len(heading) :]):
            raise InvalidData(
                f"The row has {len(row)} cells, the heading {len(heading)}.",
                where=f"{name}:{line}",
                remedy="Put cells that hold the separator or a line end in double quotes.",
            )
    if taken := [each for each in added if each in heading]:
        raise InvalidData(
            f"The table has a column '{taken[0]}' already.", where=name, remedy="Rename it, or leave it out."
        )
    empty = [""] * len(heading)
    even = [[*row, *empty][: len(heading)] for row in rest]
    return Table(name, delimiter, heading, even, lines[1:], mark, headings[delimiter][1])


def write_row(cells: Sequence[str], delimiter: str, end: str) -> str:
    r"""A row in CSV.

    >>> write_row(["a", "b, c", "d\re"], ",", "\n")
    'a,"b, c","d\re"\n'
    """
    out = io.StringIO(newline="")
    # cells with either of these characters are quoted, whatever the file's own line ends are
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + end


def _heading(text: str, delimiter: str) -> tuple[list[str], str]:
    """The cells of the first row that is not empty, and how its line ends."""
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter)
    try:
        cells = next(filter(None, reader), [])
    except csv.Error:
        return [], "\n"
    read = text[: stream.tell()]
    return cells, next((each for each in _ENDS if read.endswith(each)), "\n")


def _fits(heading: Sequence[str], column: str) -> tuple[bool, bool, int]:
    """How well a reading of the heading fits: it has the column, no quotes are left over, many cells."""
    return column in map(str.strip, heading), not any('"' in each for each in heading), len(heading)


@contextmanager
def _cells_of_any_length(text: str) -> Iterator[None]:
    """Lets cells be as long as the text."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read(name: str, text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    rows, lines = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidData(
            f"The file is no CSV: {error}.", where=f"{name}:{reader.line_num}", remedy="Mend that line."
        ) from error
    return rows, lines
