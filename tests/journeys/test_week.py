"""An officer corrects the school's week in a real browser, by keyboard: several registers at one save, each on its own."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.registers.models import Mark, MarkVersion, Register
from schools.roll.models import Placement, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.browser import HEIGHTS, NARROW, assert_accessible, faults_of
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, Open
from tests.journeys.grid import focused, press
from tests.world import World, canary, host_of, signed_in

pytestmark = pytest.mark.browser

#: 09:35: both morning registers have shut.
SHUT = MORNING.replace(hour=9, minute=35)


@pytest.fixture
def open_week(open_as: Open) -> Open:
    """Opens the week as the officer, unless somebody else is named."""
    return lambda query="", role=Role.ATTENDANCE_OFFICER, **more: open_as(role, f"/week/{query}", **more)


def tab_into_grid(page: Page) -> None:
    """As one comes there without a mouse."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('td[aria-label]')"):
            return
    pytest.fail("the grid cannot be reached by Tab")


def go_to(page: Page, words: str) -> None:
    """Down the column until the cell says this pupil."""
    for _ in range(60):
        if focused(page).startswith(words):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{words} is not down the column; the focus is on {focused(page)}")


def take(room: Classroom, names: dict[str, str], on: dt.date = THURSDAY) -> None:
    """Put marks of the morning in by surname or forename, as a register saved before would have."""
    with school_work(room.school):
        for name, code in names.items():
            pupil = Pupil.objects.filter(surname=name).first() or Pupil.objects.get(forename=name)
            Mark.objects.create(pupil_key=pupil.key, date=on, session=1, code=code, entry_id=0)


def taken(room: Classroom) -> dict[str, str]:
    """Thursday morning's marks in the database, by forename in 9B and surname in 9C."""
    with school_work(room.school):
        names = {
            pupil.key: pupil.forename if pupil.surname == canary(room.school) else pupil.surname
            for pupil in Pupil.objects.all()
        }
        rows = Mark.objects.filter(date=THURSDAY, session=1)
        return {names[row.pupil_key]: f"{row.code}{row.minutes or ''}" for row in rows}


def test_two_forms_are_corrected_by_one_save_through_their_own_registers(open_week: Open, room: Classroom) -> None:
    with open_week() as page:
        expect(page.locator("h1")).to_have_text("This week, whole school")
        assert focused(page) == "BODY", "the sentence is read before anything is typed"
        tab_into_grid(page)
        assert focused(page).startswith("Pupil1")
        press(page, "N")
        go_to(page, "Tobi Adeyemi")
        press(page, "L 7 Enter")
        expect(page.locator("[data-save]")).to_contain_text("Save 2 marks")
        press(page, "Ctrl+Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 2 marks")
        expect(page.locator("[data-said]")).to_contain_text("9B Thursday AM, 9C Thursday AM")
        assert taken(room) == {"Pupil1": "N", "Adeyemi": "L7"}
        with school_work(room.school):
            assert sorted(Register.objects.values_list("group__name", "version")) == [("9B", 1), ("9C", 1)]
        assert faults_of(page) == []


