"""Joining, leaving and everything between: what is done, what is refused, and what the journal keeps of it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from foundation.audit.actors import SYSTEM, Actor
from schools.journal.models import AuditLine
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from schools.registers.queries.totals import totals_by_half_term
from schools.roll import queries
from schools.roll.models import (
    Admission,
    Contact,
    FormerUpn,
    LeavingVersion,
    Placement,
    Pupil,
    PupilContact,
    RegistrationGroup,
    RestrictedFlag,
)
from schools.roll.operations import admissions, contacts, families, leavers, placing
from schools.roll.operations.admissions import Joiner, Start
from schools.roll.operations.contacts import Bond, Details
from schools.roll.operations.leavers import Leaving
from schools.roll.operations.refusals import RollRefusedError
from schools.roll.rules.upn import check_letter
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import YEAR, World

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
BY = Actor(None, "Asha Rao")


def upn(serial: int) -> str:
    body = f"991400026{serial:03d}"
    return check_letter(body) + body


@pytest.fixture
def school(world: World) -> Iterator[School]:
    """Six pupils of year 9 in 9B, on the roll since September; the test works in the school's transaction."""
    school = world.another_school(filled=True)
    with school_work(school):
        yield school


def group(name: str = "9B") -> RegistrationGroup:
    return RegistrationGroup.objects.get(name=name, academic_year=YEAR)


def pupil(number: int = 1) -> Pupil:
    return Pupil.objects.get(key=number)


def joiner(**changed: object) -> Joiner:
    plain: dict[str, object] = {
        "surname": "Ångström",
        "forename": "Zoë",
        "birth": dt.date(2013, 2, 3),
        "sex": "F",
        "upn": upn(500),
    }
    return Joiner(**(plain | changed))  # type: ignore[arg-type]


def admit(**changed: object) -> Pupil:
    return admissions.admit_pupil(joiner(**changed), Start(starts_on=TODAY, group=group()), today=TODAY, by=BY)


def leave(one: Pupil, last_day: dt.date = TODAY, ground: str = "a", **more: str) -> Admission:
    return leavers.remove_from_roll(one, Leaving(last_day=last_day, ground=ground, **more), today=TODAY, by=BY)


def refused(field: str, words: str, act: object) -> None:
    with pytest.raises(RollRefusedError, match=words) as caught:
        act()  # type: ignore[operator]
    assert caught.value.field == field


def acts(one: Pupil) -> list[str]:
    return list(AuditLine.objects.filter(about_id=str(one.pk)).values_list("act", flat=True))


# --- joining ---------------------------------------------------------------------------------------------------------


def test_a_joiner_is_on_roll_placed_and_told_of(school: School) -> None:
    new = admit()
    (line,) = [row for row in queries.on_roll(TODAY) if row.id == new.pk]
    assert (line.group, line.year_group, line.since) == ("9B", "9", TODAY)
    assert new.sort_name == "angstrom zoe"
    assert new.pk not in {row.id for row in queries.on_roll(TODAY - DAY)}
    line = AuditLine.objects.get(act="pupil.admitted", about_id=str(new.pk))
    assert line.person_name == "Asha Rao"
    assert "Ångström" not in str(line.details)


@pytest.mark.parametrize(
    ("field", "words", "changed"),
    [
        ("upn", "check letter", {"upn": "A" + upn(500)[1:]}),
        ("upn", "spreadsheet", {"upn": "1.23E+12"}),
        ("birth", "of that age", {"birth": dt.date(2026, 2, 3)}),
        ("birth", "of that age", {"birth": dt.date(1986, 2, 3)}),
    ],
)
def test_a_joiner_who_cannot_be_is_refused(school: School, field: str, words: str, changed: dict[str, object]) -> None:
    refused(field, words, lambda: admit(**changed))
    assert Pupil.objects.count() == 6


