"""Whose files a person opens and sends: what the room that owns them says, and nothing else."""

import logging
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver, reverse

from foundation import clock
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.ui.limits import largest_at
from schools.documents.models import Document
from schools.documents.operations import receive
from schools.documents.queries import owners
from schools.documents.queries.owners import Owner, state_owner
from schools.journal.models import ReadLine
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.files_store import sent, upload
from tests.schools.documents.conftest import Ground
from tests.world import World


@pytest.fixture
def others() -> Iterator[None]:
    """A kind of thing whose files heads of year open and nobody sends; it is about no pupil."""
    owner = Owner(
        "test.others",
        opens=Permission.SEE_PUPILS,
        address=lambda key: f"/pupils/{key}/",
        sensitive=False,
        rows=lambda _permission, _member: Pupil.objects.all(),
    )
    state_owner(owner)
    yield
    del owners._owners["test.others"]


def file_of(ground: Ground, kind: str) -> Document:
    with school_work(ground.school):
        row = receive(sent(f"{kind}.pdf"), about=(kind, ground.pupil.pk), by=ground.by, now=clock.now())
    ground.drain()
    return row


def test_a_role_opens_the_files_of_what_it_sees_and_no_others(
    ground: Ground, others: None, file_store: object, world: World
) -> None:
    pupils, theirs = file_of(ground, "pupil"), file_of(ground, "test.others")
    teacher = world.client(world.employ(Role.CLASS_TEACHER, ground.school), ground.school)
    governor = world.client(world.employ(Role.SCHOOL_GOVERNOR, ground.school), ground.school)
    unknown = teacher.get("/documents/00000000-0000-7000-8000-000000000000/").content
    refused = teacher.get(f"/documents/{pupils.pk}/")
    assert (refused.status_code, refused.content) == (404, unknown)
    assert teacher.get(f"/documents/{theirs.pk}/").status_code == 302
    assert teacher.get(f"/documents/{theirs.pk}/remove/").status_code == 404
    assert teacher.post(f"/documents/{theirs.pk}/again/", {"file": upload()}).status_code == 404
    assert governor.get(f"/documents/{theirs.pk}/").status_code == 404
    with school_work(ground.school):
        assert not ReadLine.objects.filter(shown__what="document").exists()
    assert ground.client.get(f"/documents/{pupils.pk}/").status_code == 302


def test_a_file_of_another_school_is_no_file(
    ground: Ground, file_store: object, world: World, fresh_school: Callable[..., School]
) -> None:
    row = file_of(ground, "pupil")
    elsewhere = fresh_school(filled=True)
    client = world.client(world.employ(Role.ATTENDANCE_OFFICER, elsewhere), elsewhere)
    unknown = client.get("/documents/00000000-0000-7000-8000-000000000000/")
    for act in ("", "again/", "remove/"):
        answer = client.get(f"/documents/{row.pk}/{act}")
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_an_owner_of_files_about_pupils_says_about_which() -> None:
    with pytest.raises(ImproperlyConfigured, match="state `pupils`"):
        state_owner(Owner("x", opens=Permission.SEE_PUPILS, address=str))
    assert "x" not in owners._owners


def test_every_page_of_files_has_room_for_them() -> None:
    pages = [name for name in get_resolver("rollcall.urls.school").reverse_dict if str(name).endswith("_files")]
    assert len(pages) >= 5
    addresses = [reverse(page, urlconf="rollcall.urls.school", args=[uuid.uuid4()]) for page in pages]
    assert {largest_at("school", address) for address in addresses} == {(5 * 25 + 1) << 20}


def test_only_addresses_that_take_files_take_large_bodies() -> None:
    key = "01a22e3b-01b3-76ce-9345-7530ef11cf7c"
    assert largest_at("school", f"/documents/{key}/again/") == 26 << 20
    assert largest_at("school", f"/pupils/{key}/files/") == (5 * 25 + 1) << 20
    for path in (
        f"/documents/{key}/",
        f"/pupils/{key}/",
        "/pupils//files/",
        f"/pupils/{key}/files/x/",
        "/pupils/files/",
    ):
        assert largest_at("school", path) == 1 << 20
    assert largest_at("trust", f"/pupils/{key}/files/") == 1 << 20


def test_no_log_has_a_signed_address_a_key_or_the_name_of_a_file(
    ground: Ground, file_store: object, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level(logging.INFO)
    ground.send(upload("Dentist of Canary.pdf"))
    ground.drain()
    row = ground.row()
    address = ground.client.get(f"/documents/{row.pk}/")["Location"]
    with urllib.request.urlopen(address):
        pass
    settings.FILE_STORE_URL = "http://login:secret@127.0.0.1:9/rollcall"
    ground.send(upload("Dentist of Canary, again.pdf", b"%PDF"), upload("note of Canary.txt", b"x"))
    ground.send(upload("note of Canary.txt", b"x"))
    ground.drain()
    said = " ".join(record.getMessage() for record in caplog.records) + caplog.text
    for secret in ("X-Amz", row.stored_as, "Dentist", "Canary", address):
        assert secret not in said
