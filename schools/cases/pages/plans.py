"""What helps in class, for whoever teaches the child; and the reader's own tasks, of whatever case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.ui.numbers import counted
from schools.cases.models import Plan, Task
from schools.cases.pages.words import task_tag
from schools.cases.queries.cases import open_tasks_of, plans_in_class
from schools.cases.rules.tasks import TaskKind
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils


@dataclass(frozen=True)
class PlansPage:
    """The plans of pupils within the reader's reach, and the tasks in their hands."""

    plans: Sequence[tuple[Plan, str]]
    tasks: Sequence[tuple[Task, str, Tag]]

    @property
    def helps(self) -> set[int]:
        """The compact keys of whose plans are shown."""
        return {plan.case.pupil.key for plan, _ in self.plans}

    @property
    def asked(self) -> set[int]:
        """The compact keys of whom the tasks are about."""
        return {task.case.pupil.key for task, _, _ in self.tasks}

    @property
    def lede(self) -> str:
        mine = f"{counted(len(self.tasks), 'task')} in your hands" if self.tasks else "No task is in your hands"
        plans = counted(len(self.helps), "pupil you see has a plan", "pupils you see have a plan") if self.plans else ""
        return f"{mine}. {plans or 'No pupil you see has a plan'}."


def plans_page(member: Member, today: dt.date) -> PlansPage:
    """What one reader has."""
    plans = sorted(plans_in_class(member), key=lambda one: (one.case.pupil.sort_name, one.agreed_on))
    placed = placed_pupils({one.case.pupil.key for one in plans}, today, today)
    forms = {key: one.form for key, one in placed.items()}
    tasks = [(one, TaskKind(one.kind).words, task_tag(one, today)) for one in open_tasks_of(member)]
    return PlansPage([(one, forms.get(one.case.pupil.key, "")) for one in plans], tasks)