def test_a_number_is_borne_by_one_pupil_ever(school: School) -> None:
    first = admit()
    refused("upn", "Another pupil", lambda: admit(forename="Ada"))
    admissions.change_upn(first, upn(501), today=TODAY, by=BY)
    refused("upn", "Another pupil", lambda: admit(forename="Ada"))
    assert FormerUpn.objects.get(pupil=first).upn == upn(500)
    assert pupil(first.key).former_upn == upn(500)
    admissions.change_upn(first, upn(502), today=TODAY, by=BY)
    refused("upn", "Another pupil", lambda: admit(forename="Ada", upn=upn(500)))
    refused("upn", "already", lambda: admissions.change_upn(first, upn(502).lower(), today=TODAY, by=BY))


def test_the_same_child_twice_is_asked_about(school: School) -> None:
    admit()
    refused("twin", "Readmit them", lambda: admit(forename="ZOË", surname="ANGSTRÖM", upn=""))
    assert admit(upn="", twin=True).upn is None


@pytest.mark.parametrize(
    ("field", "words", "changed"),
    [
        ("starts_on", "earlier school year", {"starts_on": dt.date(2026, 8, 31)}),
        ("starts_on", "more than a year", {"starts_on": dt.date(2028, 1, 3)}),
        ("group", "does not exist on that day", {"starts_on": dt.date(2027, 9, 2)}),
        ("year_group", "another year", {"year_group": "10"}),
        ("year_group", "not a year group", {"year_group": "15"}),
    ],
)
def test_a_start_that_cannot_be_is_refused(school: School, field: str, words: str, changed: dict[str, object]) -> None:
    plain: dict[str, object] = {"starts_on": TODAY, "group": group()}
    start = Start(**(plain | changed))  # type: ignore[arg-type]
    refused(field, words, lambda: admissions.admit_pupil(joiner(), start, today=TODAY, by=BY))


def test_a_group_of_mixed_ages_asks_for_the_year(school: School) -> None:
    mixed = RegistrationGroup.objects.create(academic_year=YEAR, name="Mixed")
    start = Start(starts_on=TODAY, group=mixed)
    refused("year_group", "several years", lambda: admissions.admit_pupil(joiner(), start, today=TODAY, by=BY))
    start = Start(starts_on=TODAY, group=mixed, year_group="Year 8")
    new = admissions.admit_pupil(joiner(), start, today=TODAY, by=BY)
    assert new.placements.get().year_group == "8"


# --- leaving ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "words", "leaving"),
    [
        ("ground", "only on a ground", {"ground": ""}),
        ("ground", "not a ground", {"ground": "moved"}),
        ("ground", "not of compulsory", {"ground": "9(3)", "note": "sixth form"}),
        ("last_day", "not retrospective", {"last_day": TODAY - DAY}),
        ("last_day", "more than a year", {"last_day": TODAY + 400 * DAY}),
    ],
)
def test_off_rolling_is_refused(school: School, field: str, words: str, leaving: dict[str, object]) -> None:
    plain: dict[str, object] = {"last_day": TODAY, "ground": "a"}
    asked = Leaving(**(plain | leaving))  # type: ignore[arg-type]
    refused(field, words, lambda: leavers.remove_from_roll(pupil(), asked, today=TODAY, by=BY))
    assert pupil().admissions.get().ends_on is None
    assert "pupil.left" not in acts(pupil())


def test_a_pupil_past_compulsory_age_needs_the_reason_in_words(school: School) -> None:
    Pupil.objects.filter(key=1).update(birth=dt.date(2009, 9, 3))
    refused("note", "in words", lambda: leave(pupil(), ground="9(3)"))
    assert leave(pupil(), ground="9(3)", note="Took up an apprenticeship.").leaving_ground == "9(3)"


def test_a_leaver_is_off_roll_the_day_after_and_cannot_leave_twice(school: School) -> None:
    one = pupil()
    leave(one, TODAY + DAY)
    assert one.pk in {row.id for row in queries.on_roll(TODAY + DAY)}
    assert one.pk not in {row.id for row in queries.on_roll(TODAY + 2 * DAY)}
    assert one.placements.get().ends_on == TODAY + DAY
    refused("", "recorded already", lambda: leave(one))


