"""No document that passes the check makes a parser grow without bound or fetch another."""

import codecs

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.errors import BadInput
from cuegraph.protocol.document import check_document

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/"'
ENTITY = '<!DOCTYPE rdf:RDF [<!ENTITY a "http://e.example/">]>'
BODY = f'<rdf:RDF {RDF}><rdf:Description rdf:about="http://e.example/x" e:p="&a;"/></rdf:RDF>'
PLAIN = BODY.replace("&a;", "1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("keyword", ["!DOCTYPE", "!doctype", "!DocType", "!\nDOCTYPE"])
def test_a_doctype_is_found_in_any_encoding(encoding: str, keyword: str) -> None:
    text = "\n" + ENTITY.replace("!DOCTYPE", keyword) + BODY
    with pytest.raises(BadInput, match="DOCTYPE") as caught:
        check_document(text.encode(encoding), RdfFormat.RDF_XML)
    assert caught.value.where == "line 2"


@pytest.mark.parametrize(
    "document",
    [
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE,
        ('<?xml version="1.0" encoding="UTF-7"?>' + PLAIN).encode(),
        ("<?xml version='1.0' encoding = 'cp037' ?>" + PLAIN).encode(),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + PLAIN).encode(),
    ],
)
def test_other_encodings_are_not_taken(document: bytes) -> None:
    with pytest.raises(BadInput, match="UTF-8 only"):
        check_document(document, RdfFormat.RDF_XML)


@pytest.mark.parametrize(
    "opening",
    ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>', "\ufeff", "<!-- DOCTYPE -->"],
)
def test_plain_xml_passes_and_parses(opening: str) -> None:
    document = (opening + PLAIN).encode()
    check_document(document, RdfFormat.RDF_XML)
    assert len([*parse(document, format=RdfFormat.RDF_XML)]) == 1


def test_only_the_formats_with_such_faults_are_looked_at() -> None:
    for each in (RdfFormat.TURTLE, RdfFormat.N_QUADS, RdfFormat.TRIG):
        check_document(ENTITY.encode(), each)


REMOTE = [
    '{"@context": "http://127.0.0.1:1/"}',
    '{"@context": "../context"}',
    '{"@context": ""}',
    '[{"@context": [{}, null, "http://127.0.0.1:1/"]}]',
    '{"a": {"b": [{"@context": "http://127.0.0.1:1/"}]}}',
    '{"@context": {"@import": "http://127.0.0.1:1/"}}',
    '{"@context": {"x": {"@id": "u:x", "@context": "http://127.0.0.1:1/"}}, "x": {"u:a": 1}}',
    '{"@context": "http://127.0.0.1:1/", "@context": {}}',
    '{"@context": {}, "@context": "http://127.0.0.1:1/"}',
    '{"\\u0040context": "http://127.0.0.1:1/"}',
    '{"@contex\\u0074": ["http://127.0.0.1:1/"]}',
    '\ufeff{"@context": "http://127.0.0.1:1/"}',
]


@pytest.mark.parametrize("text", REMOTE)
def test_a_remote_context_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="remote context"):
        check_document(text.encode(), RdfFormat.JSON_LD)


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": {"x": "http://e.example/x"}, "@id": "u:a", "x": 1.50}',
        '{"@context": [null, {"@vocab": "http://e.example/"}], "@id": "u:a", "x": "@context"}',
        '{"@id": "u:a", "u:b": ["http://127.0.0.1:1/", 1' + "0" * 5000 + "]}",
        "[]",
    ],
)
def test_a_context_in_the_document_passes_and_parses(text: str) -> None:
    check_document(text.encode(), RdfFormat.JSON_LD)
    list(parse(text.encode(), format=RdfFormat.JSON_LD))


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (b'{\n "a": }', "line 2, column 7"),
        (b'{} {"@context": "http://127.0.0.1:1/"}', "line 1, column 4"),
        (b'"\xff"', "byte 1"),
        ('{"a": 1}'.encode("utf-16"), "byte 0"),
        (b"", "line 1, column 1"),
        (b"[" * 100_000, ""),
    ],
)
def test_what_is_no_json_is_told(document: bytes, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_document(document, RdfFormat.JSON_LD)
    assert caught.value.where == where
    assert caught.value.remedy
