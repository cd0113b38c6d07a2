"""The sign to contact first: what sets it, what ends it, who sees it, and that it says to nobody why it is there."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foundation.access.roles import Role
from integrations.sims.stand_in import write_roll_xml
from schools.journal.models import AuditLine
from schools.roll import queries
from schools.roll.models import ContactFirst, Flag, Pupil, RestrictedFlag
from schools.roll.operations import families
from schools.roll.operations.contact_first import follow_flags, lift_contact_first, set_contact_first
from schools.roll.queries.placed import placed_pupils
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, apply, check, imported, receive, rows
from tests.schools.roll.acts import BY, DAY, TODAY, acts, pupil, refused, six_pupils
from tests.world import World


@pytest.fixture
def school(world: World) -> Iterator[School]:
    yield from six_pupils(world)


def first(day: dt.date = TODAY) -> list[int]:
    """Whom lists of a day show the sign of; the same as is said of each pupil alone."""
    listed = [row.key for row in queries.on_roll(day) if row.contact_first]
    placed = placed_pupils(Pupil.objects.values_list("key", flat=True), day, day).values()
    assert listed == sorted(one.key for one in placed if one.contact_first)
    assert listed == [one.key for one in Pupil.objects.all() if queries.is_contact_first(one, day)]
    return listed


@pytest.mark.parametrize("kind", RestrictedFlag.Kind.values)
def test_every_restricted_flag_sets_the_sign_and_the_last_takes_it_away(school: School, kind: str) -> None:
    families.set_restricted_flag(pupil(2), kind, starts_on=TODAY, by=BY)
    assert (first(TODAY - DAY), first(TODAY), first(TODAY + 90 * DAY)) == ([], [2], [2])
    other = "cin" if kind != "cin" else "cp"
    families.set_restricted_flag(pupil(2), other, starts_on=TODAY, by=BY)
    families.end_restricted_flag(RestrictedFlag.objects.get(kind=kind), ends_on=TODAY, by=BY)
    assert first(TODAY + DAY) == [2], "another flag stands"
    families.end_restricted_flag(RestrictedFlag.objects.get(kind=other), ends_on=TODAY + DAY, by=BY)
    assert (first(TODAY + DAY), first(TODAY + 2 * DAY)) == ([2], [])


def test_the_sign_that_a_person_put_on_outlasts_every_flag(school: School) -> None:
    set_contact_first(pupil(3), today=TODAY, by=BY)
    refused("", "stands already", lambda: set_contact_first(pupil(3), today=TODAY, by=BY))
    families.set_restricted_flag(pupil(3), "cp", starts_on=TODAY, by=BY)
    families.end_restricted_flag(RestrictedFlag.objects.get(), ends_on=TODAY, by=BY)
    assert first(TODAY + 30 * DAY) == [3]
    lift_contact_first(pupil(3), today=TODAY + DAY, by=BY)
    assert (first(TODAY), first(TODAY + DAY)) == ([3], [])
    refused("", "no sign", lambda: lift_contact_first(pupil(3), today=TODAY + DAY, by=BY))
    set_contact_first(pupil(3), today=TODAY + DAY, by=BY)
    assert first(TODAY + DAY) == [3]


def test_what_was_lifted_stays_lifted_until_another_flag_is_recorded(school: School) -> None:
    families.set_restricted_flag(pupil(4), "young_carer", starts_on=TODAY - DAY, by=BY)
    lift_contact_first(pupil(4), today=TODAY, by=BY)
    families.end_restricted_flag(RestrictedFlag.objects.get(), ends_on=TODAY + 30 * DAY, by=BY)
    assert (first(TODAY - DAY), first(TODAY)) == ([4], [])
    families.set_restricted_flag(pupil(4), "cp", starts_on=TODAY, by=BY)
    assert first(TODAY) == [4]


def test_a_flag_that_is_taken_away_takes_its_sign(school: School) -> None:
    row = Flag.objects.create(pupil=pupil(5), kind=Flag.Kind.CLA, starts_on=TODAY)
    Flag.objects.create(pupil=pupil(6), kind=Flag.Kind.FSM, starts_on=TODAY)
    follow_flags([pupil(5).pk, pupil(6).pk])
    assert first() == [5]
    row.delete()
    follow_flags([pupil(5).pk])
    assert (first(), ContactFirst.objects.count()) == ([], 0)


def test_the_journal_keeps_who_put_it_on_and_off_and_no_reason(school: School) -> None:
    families.set_restricted_flag(pupil(1), "cin", starts_on=TODAY, by=BY)
    lift_contact_first(pupil(1), today=TODAY, by=BY)
    set_contact_first(pupil(1), today=TODAY, by=BY)
    assert acts(pupil(1)) == ["restricted_flags.set", "contact_first.lifted", "contact_first.set"]
    details = AuditLine.objects.filter(act__startswith="contact_first").values_list("details", flat=True)
    assert "cin" not in str(list(details))


def test_an_import_that_brings_a_looked_after_child_sets_the_sign(world: World, tmp_path: Path) -> None:
    school = world.another_school(filled=False)
    child, path = rows(1)[0], tmp_path / "roll.xml"
    write_roll_xml(path, [replace(child, flags=frozenset({"cla"}))])
    imported(school, {"roll": path})
    write_roll_xml(path, [child])
    apply(school, check(school, receive(school, {"roll": path}, AS_AT + dt.timedelta(days=7))))
    with school_work(school):
        sign = ContactFirst.objects.get()
        assert sign.ends_on == AS_AT + dt.timedelta(days=6)
        assert isinstance(sign.set_by, uuid.UUID)


def test_every_page_shows_the_sign_to_whoever_sees_the_pupil_and_only_two_roles_may_set_it(world: World) -> None:
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD):
        world.employ(role, school)
    lead = world.client(world.person(Role.SAFEGUARDING_LEAD, school), school)
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
    with school_work(school):
        pupil_id = pupil(1).pk
    page = f"/pupils/{pupil_id}/"
    pages = ("/pupils/", "/pupils/?show=first", "/pupils/?show=near", page)
    assert "Contact first</span>" not in "".join(officer.get(each).content.decode() for each in pages)
    assert officer.post(f"{page}contact-first/set/").status_code == 404
    said = lead.post(f"{page}contact-first/set/", follow=True).content.decode()
    assert "The sign is on" in said
    shown = [officer.get(each).content.decode().count('class="tag first"') for each in pages]
    assert shown == [1, 1, 0, 1]
    found = officer.post("/search/", {"q": "Pupil"}).content.decode()
    assert found.count("tag first") == 1
    assert "The sign is off" in lead.post(f"{page}contact-first/lift/", follow=True).content.decode()
    again = lead.post(f"{page}contact-first/lift/", follow=True).content.decode()
    assert "There is no sign to take off." in again
