"""The cast of the demo's morning, played in a school of 41 registers: who is on Today because of it."""

import re
from collections.abc import Iterator

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from rollcall.demo.trust import beforehand, cast, elsewhere, returning, writing
from schools.journal.tasks import drain
from schools.letters.models import Letter
from schools.registers.models import Entry, Mark, MarkVersion
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Contact
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import ahead
from tests.schools.reports.morning import NINE_35, Morning, morning
from tests.schools.roll.acts import BY
from tests.world import HALF_TERMS, World


@pytest.fixture(scope="module")
def played(world: World) -> Iterator[Morning]:
    """Played on the morning's own day, and the worker has followed it."""
    made = morning(world)
    world.employ(Role.SCHOOL_GOVERNOR, made.school)
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)):
        with school_work(made.school):
            for role in (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.SCHOOL_GOVERNOR):
                person = world.person(role, made.school)
                StaffMember.objects.filter(person_id=person.pk).update(position=role.label)
            entry = open_entry(by=BY, position="Tutor", source=Entry.Source.IMPORT)
            copy_marks(entry, [(made.pupils["7D"][2].key, HALF_TERMS[0][1], 1, "N", None)])
        assert cast.play(made.school, NINE_35.date(), now=NINE_35)
        assert not cast.play(made.school, NINE_35.date(), now=NINE_35), "once"
        assert returning.play(made.school, NINE_35.date(), now=NINE_35)
        assert not returning.play(made.school, NINE_35.date(), now=NINE_35), "once"
        with school_work(made.school):
            Contact.objects.update(address="1 Foundry Row, Eastmoor")
        assert writing.play(made.school, NINE_35.date(), now=NINE_35)
        assert not writing.play(made.school, NINE_35.date(), now=NINE_35), "once"
        assert beforehand.play(made.school, NINE_35.date(), now=NINE_35)
        assert not beforehand.play(made.school, NINE_35.date(), now=NINE_35), "once"
        assert elsewhere.play(made.school, NINE_35.date(), now=NINE_35)
        assert not elsewhere.play(made.school, NINE_35.date(), now=NINE_35), "once"
        drain.run(str(made.school.pk))
        yield made


def test_ns_of_one_to_six_school_days_stand_near_their_limit_and_past_it_and_none_of_september(
    world: World, played: Morning
) -> None:
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, played.school), played.school)
    text = officer.get("/today/?all=n-clock").content.decode()
    clocks = text[text.index('id="n-clock"') :].split("</section>")[0]
    assert {"3 of 5", "4 of 5", "5 of 5"} <= set(re.findall(r"\d of 5", clocks))
    assert "end of today" in clocks
    assert len(re.findall(r"was \w{3} \d+ Nov", clocks)) == 1, "past its last day, until tonight"
    assert "Sep" not in clocks
    with school_work(played.school):
        version = MarkVersion.objects.get(pupil_key=played.pupils["7D"][2].key, new_code="O")
        assert (version.old_code, version.entry.by_position) == ("N", "Code N clock")
        assert Mark.objects.filter(code="N", date__lt=NINE_35.date()).values("date").distinct().count() >= 6


def test_the_authority_has_to_be_told_of_a_joiner_a_leaver_ten_days_and_fifteen_of_illness(
    world: World, played: Morning
) -> None:
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, played.school), played.school)
    text = officer.get("/returns/").content.decode()
    due = text[text.index('id="due"') :].split("</section>")[0]
    for kind in ("New pupil", "Deletion", "Attendance", "Sickness"):
        assert f'<td data-l="Return">{kind}</td>' in due, kind
    assert "Mensah, Esi" in due
    assert "due Fri 20 Nov" in due, "the joiner: day four of five"
    assert "14 school days of illness this year; asked about at 15" in text


def test_letters_are_being_written_approved_and_printed(world: World, played: Morning) -> None:
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, played.school), played.school)
    text = officer.get("/letters/?show=approved").content.decode()
    assert "approved and not yet gone" in text
    with school_work(played.school):
        states = set(Letter.objects.values_list("state", flat=True))
        assert Letter.objects.filter(body__contains="I am writing to you about").count() == 0
    assert states <= {"draft", "approved", "printed"}
    assert "draft" in states


def test_jo_is_at_a_provider_that_has_not_confirmed(world: World, played: Morning) -> None:
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, played.school), played.school)
    text = officer.get("/today/").content.decode()
    away = text[text.index('id="off-site"') :].split("</section>")[0]
    assert "Bright, Jo" in away
    assert "not confirmed" in away
    assert "absence reported" in away
    assert "Provision reviews overdue" in text


def test_the_straits_of_leave_part_time_and_exclusions_are_there(world: World, played: Morning) -> None:
    """Sam's review is overdue, Ellie is away on a refused holiday, Jordan comes to sixteen days with one due elsewhere."""
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, played.school), played.school)
    text = officer.get("/today/").content.decode()
    lists = {key: text[text.index(f'id="{key}"') :].split("</section>")[0] for key in ("part-time", "away", "clashes")}
    assert "Ridley, Sam" in lists["part-time"]
    assert "Marsh, Ellie" in lists["away"]
    assert "Pike, Jordan" in lists["clashes"]
    governor = world.client(world.person(Role.SCHOOL_GOVERNOR, played.school), played.school)
    panels = governor.get("/panels/").content.decode()
    assert "Pike, Jordan" in panels
    assert "Ridley" not in panels
