"""RDF/XML that is not well-formed is told with its line and column, which its parser does not tell."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, DocumentSyntaxError, InvalidData
from cuegraph.graph.load import load_files
from cuegraph.media import FORMATS
from cuegraph.protocol.document import MAX_ELEMENTS, check_document

OPEN = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://a.example/">'
BROKEN = f'{OPEN}\n<rdf:Description rdf:about="u:é">\n <e:b>é</e:c></rdf:Description></rdf:RDF>'
XML = next(each for each in FORMATS if each.name == "rdfxml")


def nested(depth: int, opening: str = "") -> bytes:
    return f"{OPEN}{opening}{'<e:a><e:b>' * depth}{'</e:b></e:a>' * depth}</rdf:RDF>".encode()


def test_a_wrong_end_tag_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bad.rdf"
    file.write_text(BROKEN, "utf-8")
    with pytest.raises(InvalidData) as caught:
        load_files(Store(), [file])
    assert caught.value.where == f"{file}:3:10"


def test_a_wrong_end_tag_in_a_document() -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        MemoryEngine().parse(BROKEN.encode(), XML, "u:base")
    assert (caught.value.line, caught.value.column) == (3, 10)
    assert caught.value.where == "line 3, column 10"
    assert "at this place" in caught.value.remedy


@pytest.mark.parametrize("opening", ["", "<!-- </e:a> -- </e:a> -->", "<![CDATA[</e:a>]]>", "<?p </e:a> ?>"])
def test_elements_are_nested_so_deep_and_no_deeper(opening: str) -> None:
    check_document(nested(MAX_ELEMENTS // 2 - 1, opening), RdfFormat.RDF_XML)
    with pytest.raises(BadInput, match="nested deeper than 1000"):
        check_document(nested(MAX_ELEMENTS // 2, opening), RdfFormat.RDF_XML)
    with pytest.raises(BadInput, match="nested deeper than 1000"):
        check_document(nested(100_000, opening), RdfFormat.RDF_XML)
    flat = f"{OPEN}{opening}" + '<e:a rdf:about="u:a>"/><e:a><e:b>1</e:b></e:a>' * MAX_ELEMENTS + "</rdf:RDF>"
    check_document(flat.encode(), RdfFormat.RDF_XML)
