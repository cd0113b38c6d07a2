"""The typeface as it is cut: no letter lost, none promised that a file lacks, and each page fetches what its names need."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Page

from foundation.ui.frontend import build as module
from foundation.ui.frontend.typeface import CUTS, PACKAGE, letters_of
from tests.ui.gallery import ADDRESS, render, serve

SHEET = (module.SOURCES / "css" / "type.css").read_text()
TOKENS = (module.SOURCES / "css" / "tokens.css").read_text()
RANGES = {
    name: letters_of(ranges)
    for name, ranges in re.findall(r'/(face[\w-]*\.woff2)".*?range: ([^;]+);', SHEET, re.DOTALL)
}
FIRST, SIGNS, FURTHER = CUTS


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    module.build()


def held(path: Path) -> set[int]:
    return set(TTFont(path).getBestCmap())


def test_the_sheet_names_every_cut_and_no_letter_twice() -> None:
    assert list(RANGES) == [FIRST, SIGNS, FURTHER]
    assert sum(map(len, RANGES.values())) == len(set().union(*RANGES.values()))


@pytest.mark.parametrize("name", CUTS)
def test_a_file_has_every_letter_of_its_range_whole_or_as_base_and_accents(name: str) -> None:
    own = held(module.BUILT / name)
    made = {letter: {ord(part) for part in unicodedata.normalize("NFD", chr(letter))} for letter in RANGES[name] - own}
    assert not [chr(letter) for letter, parts in made.items() if not parts <= own]


def test_no_letter_of_the_package_is_lost() -> None:
    whole = set().union(*(held(module.SOURCES / "node_modules" / PACKAGE / file) for file in CUTS.values()))
    assert len(whole) > 300
    assert not whole - set().union(*RANGES.values())


@pytest.mark.parametrize("name", CUTS)
def test_a_file_has_the_weights_of_the_pages_and_says_whose_it_is(name: str) -> None:
    font = TTFont(module.BUILT / name)
    regular, strong = (int(re.search(rf"--{word}: (\d+);", TOKENS)[1]) for word in ("regular", "strong"))
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", regular, strong)]
    assert "Atkinson Hyperlegible Next Project Authors" in font["name"].getDebugName(0)
    assert font["name"].getDebugName(14) == "https://openfontlicense.org"


NAMES = {
    "Zoë Siân Chloé Þóra O’Brien – £1": {FIRST},
    "Ngũgĩ Shōgo": {FIRST},
    unicodedata.normalize("NFD", "Zoë Ngũgĩ"): {FIRST},
    "Łucja Şahin Oľga": {FIRST, FURTHER},
    "Cœur, ¿y usted?": {FIRST, SIGNS},
}


def show(page: Page, name: str) -> None:
    page_of = '{% extends "ui/alone.html" %}{% block main %}<p id="who">{{ who }}</p>{% endblock %}'
    serve(page, {"/": render(page_of, {"who": name})})
    page.goto(f"{ADDRESS}/")
    page.evaluate("document.fonts.ready")


def drawn_in(page: Page, selector: str) -> set[str]:
    """The families of the fonts that the browser really drew an element with."""
    inspector: Any = page.context.new_cdp_session(page)
    inspector.send("DOM.enable")
    inspector.send("CSS.enable")
    root = inspector.send("DOM.getDocument")["root"]["nodeId"]
    node = inspector.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return {font["familyName"] for font in inspector.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_drawn_in_the_face_and_fetches_what_it_needs(page: Page, name: str) -> None:
    show(page, name)
    fetched = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    assert {path.rpartition("/")[2] for path in fetched if path.endswith(".woff2")} == NAMES[name]
    assert drawn_in(page, "#who") == {"Atkinson Hyperlegible Next"}


@pytest.mark.browser
def test_a_letter_that_the_face_lacks_is_seen(page: Page) -> None:
    show(page, "Нина")
    assert "Atkinson Hyperlegible Next" not in drawn_in(page, "#who")
