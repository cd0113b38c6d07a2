"""What the demo's two officers are told and make of it: packs, plans and returns as they stand on its morning."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from rollcall.demo.trust import neighbours, showing, with_authority
from rollcall.demo.trust.at_work import days_of
from rollcall.demo.trust.marking import mark as amend
from rollcall.servers.files import FilesInfo
from schools.bundles.models import Bundle
from schools.cases.models import Case, Task
from schools.penalties.models import Penalty
from schools.policy.operations.taking_profiles import take_profiles_in
from schools.roll.models import Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.operations.families import set_household
from schools.sharing.models import Share as OurShare
from schools.sharing.models import ShareAct
from tenants.policies.rules.notice_ledger import Rate
from tenants.shares.models import Index, Notice, Version
from tenants.shares.pages.cases import OPEN, OVER, CaseLine, Narrowed, case_list
from tenants.shares.pages.plans import plan_list
from tenants.shares.queries.shares import open_shares
from tenants.trusts.scopes import authority_work, school_work, trust_work
from tests.isolation.routes.made.policies import PROFILE
from tests.schools.bundles.evidence import told
from tests.schools.decisions.deciding import SINCE, THURSDAY, Deciding
from tests.schools.decisions.deciding import deciding as deciding_school
from tests.schools.pupils.years import school_days, slots, write_marks
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.tenants.sharing import forget
from tests.trust_reporting.registers import mark
from tests.world import World

DAY = dt.timedelta(days=1)
#: In the order of the roll: girls and boys as the stories want them, of whom each has a mother and the first a father.
SEXES = "FMMFFM"
PHONE = ("07700 900001", "mobile")


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Deciding]:
    """Six pupils of 9B who miss nothing, each with a mother to be written to, the first with a father elsewhere, too."""
    made = deciding_school(world, monkeypatch)
    place = made.taking.school
    there = {slot: "/\\"[slot[1] - 1] for slot in slots(school_days(SINCE + DAY, THURSDAY - DAY))}
    write_marks(place, dict.fromkeys(made.taking.keys, there))
    with school_work(place):
        for number, (key, sex) in enumerate(zip(made.taking.pupils, SEXES, strict=True)):
            Pupil.objects.filter(pk=key).update(sex=sex)
            pupil = Pupil.objects.get(pk=key)
            set_household(pupil, from_day=SINCE, by=BY, address=f"{number} Larch Row")
            for name, lives_with in (("Mother", True), ("Father", False))[: 2 if number == 0 else 1]:
                bond = Bond(relationship=name.lower(), lives_with=lives_with, responsibility="yes")
                details = Details(name=f"{name} {pupil.surname}", address=f"{number} Larch Row", phones=[PHONE])
                add_contact(pupil, bond, starts_on=SINCE, by=BY, details=details)
        mark({(key, THURSDAY, 1): "/" for key in made.taking.keys})
        take_profiles_in([told("eastshire", PROFILE)], now=at(9, 0))
    forget(world)
    yield made
    forget(world)


def listed(world: World, state: str = OPEN) -> list[CaseLine]:
    """The first page of cases of Eastshire's officer."""
    with authority_work(world.eastshire):
        return list(case_list(Narrowed(state=state), uuid.uuid4(), THURSDAY).shown("1"))


def test_one_pack_waits_one_is_asked_about_two_are_closed_and_one_is_taken_back(world: World, school: Deciding) -> None:
    place = school.taking.school
    assert with_authority.play(place, THURSDAY) == 5
    assert with_authority.play(place, THURSDAY) == 0
    waits, asked = listed(world)
    assert (waits.about, waits.share.state, waits.late) == ("Ciaran Boyle", "received", True)
    assert (asked.about, asked.share.state, asked.next) == ("Maisie Trent", "asked", f"Waiting for {place.name}")
    over = {(line.about, line.parent, line.share.state) for line in listed(world, OVER)}
    assert over == {
        ("Marnie Lowther", "Mother Lowther", "paid_reduced"),
        ("Marnie Lowther", "Father Lowther", "refused"),
    }
    with authority_work(world.eastshire):
        (notice,) = Notice.objects.all()
        assert (notice.state, notice.order, notice.rate) == ("paid_reduced", 1, Rate.REDUCED)
        amended = Version.objects.get(share__about="Ciaran Boyle").amended
        assert [(one["was"], one["is"]) for one in amended] == [("G", "I"), ("G", "I")]

    _is_known_at_the_school(school)
    _is_taken_back(world, school)


