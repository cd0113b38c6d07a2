"""Contacts, homes, the other school and the roll's history: what is done, refused, kept and told."""

import datetime as dt
from collections.abc import Iterator

import pytest

from schools.journal.models import AuditLine
from schools.journal.operations import record
from schools.roll import queries
from schools.roll.models import (
    Contact,
    DualRegistration,
    Flag,
    HouseholdPupil,
    Pupil,
    PupilContact,
    RestrictedFlag,
)
from schools.roll.operations import admissions, contacts, families, leavers
from schools.roll.operations.contacts import Bond, Details
from schools.roll.queries.families import home_authorities
from tenants.trusts.models import School
from tests.schools.roll.acts import BY, DAY, TODAY, admit, leave, pupil, refused, six_pupils, upn
from tests.world import World


@pytest.fixture
def school(world: World) -> Iterator[School]:
    yield from six_pupils(world)


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
    contacts.change_contact(link, Bond(relationship="mother"), Details(name="Ann B", phones=None), today=TODAY, by=BY)
    assert link.contact.phones.count() == 1
    contacts.lift_restriction(link.restrictions.get(), ends_on=TODAY, by=BY)
    assert not queries.contacts_of(one, TODAY)[0].callable
    assert queries.contacts_of(one, TODAY + DAY)[0].callable


def test_a_change_of_somebody_is_said_of_the_pupils_whose_contact_they_are(school: School) -> None:
    one, two, other, former = (pupil(number) for number in (1, 2, 3, 4))
    link, _ = add(one, "Ann"), add(other, "Ben")
    for child in (two, former):
        contacts.add_contact(child, Bond(relationship="aunt"), known=link.contact, starts_on=TODAY - DAY, by=BY)
    contacts.end_contact(former.contacts.get(), ends_on=TODAY - DAY, today=TODAY, by=BY)
    contacts.change_contact(link, Bond(relationship="mother"), Details(name="Ann B", phones=None), today=TODAY, by=BY)
    lines = AuditLine.objects.filter(act="pupil.contact_changed").values_list("about_id", "details")
    shared = {"shared": str(link.contact_id)}
    assert dict(lines) == {str(one.pk): {"row": str(link.pk)}, str(two.pk): shared}


def test_a_restriction_about_a_sibling_warns_and_a_new_link_does_not_shed_its_own(school: School) -> None:
    one, two = pupil(1), pupil(2)
    link = add(one, "Ann")
    bond = Bond(relationship="mother")
    other = contacts.add_contact(two, bond, known=link.contact, starts_on=TODAY - DAY, by=BY)
    contacts.set_restriction(link, "court_order", note="Order of 3 May", starts_on=TODAY, by=BY)
    (there,) = queries.contacts_of(two, TODAY)
    assert there.restricted_elsewhere
    assert not there.callable
    assert [number.typed for number in there.phones] == ["07700 900123"]
    assert there.restrictions == ()
    assert not queries.contacts_of(two, TODAY - DAY)[0].restricted_elsewhere
    assert (queries.is_barred(link, TODAY), queries.is_barred(other, TODAY)) == (True, False)
    contacts.end_contact(link, ends_on=TODAY - DAY, today=TODAY, by=BY)
    again = contacts.add_contact(one, bond, known=link.contact, starts_on=TODAY, by=BY)
    (here,) = queries.contacts_of(one, TODAY)
    assert (here.link, here.phones, len(here.restrictions)) == (again.pk, (), 1)
    assert not here.restricted_elsewhere
    assert queries.is_barred(again, TODAY)


def test_who_may_see_restricted_flags_is_told_which_pupil_and_that_is_written_down(school: School) -> None:
    one, two = pupil(1), pupil(2)
    link = add(one, "Ann")
    contacts.add_contact(two, Bond(relationship="mother"), known=link.contact, starts_on=TODAY, by=BY)
    for kind in ("court_order", "ask_first"):
        contacts.set_restriction(link, kind, note="Order of 3 May", starts_on=TODAY, by=BY)
    held = queries.restricted_record_of(two, TODAY, by=BY)
    assert [(row.contact, row.pupil) for row in held.elsewhere] == [("Ann", one.pk)]
    assert "3 May" not in repr(held)
    assert AuditLine.objects.filter(act="restricted_flags.seen", about_id=str(one.pk)).count() == 1
    assert queries.restricted_record_of(one, TODAY, by=BY).elsewhere == ()


