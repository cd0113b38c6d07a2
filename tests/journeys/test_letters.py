"""A letter from a pupil's page to paper, by the keys; and several at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, shoot
from tests.live import Live, served
from tests.schools.absence.family import AUNT, MOTHER
from tests.schools.letters.writing import Writing, address_them, writing_letters
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served() as server:
        yield server


@pytest.fixture(scope="module")
def office(world: World, live: Live) -> Iterator[Writing]:
    with pytest.MonkeyPatch.context() as patch, writing_letters(world, patch) as made:
        with school_work(made.school):
            address_them()
        yield made


@pytest.fixture(scope="module")
def school(office: Writing) -> object:
    return office.school


def go(page: Page, live: Live, office: Writing, path: str) -> None:
    page.goto(live.address(host_of(office.school), path))


def push(page: Page, name: str) -> None:
    """Press a button by its name, as one does without a mouse."""
    page.get_by_role("button", name=name, exact=False).first.focus()
    page.keyboard.press("Enter")


def test_a_letter_is_begun_at_the_pupil_written_approved_and_printed(page: Page, live: Live, office: Writing) -> None:
    go(page, live, office, f"/pupils/{office.family.kai.pk}/")
    page.get_by_role("link", name="Write a letter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write a letter")
    assert_accessible(page)
    shoot(page, "letters-new")
    page.get_by_label(f"{MOTHER}, family").check()
    push(page, "Begin the letter")

    words = page.get_by_label("Text")
    words.fill(
        words.input_value().replace("\n\nIf you", "\n\nHe has missed 12 sessions (6 days) since September.\n\nIf you")
    )
    push(page, "Save the words")
    expect(page.locator(".letter-paper")).to_contain_text("He has missed 12 sessions (6 days) since September.")
    assert_accessible(page)
    shoot(page, "letters-draft")

    push(page, "Save and approve")
    expect(page.locator("main")).to_contain_text("Approved. Print it, or send it by email.")
    push(page, "Print")
    expect(page.locator("main")).to_contain_text("1 letter in one file")
    assert_accessible(page)
    shoot(page, "letters-printed")
    page.get_by_role("link", name="A letter to a parent").click()
    expect(page.locator("main")).to_contain_text("Printed")
    assert_accessible(page)
    shoot(page, "letters-gone")


def test_several_are_read_in_the_list_approved_by_the_keys_and_printed_together(
    page: Page, live: Live, office: Writing
) -> None:
    office.write()
    office.write(name=AUNT)
    go(page, live, office, "/letters/?show=drafts")
    page.locator("summary").first.click()
    assert_accessible(page)
    shoot(page, "letters-drafts")
    page.get_by_label("Tick every letter").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("2 letters approved.")
    go(page, live, office, "/letters/?show=approved")
    page.get_by_label("Tick every letter").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("2 letters in one file")


def test_a_text_of_the_school_s_own_is_tried_out_and_kept(page: Page, live: Live, office: Writing) -> None:
    go(page, live, office, "/letters/texts/")
    assert_accessible(page)
    shoot(page, "letters-texts")
    page.get_by_role("link", name="A letter to a parent").click()
    words = page.get_by_label("Text")
    words.fill("Dear {contact_name}\n\nAbout {pupil_surname}.")
    push(page, "Preview")
    expect(page.locator("main")).to_contain_text("there is no field {pupil_surname}")
    assert_accessible(page)
    shoot(page, "letters-text-refused")
    words.fill("Dear {contact_name}\n\nAbout {pupil_name}.")
    push(page, "Preview")
    expect(page.locator(".letter-paper")).to_contain_text("About Kai Brown.")
    push(page, "Save the text")
    expect(page.locator("main")).to_contain_text("The school’s own text.")
    assert_accessible(page)
    shoot(page, "letters-text")
