"""The page of where sources differ, on two invented notes on an invented film."""

import re

from notes import MORE, START, TEXT, TRIG, Make


def test_what_a_comparison_tells_is_told_once(make: Make) -> None:
    page = make().get("/differences").text
    assert "Different values" not in page
    assert page.count("<i>runs for</i>") == 2
    assert "How long it is" in page


def test_what_the_kind_of_a_comparison_means_stands_below_it(make: Make) -> None:
    data = TRIG + '<concept/contradiction> skos:definition "Both cannot be."@en .'
    assert '</h2>\n<p class="quiet">Both cannot be.</p>' in make(data=data).get("/differences").text


def test_differences_stand_side_by_side(make: Make) -> None:
    page = make({"note-1.txt": TEXT}, TRIG + MORE).get("/differences").text
    values, compared = page.split('<article class="compared">')
    assert re.findall(r'<p class="value">(\d+)</p>', values) == ["90", "95"]
    assert "It is 90 minutes long." in values
    assert '<a href="/comparison/length">How long it is</a>' in compared
    assert "One has five minutes more." in compared
    assert compared.count("<i>runs for</i>") == 2
    assert (
        f'href="/source/note#char={START},{START + 22}">Note on Tide, {START}\u2013{START + 22}</a>'
        in compared
    )
    assert "Contradiction" in values


def test_of_very_many_passages_only_some_stand_side_by_side(make: Make) -> None:
    names = [f"<source/letter#char={each},{each + 1}>" for each in range(70)]
    data = f'<graph/curation> {{ <comparison/length> fm:compares {", ".join(names)}, "no passage" }}'
    data += "".join(
        f"{each} {{ <film/tide> fm:runs {90 + (number > 3)} }}" for number, each in enumerate(names)
    )
    page = make(data=TRIG + MORE + data).get("/differences").text
    values, compared = page.split('<article class="compared">')
    assert compared.count('<a class="cite"') == 50
    assert values.count('<a class="cite"') == 5 + 50 + 2
    assert "and 22 more" in compared
    assert "and 16 more" in values


def test_one_value_or_one_of_another_class_is_no_difference(make: Make) -> None:
    page = make(data=(TRIG + MORE).replace("fm:runs 95", "fm:runs 90")).get("/differences").text
    assert "Different values" not in page
    data = (TRIG + MORE).replace("sh:targetClass fm:Film", "sh:targetClass fm:Album")
    page = make(data=data).get("/differences").text
    assert "Different values" not in page


def test_what_differs_can_be_jumped_to_and_facts_that_all_sides_state_are_left_out(make: Make) -> None:
    common = "<film/tide> fm:about <person/ada>"
    data = TRIG.replace("{ <film/tide> fm:runs 9", f"{{ {common} . <film/tide> fm:runs 9")
    page = make(None, data + MORE).get("/differences").text
    assert '<a href="#values">Different values <span class="quiet">1</span></a>' in page
    article = page[page.index('<article class="compared">') :]
    assert "<i>runs for</i> 90" in article
    assert "<i>about</i>" not in article
