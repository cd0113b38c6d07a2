"""What was decided, on a case's page and on a pupil's."""

import datetime as dt
from dataclasses import dataclass, replace

from foundation import clock
from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import short_date
from schools.cases.models import Case, Task
from schools.cases.pages.boxes import Box
from schools.cases.queries.stages import stages_on
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.cases.rules.stages import stage_of
from schools.decisions.models import Decision
from schools.decisions.pages.told import Told
from schools.decisions.queries.decided import agree_policy, answer_policy, decisions_of, see_policy
from schools.decisions.rules.agreeing import may_agree
from schools.journal.models import Shown
from schools.policy.rules.replaying import policies_of
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.staff.queries import roles_on


def told_in_full(row: Decision, member: Member) -> Told:
    """A decision with all it was made from, and whether the reader may agree to it or answer otherwise."""
    policy, entered = policies_of(bytes(row.kept))
    told = Told(row, policy, entered, answers=answer_policy.may(member, row))
    theirs = told.waits and may_agree(roles_on(member, clock.today()), told.made, policy)
    return replace(told, agrees=theirs and agree_policy.may(member, row))


def decision_box(case: Case, member: Member, _today: dt.date) -> Box | None:
    """The newest decision about the pupil, first on the page of an open attendance case."""
    if case.kind != Kind.ATTENDANCE or case.state == states.CLOSED:
        return None
    row = see_policy.visible(member).filter(pupil=case.pupil_id).order_by("-made_at", "-id").first()
    if row is None:
        return None
    ended = Task.objects.filter(case=case, state__in=[states.DONE, states.REFUSED]).exclude(action="")
    told = replace(told_in_full(row, member), done=frozenset(ended.values_list("action", flat=True)))
    return Box("decisions/box.html", told, asks=told.waits and (told.answers or told.agrees))


@dataclass(frozen=True, slots=True)
class StageOf:
    """Where a pupil is, since when, and what was decided last."""

    words: str
    told: Told


def stage_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The stage on a pupil's page, of whoever anything was decided about."""
    if not may(member, Permission.SEE_DECISIONS):
        return None
    if not see_policy.reaches(member, about.pupil):
        return None
    row = decisions_of(about.pupil.pk).first()
    if row is None:
        return None
    told = told_in_full(row, member)
    case = Case.objects.filter(pupil=about.pupil, kind=Kind.ATTENDANCE).exclude(state=states.CLOSED).first()
    if case is None:
        words = "No case is open."
    else:
        stage = stage_of(stages_on(about.today), case.stage)
        words = f"{stage.place} {stage.name}, since {short_date(case.stage_since)}."
    return Panel("decisions/panel.html", StageOf(words, told), shown=Shown.What.CASE)
