"""Who may do what to which cases, tasks and notes: policies made of the table in `rules/rights.toml`, and nothing else."""

import uuid
from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.database.dated import holds_on
from schools.cases.models import Case, Note, Task
from schools.cases.rules.rights import Level, Part, Reaches, table
from schools.roll.models import Pupil
from schools.roll.queries.reach import PupilPolicy, Reach
from schools.staff.models import StaffMember
from schools.staff.queries import duties_of


def reach_of(part: Part, level: Level) -> Reach:
    """How far each role reaches that has at least this much of a part."""
    rows = table()[part]

    def roles(reaches: Reaches) -> frozenset[Role]:
        return frozenset(Role(role) for role in rows.roles(level, reaches))

    return Reach(
        school=roles(Reaches.EVERYBODY), own_years=roles(Reaches.OWN_YEARS), own_groups=roles(Reaches.OWN_GROUPS)
    )


class CasePolicy:
    """A permission about a part of cases: those of the pupils within reach of who has so much of that part."""

    def __init__(self, part: Part, level: Level) -> None:
        self.reach = reach_of(part, level)
        self._pupils = PupilPolicy(self.reach)

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self.reach.anywhere(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Case]:
        rows = Case.objects.select_related("pupil", "owner")
        return rows.filter(pupil__in=self.pupils(member)) if self.reach.anywhere(member) else rows.none()

    def pupils(self, member: Member) -> QuerySet[Pupil]:
        """The pupils within reach, whether they have a case or not."""
        return self._pupils.visible(member)

    def reaches(self, member: Member, pupil: Pupil) -> bool:
        """Whether a pupil whom the reader was shown is within reach: asked once a request for each reach.

        Of who reaches the whole school nothing is asked: somebody hidden from them they were not shown.
        """
        return member.once(("reaches", self.reach, pupil.pk), lambda: self._pupils.may(member, pupil))


def posts_of(member: Member) -> frozenset[uuid.UUID]:
    """The posts a member holds today."""
    today = clock.today()

    def ask() -> frozenset[uuid.UUID]:
        rows = StaffMember.objects.filter(holds_on(today), person_id=member.person_id)
        return frozenset(rows.values_list("pk", flat=True))

    return member.once(("case_posts", today), ask)


def own_tasks(member: Member) -> Q:
    """Tasks in a member's own hands, by a post they hold today or a duty, as a condition on `Task`."""
    today = clock.today()
    duties = member.once(("duties", today), lambda: duties_of(member.person_id, today))
    return Q(owner__in=posts_of(member)) | Q(duty__in=[duty.value for duty in duties])


class TaskPolicy:
    """A permission about tasks: all of the cases whose tasks somebody writes, and whatever is in their own hands."""

    def __init__(self) -> None:
        self._cases = CasePolicy(Part.TASKS, Level.WRITE)
        self._own = frozenset(Role(role) for role in table()[Part.TASKS].roles(Level.OWN, None))

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is not None:
            return self.visible(member).filter(pk=obj.pk).exists()
        return self._cases.may(member) or bool(member.roles & self._own)

    def visible(self, member: Member) -> QuerySet[Task]:
        rows = Task.objects.select_related("case__pupil", "owner")
        if not self.may(member):
            return rows.none()
        return rows.filter(Q(case__in=self._cases.visible(member).order_by().values("pk")) | own_tasks(member))


class NotePolicy:
    """A permission to read restricted notes: all of them, or those in which somebody is named until today or later."""

    def __init__(self) -> None:
        self._cases = CasePolicy(Part.RESTRICTED, Level.READ)

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if member.place_kind != "school":
            return False
        if obj is not None:
            return self.visible(member).filter(pk=obj.pk).exists()
        today = clock.today()
        named = ("case_notes", today)
        return self._cases.may(member) or member.once(named, lambda: self.named(member).exists())

    def named(self, member: Member) -> QuerySet[Note]:
        """The notes in which the member is named."""
        rows = Note.objects.filter(restricted=True, reader_until__gte=clock.today())
        return rows.filter(reader__in=posts_of(member))

    def visible(self, member: Member) -> QuerySet[Note]:
        cases = self._cases.visible(member).order_by().values("pk")
        rows = Note.objects.filter(
            Q(pk__in=self.named(member).order_by().values("pk")) | Q(restricted=True, case__in=cases)
        )
        return rows.select_related("case__pupil", "reader")


see_policy: Final = CasePolicy(Part.RECORD, Level.READ)
work_policy: Final = CasePolicy(Part.RECORD, Level.WRITE)
stage_policy: Final = CasePolicy(Part.STAGE, Level.WRITE)
plan_policy: Final = CasePolicy(Part.PLAN, Level.READ)
restricted_policy: Final = CasePolicy(Part.RESTRICTED, Level.WRITE)
sensitive_policy: Final = CasePolicy(Part.SENSITIVE, Level.WRITE)
sensitive_exists_policy: Final = CasePolicy(Part.SENSITIVE, Level.EXISTS)
write_tasks_policy: Final = CasePolicy(Part.TASKS, Level.WRITE)
task_policy: Final = TaskPolicy()
note_policy: Final = NotePolicy()
