"""The officer's morning in a real browser: from Today to the missing register and back, by the keys, and kept fresh."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from foundation.access.roles import Role
from schools.registers.models import Mark, MarkVersion
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.journeys.classroom import ahead
from tests.journeys.grid import column, press, save
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.registers.taking import THURSDAY
from tests.schools.reports.morning import NINE_35, Morning, morning
from tests.world import World, host_of, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(NINE_35)) as server:
        yield server


@pytest.fixture(scope="module")
def made(world: World) -> Morning:
    """Where nobody writes."""
    return morning(world)


@pytest.fixture(scope="module")
def school(made: Morning) -> School:
    return made.school


@pytest.fixture
def own(world: World) -> Morning:
    """One to write in."""
    return morning(world)


@pytest.fixture
def today(page: Page, live: Live, school: School) -> Page:
    """The officer's Today at 09:35; asked anew when the test says so, and not by the clock."""
    return opened_at(page, live, school)


@pytest.fixture
def mine(page: Page, live: Live, world: World, own: Morning) -> Page:
    """The same, at the school to write in."""
    carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, own.school), host_of(own.school))
    return opened_at(page, live, own.school)


def opened_at(page: Page, live: Live, school: School) -> Page:
    page.clock.install()
    page.goto(live.address(host_of(school), "/today/"))
    return page


def counts(page: Page) -> dict[str, str]:
    """The number beside each list's name."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('[data-queue]')].map(
            (queue) => [queue.dataset.queue, queue.querySelector('.count').textContent]))"""
    )
    return found


def under_the_hand(page: Page) -> str:
    """The line whose act has the focus."""
    return str(page.evaluate("document.activeElement.closest('tr')?.querySelector('th')?.innerText ?? ''"))


def number(page: Page, key: str) -> str:
    """The digit that goes to a list."""
    return page.locator(f"[data-queue={key}] kbd").inner_text()


def act_of(page: Page, key: str, name: str) -> Locator:
    """The likely act of somebody's line in a list."""
    return page.locator(f"#{key} tr").filter(has=page.get_by_role("link", name=name, exact=True)).locator("[data-act]")


def save_as(world: World, made: Morning, pupil: Pupil, code: str, was: str | None, form: str) -> None:
    """Somebody else enters a mark."""
    client = signed_in(world.person(Role.ATTENDANCE_OFFICER, made.school), host_of(made.school))
    address = f"/api/registers/{made.groups[form].pk}/{THURSDAY}/am/"
    version = client.get(address).json()["version"]
    held = None if was is None else {"code": was, "minutes": None}
    marks = [{"pupil": str(pupil.pk), "was": held, "code": code, "minutes": None}]
    answer = client.post(
        address,
        json.dumps({"version": version, "reason": "Mother rang", "marks": marks}),
        content_type="application/json",
        headers={"idempotency-key": f"{pupil.pk}-{code}"},
    )
    assert answer.status_code == 200, answer.content


def test_the_morning_sweep_by_the_keys_alone(mine: Page, own: Morning) -> None:
    """AO-1: three of 41 registers are missing and chased, once; 9B is taken without a mouse, and two are missing."""
    expect(mine.locator("h1")).to_have_text("Today")
    assert (counts(mine)["missing"], counts(mine)["no-reason"]) == ("3", "22")
    mine.get_by_role("button", name="Chase all 3").press("Enter")
    expect(mine.get_by_text("3 people told of 3 missing registers.")).to_be_visible()
    expect(mine.locator("#missing .tag.requested")).to_have_count(4)
    mine.get_by_role("button", name="Chase all 3").press("Enter")
    expect(mine.get_by_text("Already chased")).to_be_visible()
    shoot(mine, "today-chased")
    assert under_the_hand(mine).startswith("8F")
    press(mine, "↓")
    assert under_the_hand(mine).startswith("9B")
    press(mine, "Enter")
    expect(mine.locator("h1")).to_contain_text("9B")
    press(mine, "/ ↑ Shift+↓ Ctrl+D ↓ L 1 2 ↓ I")
    assert column(mine, 4) == ["/", "/", "L12", "I"]
    save(mine, "Saved 4 marks")
    with school_work(own.school):
        keys = [pupil.key for pupil in own.pupils["9B"]]
        marks = Mark.objects.filter(pupil_key__in=keys, date=THURSDAY).order_by("pupil_key")
        held = {mark.pupil_key: (mark.code, mark.minutes) for mark in marks}
        versions = MarkVersion.objects.filter(pupil_key__in=keys).select_related("entry")
        who = {(row.entry.by_name, row.entry.by_position) for row in versions}
    assert [held[key] for key in keys] == [("/", None), ("/", None), ("L", 12), ("I", None)]
    assert {position for _, position in who} == {"Attendance officer"}
    mine.go_back()
    assert counts(mine)["missing"] == "2"
    assert under_the_hand(mine).startswith("10C"), "the line that has moved up to where 9B was"


def test_digits_and_arrows_go_from_list_to_list_and_never_into_what_is_typed(today: Page, made: Morning) -> None:
    press(today, f"{number(today, 'second-day')} ↓")
    assert under_the_hand(today).startswith(str(made.pupils["7C"][0]))
    press(today, "↓")
    assert under_the_hand(today).startswith(str(made.pupils["7D"][0])), "on into the next list"
    press(today, "0")
    assert under_the_hand(today).startswith(str(made.pupils["7D"][0])), "no alarm is on"
    press(today, number(today, "missing"))
    assert under_the_hand(today).startswith("8F")
    press(today, "Ctrl+k 1 2")
    expect(today.locator("#search")).to_have_value("12")
    expect(today.locator("#search")).to_be_focused()


