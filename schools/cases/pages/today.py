"""What Today shows of cases: tasks due today and overdue."""

from foundation.ui.numbers import counted
from foundation.ui.sentences import Said
from schools.cases.models import Task
from schools.cases.pages.files import case_address
from schools.cases.pages.words import task_tag, whose_words
from schools.cases.queries.cases import due_tasks
from schools.cases.rules.tasks import TaskKind
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Tag
from schools.roll.queries.placed import placed_pupils


def tasks_due(asked: Asked) -> Answer:
    """Tasks of cases due today and overdue, the longest overdue first, of the pupils the reader works for."""
    found = list(due_tasks(asked.member, asked.today))
    placed = placed_pupils({one.case.pupil.key for one in found}, asked.today, asked.today)
    late = sum(one.due_on < asked.today for one in found)

    def line(task: Task) -> Line:
        pupil, where = task.case.pupil, placed.get(task.case.pupil.key)
        return Line(
            key=str(task.pk),
            head=str(pupil),
            note=where.form if where else "",
            address=case_address(task.case_id),
            pupil=pupil.key,
            contact_first=where.contact_first if where else False,
            cells=(task_tag(task, asked.today), TaskKind(task.kind).words, task.what, whose_words(task)),
            act="Open the task",
            act_address=f"{case_address(task.case_id)}#tasks",
            now=True,
        )

    said = Said(strong=counted(len(found), "case task"), after=" due.", href="#cases")
    return Answer(
        ("Pupil", "Due", "Kind", "What", "Whose", "Next"),
        Lines(found, line),
        aside="due today or before",
        hint=Tag("now", f"{late} overdue") if late else f"{len(found)} today" if found else "",
        lede=(said,) if found else (),
    )
