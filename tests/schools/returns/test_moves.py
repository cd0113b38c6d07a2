"""Joiners and leavers: their returns are found, follow the roll, let go, and go out complete or not at all."""

import csv
import datetime as dt
import hashlib
import io
import re

import pytest
import time_machine
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine, DueRow
from schools.returns.models import Return, ReturnFile, ReturnSettings
from schools.returns.operations.moves import look_at_moves
from schools.roll.models import Admission, Placement, Pupil, PupilContact
from schools.roll.operations import leavers
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.operations.families import set_household
from schools.roll.operations.leavers import Leaving
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.returns.conftest import DAY, NOON, TODAY, returns_of, work
from tests.schools.roll.acts import BY, admit, leave, pupil
from tests.world import World

DUE = TODAY + 5 * DAY


def joined(school: School, **known: bool) -> Pupil:
    """A pupil who joins today. `parent` and `home` say what the roll knows of them beside that."""
    with school_work(school):
        one = admit()
        if known.get("home"):
            set_household(one, address="1 Mill Lane", from_day=TODAY, by=BY)
        if known.get("parent"):
            bond = Bond(relationship="mother", lives_with=True)
            details = Details(name="=cmd|calc", phones=[("07700 900118", "mobile")])
            add_contact(one, bond, starts_on=TODAY, by=BY, details=details)
    work(school)
    return one


def one_return(school: School) -> str:
    with school_work(school):
        return str(Return.objects.get().pk)


def words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_joiner_is_due_on_the_fifth_day_and_is_found_once(school: School) -> None:
    joined(school)
    assert returns_of(school) == [("new_pupil", "detected", DUE.isoformat())]
    with school_work(school):
        assert look_at_moves(NOON, TODAY) == {"raised": 0, "moved": 0, "retreated": 0, "overtaken": 0}
        assert DueRow.objects.filter(topic="returns.night", key=(TODAY + DAY).isoformat()).exists()
        assert AuditLine.objects.filter(act="return.raised").count() == 1


def test_the_next_night_is_looked_at_too(school: School, noon: time_machine.Traveller) -> None:
    joined(school)
    for nights in range(1, 4):
        noon.move_to(NOON + nights * DAY)
        work(school)
    with school_work(school):
        keys = DueRow.objects.filter(topic="returns.night").order_by("key").values_list("key", flat=True)
        assert list(keys) == [(TODAY + n * DAY).isoformat() for n in range(1, 5)]
    assert len(returns_of(school)) == 1


def test_a_leaver_is_due_by_the_last_day_and_follows_a_correction(school: School) -> None:
    with school_work(school):
        admission = leave(pupil(), TODAY + 7 * DAY)
    work(school)
    assert returns_of(school) == [("deletion", "detected", (TODAY + 7 * DAY).isoformat())]
    with school_work(school):
        new = Leaving(last_day=TODAY + 9 * DAY, ground="g")
        leavers.correct_leaver(admission, new, reason="Moved", today=TODAY, by=BY)
    work(school)
    assert returns_of(school) == [("deletion", "detected", (TODAY + 9 * DAY).isoformat())]


def test_who_joined_before_returns_were_made_here_has_none_by_leaving(school: School) -> None:
    with school_work(school):
        ReturnSettings.objects.create(since=TODAY, by_name="x")
        one = admit()
        one.admissions.update(starts_on=TODAY - 3 * DAY)
        leave(one, TODAY)
    work(school)
    with school_work(school):
        look_at_moves(NOON, TODAY)
    assert [kind for kind, _, _ in returns_of(school)] == ["deletion"]


