"""The officer keeps files of a pupil: one is refused, one arrives and is opened, one did not arrive and is sent again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from rollcall.servers.files import FilesInfo
from schools.journal.tasks import drain
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.files_store import PDF, picture
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    return school


@pytest.fixture
def page(world: World, browser: Browser, live: Live, school: School) -> Iterator[Page]:
    with opened(browser, accept_downloads=True) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        yield page


def choose(page: Page, folder: Path, files: dict[str, bytes]) -> None:
    """Choose files, and press the button by the keyboard."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    page.locator('input[type="file"]').set_input_files([folder / name for name in files])
    page.get_by_role("button", name="Send").press("Enter")


@pytest.mark.browser
def test_a_pupils_files(
    live: Live, page: Page, school: School, tmp_path: Path, file_store: FilesInfo, antivirus: object, settings: Any
) -> None:
    with school_work(school):
        pupil = Pupil.objects.order_by("key")[0]
    page.goto(live.address(host_of(school), f"/pupils/{pupil.pk}/"))
    page.get_by_role("link", name="Add or remove").press("Enter")
    choose(page, tmp_path, {"program.pdf": b"MZ", "letter.pdf": PDF})
    expect(page.get_by_role("link", name="program.pdf: The file is called .pdf")).to_be_visible()
    expect(page.get_by_text("No files.")).to_be_visible()

    choose(page, tmp_path, {"letter.pdf": PDF})
    expect(page.get_by_text("Waiting to be checked")).to_be_visible()
    settings.FILE_STORE_URL = "http://a:b@127.0.0.1:9/rollcall"
    choose(page, tmp_path, {"photo.png": picture()})
    expect(page.get_by_text("Did not arrive")).to_be_visible()
    settings.FILE_STORE_URL = file_store.url
    drain.run(str(school.pk))
    page.reload()
    shoot(page, "files")
    assert_accessible(page, wanted=(422,))
    with page.expect_download() as taken:
        page.get_by_role("link", name="letter.pdf", exact=True).press("Enter")
    assert Path(taken.value.path()).read_bytes() == PDF

    page.get_by_role("link", name="Send again photo.png").press("Enter")
    expect(page.get_by_role("heading", name="Send a file again")).to_be_visible()
    assert_accessible(page, wanted=(422,))
    choose(page, tmp_path, {"photo.png": picture()})
    expect(page.get_by_text("Taken in.")).to_be_visible()
    drain.run(str(school.pk))
    page.reload()
    expect(page.get_by_role("link", name="photo.png", exact=True)).to_be_visible()