def test_a_parent_at_home_without_a_number_is_named(school: School) -> None:
    one = pupil()
    link = add(one, "Ann", lives_with=True, responsibility="yes")
    assert queries.parents_without_number(one, TODAY) == []
    bare = Bond(relationship="mother", lives_with=True)
    contacts.change_contact(link, bare, Details(name="Ann"), today=TODAY, by=BY)
    assert queries.parents_without_number(one, TODAY) == ["Ann"]
    brother = Bond(relationship="brother", lives_with=True, responsibility="no")
    contacts.change_contact(link, brother, Details(name="Ann"), today=TODAY, by=BY)
    assert queries.parents_without_number(one, TODAY) == []


@pytest.mark.parametrize(
    ("responsibility", "now", "told"),
    [
        ("yes", {"lives_with": False, "responsibility": "yes"}, True),
        ("unknown", {"lives_with": True, "responsibility": "no"}, True),
        ("yes", {"lives_with": True, "responsibility": "unknown"}, False),
        ("no", {"lives_with": False, "responsibility": "no"}, False),
    ],
)
def test_who_no_longer_lives_with_a_pupil_as_a_parent_loses_what_only_such_a_contact_may_have(
    school: School, monkeypatch: pytest.MonkeyPatch, responsibility: str, now: dict[str, object], told: bool
) -> None:
    barred: list[object] = []
    monkeypatch.setattr(contacts, "announce_barred", lambda contact, since: barred.append((contact, since)))
    link = add(pupil(), "Ann", lives_with=True, responsibility=responsibility)
    bond = Bond(relationship="parent", **now)  # type: ignore[arg-type]
    contacts.change_contact(link, bond, Details(name="Ann"), today=TODAY, by=BY)
    assert barred == ([(link.contact_id, TODAY)] if told else [])


def test_a_contact_was_born_since_1900_and_before_today(school: School) -> None:
    one = pupil()
    contact = add(one, "Ann").contact

    def note(birth: dt.date) -> None:
        contacts.note_birth(contact, birth, pupil=one, today=TODAY, by=BY)

    for wrong in (dt.date(1899, 12, 31), TODAY):
        refused("birth", "no birth date", lambda wrong=wrong: note(wrong))  # type: ignore[misc]
    for right in (dt.date(1900, 1, 1), TODAY - DAY):
        note(right)
        assert Contact.objects.get(pk=contact.pk).birth == right


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
    uncle = add(two, "Bob").contact
    assert contacts.add_contact(three, Bond(relationship="uncle"), known=uncle, starts_on=TODAY, by=BY).priority == 2
    refused(
        "",
        "already",
        lambda: contacts.add_contact(three, Bond(relationship="aunt"), known=link.contact, starts_on=TODAY, by=BY),
    )


def test_the_authority_of_a_home_is_said_where_one_is_recorded(school: School) -> None:
    one, two = pupil(1), pupil(2)
    for each in (one, two):
        families.set_household(each, address="1 High Street", from_day=TODAY - DAY, by=BY)
    families.set_home_authority(one, "Westmoor", on=TODAY, by=BY)
    assert home_authorities([one.pk, two.pk, pupil(3).pk], TODAY) == {one.pk: "Westmoor"}
    assert home_authorities([one.pk], TODAY - 2 * DAY) == {}


def test_an_address_written_wrongly_is_corrected_for_everybody_there_and_what_it_read_is_kept(school: School) -> None:
    one, two, gone = pupil(1), pupil(2), pupil(3)
    families.set_household(one, address="1 Hihg Street", from_day=TODAY - 9 * DAY, by=BY)
    for other in (two, gone):
        families.set_household(other, with_pupil=one, from_day=TODAY - 9 * DAY, by=BY)
    families.set_household(gone, address="2 Mill Lane", from_day=TODAY, by=BY)
    row = one.households.get()
    refused("address", "Write the address", lambda: families.correct_address(row, "", by=BY))
    refused("address", "reads so already", lambda: families.correct_address(row, "1 Hihg Street", by=BY))
    stale = two.households.select_related("household").get()
    families.correct_address(row, "1 High Street", by=BY)
    refused("address", "Somebody else", lambda: families.correct_address(stale, "1 High Road", by=BY))
    assert [home.address for home in queries.homes_of(gone)] == ["2 Mill Lane", "1 High Street"]
    assert {sibling.id for sibling in queries.siblings_of(one, TODAY)} == {two.pk}
    lines = AuditLine.objects.filter(act="pupil.household_corrected")
    assert {line.about_id for line in lines} == {str(each.pk) for each in (one, two, gone)}
    assert "High" not in str([line.details for line in lines])
    (told,) = [event for event in queries.roll_history(two) if event.what == "Address corrected"]
    assert (told.name, told.by) == ("it read 1 Hihg Street", "Asha Rao")