def test_what_one_register_refuses_stays_and_the_other_is_saved(open_week: Open, room: Classroom) -> None:
    """A pupil of 9B leaves the form while the page is open; a teacher has changed one of 9C."""
    with open_week() as page:
        tab_into_grid(page)
        press(page, "I")
        go_to(page, "Hodan Abdi")
        press(page, "I N")
        with school_work(room.school):
            Placement.objects.filter(pupil__forename="Pupil1").update(ends_on=THURSDAY - dt.timedelta(days=1))
        press(page, "Ctrl+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text("Not saved: 9B Thursday AM")
        expect(page.locator("[data-said]")).to_contain_text("1 refused")
        assert "refused" in focused(page)
        assert taken(room) == {"Abdi": "I", "Adeyemi": "N"}


def test_a_conflict_is_chosen_cell_by_cell_and_the_other_form_is_saved(
    open_week: Open, room: Classroom, world: World
) -> None:
    with open_week() as page:
        tab_into_grid(page)
        press(page, "I")
        go_to(page, "Hodan Abdi")
        press(page, "N I")
        teacher = signed_in(world.person(Role.CLASS_TEACHER, room.school), host_of(room.school))
        mark = {"pupil": str(room.pupils[0].pk), "was": None, "code": "/", "minutes": None}
        answer = teacher.post(
            f"/api{room.path()}",
            {"version": 0, "marks": [mark]},
            content_type="application/json",
            headers={"idempotency-key": "teacher"},
        )
        assert answer.status_code == 200
        press(page, "Ctrl+Enter")
        dialog = page.locator("dialog[data-dialog=conflicts]")
        expect(dialog).to_contain_text("Hodan Abdi")
        expect(dialog).to_contain_text("Class Teacher")
        assert taken(room) == {"Pupil1": "I", "Abdi": "/"}, "9B is saved; nothing of 9C is"
        press(page, "m")
        dialog.get_by_role("button", name="Save these choices").press("Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 2 marks")
        assert taken(room) == {"Pupil1": "I", "Abdi": "N", "Adeyemi": "I"}


def test_an_amendment_of_two_registers_asks_for_its_reason_once(open_week: Open, room: Classroom) -> None:
    take(room, {"Pupil1": "N", "Abdi": "N"})
    with open_week(at=SHUT) as page:
        tab_into_grid(page)
        press(page, "↑")
        go_to(page, "Pupil1")
        press(page, "I")
        go_to(page, "Hodan Abdi")
        press(page, "M Ctrl+Enter")
        expect(page.locator("#reason")).to_be_focused()
        page.keyboard.type("The surgery rang")
        press(page, "Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 2 marks")
        with school_work(room.school):
            reasons = set(MarkVersion.objects.values_list("old_code", "new_code", "reason"))
        assert reasons == {("N", "I", "The surgery rang"), ("N", "M", "The surgery rang")}


def test_a_reason_that_is_established_is_kept_by_enter(open_week: Open, room: Classroom) -> None:
    """The call that explains an N gives the usual reason; for anything else it is typed."""
    take(room, {"Pupil1": "N", "Abdi": "N"})
    with open_week(at=SHUT) as page:
        tab_into_grid(page)
        press(page, "↑")
        go_to(page, "Pupil1")
        press(page, "I Ctrl+Enter")
        expect(page.locator("#reason")).to_be_focused()
        expect(page.locator("#reason")).to_have_value("Reason for absence established")
        expect(page.locator("#reason-note")).to_contain_text("Enter saves with this reason")
        press(page, "Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 1 mark")
    with open_week(at=SHUT) as page:
        tab_into_grid(page)
        press(page, "↑")
        go_to(page, "Hodan Abdi")
        press(page, "L 5 Ctrl+Enter")  # still waits for a digit: saving enters it, and the bar comes with the question
        expect(page.locator("#reason")).to_be_focused()
        expect(page.locator("#reason")).to_have_value("")
        expect(page.locator("#reason-note")).to_contain_text("as you would to a court")
    with school_work(room.school):
        assert set(MarkVersion.objects.exclude(reason=None).values_list("old_code", "new_code", "reason")) == {
            ("N", "I", "Reason for absence established")
        }


def test_blanks_are_marked_in_the_form_under_the_hand_alone(open_week: Open, room: Classroom) -> None:
    with open_week() as page:
        tab_into_grid(page)
        press(page, "Ctrl+/ Ctrl+Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 6 marks")
        assert taken(room) == dict.fromkeys([f"Pupil{number}" for number in range(1, 7)], "/")
        press(page, "Ctrl+a")
        assert page.locator(".chosen").count() == 6


def test_a_page_of_some_pupils_keeps_what_was_typed_about_the_others(open_week: Open, room: Classroom) -> None:
    with open_week("?form=9C") as page:
        tab_into_grid(page)
        press(page, "N I")
        page.on("dialog", lambda dialog: dialog.accept())
        take(room, {"Zhang": "I"})
        page.goto(page.url.partition("?")[0] + "?show=I")
        expect(page.locator(".wk tbody tr")).to_have_count(1)
        page.goto(page.url.partition("?")[0] + "?form=9C")
        expect(page.locator("[data-trouble]")).to_contain_text("2 marks that had not been saved are back")
        press(page, "Ctrl+Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 2 marks")
        assert taken(room) == {"Abdi": "N", "Adeyemi": "I", "Zhang": "I"}


def test_a_head_looks_and_changes_nothing(open_week: Open, room: Classroom) -> None:
    with open_week(role=Role.HEADTEACHER) as page:
        tab_into_grid(page)
        press(page, "N")
        expect(page.get_by_text("You may see these registers.")).to_be_visible()
        expect(page.locator(".refusal")).to_be_hidden()
        assert page.locator("[data-save]").count() == 0
        assert taken(room) == {}


@pytest.mark.parametrize("height", [480, 560])
def test_sticky_heads_never_cover_the_cell_under_the_hand(open_week: Open, room: Classroom, height: int) -> None:
    """On a low screen nothing sticks; on one a little higher the heads do, and the cell is kept clear of them."""
    with open_week() as page:
        page.set_viewport_size({"width": 1280, "height": height})
        tab_into_grid(page)
        press(page, "↓ " * 35 + "↑ " * 35)
        for _ in range(34):
            press(page, "↓")
            covered = page.evaluate("""() => {
                const cell = document.activeElement, at = cell.getBoundingClientRect();
                const points = [[at.left + 3, at.top + 3], [at.right - 3, at.bottom - 3]];
                return points.some(([x, y]) => !cell.contains(document.elementFromPoint(x, y)));
            }""")
            assert not covered, focused(page)


def test_nothing_is_in_anybodys_way(open_week: Open, room: Classroom) -> None:
    """Clean for assistive technology at both widths in light and dark; only those not present stay on a phone."""
    take(room, {"Pupil1": "N", "Pupil2": "/", "Pupil3": "L", "Pupil4": "I", "Pupil5": "/", "Pupil6": "/"})
    with open_week(at=SHUT) as page:
        assert_accessible(page, whole=True)
        with school_work(room.school):
            assert RegistrationGroup.objects.count() == 2
        page.set_viewport_size({"width": NARROW, "height": HEIGHTS[NARROW]})
        assert page.locator(".wk tbody tr:visible").count() == 2, "9C is one missing register, in words"
        expect(page.locator(".wk-head .tag.missing")).to_have_text("Missing")
        expect(page.locator(".wk-line .tag.missing")).to_contain_text("9C missing")
        tab_into_grid(page)
        press(page, "↑ ↓")
        assert focused(page).startswith("Pupil4")
        page.locator("[data-act=palette]").click()
        expect(page.locator("#palette")).to_be_visible()
        assert_accessible(page)


def test_the_figures_lead_to_those_they_count(open_week: Open, room: Classroom) -> None:
    take(room, {"Pupil1": "N", "Pupil2": "/", "Pupil3": "O", "Abdi": "I"})
    with open_week(at=SHUT) as page:
        expect(page.locator(".lede")).to_contain_text("3 pupils are absent this morning, 1 of them with no reason yet.")
        page.get_by_role("link", name="3 pupils").click()
        expect(page.locator(".wk tbody tr")).to_have_count(3)
        assert "Thursday AM, N" in focused(page), "the next act is focused"
        expect(page.get_by_text("3 pupils of 36")).to_be_visible()
        assert_accessible(page, widths=(NARROW,))
        page.set_viewport_size({"width": NARROW, "height": HEIGHTS[NARROW]})
        assert page.locator(".wk tbody tr:visible").count() == 3
        assert page.locator(".wk tbody td:visible").count() == 30
        page.reload()
        assert focused(page) == "BODY", "a phone opens at the head of the page, not deep in the grid"
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("link", name="Show everyone").click()
        expect(page.locator(".wk tbody tr")).to_have_count(36)
        page.get_by_label("Show").first.select_option("missing")
        page.get_by_label("When").select_option(label="Thu AM")
        page.get_by_role("button", name="Show", exact=True).press("Enter")
        expect(page.locator(".wk tbody tr")).to_have_count(32)


def test_names_have_the_room_there_is(open_week: Open, room: Classroom) -> None:
    """Three forms side by side on the narrowest office screen, beside its scroll bar; on a wider one the names grow."""
    shape = """forms => [getComputedStyle(forms).gridTemplateColumns.split(' ').length,
        forms.querySelector('tbody th').offsetWidth]"""
    with open_week(viewport={"width": 1265, "height": 900}) as page:
        columns, names = page.locator(".wk-forms").evaluate(shape)
        assert columns == 3
        assert names >= 94
        page.set_viewport_size({"width": 1425, "height": 900})
        columns, names = page.locator(".wk-forms").evaluate(shape)
        assert columns == 3
        assert names >= 140
