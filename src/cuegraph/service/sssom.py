"""The alignments as a table of SSSOM, the Simple Standard for Sharing Ontological Mappings (TSV, 1.0).

Each mapping in the ontology is a triple and an ``owl:Axiom`` about it; its ``rdfs:comment`` gives the reason
and its ``sssom:object_label`` what others call their term; see ``ontology/alignments.ttl``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph import __version__
from cuegraph.service.alignments import ENDS, namespaces
from cuegraph.shapes.index import Index
from cuegraph.vocabulary import BASE, DCTERMS, ONTOLOGY, OWL, RDF, RDFS, SSSOM, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from cuegraph.graph.assemble import Assembled

MAPPINGS: Final = f"{BASE}ns/mappings"
"""The identifier of the mapping set."""

COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
)
"""The columns, in the order of the standard."""

_ITSELF: Final = NamedNode(f"{BASE}ns")
_BY_HAND: Final = "semapv:ManualMappingCuration"
_MEANING: Final = (
    "skos:broadMatch: the object takes in all of the subject and more. "
    "skos:narrowMatch: the subject takes in all of the object and more. "
    "skos:closeMatch: each has something of its own, or no vocabulary file tells the difference. "
    "skos:relatedMatch: the object leads another way or joins other things. "
    "rdfs:subClassOf and rdfs:subPropertyOf stand only where nothing false follows."
)
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_LOCAL: Final = re.compile(r"[^/#]*$")


def write(assembled: Assembled) -> bytes:
    """The alignments of a dataset as SSSOM/TSV in UTF-8; the same dataset gives the same bytes.

    Args:
        assembled: the dataset, whose graph of the ontology holds the alignments.
    """
    return table(assembled.graph(ONTOLOGY))


def table(ontology: Iterable[Triple]) -> bytes:
    """The alignments of an ontology as SSSOM/TSV in UTF-8, sorted.

    Args:
        ontology: its triples. Of each ``owl:Axiom`` with the three ends of a mapping there is a row.

    Returns:
        The metadata as comments in YAML, with the prefixes in use, and the table.
    """
    index = Index(ontology)
    found: set[tuple[NamedNode, NamedNode, NamedNode, str, str]] = set()
    for axiom in index.subjects(RDF.type, OWL.Axiom):
        ends = [index.one(axiom, each) for each in ENDS]
        subject, predicate, target = (each if isinstance(each, NamedNode) else None for each in ends)
        if subject and predicate and target:
            told = index.text(axiom, SSSOM.object_label), index.text(axiom, RDFS.comment)
            found.add((subject, predicate, target, *told))
    names = _Names()
    rows = [
        (
            names.short(subject),
            index.text(subject, RDFS.label),
            names.short(predicate),
            names.short(target),
            label,
            _BY_HAND,
            reason,
        )
        for subject, predicate, target, label, reason in sorted(found, key=str)
    ]
    licence = index.one(_ITSELF, DCTERMS.license)
    about = {
        "mapping_set_id": MAPPINGS,
        "mapping_set_title": f"{index.text(_ITSELF, DCTERMS.title) or 'Ontology'}: mappings to others' terms",
        "mapping_set_description": _MEANING,
        "mapping_set_version": __version__,
        "license": licence.value if isinstance(licence, NamedNode) else "",
    }
    text = io.StringIO()
    text.write("#curie_map:\n")
    text.writelines(f"#  {prefix}: {json.dumps(space)}\n" for prefix, space in names.used())
    text.writelines(f"#{key}: {json.dumps(value)}\n" for key, value in about.items())
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(rows))
    return text.getvalue().encode()


class _Names:
    """Prefixed names, with the prefixes that they use."""

    def __init__(self) -> None:
        self._known = namespaces()
        self._used = {"semapv": _SEMAPV}
        self._others = 0

    def short(self, term: NamedNode) -> str:
        """A term's prefixed name; a namespace without a prefix of ours gets one by number."""
        known = self._known | self._used
        found = split_iri(term.value, known)
        if found is None:
            local = _LOCAL.search(term.value)
            name = local[0] if local else ""
            self._others += 1
            found = f"ns{self._others}", name
            self._used[found[0]] = term.value.removesuffix(name)
        else:
            self._used[found[0]] = known[found[0]]
        return ":".join(found)

    def used(self) -> list[tuple[str, str]]:
        """The prefixes in use with their namespaces, sorted."""
        return sorted(self._used.items())