def test_marks_outside_the_roll_no_longer_count(school: School) -> None:
    """The registers hear of it: what was marked after the last day stays on record and is counted nowhere."""
    days = [TODAY + n * DAY for n in (0, 1)]
    entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
    copy_marks(entry, [(1, day, session, "/\\"[session - 1], None) for day in days for session in (1, 2)])
    refresh_weeks(days[0], days[-1])

    def counted() -> int:
        return sum(one.possible for one in totals_by_half_term(YEAR, [1]).get(1, {}).values())

    assert counted() == 4
    admission = leave(pupil())
    assert counted() == 2
    leavers.undo_leaving(admission, reason="Wrong pupil", by=BY)
    assert counted() == 4


def test_a_leaving_is_corrected_and_taken_back_with_a_reason(school: School) -> None:
    one = pupil()
    admission = leave(one, TODAY + DAY)
    asked = Leaving(last_day=TODAY + 5 * DAY, ground="f", note="Letter of 12 November")
    correct = leavers.correct_leaver
    refused("reason", "Say why", lambda: correct(admission, asked, reason=" ", today=TODAY, by=BY))
    correct(admission, asked, reason="The letter names another day", today=TODAY, by=BY)
    assert one.placements.get().ends_on == TODAY + 5 * DAY
    version = LeavingVersion.objects.get()
    assert (version.leaving_ground, version.ends_on) == ("a", TODAY + DAY)
    leavers.undo_leaving(admission, reason="They stay", by=BY)
    again = one.admissions.get()
    assert (again.ends_on, again.leaving_ground) == (None, "")
    assert one.placements.get().ends_on is None
    assert "stay" not in str([line.details for line in AuditLine.objects.all()])
    assert LeavingVersion.objects.count() == 2


def test_a_correction_of_an_old_leaving_leaves_the_new_spells_place_alone(school: School) -> None:
    one = pupil()
    admission = leave(one, TODAY + 5 * DAY)
    admissions.readmit_pupil(one, Start(starts_on=TODAY + 12 * DAY, group=group()), today=TODAY, by=BY)
    asked = Leaving(last_day=TODAY + 3 * DAY, ground="a")
    leavers.correct_leaver(admission, asked, reason="The letter names another day", today=TODAY, by=BY)
    placed = list(one.placements.order_by("starts_on").values_list("ends_on", flat=True))
    assert placed == [TODAY + 3 * DAY, None]


def test_whoever_left_comes_back_in_a_new_spell(school: School) -> None:
    one = pupil()
    leave(one)
    start = Start(starts_on=TODAY, group=group())
    refused("starts_on", "on the roll on that day", lambda: admissions.readmit_pupil(one, start, today=TODAY, by=BY))
    start = Start(starts_on=TODAY + 7 * DAY, group=group())
    admissions.readmit_pupil(one, start, today=TODAY, by=BY)
    assert one.admissions.count() == 2
    assert one.pk not in {row.id for row in queries.on_roll(TODAY + DAY)}
    assert one.pk in {row.id for row in queries.on_roll(TODAY + 7 * DAY)}
    left = one.admissions.order_by("starts_on")[0]
    refused("", "readmitted since", lambda: leavers.undo_leaving(left, reason="x", by=BY))


# --- moving ----------------------------------------------------------------------------------------------------------


def test_a_move_holds_from_its_day(school: School) -> None:
    other = RegistrationGroup.objects.create(academic_year=YEAR, name="9C", year_group="9")
    one = pupil()

    def move(to: RegistrationGroup, day: dt.date) -> Placement:
        return placing.move_group(one, to, from_day=day, today=TODAY, by=BY)

    refused("from_day", "has passed", lambda: move(other, TODAY - DAY))
    refused("group", "already", lambda: move(group(), TODAY))
    move(other, TODAY + DAY)
    assert [(row.group, row.starts_on) for row in one.placements.order_by("starts_on")][1] == (other, TODAY + DAY)
    assert {row.group for row in queries.on_roll(TODAY) if row.id == one.pk} == {"9B"}
    assert {row.group for row in queries.on_roll(TODAY + DAY) if row.id == one.pk} == {"9C"}
    refused("from_day", "Another move", lambda: move(other, TODAY))
    leave(one)
    refused("from_day", "not on the roll", lambda: move(other, TODAY + 2 * DAY))
    assert one.placements.count() == 1