def test_the_likely_act_leads_to_the_very_cell(today: Page, made: Morning) -> None:
    act_of(today, "n-clock", str(made.pupils["7D"][0])).press("Enter")
    expect(today.locator("h1")).to_contain_text("7D")
    label = today.evaluate("document.activeElement.getAttribute('aria-label')")
    assert ", Thursday PM, N" in label


def ask_again(page: Page) -> int:
    """Let the time of the next question come; the status of its answer."""
    with page.expect_response("**/today/lists/**") as answer:
        page.clock.run_for(15_000)
    return answer.value.status


def test_the_lists_change_under_the_hand_and_keep_it(mine: Page, world: World, own: Morning) -> None:
    assert ask_again(mine) == 204
    kai, mia = own.pupils["9C"][0], own.pupils["7A"][0]
    act_of(mine, "no-reason", "Brown, Mia").focus()
    save_as(world, own, kai, "I", "N", "9C")
    assert ask_again(mine) == 200
    expect(mine.locator("[data-queue=no-reason] .count")).to_have_text("21")
    assert under_the_hand(mine).startswith("Brown, Mia")
    follows = mine.locator("#no-reason tr:has(th:has-text('Brown, Mia')) + tr th").inner_text()
    save_as(world, own, mia, "I", "N", "7A")
    assert ask_again(mine) == 200
    expect(mine.locator("[data-queue=no-reason] .count")).to_have_text("20")
    assert under_the_hand(mine) == follows, "the line that has moved up"
    assert ask_again(mine) == 204


def test_what_is_typed_outlives_a_change(mine: Page, world: World, own: Morning) -> None:
    """No list has a field yet; rooms above will. One is put into a list as a room would draw it."""

    mine.evaluate(
        """() => {
            const asked = window.fetch;
            window.fetch = async (...what) => {
                const answer = await asked(...what);
                if (answer.status !== 200) return answer;
                const row = "<tbody><tr><td><input id='note' type='text' aria-label='Note'></td></tr>";
                return new Response((await answer.text()).replace("<tbody>", row));
            };
        }"""
    )
    save_as(world, own, own.pupils["9C"][0], "I", "N", "9C")
    assert ask_again(mine) == 200
    mine.locator("#note").fill("Mother rings back")
    press(mine, "← ← ← ←")
    save_as(world, own, own.pupils["7A"][0], "I", "N", "7A")
    assert ask_again(mine) == 200
    expect(mine.locator("[data-queue=no-reason] .count")).to_have_text("20")
    expect(mine.locator("#note")).to_be_focused()
    mine.keyboard.type("soon ")
    expect(mine.locator("#note")).to_have_value("Mother rings soon back")


def test_the_minutes_are_counted_on_by_the_school_s_clock(today: Page) -> None:
    since = today.locator("#missing time").first
    expect(since).to_have_text(re.compile(r"^[23]\d min$"))
    today.route("**/today/lists/**", lambda route: route.fulfill(status=204))
    today.clock.run_for(60 * 60_000)
    expect(since).to_have_text(re.compile(r"^1 h [23]\d min$"))


def test_who_is_signed_out_is_told_that_the_lists_are_no_longer_fresh(today: Page) -> None:
    today.context.clear_cookies()
    today.clock.run_for(15_000)
    expect(today.locator("[data-fresh]")).to_contain_text("no longer kept fresh")
    asked = []
    today.on("request", lambda request: asked.append(request.url))
    today.clock.run_for(60_000)
    assert asked == []


def test_the_minutes_after_which_the_lead_is_told_are_set_from_the_list(mine: Page) -> None:
    mine.get_by_role("link", name="When the attendance lead is told").press("Enter")
    minutes = mine.get_by_label("Minutes after the tutors were asked")
    expect(minutes).to_have_value("15")
    minutes.fill("0")
    press(mine, "Enter")
    expect(mine.get_by_role("alert").filter(has_text="put right")).to_contain_text("Write at least 1 minute")
    assert_accessible(mine)
    minutes.fill("20")
    press(mine, "Enter")
    expect(mine.get_by_text("The attendance lead is told after 20 minutes.")).to_be_visible()
    expect(mine).to_have_url(re.compile("/today/$"))


def test_the_page_is_accessible_wide_and_narrow(today: Page) -> None:
    shoot(today, "today")
    assert_accessible(today, whole=True)


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.HEADTEACHER])
def test_lead_and_head_have_it_on_a_phone(
    role: Role, browser: Browser, live: Live, world: World, made: Morning
) -> None:
    host = host_of(made.school)
    with opened(browser, viewport={"width": NARROW, "height": 780}, has_touch=True) as page:
        carry_session(page, live, world.person(role, made.school), host)
        page.goto(live.address(host))
        expect(page.locator("h1")).to_have_text("Today")
        expect(page.locator("h1")).to_be_in_viewport()
        page.locator("[data-queue=no-reason]").tap()
        expect(page.locator("#no-reason h2")).to_be_in_viewport()
        expect(page.locator("#no-reason thead")).not_to_be_in_viewport()
        assert_accessible(page, widths=(NARROW,))
