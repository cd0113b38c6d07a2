"""The data manager in a real browser: compare secondaries of a half-term, match the days open, open a figure, be refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, assert_accessible, opened
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.trust_reporting.compared import Compared, apart, td2, trust_of_three
from tests.world import World, host_of


@pytest.fixture(scope="module")
def compared(world: World) -> Compared:
    return td2(world)


@pytest.fixture
def page(browser: Browser, live: Live, compared: Compared) -> Iterator[Page]:
    with opened(browser) as page:
        carry_session(page, live, compared.manager, host_of(compared.trust))
        yield page


@pytest.mark.browser
def test_matching_days_compares_only_what_both_schools_had(live: Live, page: Page, compared: Compared) -> None:
    page.goto(live.address(host_of(compared.trust)))
    expect(page.get_by_role("heading", name="Compare secondaries", level=1)).to_be_visible()
    assert_accessible(page, whole=True)

    page.get_by_label("Period").select_option(label="Autumn half-term 1 2026/27")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Autumn half-term 1 2026/27, 7 September to 23 October 2026")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Persistently absent")).to_be_visible()

    page.get_by_label("Match days open").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".lede")).to_contain_text(
        "Together Alder and Cedar attended 92.6%, Alder and Cedar together of possible sessions. "
        "Cedar is 3.0 points above Alder on the 33 days both were open."
    )
    expect(page.get_by_role("columnheader", name="Persistently absent")).to_have_count(0)
    expect(page.get_by_text("Persistent absence is not shown with matched days")).to_be_visible()
    expect(page.locator("#not-matched")).to_contain_text(
        "Alder: 24 and 25 September (2 days), unplanned closure: boiler failure."
    )
    assert_accessible(page)

    expect(page.get_by_role("heading", name="Birch Primary is not on this page")).to_be_visible()
    page.get_by_role("link", name="Compare primaries instead").click()
    expect(page.get_by_role("heading", name="Compare primaries", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="1 mark missing")).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser
def test_each_figure_opens_its_explanation(live: Live, page: Page, compared: Compared) -> None:
    asked = "/compare/?phase=secondary&period=2026-ht1&match=on"
    page.goto(live.address(host_of(compared.trust), asked))
    page.locator(".lede .opens").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("92.57%")
    expect(dialog).to_contain_text("67,815 sessions attended ÷ 73,260 possible")
    expect(dialog).to_contain_text("only the 33 days on which every compared school was open")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.goto(live.address(host_of(compared.trust), "/compare/?phase=secondary&period=2026-ht1"))
    page.get_by_role("link", name="persistently absent at Alder Academy").click()
    expect(dialog).to_contain_text("missed at least 10% of its own possible sessions")
    page.goto(live.address(host_of(compared.trust), f"/compare/why/absence/{compared.alder.slug}/?period=2026-ht1"))
    expect(page.get_by_role("heading", name="Alder Academy: persistent and severe absence")).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser
def test_refusals_and_emptiness_are_accessible_too(browser: Browser, live: Live, world: World) -> None:
    for made, address, said in (
        (apart(world), "/compare/?period=2026-ht1&match=on&basis=none", "No day is shared."),
        (trust_of_three(world), "/compare/", "Nothing is published yet."),
    ):
        with opened(browser) as page:
            carry_session(page, live, made.manager, host_of(made.trust))
            page.goto(live.address(host_of(made.trust), address))
            expect(page.get_by_text(said)).to_be_visible()
            assert_accessible(page)


@pytest.mark.browser
def test_dates_of_ones_own_are_typed_matched_refused_and_left_again(live: Live, page: Page, compared: Compared) -> None:
    page.goto(live.address(host_of(compared.trust)))
    page.get_by_label("From").fill("21/9")
    page.get_by_label("To", exact=True).fill("28 sept")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_text("Chosen dates, 21 September to 28 September 2026").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="Possible")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Persistently absent")).to_have_count(0)
    expect(page.get_by_text("Persistent absence is not shown with chosen dates")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Match days open").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".lede")).to_contain_text("on the 4 days both were open.")
    expect(page.get_by_label("From")).to_have_value("2026-09-21")
    page.locator(".lede .opens").click()
    expect(page.get_by_role("dialog")).to_contain_text("a trust never holds a pupil’s sessions")
    assert_accessible(page)
    page.keyboard.press("Escape")

    page.get_by_label("From").fill("24/9/2026")
    page.get_by_label("To", exact=True).fill("25/9/2026")
    page.get_by_role("button", name="Show these dates").click()
    expect(page.get_by_text("No day is shared.")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("To", exact=True).fill("23/9/2026")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_text("before they begin on 24 September 2026").first).to_be_visible()
    expect(page.get_by_label("To", exact=True)).to_have_value("23/9/2026")
    assert_accessible(page)
    page.set_viewport_size({"width": NARROW, "height": 780})
    assert_accessible(page)

    page.get_by_label("To", exact=True).fill("24/9/2026")
    page.get_by_role("button", name="Show these dates").click()
    page.get_by_role("link", name="Compare each school’s own days").click()
    expect(page.get_by_text("Chosen dates, 24 September 2026").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Period").select_option(label="Autumn half-term 1 2026/27")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Autumn half-term 1 2026/27, 7 September to 23 October 2026")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("")
