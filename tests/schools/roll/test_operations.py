"""Joining, leaving and everything between: what is done, what is refused, and what the journal keeps of it."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from foundation.audit.actors import SYSTEM
from schools.journal.models import AuditLine
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from schools.registers.queries.totals import totals_by_half_term
from schools.roll import queries
from schools.roll.models import (
    FormerUpn,
    LeavingVersion,
    Placement,
    Pupil,
    RegistrationGroup,
    YearLead,
)
from schools.roll.operations import admissions, changes, leavers, placing
from schools.roll.operations.admissions import Start
from schools.roll.operations.leavers import Leaving
from schools.roll.operations.withdrawing import withdraw_joiner
from schools.roll.queries.placed import placed_pupils
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tests.schools.roll.acts import BY, DAY, TODAY, acts, admit, group, joiner, leave, pupil, refused, six_pupils, upn
from tests.world import YEAR, World


@pytest.fixture
def school(world: World) -> Iterator[School]:
    yield from six_pupils(world)


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
    asked = Leaving(last_day=TODAY + 5 * DAY, ground="g", note="Letter of 12 November")
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


def test_there_is_nothing_to_put_right_of_whoever_is_on_the_roll(school: School) -> None:
    admission = pupil().admissions.get()
    refused("", "has not left", lambda: leavers.undo_leaving(admission, reason="Wrong pupil", by=BY))


def test_of_two_spells_the_one_that_was_meant_is_put_right(school: School) -> None:
    one = pupil()
    first = leave(one)
    admissions.readmit_pupil(one, Start(starts_on=TODAY + 7 * DAY, group=group()), today=TODAY, by=BY)
    second = leave(one, TODAY + 9 * DAY)
    asked = Leaving(last_day=TODAY + 2 * DAY, ground="a")
    leavers.correct_leaver(first, asked, reason="The letter names another day", today=TODAY, by=BY)
    leavers.undo_leaving(second, reason="They stay", by=BY)
    ended = one.admissions.order_by("starts_on").values_list("ends_on", flat=True)
    assert list(ended) == [TODAY + 2 * DAY, None]


def test_a_leaving_that_is_taken_back_opens_the_newest_place_and_none_that_an_import_left_open(school: School) -> None:
    one = pupil()
    old = one.placements.get()
    Placement.objects.create(pupil=one, group=group(), year_group="9", starts_on=TODAY)
    admission = leave(one, TODAY + DAY)
    leavers.undo_leaving(admission, reason="They stay", by=BY)
    places = one.placements.order_by("starts_on")
    assert list(places.values_list("starts_on", "ends_on")) == [(old.starts_on, TODAY + DAY), (TODAY, None)]


def test_a_leaver_is_listed_in_the_group_they_were_in_last_whatever_an_import_left_open(school: School) -> None:
    one = pupil()
    last = RegistrationGroup.objects.create(academic_year=YEAR, name="9Z", year_group="9")
    Placement.objects.create(pupil=one, group=last, year_group="9", starts_on=TODAY)
    leave(one, TODAY + DAY)
    assert [(row.key, row.group) for row in queries.leavers(TODAY, TODAY + DAY)] == [(one.key, "9Z")]


def test_who_ever_led_a_year_group_is_listed_the_newest_first(school: School) -> None:
    for name, since in (("Abel", TODAY - 9 * DAY), ("Zara", TODAY), ("Ines", TODAY - 5 * DAY)):
        YearLead.objects.create(
            year_group="9", staff=StaffMember.objects.create(name=name, starts_on=since), starts_on=since
        )
    assert [post.name for post in queries.leads_of("9")] == ["Zara", "Ines", "Abel"]


def test_who_was_in_a_group_on_the_first_day_of_a_stretch_alone_was_in_it(school: School) -> None:
    one = pupil()
    leave(one, TODAY)
    assert placed_pupils([one.key], TODAY, TODAY + DAY)[one.key].form == "9B"
    assert placed_pupils([one.key], TODAY + DAY, TODAY + DAY) == {}


def test_who_listens_for_barred_contacts_is_told_once_however_often_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "_bar_listeners", [])
    told: list[tuple[uuid.UUID, dt.date]] = []

    def listener(contact: uuid.UUID, since: dt.date) -> None:
        told.append((contact, since))

    for _ in range(2):
        changes.when_contact_barred(listener)
    contact = uuid.uuid4()
    changes.announce_barred(contact, TODAY)
    assert told == [(contact, TODAY)]


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
    third = RegistrationGroup.objects.create(academic_year=YEAR, name="9D", year_group="9")
    assert move(third, TODAY + DAY).group == third
    assert one.placements.count() == 2, "the same day's move is put right, and none is added"
    refused("from_day", "Another move", lambda: move(other, TODAY))
    leave(one)
    refused("from_day", "not on the roll", lambda: move(other, TODAY + 2 * DAY))
    assert one.placements.count() == 1


def test_whoever_comes_back_is_placed_anew_whatever_an_import_left_open(school: School) -> None:
    one = pupil()
    leave(one)
    Placement.objects.create(pupil=one, year_group="9", group=group(), starts_on=TODAY + 9 * DAY)
    start = Start(starts_on=TODAY + 7 * DAY, group=group())
    admissions.readmit_pupil(one, start, today=TODAY, by=BY)
    placed = list(one.placements.order_by("starts_on").values_list("starts_on", "ends_on"))
    assert placed[1:] == [(TODAY + 7 * DAY, None)]


# --- taken off before the starting day -------------------------------------------------------------------------------


def ahead(day: dt.date = TODAY + 9 * DAY) -> Pupil:
    return admissions.admit_pupil(joiner(), Start(starts_on=day, group=group()), today=TODAY, by=BY)


def test_who_has_not_started_is_taken_off_and_can_join_anew(school: School) -> None:
    one = ahead()
    withdraw_joiner(one, today=TODAY, by=BY)
    assert (one.admissions.count(), one.placements.count()) == (0, 0)
    assert one.pk not in {row.id for row in queries.on_roll(TODAY + 20 * DAY)}
    assert queries.never_on_roll() == [one]
    line = AuditLine.objects.get(act="pupil.withdrawn", about_id=str(one.pk))
    assert line.details["starts_on"] == str(TODAY + 9 * DAY)
    assert "Ångström" not in str(line.details)
    told = queries.roll_history(one)
    assert [(event.what, event.detail) for event in told] == [
        ("Taken off before the starting day", "it was 28 November 2026")
    ]
    refused("", "not down to join", lambda: withdraw_joiner(one, today=TODAY, by=BY))
    admissions.readmit_pupil(one, Start(starts_on=TODAY + DAY, group=group()), today=TODAY, by=BY)
    assert queries.never_on_roll() == []


def test_a_mark_that_any_room_knows_of_stands(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, dt.date]] = []
    monkeypatch.setattr(changes, "_mark_tests", [lambda *_: False, lambda *of: bool(asked.append(of)) or of[0] == 7])
    assert changes.marks_stand(7, TODAY)
    assert not changes.marks_stand(8, TODAY + DAY)
    assert asked == [(7, TODAY), (8, TODAY + DAY)]


def test_a_second_spell_is_taken_off_and_the_first_stays_as_it_ended(school: School) -> None:
    one = pupil()
    leave(one)
    admissions.readmit_pupil(one, Start(starts_on=TODAY + 7 * DAY, group=group()), today=TODAY, by=BY)
    withdraw_joiner(one, today=TODAY, by=BY)
    assert [(row.ends_on, row.leaving_ground) for row in one.admissions.all()] == [(TODAY, "a")]
    assert one.placements.get().ends_on == TODAY
    assert queries.never_on_roll() == []


def test_whoever_has_started_leaves_on_a_ground_or_not_at_all(school: School) -> None:
    refused("", "starting day has come", lambda: withdraw_joiner(pupil(), today=TODAY, by=BY))
    one = ahead(TODAY + DAY)
    refused("", "starting day has come", lambda: withdraw_joiner(one, today=TODAY + DAY, by=BY))
    admission = leave(one, TODAY + 5 * DAY)
    refused("", "A leaving is recorded", lambda: withdraw_joiner(one, today=TODAY, by=BY))
    leavers.undo_leaving(admission, reason="They stay", by=BY)
    refused("", "taken back, and stays", lambda: withdraw_joiner(one, today=TODAY, by=BY))
    assert one.admissions.count() == 1


def test_nobody_is_taken_off_while_a_mark_stands(school: School) -> None:
    one = ahead()
    entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
    copy_marks(entry, [(one.key, TODAY + 12 * DAY, 1, "M", None)])
    refused("", "A mark is entered", lambda: withdraw_joiner(one, today=TODAY, by=BY))
    assert (one.admissions.count(), one.placements.count()) == (1, 1)
    assert "pupil.withdrawn" not in acts(one)
