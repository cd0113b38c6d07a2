"""The check of every page goes red: a fault is planted for each thing that it still asks, and found where it lies."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser import assert_accessible
from tests.ui.gallery import ADDRESS, render, serve

pytestmark = pytest.mark.browser

PAGE = """{% extends "ui/alone.html" %}{% block title %}Sound{% endblock %}{% block main %}<h1>Sound</h1>
<p class="planted">A sentence</p><p><button class="button one" type="button">One</button></p>{% endblock %}"""
#: Plants styles and markup in ways that the content security policy of pages leaves open.
PLANT = """({ css, html }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    document.querySelector('main').insertAdjacentHTML('beforeend', html);
}"""
NARROW = "@media (width < 400px)"
SMALL = ".small { display: inline-block; inline-size: 9px; block-size: 9px; min-block-size: 0; padding: 0; border: 0 }"
LARGE = ".small { inline-size: 3rem; block-size: 3rem }"
PAIR = '<p><button class="small" aria-label="A"></button><button class="small" aria-label="B"></button></p>'
#: A name, styles, markup, and where which rule must find it, by a check that asks all rules once.
FAULTS = {
    "a field without a label": ("", '<input class="input" type="text">', {"1280 px, light: label"}),
    "faint in both": (
        ".planted { color: light-dark(#ccc, #444) }",
        "",
        {"1280 px, light: color-contrast", "360 px, dark: color-contrast"},
    ),
    "faint in dark": (".planted { color: light-dark(black, #444) }", "", {"360 px, dark: color-contrast"}),
    "faint in dark when narrow": (
        f"{NARROW} {{ .planted {{ color: light-dark(black, #444) }} }}",
        "",
        {"360 px, dark: color-contrast"},
    ),
    "small": (SMALL, PAIR, {"1280 px, light: target-size", "360 px, dark: target-size"}),
    "small when narrow": (
        f"{LARGE} {NARROW} {{ {SMALL} }}",
        PAIR,
        {"360 px, dark: target-size"},
    ),
    "broad": (".planted { inline-size: 700px }", "", {"360 px: reaches over the edge"}),
}
#: What only a check of the whole page finds.
ONLY_WHOLE = {
    "faint in light when narrow": (
        f"{NARROW} {{ .planted {{ color: light-dark(#ccc, white) }} }}",
        "",
        {"360 px, light: color-contrast"},
    ),
    "faint in dark when wide": (
        f".planted {{ color: light-dark(black, #444) }} {NARROW} {{ .planted {{ color: light-dark(black, white) }} }}",
        "",
        {"1280 px, dark: color-contrast"},
    ),
    "unlabelled when narrow": (
        f".seldom {{ display: none }} {NARROW} {{ .seldom {{ display: block }} }}",
        '<input class="seldom" type="text">',
        {"360 px, light: label"},
    ),
}


@pytest.fixture
def sound(page: Page) -> Page:
    serve(page, {"/": render(PAGE), "/other": render(PAGE)})
    page.goto(f"{ADDRESS}/")
    return page


def found(page: Page, *, whole: bool = False) -> set[str]:
    """Where the check found something, and by which rule."""
    try:
        assert_accessible(page, whole=whole)
    except AssertionError as fault:
        return set(re.findall(r"^\d+ px(?:, \w+)?: [\w -]+", str(fault), re.MULTILINE))
    return set()


def plant(page: Page, css: str, html: str) -> None:
    page.evaluate(PLANT, {"css": css, "html": html})


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_where_it_lies(sound: Page, name: str) -> None:
    css, html, wanted = FAULTS[name]
    plant(sound, css, html)
    assert found(sound) == wanted


@pytest.mark.parametrize("name", ONLY_WHOLE)
def test_what_the_usual_check_leaves_to_the_whole_one(sound: Page, name: str) -> None:
    css, html, wanted = ONLY_WHOLE[name]
    plant(sound, css, html)
    assert found(sound) == set()
    assert found(sound, whole=True) == wanted


def test_axe_is_sent_once_a_page_and_again_to_the_next(sound: Page) -> None:
    assert found(sound) == set()
    sound.evaluate("axe.sent = 'once'")
    assert found(sound) == set()
    assert sound.evaluate("axe.sent") == "once"
    sound.goto(f"{ADDRESS}/other")
    css, html, wanted = FAULTS["a field without a label"]
    plant(sound, css, html)
    assert found(sound) == wanted
