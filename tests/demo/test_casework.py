"""The demo's casework: an autumn that the engine proposes and people answer, over the stages of the policy; once."""

import datetime as dt
from collections import Counter

import pytest

from rollcall.demo.trust import casework, lee, translations
from rollcall.demo.trust.case_paths import OTHERWISE, PATHS, RISE
from rollcall.demo.trust.case_words import STORIES
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.policies import _third
from schools.cases.models import Case, Event, Note, Task
from schools.cases.rules.barriers import first_list
from schools.correspondence.queries.translations import usable
from schools.decisions.models import Answer, Decision
from schools.decisions.operations.deciding import look_at
from schools.letters.models import Letter
from schools.policy.queries import trusts_on
from schools.registers.models import Mark
from schools.registers.operations import refresh_weeks
from schools.roll.models import Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.staff.models import StaffMember
from tenants.policies.rules.default import default_policy
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import OFFICER
from tests.schools.decisions.deciding import SINCE, THURSDAY, Deciding, at, deciding
from tests.schools.roll.acts import BY
from tests.world import World

#: Weekdays of the autumn so far.
HELD = [SINCE + dt.timedelta(days=number) for number in range((THURSDAY - SINCE).days)]


def test_every_step_is_of_a_stage_and_every_story_is_whole() -> None:
    """Without a database: a path that names no stage of the policy would be done by nobody."""
    stages = {stage.key for stage in default_policy().stages}
    assert {stage for path in (*PATHS.values(), OTHERWISE) for stage in path} <= stages
    assert {*casework.FAR, *casework.NEAR} <= set(PATHS)
    assert set(PATHS) >= RISE
    listed = {one.name for one in first_list() if not one.sensitive}
    for told in (one.of(sex) for one in STORIES for sex in "FM"):
        assert told.barrier in listed
        assert not any("{" in words for words in (told.talk, told.parent, told.refused, told.same, told.answer))


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Deciding:
    """Five pupils of 9B who were away twice a week, and a sixth who never was and has a home that can be written to."""
    made = deciding(world, monkeypatch)
    autumn = [day for day in HELD if day.weekday() in {1, 3}]
    with school_work(made.taking.school):
        for place, key in enumerate(made.taking.pupils):
            bond = Bond(relationship="mother", lives_with=True, responsibility="yes")
            details = Details(name=f"Parent {place}", address="3 Larch Row", email=f"parent{place}@example.test")
            add_contact(Pupil.objects.get(pk=key), bond, starts_on=SINCE, by=BY, details=details)
        Pupil.objects.filter(pk=made.taking.pupils[5]).update(sex="M")
    for place in range(6):
        made.absent(autumn[place:] if place < 5 else [], place=place)
    with school_work(made.taking.school):
        refresh_weeks(SINCE, THURSDAY)
    monkeypatch.setattr(casework, "FAR", ("stuck", "refusing", "helped"))
    monkeypatch.setattr(casework, "FAR_ONES", 3)
    monkeypatch.setattr(casework, "NEAR", ("wrong", "again"))
    monkeypatch.setattr(casework, "LOOKED_AT", 5)
    return made


def test_the_engine_proposes_people_answer_and_the_autumn_is_played_once(school: Deciding) -> None:
    place = school.taking.school
    assert casework.play(place, THURSDAY) == 5
    assert casework.play(place, THURSDAY) == 0
    cases = school.rows(Case)
    assert {case.source for case in cases} == {"decision"}
    assert {"support", "improve"} <= {case.stage for case in cases}
    decided = school.rows(Decision)
    assert {row.move for row in decided} >= {"up", "retreat"}
    assert max(row.as_at for row in decided) < THURSDAY, "as of the Mondays before"
    happened = Counter(event.kind for event in school.rows(Event))
    assert happened["reopened"] == 1
    assert happened["review_same"] >= 1
    assert {task.state for task in school.rows(Task)} == {"open", "done", "refused", "cancelled"}
    assert [note.restricted for note in school.rows(Note) if note.restricted] == [True]
    assert {row.state for row in school.rows(Answer)} >= {"agreed", "overtaken"}
    assert "printed" in {letter.state for letter in school.rows(Letter)}


def test_proof_for_four_of_lees_ten_takes_back_the_stage_and_the_letter(school: Deciding) -> None:
    place = school.taking.school
    assert lee.play(place, THURSDAY)
    assert not lee.play(place, THURSDAY)
    case = school.only(Case)
    noticed, letter = school.rows(Letter)
    assert noticed.state == "printed"
    assert (case.stage, letter.state, letter.approver) == ("support", "approved", "head_of_year")
    page = school.page(f"/cases/{case.pk}/")
    assert "Held until" in page
    assert "Notice to improve waits for: meeting" in page, "the first was cancelled, and another is to come"
    with school_work(place):
        pupil = Pupil.objects.get(pk=case.pupil_id)
        away = list(Mark.objects.filter(pupil_key=pupil.key, code="O").order_by("date", "session"))
        assert (pupil.forename, len(away)) == ("Lee", 10)
        post = StaffMember.objects.filter(position=OFFICER.label)[0]
        mark([(pupil, one.date, one.session, "I", None) for one in away[:4]], post, at(9, 40))
        look_at([pupil.pk], now=at(9, 40))
    assert school.only(Case).stage == "listen"
    assert [row.state for row in school.rows(Letter)] == ["printed", "withdrawn"]


def test_one_translation_is_fresh_and_one_has_gone_stale(school: Deciding) -> None:
    place = school.taking.school
    assert translations.play(place, THURSDAY)
    assert not translations.play(place, THURSDAY)
    with school_work(place):
        policy = trusts_on(THURSDAY)
        assert policy is not None
        assert set(usable(policy.letter("we_noticed"))) == {"Polish"}
        assert not usable(_third(policy).letter("invitation"))