def test_the_most_senior_class_is_that_of_the_year_in_which_somebody_left(school: School) -> None:
    july, august = dt.date(2027, 7, 21), dt.date(2027, 8, 10)
    with school_work(school):
        ReturnSettings.objects.create(since=TODAY, by_name="x")
        Placement.objects.filter(pupil__key__in=(1, 2)).update(year_group="8")
        Placement.objects.exclude(pupil__key=1).update(ends_on=july)
        Admission.objects.exclude(pupil__key=1).update(ends_on=july, leaving_ground="l")
        look_at_moves(NOON, august)
        told = Return.objects.values_list("pupil__key", flat=True)
        assert list(told) == [2], "those of year 9 were the oldest, who left with the last term"
        Placement.objects.create(pupil=pupil(), year_group="10", starts_on=dt.date(2027, 9, 1))
        look_at_moves(NOON, dt.date(2027, 9, 1))
        assert list(told.all()) == [2], "the school has grown by a year since"


def test_a_leaving_taken_back_lets_its_return_go_and_one_that_holds_again_brings_it_back(school: School) -> None:
    with school_work(school):
        admission = leave(pupil(), TODAY + 7 * DAY)
    work(school)
    with school_work(school):
        leavers.undo_leaving(admission, reason="They stay", by=BY)
    work(school)
    assert [state for _, state, _ in returns_of(school)] == ["retreated"]
    with school_work(school):
        assert Return.objects.get().ended_because
        leave(pupil(), TODAY + 8 * DAY)
    work(school)
    assert returns_of(school) == [("deletion", "detected", (TODAY + 8 * DAY).isoformat())]


def test_an_incomplete_return_is_refused_with_every_field_named_and_nothing_is_saved(
    school: School, officer: Client
) -> None:
    joined(school)
    key = one_return(school)
    response = officer.post(f"/returns/{key}/approve/", {"last_school": "Beech Primary"})
    assert response.status_code == 422
    said = words(response)
    assert "The pupil’s address is missing." in said
    assert "No parent is recorded." in said
    with school_work(school):
        row = Return.objects.get()
        assert (row.state, row.typed) == ("detected", {})
        assert not ReturnFile.objects.exists()


def test_a_complete_return_becomes_a_guarded_file_is_sent_and_answered(school: School, officer: Client) -> None:
    joined(school, parent=True, home=True)
    key = one_return(school)
    response = officer.post(f"/returns/{key}/approve/", {"last_school": "Beech Primary"})
    assert response.status_code == 302
    file = response["Location"]
    body = officer.get(f"{file}csv/").content
    head, row = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    cells = dict(zip(head, row, strict=True))
    assert cells["Surname"] == "Ångström"
    assert cells["Starting day"] == "2026-11-19"
    assert cells["Last school attended"] == "Beech Primary"
    assert cells["Parent 1: name"] == "'=cmd|calc"
    assert cells["LAESTAB"] == school.laestab
    assert officer.post(file, {"sent_on": "tomorrow", "sent_way": "portal"}).status_code == 422
    assert officer.post(file, {"sent_on": "today", "sent_way": "portal", "sent_note": "ESX 12"}).status_code == 302
    assert officer.post(f"{file}answer/", {"answered_on": "today", "answer": ""}).status_code == 422
    assert officer.post(f"{file}answer/", {"answered_on": "today", "answer": "Received."}).status_code == 302
    with school_work(school):
        sent = ReturnFile.objects.get()
        assert (sent.sha256, sent.authority) == (hashlib.sha256(body).hexdigest(), "Eastshire")
        assert (sent.sent_on, sent.sent_note, sent.answer) == (TODAY, "ESX 12", "Received.")
        assert Return.objects.get().state == "sent"
        acts = AuditLine.objects.filter(act__startswith="return").order_by("id").values_list("act", flat=True)
        assert list(acts) == [
            "return.raised",
            "return.drafted",
            "return.approved",
            "return_file.made",
            "return_file.downloaded",
            "return_file.sent",
            "return_file.answered",
        ]


def test_what_was_approved_goes_out_as_it_was_approved(school: School, officer: Client) -> None:
    one = joined(school, parent=True, home=True)
    officer.post(f"/returns/{one_return(school)}/approve/", {})
    with school_work(school):
        PupilContact.objects.filter(pupil=one).update(relationship="aunt")
        assert Return.objects.get().values["parent_1_relationship"] == "mother"


