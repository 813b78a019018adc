"""A thing in schema.org's terms: what the data state, and nothing else."""

from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.schema_org import schema_org

DATA = """
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
<u:tide> a fm:Film, schema:Movie ; skos:prefLabel "Tide </script>" ; schema:director <u:ada>, <u:bo> ;
  schema:duration "PT90M" ; fm:composer <u:cy> ; skos:exactMatch <http://e.example/tide> ;
  skos:closeMatch <http://e.example/flood> .
<u:ada> a schema:Person ; skos:prefLabel "Ada" . <u:bo> skos:prefLabel "Bo" .
<u:plain> skos:prefLabel "Plain" ; schema:director <u:ada> .
"""
ENGINE = MemoryEngine(parse(DATA, format=RdfFormat.TURTLE))


def test_a_film_with_its_directors() -> None:
    assert schema_org(ENGINE, NamedNode("u:tide"), "http://a.example/film/tide") == {
        "@context": "https://schema.org",
        "@id": "u:tide",
        "@type": "Movie",
        "name": "Tide </script>",
        "url": "http://a.example/film/tide",
        "director": [{"@type": "Person", "@id": "u:ada", "name": "Ada"}, {"@id": "u:bo", "name": "Bo"}],
        "duration": "PT90M",
        "sameAs": "http://e.example/tide",
    }


def test_what_has_no_type_there_is_not_told() -> None:
    assert schema_org(ENGINE, NamedNode("u:plain"), "") is None
    assert schema_org(ENGINE, NamedNode("u:nothing"), "") is None


def test_what_schema_org_has_elsewhere_stands_there_or_nowhere() -> None:
    data = """
        PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        <u:review> a schema:Review ; skos:prefLabel "R" ; schema:ratingValue 4 ; schema:bestRating 5 .
        <u:album> a schema:MusicAlbum ; skos:prefLabel "A" ; schema:duration "PT70M" .
    """
    engine = MemoryEngine(parse(data, format=RdfFormat.TURTLE))
    review, album = (schema_org(engine, NamedNode(each), "") or {} for each in ("u:review", "u:album"))
    assert review["reviewRating"] == {"@type": "Rating", "bestRating": "5", "ratingValue": "4"}
    assert "ratingValue" not in review
    assert album == {"@context": "https://schema.org", "@id": "u:album", "@type": "MusicAlbum"} | {
        "name": "A",
        "url": "",
    }


def test_an_artist_that_is_no_person_is_a_group_as_in_the_profile() -> None:
    data = """
        PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX fm: <https://w3id.org/cuegraph/ns#>
        <u:album> a schema:MusicAlbum ; skos:prefLabel "A" ; schema:byArtist <u:act>, <u:cy> .
        <u:act> a fm:MusicArtist ; skos:prefLabel "Act" .
        <u:cy> a fm:MusicArtist, schema:Person ; skos:prefLabel "Cy" .
    """
    engine = MemoryEngine(parse(data, format=RdfFormat.TURTLE))
    album, act, cy = (schema_org(engine, NamedNode(f"u:{each}"), "") or {} for each in ("album", "act", "cy"))
    assert {each["name"]: each["@type"] for each in album["byArtist"]} == {
        "Act": "MusicGroup",
        "Cy": "Person",
    }
    assert (act["@type"], cy["@type"]) == ("MusicGroup", "Person")
