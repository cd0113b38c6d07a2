"""What the engine does as marks change: proposes, waits, takes back by itself, and says the same for ever."""

import datetime as dt
import uuid

import pytest

from foundation.audit.actors import Actor
from foundation.refusals import Overtaken
from schools.cases.models import Case, Event, Task
from schools.cases.operations.cases import set_stage
from schools.cases.rules.tasks import TaskKind
from schools.decisions import tasks
from schools.decisions.models import Answer, Decision, Standing
from schools.decisions.operations import deciding as deciding_anew
from schools.decisions.operations import following, looking
from schools.decisions.operations.answering import agree, differ, put_off
from schools.decisions.queries.carried import stages_agreed
from schools.decisions.queries.decided import anything_waits
from schools.journal.models import OutboxRow
from schools.letters.models import Letter
from schools.letters.operations.grounds import ground_of
from schools.moved.rules.facts import OldStage
from schools.policy.models import OverrideVersion
from schools.policy.operations.overriding import approve_override, set_line
from schools.policy.operations.working_out import POLICY_CHANGED
from schools.policy.rules import decisions as rules
from schools.policy.rules.decisions import Move
from schools.policy.rules.replaying import replay
from tenants.policies.rules.overriding import Line
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import FIVE
from tests.schools.cases.keeping import YEAR_HEAD
from tests.schools.decisions.deciding import PROVED, TEN, THURSDAY, Deciding, at, deciding
from tests.world import World

RESTS_ON = {"stage": "support", "closed": False, "after_exit": False}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Deciding:
    return deciding(world, monkeypatch)


@pytest.mark.parametrize(
    ("sent", "after"), [("approved", "withdrawn"), ("sending", "sending"), ("handed_over", "handed_over")]
)
def test_proof_for_four_of_ten_sessions_takes_the_stage_back_and_the_letter_with_it(
    school: Deciding, sent: str, after: str
) -> None:
    """AO-6, with the letter unsent, being sent and sent."""
    case = school.to_support()
    with school_work(school.taking.school):
        Case.objects.update(owner=school.post(YEAR_HEAD))
    letter = school.letter(case, sent)
    school.amend(PROVED, "I", "O")
    made = school.decided()
    assert (made.move, made.stage, made.was) == (Move.RETREAT, "listen", "support")
    assert [(one.date, one.session, one.was, one.now) for one in made.changed] == [
        (day, session, "O", "I") for day in PROVED for session in (1, 2)
    ]
    assert all(one.was_version != one.now_version for one in made.changed)
    assert school.case().stage == "listen"
    assert school.letter_state(letter) == after
    correct = [task.what for task in school.rows(Task) if task.what.startswith("Correct the family")]
    assert len(correct) == (0 if sent == "approved" else 1)
    # Looked at again, and again at night, nothing more is done.
    school.look()
    school.work()
    assert len([task for task in school.rows(Task) if task.kind == TaskKind.TASK and "Correct" in task.what]) == len(
        correct
    )
    # What is undone is as if it had never been; but a letter that was withdrawn stays so.
    school.amend(PROVED, "O", "I")
    assert school.case().stage == "support"
    assert not school.decided().changed
    assert school.letter_state(letter) == after


def test_a_decision_is_made_again_from_its_row_alone_and_is_the_same(school: Deciding) -> None:
    school.to_support()
    school.amend(PROVED, "I", "O")
    rows = school.rows(Decision)
    assert {row.move for row in rows} == {"up", "stay", "retreat"}
    assert all(replay(bytes(row.kept)) == row.text.encode() for row in rows)


def test_nothing_acts_on_a_family_before_a_person_agrees(school: Deciding) -> None:
    school.absent(TEN)
    school.look()
    assert (school.newest().move, school.newest().stage) == ("up", "listen")
    assert not school.rows(Case)
    assert not school.rows(Standing)
    school.look()
    assert len(school.rows(Decision)) == 1
    school.look(now=at(9, 35, on=THURSDAY + dt.timedelta(days=1)))
    assert school.only(Decision).checked_on == THURSDAY + dt.timedelta(days=1)
    school.agreed()
    case = school.case()
    assert (case.stage, case.source) == ("listen", "decision")
    assert case.evidence == TEN
    assert {task.action for task in school.rows(Task)} == {
        "listen.talk",
        "listen.barriers",
        "listen.offer",
        "listen.review",
    }
    assert school.newest().move == "stay"
    assert [one.lacking for one in school.decided().not_sooner] == ["listen.talk", "listen.offer"]