# --- contacts --------------------------------------------------------------------------------------------------------


def add(one: Pupil, name: str, **bond: object) -> PupilContact:
    return contacts.add_contact(
        one,
        Bond(relationship="parent", **bond),  # type: ignore[arg-type]
        details=Details(name=name, phones=[("07700 900123", "mobile")], email="x@family.example"),
        starts_on=TODAY - DAY,
        by=BY,
    )


def names(one: Pupil) -> list[str]:
    return [contact.name for contact in queries.contacts_of(one, TODAY)]


def test_contacts_are_rung_in_the_order_given(school: School) -> None:
    one = pupil()
    first, second, third = (add(one, name) for name in ("Ann", "Ben", "Cat"))
    contacts.move_contact(third, to=1, by=BY)
    assert names(one) == ["Cat", "Ann", "Ben"]
    contacts.move_contact(third, to=99, by=BY)
    assert names(one) == ["Ann", "Ben", "Cat"]
    contacts.end_contact(first, ends_on=TODAY - DAY, today=TODAY, by=BY)
    assert [(row.place, row.name) for row in queries.contacts_of(one, TODAY)] == [(1, "Ben"), (2, "Cat")]
    assert Contact.objects.count() == 3
    assert second.pk


def test_a_restricted_contact_is_never_offered(school: School) -> None:
    one = pupil()
    link = add(one, "Ann")
    (before,) = queries.contacts_of(one, TODAY)
    assert before.callable
    assert before.phones[0].digits == "+447700900123"
    contacts.set_restriction(link, "court_order", note="Order of 3 May", starts_on=TODAY, by=BY)
    (after,) = queries.contacts_of(one, TODAY)
    assert not after.callable
    assert (after.phones, after.email) == ((), "")
    assert after.restrictions == ("Court order: ask the safeguarding lead",)
    assert "Order of 3 May" not in repr(after)
    contacts.change_contact(link, Bond(relationship="mother"), Details(name="Ann B", phones=None), by=BY)
    assert link.contact.phones.count() == 1
    contacts.lift_restriction(link.restrictions.get(), ends_on=TODAY, by=BY)
    assert not queries.contacts_of(one, TODAY)[0].callable
    assert queries.contacts_of(one, TODAY + DAY)[0].callable


def test_a_parent_at_home_without_a_number_is_named(school: School) -> None:
    one = pupil()
    link = add(one, "Ann", lives_with=True, responsibility="yes")
    assert queries.parents_without_number(one, TODAY) == []
    bare = Bond(relationship="mother", lives_with=True)
    contacts.change_contact(link, bare, Details(name="Ann"), by=BY)
    assert queries.parents_without_number(one, TODAY) == ["Ann"]
    brother = Bond(relationship="brother", lives_with=True, responsibility="no")
    contacts.change_contact(link, brother, Details(name="Ann"), by=BY)
    assert queries.parents_without_number(one, TODAY) == []


# --- families --------------------------------------------------------------------------------------------------------


