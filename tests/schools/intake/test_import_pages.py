"""The import pages: send, see what is wrong, correct, apply; and nothing for anybody else."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings

from foundation.access.roles import Role
from foundation.outbox import handlers
from foundation.outbox.queries import GIVE_UP_AFTER
from foundation.upns import check_letter
from schools.calendar.models import HalfTerm
from schools.intake import operations
from schools.intake.models import FileChunk, ImportRun
from schools.intake.operations import WANTED, receiving
from schools.journal.models import AuditLine, OutboxRow
from schools.journal.tasks import drain
from schools.registers.models import Entry, Mark, MarkVersion
from schools.registers.operations import ROLL_CHANGED
from schools.roll.models import Admission, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World, fill


def upn(serial: int) -> str:
    body = f"991400026{serial:03d}"
    return check_letter(body) + body


ROLL = "UPN,Legal Surname,Legal Forename,Date of Birth,Sex,Year Group,Reg Group,Date of Admission\n" + "".join(
    f"{upn(serial)},Importee,Forename{serial},14/03/2013,F,Year  9,9B,02/09/2026\n" for serial in (101, 102)
)
MARKS = "UPN,Date,Session,Mark\n" + "".join(
    f"{upn(serial)},{day:02d}/09/2026,{session},{mark}\n"
    for serial in (101, 102)
    for day in (2, 3)
    for session, mark in (("AM", "/"), ("PM", "\\"))
)


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school()
    fill(school)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    return school


def officer(world: World, school: School) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


def send(client: Client, *, roll: str = "", marks: str = "", as_at: str = "20/11/2026") -> str:
    """Send files in; the address of the import."""
    files = {
        kind: SimpleUploadedFile(f"{kind}.csv", text.encode(), "text/csv")
        for kind, text in (("roll", roll), ("marks", marks))
        if text
    }
    response = client.post("/imports/", {**files, "as_at": as_at})
    assert response.status_code == 302, words(response.content)
    return str(response["Location"])


def apply(client: Client, address: str, **agreed: str) -> HttpResponse:
    """Press the button of an import's page, as it was shown."""
    shown = re.search(r'name="shown" value="(\w+)"', client.get(address).content.decode())
    return client.post(f"{address}apply/", {"shown": shown[1] if shown else "", **agreed}, follow=True)


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def test_files_are_checked_shown_and_applied(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL, marks=MARKS)
    assert "Checking the files" in words(client.get(address).content)
    drain.run(str(school.pk))

    page = words(client.get(address).content)
    assert "2 new pupils" in page
    assert "8 new marks" in page
    assert "SIMS" in page or "CSV" in page
    with school_work(school):
        assert not Mark.objects.exists()
        assert not Pupil.objects.filter(surname="Importee").exists()

    assert "Applying what was checked" in words(apply(client, address).content)
    drain.run(str(school.pk))
    assert "Applied on" in words(client.get(address).content)
    with school_work(school):
        assert Mark.objects.count() == MarkVersion.objects.count() == 8
        entry = Entry.objects.get()
        assert (entry.source, entry.by_position) == (Entry.Source.IMPORT, "Attendance officer")
        assert not FileChunk.objects.exists()
        acts = list(AuditLine.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["import.receive", "pupil.imported", "pupil.imported", "import.apply"]

    again = send(client, roll=ROLL, marks=MARKS)
    drain.run(str(school.pk))
    page = words(client.get(again).content)
    assert "applying it would change nothing" in page
    assert "This very file was applied" in page


def test_what_the_worker_has_given_up_says_so_and_can_be_tried_again_or_discarded(
    world: World, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = officer(world, school)
    broken = {operations.RECEIVED, operations.WANTED}
    real = dict(handlers._handlers)

    def unreliable(topic: str) -> handlers.Handler:
        def carry_out(where: School, messages: list[handlers.Message]) -> None:
            if topic in broken:
                raise ValueError(topic)
            real[topic]["intake"](where, messages)

        return carry_out

    for topic in sorted(broken):
        monkeypatch.setitem(handlers._handlers, topic, {"intake": unreliable(topic)})
    lost, address = send(client, roll=ROLL), send(client, roll=ROLL)
    for _ in range(GIVE_UP_AFTER):
        drain.run(str(school.pk))
    page = words(client.get(lost).content)
    assert "Tried and failed" in page
    assert "Checking the files" not in page
    assert "Discarded" in words(client.post(f"{lost}discard/", follow=True).content)

    broken.clear()
    with school_work(school):
        operations.ask_for_check(ImportRun.objects.get(pk=address.split("/")[-2]))
    drain.run(str(school.pk))
    broken.add(operations.WANTED)
    apply(client, address)
    for _ in range(GIVE_UP_AFTER):
        drain.run(str(school.pk))
    assert "Try once more" in words(client.get(address).content)
    broken.clear()
    apply(client, address)
    drain.run(str(school.pk))
    assert "Applied on" in words(client.get(address).content)


def test_errors_name_row_and_field_and_nothing_is_used(world: World, school: School) -> None:
    client = officer(world, school)
    broken = ROLL.replace(upn(102), "Z" + upn(102)[1:]).replace("14/03/2013", "31/02/2013", 1)
    address = send(client, roll=broken)
    drain.run(str(school.pk))
    page = words(client.get(address).content)
    assert "This import cannot be used as it is" in page
    assert "Roll, row 2" in page
    assert "Roll, row 3" in page
    assert "None of the file’s rows can be used" in page
    assert "can be applied" not in page, "no page says both that it cannot be used and that it can"
    refused = apply(client, address)
    assert "has errors" in words(refused.content)
    with school_work(school):
        assert not Pupil.objects.filter(surname="Importee").exists()
    assert "Discarded" in words(client.post(f"{address}discard/", follow=True).content)
    with school_work(school):
        assert not FileChunk.objects.exists()


def test_one_bad_row_holds_back_itself_once_a_person_has_agreed(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL.replace("14/03/2013", "31/02/2013", 1), marks=MARKS)
    drain.run(str(school.pk))
    page = words(client.get(address).content)
    assert "1 row is held back." in page
    assert "Roll, row 2" in page
    assert "cannot be used as it is" not in page
    assert "1 new pupil" in page
    refused = words(apply(client, address).content)
    assert "1 row is held back, and the import would go on without it" in refused
    drain.run(str(school.pk))
    with school_work(school):
        assert not Pupil.objects.filter(surname="Importee").exists()

    apply(client, address, agreed="on")
    drain.run(str(school.pk))
    assert "1 row was held back." in words(client.get(address).content)
    with school_work(school):
        assert list(Pupil.objects.filter(surname="Importee").values_list("forename", flat=True)) == ["Forename102"]
        assert Mark.objects.count() == 4
        line = AuditLine.objects.get(act="import.apply")
    assert line.details["held_back"] == {"roll": 1}


def test_what_is_applied_is_what_the_page_showed(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL)
    drain.run(str(school.pk))
    answer = client.post(f"{address}apply/", {"shown": "0" * 64}, follow=True)
    assert "has been checked afresh since" in words(answer.content)
    with school_work(school):
        assert not OutboxRow.objects.filter(topic=WANTED).exists()


def test_files_whose_calendar_is_gone_when_they_are_to_be_applied_are_not(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL, marks=MARKS)
    drain.run(str(school.pk))
    apply(client, address)
    with school_work(school):
        HalfTerm.objects.all().delete()
    drain.run(str(school.pk))
    assert "calendar has no term dates between 02/09/2026 and 03/09/2026" in words(client.get(address).content)
    with school_work(school):
        assert not Mark.objects.exists()


def test_unknown_codes_are_set_aside_and_never_guessed(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL, marks=MARKS.replace(",AM,/", ",AM,Q9", 1))
    drain.run(str(school.pk))
    page = words(client.get(address).content)
    assert "Set aside" in page
    assert "7 new marks" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a roll, a file of marks, or both."),
        ({"as_at": "31/02/2026"}, "as_at"),
        ({"as_at": "20/11/2099"}, "has not come yet"),
    ],
)
def test_a_form_that_says_too_little_is_answered_beside_the_field(
    world: World, school: School, fields: dict[str, str], said: str
) -> None:
    client = officer(world, school)
    sent: dict[str, object] = {"as_at": "20/11/2026", **fields}
    if fields:
        sent["roll"] = SimpleUploadedFile("roll.csv", ROLL.encode())
    response = client.post("/imports/", sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    with school_work(school):
        assert not ImportRun.objects.exists()


def test_an_empty_file_is_refused_with_words(world: World, school: School) -> None:
    client = officer(world, school)
    response = client.post("/imports/", {"roll": SimpleUploadedFile("roll.csv", b""), "as_at": "20/11/2026"})
    drain.run(str(school.pk))
    page = words(client.get(response["Location"]).content)
    assert "This import cannot be used as it is" in page
    assert "empty" in page


def test_another_schools_import_does_not_exist_here(world: World, school: School) -> None:
    address = send(officer(world, school), roll=ROLL)
    other = world.client(world.person(Role.ATTENDANCE_OFFICER, world.alder), world.alder)
    unknown = other.get(f"/imports/{uuid.uuid4()}/")
    for path in (address, f"{address}apply/", f"{address}discard/"):
        answer = other.get(path) if path == address else other.post(path)
        assert (answer.status_code, answer.content) == (404, unknown.content)
    with school_work(school):
        assert ImportRun.objects.get().status == ImportRun.Status.RECEIVED


def test_sending_many_bytes_keeps_them_in_pieces(world: World, school: School) -> None:
    text = io.StringIO()
    text.write("UPN,Date,Session,Mark\n")
    day = dt.date(2026, 9, 2)
    for _ in range(60_000):
        text.write(f"{upn(101)},{day:%d/%m/%Y},AM,/\n")
    address = send(officer(world, school), marks=text.getvalue())
    with school_work(school):
        run = ImportRun.objects.get()
        assert FileChunk.objects.filter(file__run=run).count() == -(-len(text.getvalue()) // 2**20) > 1
    assert address.endswith(f"{run.pk}/")


def test_a_wish_applies_only_what_was_shown(world: World, school: School) -> None:
    """A roll that changes between the wish and the worker is checked afresh and waits, however often it is woken."""
    client = officer(world, school)
    address = send(client, roll=ROLL)
    drain.run(str(school.pk))
    apply(client, address)
    with school_work(school):
        wish = OutboxRow.objects.get(topic=WANTED)
        held = Pupil.objects.create(
            upn=upn(101), surname="Importee", forename="Other", sort_name="x", birth=dt.date(2013, 3, 14), sex="F"
        )
        Admission.objects.create(pupil=held, starts_on=dt.date(2026, 9, 2))
    drain.run(str(school.pk))
    with school_work(school):
        assert ImportRun.objects.get().status == ImportRun.Status.CHECKED
        OutboxRow.objects.create(topic=WANTED, payload=wish.payload)  # the same wish, seen once more after a crash
    drain.run(str(school.pk))
    with school_work(school):
        assert ImportRun.objects.get().status == ImportRun.Status.CHECKED
        assert Pupil.objects.get(upn=upn(101)).forename == "Other"


def test_a_corrected_birth_date_or_sex_is_promised_to_the_figures(world: World, school: School) -> None:
    client = officer(world, school)
    for roll in (ROLL, ROLL.replace("14/03/2013,F", "15/03/2013,M")):
        address = send(client, roll=roll)
        drain.run(str(school.pk))
        apply(client, address)
        drain.run(str(school.pk))
        with school_work(school):
            promised = OutboxRow.objects.filter(topic=ROLL_CHANGED).order_by("pk").last()
            OutboxRow.objects.filter(topic=ROLL_CHANGED).delete()
        assert promised is not None
        assert promised.payload == {"from": "2026-09-02"}


def test_an_import_that_is_never_checked_can_be_discarded(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL)
    assert "Discard" in words(client.get(address).content)
    client.post(f"{address}discard/")
    drain.run(str(school.pk))
    with school_work(school):
        assert ImportRun.objects.get().status == ImportRun.Status.DISCARDED


def test_what_waits_at_a_school_has_a_limit_that_is_told_with_what_to_do(
    world: World, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "WAITING_AT_MOST", len(ROLL) + len(MARKS))
    client = officer(world, school)
    first = send(client, roll=ROLL)
    sent = {"roll": SimpleUploadedFile("roll.csv", ROLL.encode()), "marks": SimpleUploadedFile("m.csv", MARKS.encode())}
    refused = client.post("/imports/", {**sent, "as_at": "20/11/2026"})
    assert refused.status_code == 422
    assert "Discard those that are not wanted, then send the files again." in words(refused.content)
    with school_work(school):
        assert ImportRun.objects.count() == 1
    client.post(f"{first}discard/")
    send(client, roll=ROLL, marks=MARKS)


@pytest.mark.parametrize(
    ("roll", "status"),
    [(ROLL, ImportRun.Status.CHECKED), ("nothing we know\n", ImportRun.Status.REFUSED)],
    ids=["never applied", "refused"],
)
def test_an_import_that_waits_for_a_month_is_given_up(
    world: World, school: School, roll: str, status: ImportRun.Status
) -> None:
    send(officer(world, school), roll=roll)
    for days, expected, chunks in ((0, status, 1), (29, status, 1), (31, ImportRun.Status.DISCARDED, 0)):
        with override_settings(CLOCK_AHEAD=dt.timedelta(days=days)):
            drain.run(str(school.pk))
        with school_work(school):
            assert ImportRun.objects.get().status == expected
            assert FileChunk.objects.count() == chunks
    with school_work(school):
        assert AuditLine.objects.filter(act="import.discard", person_id=None).count() == 1


def test_an_import_that_was_applied_is_not_given_up_later(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL)
    drain.run(str(school.pk))
    apply(client, address)
    drain.run(str(school.pk))
    with override_settings(CLOCK_AHEAD=dt.timedelta(days=31)):
        drain.run(str(school.pk))
    with school_work(school):
        assert ImportRun.objects.get().status == ImportRun.Status.APPLIED


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/pupils/", 2**20 + 1, 413), ("/imports/", 2**29 + 2**21, 413), ("/pupils/", "9" * 5000, 413)],
    ids=["page", "file", "no length at all"],
)
def test_a_body_too_large_is_refused_unread(
    world: World, school: School, path: str, size: int | str, status: int
) -> None:
    client = officer(world, school)
    assert client.post(path, b"", content_type="text/plain", CONTENT_LENGTH=str(size)).status_code == status
    stranger = world.client(None, school)
    assert stranger.post(path, b"", content_type="text/plain", CONTENT_LENGTH=str(size)).status_code == status


def test_two_rows_that_claim_one_pupil_are_never_both_used(world: World, school: School) -> None:
    client = officer(world, school)
    address = send(client, roll=ROLL)
    drain.run(str(school.pk))
    apply(client, address)
    drain.run(str(school.pk))
    head, first, _ = ROLL.splitlines()
    claims = first.replace(upn(101), upn(103)).replace("Forename101", "Forename103")
    address = send(client, roll=f"{head},Former UPN\n{first},\n{claims},{upn(101)}\n")
    drain.run(str(school.pk))
    page = words(client.get(address).content)
    assert "Another row of this file gives this UPN as its pupil" in page
    assert "Roll, row 2" in page
    apply(client, address)
    drain.run(str(school.pk))
    with school_work(school):
        assert set(Pupil.objects.filter(surname="Importee").values_list("upn", "former_upn")) == {
            (upn(103), upn(101)),
            (upn(102), ""),
        }
