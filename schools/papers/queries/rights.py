"""Who prepares, approves and opens which papers: by the table of `schools/cases/rules/rights.toml`."""

import uuid
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.cases.queries.rights import CasePolicy, restricted_policy, see_policy, work_policy
from schools.meetings.queries.rights import keep_meetings
from schools.papers.models import Pack, Paper
from schools.papers.rules.kinds import PaperKind

_RESTRICTED: Final = [one.value for one in PaperKind if one.is_restricted]


class PaperPolicy:
    """A permission about papers: those for the family and for the team around it are in the hands of who works on the case,
    those for child protection in the hands of who keeps restricted notes. What may be approved is what `approves` says.
    """

    def __init__(self, *, approves: bool = False) -> None:
        self._approves = approves

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return work_policy.may(member) or restricted_policy.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Paper]:
        rows = Paper.objects.select_related("case__pupil", "contact")
        if not self.may(member):
            return rows.none()
        works = Q(case__in=work_policy.visible(member).order_by().values("pk"))
        found = works & ~Q(kind__in=_RESTRICTED)
        if self._approves and Role.HEADTEACHER not in member.roles:
            found &= ~Q(kind=PaperKind.FAMILY.value)
        if restricted_policy.may(member):
            found |= Q(kind__in=_RESTRICTED, case__in=restricted_policy.visible(member).order_by().values("pk"))
        return rows.filter(found)


class PackPolicy:
    """A permission to open packs: of the meetings a member keeps, those in which they reach every pupil."""

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return keep_meetings.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Pack]:
        if not self.may(member):
            return Pack.objects.none()
        rows = Pack.objects.filter(meeting__in=keep_meetings.visible(member).order_by().values("pk"))
        told = dict(rows.order_by().values_list("pk", "pupils"))
        wanted = {pupil for pupils in told.values() for pupil in pupils}
        reached = set(see_policy.pupils(member).filter(pk__in=wanted).order_by().values_list("pk", flat=True))
        whole = [pack for pack, pupils in told.items() if reached.issuperset(pupils)]
        return Pack.objects.filter(pk__in=whole).select_related("meeting")


prepare_policy: Final = PaperPolicy()
approve_policy: Final = PaperPolicy(approves=True)
pack_policy: Final = PackPolicy()
page_policy: Final[CasePolicy] = see_policy


def as_officer(place: uuid.UUID, member: Member | None = None) -> Member:
    """Somebody who reads a case as an attendance officer does, and nothing that a person is shown by name.

    A paper that leaves the hands of one reader holds no more than this, whoever prepares it: what only the lead or the
    headteacher reads is chosen, or it is not there.
    """
    nobody = uuid.UUID(int=0)
    roles = frozenset({Role.ATTENDANCE_OFFICER})
    if member is not None:
        return replace(member, person_id=nobody, roles=roles, _found={})
    return Member(nobody, "", "", "school", place, roles)
