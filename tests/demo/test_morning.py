"""The demo's morning: most registers in by nine, as their tutors knew the day then; the rest still to be taken."""

import datetime as dt
from collections import Counter

import pytest

from rollcall.demo.people import PEOPLE
from rollcall.demo.trust.invention import SEED, InventedSchool, invent
from rollcall.demo.trust.schools import SCHOOLS
from rollcall.demo.trust.staffing import ATTENDANCE_LEADS_WHO_SIGN_IN, LEADERS_WHO_SIGN_IN, TUTORS_WHO_SIGN_IN
from schools.registers.rules.codes import code_on, refusal
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age
from schools.staff.models import StaffDuty

FRIDAY = dt.date(2026, 11, 20)
SLUGS = [profile.slug for profile in SCHOOLS]


@pytest.fixture(scope="module")
def schools() -> dict[str, InventedSchool]:
    return invent(SEED, FRIDAY)


def groups_of(school: InventedSchool) -> set[str]:
    return {name for year, _, name in school.groups() if year == 2026}


def codes_of(school: InventedSchool) -> Counter:
    return Counter(mark.code for sent in school.morning for mark in sent.marks)


def test_three_of_alders_forty_one_registers_are_missing_and_ben_oyelarans_is_one(schools):
    missing = groups_of(schools["alder"]) - {sent.group for sent in schools["alder"].morning}
    assert len(groups_of(schools["alder"])) == 41
    assert len(missing) == 3
    assert "9B" in missing


@pytest.mark.parametrize("slug", SLUGS)
def test_few_registers_are_missing_anywhere_and_none_was_sent_twice(schools, slug):
    sent = [one.group for one in schools[slug].morning]
    assert len(sent) == len(set(sent))
    assert set(sent) < groups_of(schools[slug])
    assert 1 <= len(groups_of(schools[slug])) - len(sent) <= 3


def test_who_has_not_come_and_why_nobody_knows_is_some_thirty_at_alder(schools):
    codes = codes_of(schools["alder"])
    assert 20 <= codes["N"] <= 40
    assert codes["L"] >= 10
    assert codes["/"] > 0.75 * codes.total()


@pytest.mark.parametrize("slug", SLUGS)
def test_registers_are_sent_between_opening_and_nine_and_lates_arrive_before_that(schools, slug):
    profile = schools[slug].profile
    opens = dt.time.fromisoformat(profile.am_opens)
    for sent in schools[slug].morning:
        assert opens < sent.sent_at <= dt.time(9, 4)
        waited = (sent.sent_at.hour - opens.hour) * 60 + sent.sent_at.minute - opens.minute
        for mark in sent.marks:
            assert (mark.minutes is not None) == (mark.code == "L")
            assert mark.minutes is None or mark.minutes <= waited


@pytest.mark.parametrize("slug", SLUGS)
def test_a_register_holds_just_the_group_and_codes_that_may_stand_there(schools, slug):
    school = schools[slug]
    placed: dict[str, set[int]] = {}
    ages = {pupil.number: of_compulsory_school_age(pupil.child.birth, FRIDAY) for pupil in school.pupils}
    for pupil in school.pupils:
        here = pupil.placement(2026)
        if here and here.starts_on < FRIDAY <= here.ends_on:
            placed.setdefault(here.group, set()).add(pupil.number)
    for sent in school.morning:
        assert {mark.pupil for mark in sent.marks} == placed[sent.group]
        for mark in sent.marks:
            assert mark.code not in {"U", "\\", "-", ""}
            assert code_on(mark.code, FRIDAY) is not None
            assert refusal(mark.code, on=FRIDAY, session=1, compulsory_age=ages[mark.pupil]) is None


def test_there_is_no_morning_without_school():
    """A Saturday at all; a day that only Alder keeps for its staff."""
    assert all(school.morning == () for school in invent(SEED, dt.date(2026, 11, 21)).values())
    inset = invent(SEED, dt.date(2026, 11, 2))
    assert inset["alder"].morning == ()
    assert inset["birch"].morning != ()