def test_who_answers_what_changed_meanwhile_is_told_what_did(school: Deciding) -> None:
    school.absent(TEN)
    school.look()
    seen = school.newest()
    school.amend(PROVED, "I", "O")
    school.amend(TEN[:1], "I", "O")
    with school_work(school.taking.school), pytest.raises(Overtaken) as told:
        agree([seen], owner=None, act=school.act())
    assert "decided since" in str(told.value)
    assert not school.rows(Case)
    assert school.only(Answer, decision=seen).state == "overtaken"


def test_who_is_quicker_than_the_worker_is_told_which_marks_changed(
    school: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.absent(TEN)
    school.look()
    monkeypatch.setattr(school, "work", lambda: None)
    school.amend(TEN[:4], "I", "O")
    with school_work(school.taking.school), pytest.raises(Overtaken) as told:
        agree([school.newest()], owner=None, act=school.act())
    assert "23 Sep AM: O counts no more." in str(told.value)


def test_decided_differently_stands_until_the_facts_are_others(school: Deciding) -> None:
    school.absent(TEN)
    school.look()
    with school_work(school.taking.school):
        differ(school.newest(), because="We spoke to Lee and his mother yesterday.", act=school.act())
    school.look()
    assert len(school.rows(Decision)) == 1
    with school_work(school.taking.school):
        assert not anything_waits().exists()
    school.amend(TEN[:1], "I", "O")
    with school_work(school.taking.school):
        assert anything_waits().count() == 1


def test_what_is_put_off_comes_again_on_its_day(school: Deciding) -> None:
    school.absent(TEN)
    school.look()
    day = THURSDAY + dt.timedelta(days=4)
    with school_work(school.taking.school):
        put_off(school.newest(), until=day, because="", act=school.act())
    assert school.newest().move == "stay"
    school.look(now=at(9, 35, on=day))
    assert school.newest().move == "up"
    with school_work(school.taking.school):
        assert anything_waits().count() == 1


def test_several_are_agreed_together_or_not_at_all(school: Deciding) -> None:
    for place in (0, 1):
        school.absent(TEN, place=place)
    school.look(0, 1)
    first = school.newest(0)
    school.agreed(0, 1)
    assert len(school.rows(Case)) == 2
    assert len(school.rows(Answer)) == 2
    with school_work(school.taking.school), pytest.raises(Overtaken, match="answered already"):
        agree([first], owner=None, act=school.act())


def test_asked_after_each_save_or_once_at_night_it_comes_to_the_same(
    world: World, school: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = deciding(world, monkeypatch)
    for one in (school, other):
        one.to_support()
    school.amend(PROVED, "I", "O")
    school.amend(TEN[:1], "I", "O")
    monkeypatch.setattr(other, "work", lambda: None)
    other.amend(TEN[:1], "I", "O")
    other.amend(PROVED, "I", "O")
    other.look(*range(len(other.taking.pupils)))

    def said(one: Deciding) -> list[object]:
        made = one.decided()
        marks = [(mark.date, mark.session, mark.code) for mark in made.marks]
        changed = [(mark.date, mark.session, mark.was, mark.now) for mark in made.changed]
        return [made.move, made.stage, made.was, made.because, marks, changed, made.not_sooner, one.case().stage]

    assert said(school) == said(other)


def test_a_stage_set_by_hand_is_taken_back_by_no_mark(school: Deciding) -> None:
    case = school.open()
    with school_work(school.taking.school):
        set_stage(case, to="listen", because="Lee asked us for help.", act=school.act())
    school.absent([])
    school.look()
    school.work()
    assert school.case().stage == "listen"
    assert {event.kind for event in school.rows(Event)} == {"opened", "stage"}


class Killed(BaseException):
    """What a worker that is killed does not come to handle."""


@pytest.mark.parametrize("place", ["_overtake", "_keep", "follow", "held", "enter_stage", "withdraw_about", "add_task"])
def test_a_worker_killed_at_any_step_leaves_nothing_half_done_and_the_next_does_it_once(
    school: Deciding, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    case = school.to_support()
    unsent, sent = school.letter(case, "approved"), school.letter(case, "handed_over")
    # What people did is decided about before, so that the marks alone are left.
    school.work()
    tables = (Decision, Answer, Case, Event, Task)
    held = [school.rows(model) for model in tables]

    def killed(*_args: object, **_named: object) -> None:
        raise Killed

    module = deciding_anew if hasattr(deciding_anew, place) else following
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(module, place, killed)
        school.amend(PROVED, "I", "O")
    assert [[row.pk for row in school.rows(model)] for model in tables] == [[row.pk for row in rows] for rows in held]
    assert (school.case().stage, school.letter_state(unsent)) == ("support", "approved")
    school.amend([], "I", "O")
    assert (school.case().stage, school.letter_state(unsent)) == ("listen", "withdrawn")
    assert school.letter_state(sent) == "handed_over"
    assert len([task for task in school.rows(Task) if task.what.startswith("Correct the family")]) == 1
    assert school.newest().move == "retreat"


def test_the_stage_that_was_agreed_goes_with_a_pupil_who_moves(school: Deciding) -> None:
    school.absent(TEN)
    school.look()
    school.agreed()
    with school_work(school.taking.school):
        (found,) = stages_agreed(school.taking.pupils).values()
    assert found.stage == OldStage("listen", "Listen and understand", THURSDAY)


def test_no_letter_is_claimed_between_a_save_and_the_worker(school: Deciding, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = school.letter(school.to_support(), "approved")
    with school_work(school.taking.school):
        Letter.objects.filter(pk=letter.pk).update(rests_on=RESTS_ON)
        letter.refresh_from_db()
        assert ground_of(letter, at(9, 35)).fault is None
    with monkeypatch.context() as patch:
        patch.setattr(school, "work", lambda: None)
        school.amend(PROVED, "I", "O")
    assert school.case().stage == "support"
    with school_work(school.taking.school):
        assert ground_of(letter, at(9, 35)).fault is not None


def test_where_people_put_a_case_before_there_was_a_policy_it_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = deciding(world, monkeypatch, policy=False)
    case = school.open()
    with school_work(school.taking.school):
        set_stage(case, to="listen", because="Lee asked us for help.", act=school.act())
        assert not Standing.objects.exists()
    school.take_in()
    school.absent([])
    school.look()
    assert school.case().stage == "listen"


def test_a_run_keeps_the_version_it_began_with_and_the_next_one_decides_by_the_new(
    school: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I164: the head approves a line of the school's own while pupils are looked at in parts."""
    for place in (0, 1):
        school.absent(TEN, place=place)
    monkeypatch.setattr(looking, "PART", 1)
    looked = tasks.look_at

    def approve_meanwhile(*part: object, **given: object) -> int:
        count = looked(*part, **given)  # type: ignore[arg-type]
        if not OverrideVersion.objects.exists():
            by = Actor(uuid.uuid4(), "Ms Head")
            line = Line(path=FIVE, value=6, reason="Agreed with heads of year")
            set_line(line, edits=0, by=by, now=at(9, 35), today=THURSDAY)
            approve_override(edits=1, from_day=THURSDAY, by=by, now=at(9, 35), today=THURSDAY)
        return count

    monkeypatch.setattr(tasks, "look_at", approve_meanwhile)
    tasks.look_again(school.taking.school, [])
    rows = {row.pupil_id: rules.Decision.read(row.text).policy for row in school.rows(Decision)}
    assert set(rows.values()) == {("attendance", 1, 0)}
    monkeypatch.setattr(tasks, "look_at", looked)
    with school_work(school.taking.school):
        look = deciding_anew.hold(list(rows), now=at(9, 36))
        assert look is not None
        assert {look.made(pupil).policy for pupil in rows} == {("attendance", 1, 1)}
    assert school.rows(OutboxRow, topic=POLICY_CHANGED)
