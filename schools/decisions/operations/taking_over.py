"""A stage taken over from an earlier school of the trust: the pupil stands at it here, by the act of who takes it over."""

from dataclasses import replace

from foundation.refusals import Refused
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held_open
from schools.cases.operations.cases import enter_stage, open_case
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.decisions.operations.deciding import hold, look_at
from schools.decisions.operations.standing import keep_standing, standing_of
from schools.decisions.operations.tasks import give_actions
from schools.decisions.rules.agreeing import approver_of, may_raise
from schools.moved.operations.taking_stages import Taking


def take_over(taking: Taking) -> str:
    """Have the pupil stand at the stage of the same key, with a case and the stage's tasks; why not, where that cannot be.

    No letter is drafted: the family has heard from the other school. Refused for who may not agree to the stage.
    """
    pupil, old, now = taking.pupil, taking.stage, taking.now
    look, act = hold([pupil.pk], now=now), Act(taking.signed, now, taking.roles)
    if look is None:
        return "no policy decides here yet"
    asked = look.asked.get(pupil.pk)
    if asked is None:
        return "the pupil is not on roll yet"
    stage = next((one for one in asked.policy.stages if one.key == old.key), None)
    if stage is None:
        return f"the policy here has no stage {old.name}"
    if asked.at.place >= stage.place:
        return f"the pupil is at {asked.at.name} here already"
    if not may_raise(taking.roles, stage.key, asked.policy):
        approver = approver_of(stage.key, asked.policy)
        words = f"By the policy here the {approver.label.lower() if approver else 'school'} agrees to {stage.name}."
        remedy = "Confirm without the stage, or ask the safeguarding lead or the headteacher to confirm with it."
        raise Refused(words, code="approver", field="stage", remedy=remedy)
    words = f"At {stage.name}, taken over from {taking.school}"
    case = Case.objects.filter(pupil=pupil, kind=Kind.ATTENDANCE).exclude(state=states.CLOSED).first()
    case = held_open(case or open_case(pupil, kind=Kind.ATTENDANCE, because=f"{words}.", act=act))
    enter_stage(case, to=stage.key, words=words, more=f"There since {old.since:%-d %B %Y}.", act=act)
    agreed = standing_of(stage.key, asked.policy, act)
    keep_standing(pupil.pk, replace(agreed, last_exit=asked.standing.last_exit), act=act)
    give_actions(case, stage, asked.facts.times, act=act)
    look_at([pupil.pk], now=now)
    return ""
