"""Cases on a pupil's page: the case to who sees cases; to who teaches the child, that there is a plan and what helps."""

from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.cases.models import Case, Plan
from schools.cases.pages.files import case_address
from schools.cases.pages.words import case_tag, kind_words
from schools.cases.queries.cases import plans_in_class
from schools.cases.queries.rights import plan_policy, see_policy, work_policy
from schools.cases.queries.stages import stages_on
from schools.cases.rules import states
from schools.cases.rules.stages import stage_of
from schools.journal.models import Shown
from schools.roll.models import Pupil
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the pupil."""

    address: str
    words: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class CasesOf:
    """What the box shows."""

    pupil: Pupil
    lines: tuple[CaseLine, ...]
    plans: tuple[Plan, ...]
    works: bool


def case_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The box of a pupil's cases; where the reader has only the plan, that; where they have neither, nothing."""
    plans = tuple(plans_in_class(member).filter(case__pupil=about.pupil))
    sees = may(member, Permission.SEE_CASES) and see_policy.reaches(member, about.pupil)
    if not sees:
        reads = bool(plans) and plan_policy.reaches(member, about.pupil)
        panel = CasesOf(about.pupil, (), plans, works=False)
        return Panel("cases/panel_plan.html", panel, shown=Shown.What.CLASS_PLAN) if reads else None
    stages = stages_on(about.today)

    def line(case: Case) -> CaseLine:
        stage = stage_of(stages, case.stage).name
        words = f"{kind_words(case)}, {stage}" if case.state != states.CLOSED else kind_words(case)
        return CaseLine(case_address(case.pk), words, case_tag(case, about.today))

    rows = see_policy.visible(member).filter(pupil=about.pupil).order_by("-opened_at")
    works = work_policy.reaches(member, about.pupil)
    panel = CasesOf(about.pupil, tuple(line(row) for row in rows), plans, works)
    return Panel("cases/panel.html", panel, shown=Shown.What.CASE if panel.lines else None)