def test_siblings_share_a_home_by_dates(school: School) -> None:
    one, two, three = pupil(1), pupil(2), pupil(3)
    families.set_household(one, address="1 High Street", from_day=TODAY - 9 * DAY, by=BY)
    families.set_household(two, with_pupil=one, from_day=TODAY - 9 * DAY, by=BY)
    families.set_household(three, with_pupil=one, from_day=TODAY, by=BY)
    assert {row.id for row in queries.siblings_of(one, TODAY)} == {two.pk, three.pk}
    assert {row.id for row in queries.siblings_of(one, TODAY - DAY)} == {two.pk}
    families.set_household(two, address="2 Mill Lane", from_day=TODAY, by=BY)
    assert {row.id for row in queries.siblings_of(one, TODAY)} == {three.pk}
    assert [home.address for home in queries.homes_of(two)] == ["2 Mill Lane", "1 High Street"]
    link = add(one, "Ann")
    taken = contacts.add_contact(three, Bond(relationship="aunt"), known=link.contact, starts_on=TODAY, by=BY)
    assert taken.contact_id == link.contact_id
    refused(
        "",
        "already",
        lambda: contacts.add_contact(three, Bond(relationship="aunt"), known=link.contact, starts_on=TODAY, by=BY),
    )


def test_each_school_records_its_own_sessions(school: School) -> None:
    def dual(**changed: object) -> None:
        plain: dict[str, object] = {
            "status": "M",
            "other_school": "Elsewhere",
            "slots": [3, 4],
            "starts_on": TODAY,
            "by": BY,
        }
        families.set_dual_registration(pupil(), **(plain | changed))  # type: ignore[arg-type]

    refused("slots", "Tick", lambda: dual(slots=[]))
    refused("slots", "of its own", lambda: dual(slots=range(1, 11)))
    refused("other_urn", "six digits", lambda: dual(other_urn="12345"))
    refused("ends_on", "before the first", lambda: dual(ends_on=TODAY - DAY))
    dual()
    dual(starts_on=TODAY + 7 * DAY, slots=[10])
    now, later = (queries.dual_registration_of(pupil(), TODAY + n * DAY) for n in (0, 7))
    assert now is not None
    assert later is not None
    assert (now.main, now.words, later.words) == (True, "Tuesday", "Friday PM")
    refused("starts_on", "later already", dual)


def test_every_read_of_restricted_flags_is_written_down(school: School) -> None:
    one = pupil()
    families.set_restricted_flag(one, "cp", starts_on=TODAY, by=BY, worker_name="Sam Lee")
    refused("kind", "already", lambda: families.set_restricted_flag(one, "cp", starts_on=TODAY, by=BY))
    for times in (1, 2):
        (flag,) = queries.restricted_flags_of(one, TODAY, by=BY)
        assert flag.words == "Child protection plan"
        seen = AuditLine.objects.filter(act="restricted_flags.seen", about_kind="pupil", about_id=str(one.pk))
        assert seen.count() == times
    assert queries.restricted_flags_of(one, TODAY - DAY, by=BY) == []
    families.end_restricted_flag(RestrictedFlag.objects.get(), ends_on=TODAY, by=BY)
    assert queries.restricted_flags_of(one, TODAY + DAY, by=BY) == []
    lines = str(list(AuditLine.objects.values("act", "details")))
    assert "cp" not in lines
    assert "Sam Lee" not in lines


# --- history ---------------------------------------------------------------------------------------------------------


def test_the_history_tells_what_who_and_when_and_nothing_restricted(school: School) -> None:
    one = admit(preferred="Zo")
    families.set_restricted_flag(one, "cin", starts_on=TODAY, by=BY)
    admission = leave(one)
    leavers.undo_leaving(admission, reason="Wrong child", by=BY)
    told = queries.roll_history(one)
    words = [f"{event.what} {event.detail}" for event in told]
    assert any("Leaving taken back Wrong child (was 19/11/2026, Registered at another" in line for line in words)
    joined = next(event for event in told if event.what == "Joined the roll")
    assert (joined.day, joined.by) == (TODAY, "Asha Rao")
    assert [(event.detail, event.by) for event in told if event.what == "Placed"] == [("Year 9, 9B", "Asha Rao")]
    assert not any("need" in line or "estrict" in line for line in words)
    (imported,) = [event for event in queries.roll_history(pupil()) if event.what == "Joined the roll"]
    assert (imported.by, imported.at) == ("", None)