def test_a_home_made_for_a_sibling_is_written_down_for_the_sibling_too(school: School) -> None:
    families.set_household(pupil(1), with_pupil=pupil(2), from_day=TODAY, by=BY)
    for one in (pupil(1), pupil(2)):
        assert AuditLine.objects.filter(act="pupil.household_set", about_id=str(one.pk)).count() == 1


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


def test_every_session_may_be_due_at_the_other_school_where_that_is_the_main_one(school: School) -> None:
    families.set_dual_registration(
        pupil(), status="S", other_school="Elsewhere", slots=range(1, 11), starts_on=TODAY, by=BY
    )
    held = queries.dual_registration_of(pupil(), TODAY)
    assert held is not None
    assert not held.main


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


def test_the_history_says_of_what_was_carried_over_when_that_was(school: School) -> None:
    one = pupil()
    (carried,) = [event for event in queries.roll_history(one) if event.what == "Joined the roll"]
    assert carried.by == "carried over with the roll"
    assert carried.at is not None
    assert abs(carried.at - one.created_at) < dt.timedelta(seconds=30)
    record("pupil.imported", about=("pupil", one.pk), by=BY)
    Flag.objects.create(pupil=one, kind="eal", starts_on=TODAY - DAY, ends_on=TODAY)
    told = {event.what: event for event in queries.roll_history(one)}
    assert told["Joined the roll"].by == "imported by Asha Rao"
    days = [event.day for event in told.values()]
    assert days == sorted(days, reverse=True) != sorted(days), "the newest first"
    assert told["English as an additional language"].by == "carried over with the roll"
    assert told["English as an additional language: last day"].at is None


def test_a_number_replaced_is_told_once_with_who_replaced_it(school: School) -> None:
    one = admit()
    admissions.change_upn(one, upn(501), today=TODAY, by=BY)
    Pupil.objects.filter(key=1).update(upn=None)
    admissions.change_upn(pupil(), upn(502), today=TODAY, by=BY)
    told = [event for event in queries.roll_history(one) if "number" in event.what]
    assert [(event.what, event.detail, event.by) for event in told] == [
        ("Unique pupil number replaced", upn(500), "Asha Rao")
    ]
    assert [event.what for event in queries.roll_history(pupil()) if "number" in event.what] == [
        "Unique pupil number entered"
    ]


# --- ending and meeting ----------------------------------------------------------------------------------------------


def test_the_next_contact_is_last_whatever_places_the_others_hold(school: School) -> None:
    one = pupil()
    PupilContact.objects.create(
        pupil=one, contact=Contact.objects.create(name="Ann"), relationship="aunt", priority=2, starts_on=TODAY
    )
    add(one, "Ben")
    assert names(one) == ["Ann", "Ben"]


def test_what_somebody_else_has_replaced_is_not_ended(school: School) -> None:
    one = pupil()
    families.set_household(one, address="1 High Street", from_day=TODAY, by=BY)
    row = HouseholdPupil.objects.get()
    families.set_household(one, address="1 High Road", from_day=TODAY, by=BY)
    refused("", "no longer recorded", lambda: families.end_household(row, ends_on=TODAY, by=BY))


def test_a_later_end_is_announced_from_the_earlier_one_on(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dt.date] = []
    monkeypatch.setattr(families, "announce", told.append)
    row = DualRegistration.objects.create(
        pupil=pupil(), status="M", other_school="Elsewhere", slots=[3], starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY
    )
    families.end_dual_registration(row, ends_on=TODAY + 5 * DAY, by=BY)
    families.end_dual_registration(row, ends_on=TODAY - 3 * DAY, by=BY)
    DualRegistration.objects.update(ends_on=None)
    families.end_dual_registration(DualRegistration.objects.get(), ends_on=TODAY + 5 * DAY, by=BY)
    assert told == [TODAY, TODAY - 2 * DAY, TODAY + 6 * DAY]
