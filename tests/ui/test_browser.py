"""The parts in a real browser: accessible, inside the screen, under our content policy, and doing what they say."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from foundation.ui import identities, views
from tests.browser import assert_accessible, faults_of, opened
from tests.ui.gallery import ADDRESS, LeaveForm, gallery, gallery_context, render, serve

pytestmark = pytest.mark.browser

SIGN_IN = """{% extends "ui/alone.html" %}{% block title %}Sign in{% endblock %}{% block main %}
<p class="soft">Northfield Trust</p><h1>Sign in</h1>
<c-form big="yes"><c-field label="Email address" help="Local authority officers: use your council address." id="email">
<input class="input" id="email" type="email" name="email" aria-describedby="email_helptext"></c-field>
<c-button kind="primary" size="big" full="yes">Email me a sign-in link</c-button></c-form><p class="or">or</p>
<c-button href="/work/" size="big" full="yes">Continue with your work account</c-button>{% endblock %}"""
EXPLANATION = '<h2>Attendance of Alder</h2><c-why figure="93.0%" sum="135,751 ÷ 145,979" :facts="facts" />'


@pytest.fixture
def site(page: Page) -> Page:
    """The gallery, a sign-in page, the pages for faults and one explanation, served to the browser."""
    pages = {f"/{status}": views.page(status).content.decode() for status in (400, 403, 404, 408, 409, 413, 500, 503)}
    pages |= {
        "/": gallery(),
        "/calm": gallery(form=LeaveForm()),
        "/sign-in": render(SIGN_IN),
        "/figure/": render(EXPLANATION, gallery_context()),
    }
    serve(page, pages)
    page.goto(f"{ADDRESS}/")
    return page


@pytest.mark.parametrize("path", ["/", "/sign-in", "/400", "/403", "/404", "/408", "/409", "/413", "/500", "/503"])
def test_a_page_is_accessible_wide_and_narrow_light_and_dark(site: Page, path: str) -> None:
    site.goto(ADDRESS + path)
    assert_accessible(site, whole=path == "/")


def test_the_check_finds_what_it_should(site: Page) -> None:
    """A check that cannot fail would be worth nothing: one fault of each kind is made and must be named."""
    site.evaluate(
        """() => {
            const main = document.querySelector('main');
            const image = document.createElement('img');
            image.src = '/static/ui/logo.svg';
            const broad = document.createElement('div');
            broad.className = 'broad-one nowrap';
            broad.append('x'.repeat(400));
            main.append(image, broad);
            main.insertAdjacentHTML('beforeend', '<b style="color:red">not by our policy</b>');
        }"""
    )
    with pytest.raises(AssertionError) as found:
        assert_accessible(site)
    assert "image-alt" in str(found.value)
    assert "broad-one" in str(found.value)
    assert "Content Security Policy" in str(found.value)


def test_the_explanation_opens_over_the_page_and_gives_the_focus_back(site: Page) -> None:
    figure = site.locator("a[data-opens]").first
    figure.click()
    dialog = site.locator("#explanation")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("135,751 ÷ 145,979")
    assert_accessible(site)
    site.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(figure).to_be_focused()
    figure.click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert site.url == f"{ADDRESS}/"


def test_a_figure_whose_explanation_is_refused_is_followed_as_a_link(site: Page) -> None:
    site.evaluate("document.querySelector('a[data-opens]').href = '/gone/'")
    site.locator("a[data-opens]").first.click()
    expect(site).to_have_url(f"{ADDRESS}/gone/")


def test_names_can_be_hidden_before_anything_is_drawn_and_stay_so(site: Page) -> None:
    def ink(selector: str) -> Any:
        return site.locator(selector).first.evaluate("e => getComputedStyle(e).color")

    assert ink("main [data-name]") != "rgba(0, 0, 0, 0)"
    site.locator(".top [data-hide-names]").click()
    assert ink("main [data-name]") == "rgba(0, 0, 0, 0)"
    assert site.title() == "Parts, names hidden"
    assert_accessible(site, widths=(1280,))
    site.reload()
    assert ink("main [data-name]") == "rgba(0, 0, 0, 0)"
    expect(site.locator(".top [data-hide-names]")).to_have_attribute("aria-pressed", "true")
    site.locator(".top [data-hide-names]").click()
    assert ink("main [data-name]") != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("width", [1280, 360])
def test_signing_out_and_hiding_names_can_be_reached_at_every_width(site: Page, width: int) -> None:
    site.set_viewport_size({"width": width, "height": 780})
    menu = site.locator("#person-menu")
    expect(menu).to_be_hidden()
    site.get_by_role("button", name="Ana Petrov").click()
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert site.get_by_role("button", name="Hide names").locator("visible=true").count() == 1
    site.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_errors_have_the_focus_and_lead_to_their_fields(site: Page) -> None:
    expect(site.locator("[data-summary]")).to_be_focused()
    site.get_by_role("link", name="Choose one for “Decided by”.").click()
    expect(site.locator("#id_decided")).to_be_focused()


def test_the_keyboard_skips_to_the_work_and_sticky_parts_never_cover_the_focus(site: Page) -> None:
    site.goto(f"{ADDRESS}/calm")
    site.keyboard.press("Tab")
    expect(site.locator(".skip")).to_be_focused()
    site.keyboard.press("Enter")
    assert site.evaluate("document.activeElement.id") == "main"
    for width in (1280, 360):
        site.set_viewport_size({"width": width, "height": 780})
        site.evaluate("window.scrollTo(0, 0); document.querySelector('#main').focus()")
        for _ in range(40):
            site.keyboard.press("Tab")
            covered = site.evaluate(
                """() => { const e = document.activeElement, r = e.getBoundingClientRect();
                    if (!e.closest('main')) return null;
                    const x = r.left + Math.min(r.width / 2, 8), y = r.top + Math.min(r.height / 2, 8);
                    const at = document.elementFromPoint(x, y);
                    const over = at && at.closest('.top, .rail, thead') && !e.closest('thead');
                    return over ? e.outerHTML.slice(0, 80) : null; }"""
            )
            assert covered is None


def test_a_file_is_named_and_one_too_large_is_not_sent(site: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    site.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    field = site.locator('input[type="file"]')
    field.set_input_files({"name": "marks.csv", "mimeType": "text/csv", "buffer": b"x" * 12_000})
    expect(site.locator("[data-chosen]")).to_have_text("marks.csv, 12 kB")
    field.set_input_files({"name": "year.xml", "mimeType": "text/xml", "buffer": b"x" * 1_200_000})
    assert "larger than 1.0 MB" in field.evaluate("e => e.validationMessage")
    site.get_by_role("button", name="Check the file").click()
    site.wait_for_timeout(200)
    assert sent == []


def test_a_refused_request_leaves_the_page_and_says_why(site: Page) -> None:
    """413 from a server that does not know our pages, and a line that drops: what was typed stays."""
    site.locator("#id_reason").fill("Family wedding in York")
    site.route(f"{ADDRESS}/upload/", lambda route: route.fulfill(status=413, body="too large"))
    site.locator('input[type="file"]').set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"})
    site.get_by_role("button", name="Check the file").click()
    expect(site.locator("#faults")).to_contain_text("larger than we accept")
    site.route(f"{ADDRESS}/upload/", lambda route: route.abort())
    site.get_by_role("button", name="Check the file").click()
    expect(site.locator("#faults")).to_contain_text("no connection")
    assert site.locator("#id_reason").input_value() == "Family wedding in York"


def test_an_answer_with_errors_replaces_the_work_and_takes_the_focus(site: Page) -> None:
    refused = gallery()
    site.route(f"{ADDRESS}/upload/", lambda route: route.fulfill(status=422, body=refused, content_type="text/html"))
    site.evaluate("document.querySelector('#why-missed').remove(); document.activeElement.blur()")
    site.locator('input[type="file"]').set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"})
    site.get_by_role("button", name="Check the file").click()
    expect(site.locator("#why-missed")).to_be_attached()
    expect(site.locator("[data-summary]")).to_be_focused()


def test_ctrl_k_goes_to_the_search(site: Page) -> None:
    site.evaluate(
        """() => document.querySelector('.asat')
            .insertAdjacentHTML('beforebegin', '<form class="search"><input id="search"></form>')"""
    )
    site.keyboard.press("Control+k")
    expect(site.locator("#search")).to_be_focused()
    assert faults_of(site) == []


def test_no_label_of_a_chart_touches_another_in_the_real_typeface(site: Page) -> None:
    for width in (1280, 360):
        site.set_viewport_size({"width": width, "height": 900})
        touching = site.evaluate(
            """() => [...document.querySelectorAll('svg.chart')].flatMap((chart) => {
                const box = (text) => [text.textContent, text.getBoundingClientRect()];
                const boxes = [...chart.querySelectorAll('text')].map(box);
                const beside = (r, s) => r.right <= s.left + 1 || s.right <= r.left + 1;
                const apart = (r, s) => r.bottom <= s.top + 4 || s.bottom <= r.top + 4;
                return boxes.flatMap(([a, r], i) => boxes.slice(i + 1)
                    .filter(([, s]) => !beside(r, s) && !apart(r, s)).map(([b]) => `${a} / ${b}`));
            })"""
        )
        assert touching == []


def test_every_identity_draws_a_hue_and_an_edge_of_its_own(site: Page) -> None:
    drawn = set()
    for identity in identities.IDENTITIES:
        site.evaluate("name => document.body.dataset.school = name", identity)
        drawn.add(
            json.dumps(
                site.evaluate(
                    """() => [getComputedStyle(document.querySelector('.whose .school')).color,
                              getComputedStyle(document.body, '::before').backgroundImage]"""
                )
            )
        )
    assert len(drawn) == len(identities.IDENTITIES)


def test_paper_has_no_shell_and_all_the_work(site: Page) -> None:
    site.emulate_media(media="print")
    for gone in (".rail", ".brand", ".filters", ".btn"):
        expect(site.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".whose .school", ".table", "svg.chart", ".mk.n"):
        expect(site.locator(kept).first).to_be_visible()


def test_it_all_works_without_script(browser: Any) -> None:
    with opened(browser, java_script_enabled=False) as page:
        serve(page, {"/": gallery(), "/figure/": gallery()})
        page.goto(f"{ADDRESS}/")
        expect(page.locator("h1")).to_be_visible()
        page.locator("a[data-opens]").first.click()
        expect(page).to_have_url(f"{ADDRESS}/figure/")


def test_a_page_weighs_little(site: Page) -> None:
    """Styles, scripts and the one file of the face, as sent compressed, with the gallery itself: under 100 kB."""
    fetched = site.evaluate("performance.getEntriesByType('resource').map((r) => new URL(r.name).pathname)")
    weights = {"page": len(gzip.compress(gallery().encode(), 6))}
    for path in fetched:
        body = Path(finders.find(path.removeprefix("/static/")) or "").read_bytes()
        weights[path.rsplit("/", 1)[-1]] = len(body) if path.endswith("woff2") else len(gzip.compress(body, 6))
    print(weights, sum(weights.values()))
    assert [name for name in weights if name.endswith(".woff2")] == ["face.woff2"]
    assert sum(weights.values()) < 100_000
