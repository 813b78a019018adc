"""Every term of another vocabulary that the ontology uses exists there."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN = "https://w3id.org/cuegraph/"
LANGUAGE = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2002/07/owl#",
}
"""What every ontology is written in; the vocabulary files hold only parts of it."""


def namespace(iri: str) -> str:
    """An IRI without its local name."""
    return re.sub(r"[^#/]*$", "", iri)


def iris(folder: Path, suffix: str, form: RdfFormat) -> Iterator[tuple[str, str]]:
    """Each IRI in a folder's files, datatypes included, with the name of the file."""
    for file in sorted(folder.glob(f"*{suffix}")):
        for quad in parse(path=file, format=form):
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, Literal):
                    yield term.datatype.value, file.name
                elif isinstance(term, NamedNode):
                    yield term.value, file.name


@pytest.fixture(scope="session")
def terms(shared: Path) -> set[str]:
    """Every term that the vocabulary files hold."""
    with (shared / "vocab" / "terms.tsv").open(encoding="utf-8", newline="") as file:
        found = {row["iri"] for row in csv.DictReader(file, delimiter="\t")}
    assert len(found) > 1000
    return found


@pytest.mark.parametrize(
    ("folder", "suffix", "form"),
    [("ontology", ".ttl", RdfFormat.TURTLE), ("data", ".trig", RdfFormat.TRIG)],
)
def test_terms_of_other_vocabularies_exist(
    terms: set[str], root: Path, folder: str, suffix: str, form: RdfFormat
) -> None:
    known = {namespace(term) for term in terms} - LANGUAGE
    used = {
        (iri, file)
        for iri, file in iris(root / folder, suffix, form)
        if namespace(iri) in known and not iri.startswith(OWN) and iri != namespace(iri)
    }
    assert len({namespace(iri) for iri, _ in used}) > 3
    assert sorted((iri, file) for iri, file in used if iri not in terms) == []