def _is_known_at_the_school(school: Deciding) -> None:
    """What was decided is followed there, and what is days old is ticked off."""
    assert sorted(row.state for row in school.rows(Penalty)) == [
        "paid_reduced", "referred", "referred", "refused", "withdrawn",
    ]  # fmt: skip
    assert sorted(row.state for row in school.rows(Bundle)) == ["accepted", "accepted", "asked", "sent", "taken_back"]
    assert {case.stage for case in school.rows(Case)} == {"authority"}
    assert not school.rows(Task, state="open", action="authority.consider")
    assert not [one.problem for one in school.rows(ShareAct) if one.problem]
    assert {one.move for one in school.rows(ShareAct, seen_at=None)} <= {"ask", "pay_reduced"}
    assert school.rows(ShareAct, seen_at=None, move="ask")


def _is_taken_back(world: World, school: Deciding) -> None:
    """It is gone from the officer's list, with its opening and its download on record at the school and in the index."""
    share = school.only(OurShare, pupil__surname="Castell")
    assert share.state == "revoked"
    with authority_work(world.eastshire):
        assert "Theo Castell" not in {one.about for one in open_shares()}
        assert not open_shares().filter(pk=share.pk).exists()
    assert [one.move for one in sorted(school.rows(ShareAct, share=share), key=lambda one: (one.at, one.move))] == [
        "download", "open", "take",
    ]  # fmt: skip
    with trust_work(school.taking.school.trust):
        row = Index.objects.get(pk=share.pk)
        assert (row.state, row.openings) == ("revoked", 1)


def test_the_answer_to_ten_days_without_a_word_is_due_today(world: World, school: Deciding) -> None:
    place = school.taking.school
    assert showing.play(place, THURSDAY) == 2, "and a meeting"
    (ten,) = listed(world)
    assert (ten.about, ten.share.purpose, ten.share.state) == ("Rohit Sehgal", "ten_days", "received")
    assert ten.due == THURSDAY


def test_of_birch_one_review_is_over_and_an_illness_and_a_leaver_are_acknowledged(
    world: World, school: Deciding
) -> None:
    place = school.taking.school
    assert neighbours.play_birch(place, THURSDAY) == 3
    assert neighbours.play_birch(place, THURSDAY) == 0
    assert {(line.about, line.share.purpose, line.share.state) for line in listed(world)} == {
        ("Halle Brant", "part_time", "acknowledged"),
        ("Emre Aydin", "sickness", "acknowledged"),
        ("Dev Chandra", "leaver", "acknowledged"),
    }
    with authority_work(world.eastshire):
        (plan,) = plan_list(THURSDAY).lines
        assert plan.is_late
        assert plan.review == THURSDAY - DAY
    assert not school.rows(ShareAct, seen_at=None)


def test_of_cedar_ten_days_are_due_and_the_officer_has_a_meeting_to_come(world: World, school: Deciding) -> None:
    place = school.taking.school
    with school_work(place):
        away = [THURSDAY - dt.timedelta(days=number) for number in range(1, 32)]
        held = [day for day in away if day in school_days(SINCE, THURSDAY)]
        for key in school.taking.keys[:2]:
            amend(
                [(Pupil.objects.get(key=key), day, session, "O", None) for day in held for session in (1, 2)],
                days_of(THURSDAY).owner, at(8, 0, on=held[-1]),
            )  # fmt: skip
    assert neighbours.play_cedar(place, THURSDAY) >= 3
    assert neighbours.play_cedar(place, THURSDAY) == 0
    late, today = [line for line in listed(world) if line.share.purpose == "ten_days"]
    assert late.late
    assert (today.due, today.share.state) == (THURSDAY, "received")
    with authority_work(world.eastshire):
        assert open_shares().filter(purpose="meeting").count() == 1


def test_in_the_first_week_of_a_year_little_is_told_and_nothing_breaks(school: Deciding) -> None:
    place, day = school.taking.school, dt.date(2026, 9, 9)
    assert (with_authority.play(place, day), neighbours.play_birch(place, day)) == (0, 0)
    assert showing.play(place, day) == 1, "the meeting to come"
    assert not [one for one in school.rows(OurShare) if one.purpose != "meeting"]
