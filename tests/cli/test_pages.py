"""Pages of the real command: with the texts of sources at hand, and with the data on another server."""

from pathlib import Path

from serving import running

PAGES = ("/film/night-drive.html", "/person/ada-example.html", "/source/harbour-notes.html", "/differences")


def test_pages_show_the_texts_and_are_the_same_with_the_data_on_another_server(
    root: Path, tmp_path: Path
) -> None:
    folder = root / "tests" / "service" / "night_drive"
    sources = ("--sources", str(folder / "texts"))
    with running("--data", str(folder / "data"), "--queries", str(tmp_path), *sources) as here:
        with running("--engine", f"http://{here.netloc}/sparql", *sources) as there:
            for path in PAGES:
                answers = [each.request("GET", path) for each in (here, there)]
                assert [status for status, _, _ in answers] == [200, 200]
                one, other = (body.decode().split("<main")[1].split("</main>")[0] for _, _, body in answers)
                assert one == other
        text = here.request("GET", "/source/harbour-notes.html")[2].decode()
        assert "The harbour film\n" in text
        assert "<mark" in text
        assert "The harbour film" in here.request("GET", "/coverage")[2].decode()