def test_the_days_before_are_as_they_were_without_a_morning(schools):
    """What came in this morning changes no mark of an earlier day."""
    assert all(mark.date < FRIDAY for mark in schools["alder"].marks())


@pytest.mark.parametrize("slug", SLUGS)
def test_every_group_has_a_tutor_every_day_and_no_name_is_held_twice(schools, slug):
    school = schools[slug]
    staffing = school.staffing
    names = [post.name for post in staffing.posts]
    held = {**TUTORS_WHO_SIGN_IN, **LEADERS_WHO_SIGN_IN}.values()
    assert len(names) == len(set(names))
    assert not set(names) & set(held)
    for year in school.years:
        for on in year.days:
            if on <= FRIDAY:
                for year_group in school.profile.year_groups:
                    for group in school.profile.group_names(year_group, year.academic_year):
                        assert staffing.tutor_on(group, year.academic_year, on)
    assert {one.name for one in (*staffing.tutors, *staffing.leads)} <= {*names, *held}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_maternity_cover_came_and_went(schools, slug):
    staffing = schools[slug].staffing
    [cover] = [post for post in staffing.posts if "maternity cover" in post.position]
    assert cover.ends_on == dt.date(2026, 10, 16)
    last = max((one for one in staffing.tutors if one.name == cover.name), key=lambda one: one.starts_on)
    after = [one for one in staffing.tutors if one.group == last.group and one.starts_on > cover.ends_on]
    assert len(after) == 1
    assert after[0].ends_on is None


def test_those_who_sign_in_teach_and_lead_what_is_theirs(schools):
    who = {(person.place, person.name): person.role.value for person in PEOPLE}
    for (slug, group), name in TUTORS_WHO_SIGN_IN.items():
        assert who[slug, name] == "class_teacher"
        assert schools[slug].staffing.tutor_on(group, 2026, FRIDAY) == name
    for (slug, year_group), name in LEADERS_WHO_SIGN_IN.items():
        assert who[slug, name] == "head_of_year"
        assert [one.name for one in schools[slug].staffing.leads if one.year_group == year_group][-1] == name


@pytest.mark.parametrize("slug", SLUGS)
def test_all_but_one_tutor_of_today_can_be_written_to_and_each_duty_is_held_by_somebody_here(schools, slug):
    staffing = schools[slug].staffing
    emails = {post.name: post.email for post in staffing.posts}
    assert {email.partition("@")[2] for email in emails.values() if email} == {f"{slug}.example"}
    assert len({email for email in emails.values() if email}) == len(emails) - 1
    without = {one.name for one in staffing.tutors if one.on(FRIDAY) and emails.get(one.name) == ""}
    assert len(without) == 1
    here = {post.name for post in staffing.posts if post.ends_on is None} | {one.name for one in PEOPLE}
    assert Counter(one.duty for one in staffing.duties) == {
        StaffDuty.Duty.ATTENDANCE_LEAD: 1,
        StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD: 1,
        StaffDuty.Duty.CLERK: 1,
        StaffDuty.Duty.FIRE_MARSHAL: 2,
    }
    assert {one.name for one in staffing.duties} <= here


def test_who_signs_in_as_senior_leader_has_the_attendance_lead(schools):
    who = {(person.place, person.name): person.role.value for person in PEOPLE}
    for slug, name in ATTENDANCE_LEADS_WHO_SIGN_IN.items():
        assert who[slug, name] == "senior_leader"
        assert name in [one.name for one in schools[slug].staffing.duties if one.duty == "attendance_lead"]


def test_every_school_has_a_safeguarding_lead_who_signs_in():
    assert sorted(one.place for one in PEOPLE if one.role.value == "safeguarding_lead") == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_year_group_has_one_leader_today(schools, slug):
    today = Counter(one.year_group for one in schools[slug].staffing.leads if one.ends_on is None)
    assert today == Counter(schools[slug].profile.year_groups)