def test_a_withdrawn_joiner_takes_an_approved_return_and_its_file_back(school: School, officer: Client) -> None:
    one = joined(school, parent=True, home=True)
    officer.post(f"/returns/{one_return(school)}/approve/", {})
    with school_work(school):
        Admission.objects.filter(pupil=one).update(starts_on=TODAY + 3 * DAY)
        look_at_moves(NOON, TODAY)
        file = ReturnFile.objects.get()
        assert file.withdrawn_because
        assert Return.objects.get().state == "retreated"
    assert officer.post(f"/returns/files/{file.pk}/", {"sent_on": "today", "sent_way": "post"}).status_code == 422


def test_a_sent_deletion_that_is_taken_back_waits_until_the_authority_was_told(school: School, officer: Client) -> None:
    with school_work(school):
        one = pupil()
        set_household(one, address="1 Mill Lane", from_day=TODAY, by=BY)
        bond = Bond(relationship="mother", lives_with=True)
        add_contact(one, bond, starts_on=TODAY, by=BY, details=Details(name="Dawn", phones=[("07700 900118", "")]))
        admission = leave(one, TODAY, destination="Beech School")
    work(school)
    key = one_return(school)
    file = officer.post(f"/returns/{key}/approve/", {})["Location"]
    officer.post(file, {"sent_on": "today", "sent_way": "email"})
    with school_work(school):
        leavers.undo_leaving(admission, reason="They stay", by=BY)
    work(school)
    assert "does not hold" in words(officer.get("/returns/"))
    assert officer.post(f"/returns/{key}/corrected/", {"how": ""}).status_code == 422
    assert (
        officer.post(f"/returns/{key}/corrected/", {"how": "Rang admissions; they have noted it."}).status_code == 302
    )
    assert "does not hold" not in words(officer.get("/returns/"))


def test_several_are_approved_together_or_not_at_all(school: School, officer: Client) -> None:
    joined(school, parent=True, home=True)
    with school_work(school):
        leave(pupil(), TODAY)
    work(school)
    with school_work(school):
        keys = [str(key) for key in Return.objects.values_list("pk", flat=True)]
    response = officer.post("/returns/", {"return": keys})
    assert response.status_code == 422
    with school_work(school):
        assert not Return.objects.filter(state="approved").exists()
    assert officer.post("/returns/", {"return": "nonsense"}).status_code == 422


def test_a_return_set_aside_keeps_its_reason_and_stays_set_aside(school: School, officer: Client) -> None:
    joined(school)
    key = one_return(school)
    assert officer.post(f"/returns/{key}/not-needed/", {"because": " "}).status_code == 422
    assert officer.post(f"/returns/{key}/not-needed/", {"because": "Told by the old system."}).status_code == 302
    with school_work(school):
        look_at_moves(NOON + DAY, TODAY + DAY)
        row = Return.objects.get()
        assert (row.state, row.ended_because) == ("not_needed", "Told by the old system.")


def test_today_says_what_is_due(school: School, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(school)
    assert "Returns due" in words(officer.get("/today/"))
    monkeypatch.setattr(clock, "now", lambda: NOON + 6 * DAY)
    said = words(officer.get("/today/"))
    assert "1 return to the authority due now." in said
    assert "since the end of Tue 24 Nov" in said


def test_a_class_teacher_finds_no_returns(school: School, world: World) -> None:
    teacher = world.client(world.person(Role.CLASS_TEACHER, school), school)
    assert teacher.get("/returns/").status_code == 404


def test_the_page_costs_the_same_statements_however_many_wait(school: School, officer: Client) -> None:
    joined(school, parent=True, home=True)
    assert officer.get("/returns/").status_code == 200, "the first asks whose host this is"
    with CaptureQueriesContext(connections[ALIAS]) as before:
        assert officer.get("/returns/").status_code == 200
    with school_work(school):
        for number in (2, 3, 4):
            leave(pupil(number), TODAY)
    work(school)
    with CaptureQueriesContext(connections[ALIAS]) as after:
        assert officer.get("/returns/").status_code == 200
    assert len(after) == len(before)
