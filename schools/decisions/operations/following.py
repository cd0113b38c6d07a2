"""What a decision does by itself: the case shows the stage the pupil is at, and what lost its ground is taken back.

It only ever takes back what a person agreed, or restores it when the marks do; it raises nobody. Letters about the case
that have not left are withdrawn; of those that have, or may have, a person is asked to put it right with the family.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held, note_event
from schools.cases.operations.cases import enter_stage
from schools.cases.operations.work import add_task
from schools.cases.queries.stages import stages_of
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.cases.rules.stages import Stage, stage_of
from schools.cases.rules.tasks import TaskKind
from schools.decisions.queries.whose import whose
from schools.letters.models import Letter
from schools.letters.operations.withdrawing import withdraw_about
from schools.policy.rules.deciding import Pupil as Asked
from schools.policy.rules.saying import says
from schools.roll.queries.signing import Signature

WITHDRAWN = "The marks that this letter was about have changed since, and its stage does not hold any more."
CORRECT = "Correct the family: a letter has gone to them about sessions that have been changed since."
#: What such a letter says it is about, and the room that writes into the timeline.
CASE, ROOM = "case", "decisions"


def by_itself(now: dt.datetime) -> Act:
    """What nobody does, but the product."""
    return Act(Signature(SYSTEM, SYSTEM.name), now)


def follow(asked: Mapping[uuid.UUID, Asked], *, now: dt.datetime) -> None:
    """Have the open case of each of these pupils, who are held, at the stage the pupil is at."""
    cases = Case.objects.filter(pupil__in=list(asked), kind=Kind.ATTENDANCE).exclude(state=states.CLOSED)
    for case in cases.order_by("pupil_id"):
        pupil = asked[case.pupil_id]
        if case.stage != pupil.at.key:
            _move(held(case), pupil, by_itself(now))


def _move(case: Case, pupil: Asked, act: Act) -> None:
    stages = stages_of(pupil.policy)
    was, now_at = stage_of(stages, case.stage), stage_of(stages, pupil.at.key)
    words = says(pupil.decide(act.today), pupil.policy, entered_under=pupil.entered_under)
    falls = now_at.place < was.place
    enter_stage(case, to=now_at.key, words=_moved(now_at, falls=falls), more=words, act=act)
    if falls and pupil.retreated:
        _take_back(case, pupil, act)


def _moved(stage: Stage, *, falls: bool) -> str:
    return f"Back to {stage.name}" if falls else f"At {stage.name} again, as it was agreed"


def _take_back(case: Case, pupil: Asked, act: Act) -> None:
    """Withdraw what has not left, and have a person put right what has, since the stage was entered."""
    since = pupil.standing.since or act.today
    for letter in withdraw_about(CASE, case.pk, why=WITHDRAWN, by=SYSTEM, now=act.now):
        if local(letter.state_at).date() >= since:
            _correct(case, letter, pupil, act)


def _correct(case: Case, letter: Letter, pupil: Asked, act: Act) -> None:
    told = note_event(
        case.pupil, kind="taken_back", on=act.today, words=CORRECT, room=ROOM, key=f"correct {letter.pk}", act=act
    )
    if told:
        due_on = _next_day(pupil, act.today)
        add_task(case, kind=TaskKind.TASK, what=CORRECT, due_on=due_on, act=act, **whose(case.owner, today=act.today))


def _next_day(pupil: Asked, today: dt.date) -> dt.date:
    try:
        return pupil.facts.times.calendar.add_school_days(today, 1)
    except CalendarTooShortError:
        return today + dt.timedelta(days=1)
