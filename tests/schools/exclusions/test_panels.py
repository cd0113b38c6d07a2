"""LG-4: a panel's pack before, during and after; and T2, T3: a hostile governor gets nothing beyond the one pupil."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from foundation.access.roles import Role
from foundation.documents import binding
from foundation.documents.store import shelf
from rollcall.servers.files import FilesInfo
from schools.documents.models import Document
from schools.exclusions.models import Board, Exclusion, PackItem, PanelMember
from schools.journal.models import AuditLine
from schools.journal.tasks import drain
from schools.staff.models import StaffDuty, StaffMember
from tests.files_store import PDF, picture, upload
from tests.schools.exclusions.keeping import MONDAY, Keeping
from tests.schools.registers.taking import at


@dataclass
class Sitting:
    """A panel on 16 days in the term, kept by a clerk; Gwen may be named for it."""

    keeping: Keeping
    row: Exclusion
    clerk: Client
    governor: Client

    def address(self, act: str = "") -> str:
        return f"/exclusions/{self.row.pk}/panel/{act}"

    def post_of(self, role: Role) -> StaffMember:
        person = self.keeping.world.person(role, self.keeping.school)
        with self.keeping.work():
            return StaffMember.objects.get(person_id=person.pk)

    def name(self, role: Role = Role.SCHOOL_GOVERNOR) -> HttpResponse:
        answer: HttpResponse = self.clerk.post(self.address(), {"post": str(self.post_of(role).pk)})  # type: ignore[assignment]
        return answer

    def put(self, what: str, **more: str) -> HttpResponse:
        typed = {"what": what, "struck_out": "on"} | more
        answer: HttpResponse = self.clerk.post(self.address(), typed)  # type: ignore[assignment]
        return answer

    def board(self) -> Board:
        with self.keeping.work():
            return Board.objects.get(exclusion=self.row)

    @property
    def pack(self) -> str:
        return f"/panels/{self.board().pk}/"

    def copy(self) -> Document:
        with self.keeping.work():
            members = PanelMember.objects.filter(board__exclusion=self.row).values("pk")
            rows = Document.objects.filter(about_kind="panel_member", about_id__in=members)
            return rows.exclude(state__in=Document.GONE).latest("received_at")

    def work(self) -> None:
        drain(str(self.keeping.school.pk))


@pytest.fixture
def sitting(keeping: Keeping, file_store: FilesInfo) -> Sitting:
    with keeping.work():
        has = StaffDuty.objects.filter(duty="clerk").exists()
    clerk = keeping.client(Role.RECEPTIONIST) if has else keeping.give_duty(Role.RECEPTIONIST, StaffDuty.Duty.CLERK)
    row = keeping.exclude(first="02/09/2026", last="23/09/2026")
    return Sitting(keeping, row, clerk, keeping.client(Role.SCHOOL_GOVERNOR))


def gone(client: Client, address: str) -> bool:
    """Whether an address answers as one that does not exist, byte for byte."""
    answer, unknown = client.get(address), client.get("/nothing/here/")
    return (answer.status_code, answer.content) == (404, unknown.content)


def test_before_during_and_after(sitting: Sitting) -> None:
    keeping, governor = sitting.keeping, sitting.governor
    typed = {"how": "letter", "day": "16/11/2026", "time": "08:30", "whom": "Ms Canary", "words": "You may write."}
    keeping.officer.post(f"/exclusions/{sitting.row.pk}/notices/parents/excluded/", typed)
    sitting.clerk.post(f"/exclusions/{sitting.row.pk}/board/received/", {"received_on": "16/11/2026"})
    for page in ("exclusion", "notices", "earlier"):
        assert sitting.put(page).status_code == 302
    assert gone(governor, sitting.pack)
    assert "named for no panel" in governor.get("/panels/").content.decode()
    assert sitting.name().status_code == 302
    said = " ".join(governor.get(sitting.pack).content.decode().split())
    assert "Monday 7 December 2026" in said
    assert "More than 15 days in the term" in said
    assert "Ms Canary" in said
    assert "You may write." in said
    assert "16 days in Autumn term 2026/27" in said
    assert str(sitting.row.pupil_id) not in said
    sitting.work()
    assert governor.get(f"/documents/{sitting.copy().pk}/").status_code == 302
    copy = sitting.copy()
    decision = {"decision": "declined", "decided_on": "16/11/2026", "because": "On the evidence."}
    assert sitting.clerk.post(f"/exclusions/{sitting.row.pk}/board/decision/", decision).status_code == 302
    assert gone(governor, sitting.pack)
    assert gone(governor, f"/documents/{copy.pk}/")
    assert sitting.pack not in governor.get("/panels/").content.decode()
    with keeping.work():
        lines = AuditLine.objects.filter(act="exclusion.pack_opened", about_id=str(sitting.row.pk))
        assert lines.count() == 1


def test_the_copy_is_one_file_with_bookmarks_and_its_reader_on_each_page(sitting: Sitting) -> None:
    keeping = sitting.keeping
    sent = keeping.officer.post(f"/exclusions/{sitting.row.pk}/files/", {"evidence": upload("statement.pdf", PDF)})
    assert sent.status_code == 302
    sitting.work()
    sent = [upload("bruise.jpg", picture("JPEG")), upload("note.txt", b"What was said")]
    assert keeping.officer.post(f"/exclusions/{sitting.row.pk}/files/", {"evidence": sent}).status_code == 302
    sitting.work()
    with keeping.work():
        document, photo, note = (
            Document.objects.get(about_id=sitting.row.pk, kind=kind) for kind in ("pdf", "jpg", "txt")
        )
    assert sitting.put("exclusion").status_code == 302
    assert sitting.put(str(document.pk)).status_code == 302
    assert sitting.put(str(photo.pk)).status_code == 302
    assert "Only PDFs and pictures" in sitting.put(str(note.pk)).content.decode()
    assert "in the pack already" in sitting.put(str(document.pk)).content.decode()
    sitting.name()
    sitting.work()
    reader = PdfReader(io.BytesIO(_content(sitting)))
    titles = _bookmarks(reader)
    assert titles == ["What the panel must do", "The exclusion", "statement.pdf", "bruise.jpg"]
    gwen = sitting.post_of(Role.SCHOOL_GOVERNOR).name
    assert all(gwen in page.extract_text() for page in reader.pages)
    # The same message again makes the same: one copy for each reader.
    with keeping.work():
        item = PackItem.objects.get(board__exclusion=sitting.row, document=document.pk)
    assert sitting.clerk.post(sitting.address(f"pack/{item.pk}/out/")).status_code == 302
    with keeping.work():
        members = PanelMember.objects.filter(board__exclusion=sitting.row).values("pk")
        copies = Document.objects.filter(about_id__in=members).exclude(state__in=Document.GONE)
        assert not copies.exists(), "what was taken out is still in a copy"
    sitting.work()
    assert _bookmarks(PdfReader(io.BytesIO(_content(sitting)))) == [*titles[:2], "bruise.jpg"]


def test_what_comes_in_later_waits_for_another_look(sitting: Sitting) -> None:
    keeping, row = sitting.keeping, sitting.row
    sitting.name()
    for what in ("representations", "notices"):
        assert sitting.put(what).status_code == 302
    assert "None were received" in sitting.governor.get(sitting.pack).content.decode()
    keeping.made.set_clock(at(9, 0, on=MONDAY))
    said = {"received_on": "16/11/2026", "from_whom": "Ms Canary", "words": "It was Billy Other."}
    keeping.officer.post(f"/exclusions/{row.pk}/board/representation/", said)
    told = {"how": "letter", "day": "16/11/2026", "time": "09:00", "whom": "Ms Canary", "words": "With Billy Other."}
    keeping.officer.post(f"/exclusions/{row.pk}/notices/parents/excluded/", told)
    read = sitting.governor.get(sitting.pack).content.decode()
    assert "Billy Other" not in read
    assert read.count("The clerk has still to look through it") == 2
    assert sitting.clerk.get(sitting.address()).content.decode().count("more has come in") == 2
    for what in ("representations", "notices"):
        assert sitting.put(what).status_code == 302
        assert "in the pack already" in sitting.put(what).content.decode()
    read = sitting.governor.get(sitting.pack).content.decode()
    assert "It was Billy Other." in read
    assert "With Billy Other." in read
    assert "has still to look" not in read


@pytest.mark.parametrize("made", [False, True], ids=["while a copy is made", "once it is"])
def test_a_file_that_is_removed_is_in_no_copy(sitting: Sitting, made: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = sitting.keeping
    keeping.officer.post(f"/exclusions/{sitting.row.pk}/files/", {"evidence": upload("statement.pdf", PDF)})
    sitting.work()
    with keeping.work():
        document = Document.objects.get(about_id=sitting.row.pk)
    for what in ("exclusion", str(document.pk)):
        assert sitting.put(what).status_code == 302
    sitting.name()

    def removed() -> None:
        assert keeping.officer.post(f"/documents/{document.pk}/remove/").status_code == 302

    if made:
        sitting.work()
        copy = sitting.copy()
        removed()
        assert sitting.governor.get(f"/documents/{copy.pk}/").status_code == 409
    else:
        bind = binding.bound

        def bound(*of: Any) -> bytes:
            monkeypatch.setattr(binding, "bound", bind)
            removed()
            return bind(*of)

        monkeypatch.setattr(binding, "bound", bound)
    sitting.work()
    assert _bookmarks(PdfReader(io.BytesIO(_content(sitting)))) == ["What the panel must do", "The exclusion"]
    assert "statement.pdf" not in sitting.governor.get(sitting.pack).content.decode()


def test_a_file_sent_again_as_another_is_in_no_pack_until_it_is_looked_through(sitting: Sitting) -> None:
    keeping = sitting.keeping
    keeping.officer.post(f"/exclusions/{sitting.row.pk}/files/", {"evidence": upload("statement.pdf", PDF)})
    sitting.work()
    with keeping.work():
        document = Document.objects.get(about_id=sitting.row.pk)
    for what in ("exclusion", str(document.pk)):
        assert sitting.put(what).status_code == 302
    sitting.name()
    sitting.work()
    again = f"/documents/{document.pk}/again/"
    for name, content, held in (("statement.pdf", PDF, True), ("names.pdf", PDF + b"\n", False)):
        with keeping.work():
            Document.objects.filter(pk=document.pk).update(state=Document.State.MISSING)
        assert keeping.officer.post(again, {"file": upload(name, content)}).status_code == 302
        sitting.work()
        assert ("statement.pdf" in sitting.governor.get(sitting.pack).content.decode()) is held
    assert _bookmarks(PdfReader(io.BytesIO(_content(sitting)))) == ["What the panel must do", "The exclusion"]


def _bookmarks(reader: PdfReader) -> list[str]:
    return [str(one.title) for one in reader.outline if not isinstance(one, list)]


def _content(sitting: Sitting) -> bytes:
    copy = sitting.copy()
    with sitting.keeping.work():
        return shelf().get(copy.stored_as)


def test_a_hostile_governor_gets_no_page_beyond_the_one_pupil(sitting: Sitting) -> None:
    keeping, governor = sitting.keeping, sitting.governor
    other = keeping.exclude(kind="permanent", last="")
    sitting.name()
    sitting.put("exclusion")
    clerk_of_other = Sitting(keeping, other, sitting.clerk, governor)
    assert clerk_of_other.name(Role.HEAD_OF_YEAR).status_code == 302
    keeping.officer.post(f"/exclusions/{sitting.row.pk}/files/", {"evidence": upload("statement.pdf", PDF)})
    sitting.work()
    with keeping.work():
        theirs = Document.objects.get(about_id=sitting.row.pk)
        boards = [Board.objects.get(exclusion=row).pk for row in (sitting.row, other)]
        seats = PanelMember.objects.filter(board__in=boards).values("pk")
        copies = [str(key) for key in Document.objects.filter(about_id__in=seats).values_list("pk", flat=True)]
    mine = sitting.copy().pk
    opened = set(_everywhere(keeping, [sitting.row, other], boards, [*copies, str(theirs.pk)]))
    found = {address for address in opened if not gone(governor, address)}
    allowed = {"/panels/", f"/panels/{boards[0]}/", f"/panels/{boards[0]}/?expand=all", f"/documents/{mine}/"}
    assert not found - allowed
    assert f"/panels/{boards[0]}/" in found
    with keeping.work():
        forename = other.pupil.forename
    for address in found - {f"/documents/{mine}/"}:
        assert forename not in governor.get(address).content.decode()


def _everywhere(keeping: Keeping, rows: list[Exclusion], boards: list[uuid.UUID], documents: list[str]) -> list[str]:
    """Whatever somebody might try: lists, searches, pages of both pupils, panels, files, and shapes of addresses."""
    found = ["/panels/", "/exclusions/", "/pupils/", "/today/", "/search/?q=Canary", "/exclusions/?term=2026-1"]
    found += [f"/panels/{board}/{tail}" for board in boards for tail in ("", "?expand=all", "pack.pdf", "../")]
    found += [f"/documents/{key}/" for key in documents]
    for row in rows:
        found += [f"/exclusions/{row.pk}/{tail}" for tail in ("", "panel/", "files/", "notices/parents/excluded/")]
        found += [f"/pupils/{row.pupil_id}/", f"/exclusions/pupil/{row.pupil_id}/new/", f"/panels/{row.pk}/"]
        found += [f"/pupils/{row.pupil_id}/history/", f"/pupils/{row.pupil_id}/files/"]
    return found


@pytest.mark.parametrize("act", ["down/", "off", "cancelled", "post ended"])
def test_access_ends_at_the_next_request(sitting: Sitting, act: str) -> None:
    keeping, governor = sitting.keeping, sitting.governor
    sitting.name()
    sitting.put("exclusion")
    sitting.work()
    copy = sitting.copy()
    assert governor.get(sitting.pack).status_code == 200
    if act == "off":
        with keeping.work():
            member = PanelMember.objects.get(board__exclusion=sitting.row)
        assert sitting.clerk.post(sitting.address(f"members/{member.pk}/off/")).status_code == 302
    elif act == "cancelled":
        typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
        assert keeping.head.post(f"/exclusions/{sitting.row.pk}/cancel/", typed).status_code == 302
    elif act == "post ended":
        with keeping.work():
            StaffMember.objects.filter(pk=sitting.post_of(Role.SCHOOL_GOVERNOR).pk).update(
                ends_on=dt.date(2026, 11, 13)
            )
    else:
        assert sitting.clerk.post(sitting.address(act)).status_code == 302
    try:
        assert gone(governor, sitting.pack)
        assert gone(governor, f"/documents/{copy.pk}/")
    finally:
        with keeping.work():
            StaffMember.objects.filter(position="School governor").update(ends_on=None)
    if act == "down/":
        assert sitting.clerk.post(sitting.address(act)).status_code == 302
        assert governor.get(sitting.pack).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": "exclusion"}, "names are to be struck out"),
        ({"what": "nonsense", "struck_out": "on"}, "Choose"),
        ({"post": ""}, "Choose somebody"),
    ],
)
def test_what_the_clerk_cannot_do(sitting: Sitting, typed: dict[str, Any], said: str) -> None:
    answer = sitting.clerk.post(sitting.address(), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode() or "valid choice" in answer.content.decode()
    assert sitting.keeping.head.get(sitting.address()).status_code == 404


def test_nobody_is_named_twice_and_a_title_alone_opens_nothing(sitting: Sitting) -> None:
    sitting.name()
    assert "named for this panel already" in sitting.name().content.decode()
    # Somebody who signs in as no governor reads nothing by being named.
    assert sitting.name(Role.HEAD_OF_YEAR).status_code == 302
    assert gone(sitting.keeping.client(Role.HEAD_OF_YEAR), sitting.pack)


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        (Role.HEADTEACHER, [StaffDuty.Duty.CLERK]),
        (Role.SENIOR_LEADER, [StaffDuty.Duty.CLERK, StaffDuty.Duty.ACTING_HEAD]),
    ],
)
def test_who_decides_is_no_clerk_of_the_board_that_reviews_it(
    sitting: Sitting, role: Role, duties: list[StaffDuty.Duty]
) -> None:
    for duty in duties:
        client = sitting.keeping.give_duty(role, duty)
    decision = {"decision": "declined", "decided_on": "16/11/2026", "because": "On the evidence."}
    assert client.post(f"/exclusions/{sitting.row.pk}/board/decision/", decision).status_code == 404
    assert client.get(sitting.address()).status_code == 404
    assert sitting.clerk.get(sitting.address()).status_code == 200
