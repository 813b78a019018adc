"""The exported files in other stores: all of it arrives, and none of them warns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.media import by_name
from cuegraph.service.export import ALL, DEFAULT, export
from cuegraph.service.profiles import in_format, load_profiles, whole
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.graph.assemble import Assembled

JARS = Path("/usr/share/java")
JENA = "libapache-jena-java"
FORMATS = {
    "turtle": "ttl",
    "ntriples": "nt",
    "rdfxml": "rdf",
    "trig": "trig",
    "nquads": "nq",
    "jsonld": "jsonld",
}


def run(command: Sequence[str | Path]) -> tuple[int, str]:
    """Run a command: its exit status, and all that it prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def files(drive: Assembled, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The graph in each format; in those for datasets with all graphs."""
    folder = tmp_path_factory.mktemp("export")
    found = {}
    for name, ending in FORMATS.items():
        shape = by_name(name)
        found[name] = folder / f"drive.{ending}"
        graph = ALL if name in {"trig", "nquads"} else DEFAULT
        found[name].write_bytes(export(drive, shape, graph=graph))
    return found


@pytest.fixture(scope="session")
def in_profiles(drive: Assembled, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The graph in each profile, in each format that Jena reads."""
    folder = tmp_path_factory.mktemp("profiles")
    found = []
    for profile in load_profiles(shipped("queries")).values():
        triples = whole(MemoryEngine(drive.quads), profile)
        for name in ("turtle", "ntriples", "rdfxml"):
            found.append(folder / f"{profile.name}.{FORMATS[name]}")
            found[-1].write_bytes(in_format(triples, profile, by_name(name)))
    return found


@pytest.fixture(scope="session")
def riot(jena: list[str]) -> list[str]:
    """Jena's riot, as a command."""
    return [*jena, "riotcmd.riot"]


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What runs a class of Jena's; Debian has its message texts in another place than its classes.

    It reads no JSON-LD there, not the smallest document: Debian has no implementation of Jakarta JSON.
    """
    if not (JARS / "jena-cmds.jar").exists() or shutil.which("java") is None:
        pytest.skip(f"Debian's package {JENA} and a Java runtime are not installed")
    needed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Depends}", JENA], capture_output=True, text=True, check=True
    ).stdout
    packages = [JENA, *(each.split()[0] for each in needed.split(","))]
    packages += ["libhttpcore-java", "libjackson2-annotations-java"]
    listed = subprocess.run(["dpkg", "-L", *packages], capture_output=True, text=True, check=True).stdout
    jars = [each for each in listed.splitlines() if Path(each).parent == JARS and each.endswith(".jar")]
    texts = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(JARS / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = texts / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    logging = [each for each in jars if "slf4j-" not in each and "log4j" not in each]
    path = [str(texts), *logging, str(JARS / "slf4j-api.jar"), str(JARS / "slf4j-simple.jar")]
    return ["java", "-XX:TieredStopAtLevel=1", "-cp", ":".join(path)]


def test_jena_takes_each_file_without_a_warning(
    riot: list[str], files: dict[str, Path], in_profiles: list[Path]
) -> None:
    given = [*(path for name, path in files.items() if name != "jsonld"), *in_profiles]
    assert len(given) == 11
    status, said = run([*riot, "--validate", "--check", "--count", *given])
    lines = [line for line in said.splitlines() if " INFO " not in line and not line.startswith("Total ")]
    assert (status, [line for line in lines if not line.startswith("file:")]) == (0, [])
    counts = [int(line.rpartition("= ")[2].replace(",", "")) for line in lines]
    assert counts == [len(set(parse(path=each))) for each in given]


def test_jena_makes_a_database_of_it(jena: list[str], files: dict[str, Path], tmp_path: Path) -> None:
    status, said = run([*jena, "tdb2.tdbloader", "--loader=phased", "--loc", tmp_path / "db", files["trig"]])
    assert (status, [line for line in said.splitlines() if " INFO " not in line]) == (0, [])
    count = len(set(parse(path=files["trig"])))
    assert f"Triples/Quads = {count:,} :" in said.splitlines()[-1]


def test_jena_says_what_is_wrong(riot: list[str], tmp_path: Path) -> None:
    """The check can fail: a date that is none gives a warning."""
    file = tmp_path / "wrong.ttl"
    file.write_text('<u:a> <u:b> "2011-13-40"^^<http://www.w3.org/2001/XMLSchema#date> .', "utf-8")
    assert "WARN" in run([*riot, "--validate", "--check", file])[1]


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld"])
def test_oxigraph_loads_it_whole(files: dict[str, Path], name: str, tmp_path: Path) -> None:
    command = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
    assert command
    folder = tmp_path / "store"
    status, said = run([command, "load", "--location", folder, "--file", files[name]])
    assert (status, "warn" in said.lower()) == (0, False), said
    assert canonical(Store.read_only(str(folder))) == canonical(parse(path=files[name]))


def canonical(quads: Iterable[Quad]) -> Dataset:
    """Quads whose blank nodes have names that depend on the quads alone."""
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found


@pytest.fixture(params=["as it is", "schema.org", "music-ontology"])
def document(request: pytest.FixtureRequest, drive: Assembled) -> bytes:
    """The graph as JSON-LD, as it is and in each profile."""
    if request.param == "as it is":
        return export(drive, by_name("jsonld"))
    profile = load_profiles(shipped("queries"))[request.param]
    return in_format(whole(MemoryEngine(drive.quads), profile), profile, by_name("jsonld"))


def test_pyld_reads_the_same_triples(document: bytes) -> None:
    read = jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"})
    assert set(parse(read, format=RdfFormat.N_QUADS)) == set(parse(document, format=RdfFormat.JSON_LD))
