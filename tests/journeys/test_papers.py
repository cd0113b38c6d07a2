"""From a case to its four papers: a page for a meeting, a family's record, one for another agency, and a panel's pack."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from foundation.access.roles import Role
from rollcall.servers.files import FilesInfo
from rollcall.servers.stand_ins import NotifyServer
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.cases.keeping import HEAD, OFFICER
from tests.schools.correspondence.writing import MOTHER
from tests.schools.papers.keeping import CHILDS, OTHER, RESTRICTED, SENSITIVE, Papers, papers, print_all
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with NotifyServer() as server:
        yield papers(world, monkeypatch, server)


@contextmanager
def signed_in(browser: Browser, live: Live, world: World, school: Papers, role: Role) -> Iterator[Page]:
    with opened(browser) as page:
        carry_session(page, live, world.person(role, school.school), host_of(school.school))
        yield page


def words(content: bytes) -> str:
    """What a PDF says, without its spaces: a browser and a typesetter break lines differently."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def cells(page: Page) -> list[str]:
    """The cells of a paper as they are to be seen, in their order."""
    found = page.locator(".paper :is(th, td):visible").all_inner_texts()
    return [text for text in ("".join(one.split()) for one in found) if text]


def assert_in_order(said: str, wanted: list[str]) -> None:
    place = 0
    for one in wanted:
        place = said.find(one, place)
        assert place >= 0, (one, said)


def test_from_a_case_to_its_four_papers(world: World, browser: Browser, live: Live, school: Papers) -> None:
    print_all(school)
    case = live.address(host_of(school.school), f"/cases/{school.case}/")
    with signed_in(browser, live, world, school, OFFICER) as page:
        page.goto(case)
        the_page_for_a_meeting(page, school)
        page.goto(case)
        record = the_familys_record(page)
    with signed_in(browser, live, world, school, HEAD) as page:
        page.goto(record)
        approved_by_the_head(page)
    school.drain()
    with signed_in(browser, live, world, school, OFFICER) as page:
        page.goto(record)
        page.get_by_role("link", name="Handed over").click()
        page.get_by_label("in person").check()
        page.get_by_role("button", name="Write it down").click()
        expect(page.get_by_role("main")).to_contain_text("Handed over in person on 20 November 2026")
        page.goto(case)
        the_team_around_the_family(page)
        school.drain()
        the_panels_pack(page, live, school)


def the_page_for_a_meeting(page: Page, school: Papers) -> None:
    """The screen, the paper of the browser and our own PDF have the same rows in the same order."""
    page.locator("#papers").get_by_role("link", name="One page for a meeting").click()
    assert_accessible(page)
    shoot(page, "paper-page")
    rows = cells(page)
    assert len(rows) > 30
    page.emulate_media(media="print")
    assert cells(page) == rows
    printed = words(page.pdf(format="A4"))
    page.emulate_media(media="screen")
    made = school.client().get(f"/papers/pupils/{school.pupil().pk}/page.pdf").content
    for said in (printed, words(made)):
        assert_in_order(said, rows)
        assert RESTRICTED not in said
        assert SENSITIVE not in said
    assert len(PdfReader(io.BytesIO(made)).pages) == 1


def the_familys_record(page: Page) -> str:
    page.locator("#papers").get_by_role("link", name="Record for the family").click()
    assert_accessible(page)
    page.get_by_label(MOTHER).check()
    page.get_by_role("button", name="Prepare it").click()
    expect(page.locator("#left-out")).to_contain_text("listed for the headteacher")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    expect(page.get_by_text(OTHER[1])).to_have_count(0)
    return page.url


def approved_by_the_head(page: Page) -> None:
    expect(page.locator("#left-out")).to_contain_text("the name of another child of the school")
    expect(page.locator("#left-out")).to_contain_text(CHILDS)
    expect(page.get_by_text(RESTRICTED)).to_have_count(0)
    assert_accessible(page)
    shoot(page, "paper-record")
    page.locator("#left-out li", has_text=CHILDS).get_by_role("checkbox").check()
    page.get_by_role("button", name="Put back what is ticked").click()
    expect(page.locator(".paper")).to_contain_text(CHILDS)
    page.get_by_role("button", name="Approve it as it stands").click()
    expect(page.get_by_role("main")).to_contain_text("It is being made.")


def the_team_around_the_family(page: Page) -> None:
    page.locator("#papers").get_by_role("link", name="For another agency’s meeting").click()
    expect(page.get_by_label("Child protection conference")).to_have_count(0)
    page.get_by_label("Team around the family").check()
    page.get_by_label("Who gets it").fill("Ms Doe")
    page.get_by_label("Whom they work for").fill("Eastshire early help")
    page.get_by_label("What it is for").fill("First meeting of the team")
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_role("main")).to_contain_text("Write a short summary.")
    page.get_by_label("Summary").fill("Misses Fridays; the school offers a breakfast club.")
    shoot(page, "paper-agency-new")
    assert_accessible(page, wanted=(422,))
    page.get_by_role("button", name="Prepare it").click()
    page.get_by_role("button", name="Approve it as it stands").click()
    expect(page.get_by_role("main")).to_contain_text("It is being made.")


def the_panels_pack(page: Page, live: Live, school: Papers) -> None:
    page.goto(live.address(host_of(school.school), "/meetings/new/"))
    page.get_by_label("Panel", exact=True).check()
    page.get_by_label("What the panel is called").fill("Attendance panel")
    page.get_by_label("Day", exact=True).fill("tomorrow")
    page.get_by_label("From").fill("15.30")
    page.get_by_label("To", exact=True).fill("16.15")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("link", name="Add to the agenda").click()
    page.goto(f"{page.url}?form=9B")
    page.locator("[name=pupil]").first.check()
    page.get_by_role("button", name="Add to the agenda").click()
    page.get_by_role("button", name="Make the panel pack").click()
    expect(page.get_by_role("main")).to_contain_text("The pack is being made.")
    school.drain()
    page.reload()
    assert_accessible(page)
    shoot(page, "paper-meeting")
    link = page.get_by_role("link", name="Panel pack, as a PDF")
    expect(link).to_be_visible()
    assert "Contents" in words(school.content(school.pack().document))
