"""Who may do what about exclusions: by role, and by the duties of who acts as head and of the clerk.

The law names the headteacher, or who acts as headteacher, as the one who decides; the rest is the product's own choice.
"""

from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.roles import Role
from schools.exclusions.models import Board, Exclusion
from schools.roll.models import Pupil
from schools.roll.queries.reach import YEAR_HEADS, PupilPolicy, Reach
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy

Duty = StaffDuty.Duty
HEADS: Final = (Role.HEADTEACHER,)
LEADS: Final = (Role.SAFEGUARDING_LEAD, Role.HEADTEACHER)
KEEPERS: Final = (Role.ATTENDANCE_OFFICER, *LEADS)
READERS: Final = (*KEEPERS, Role.SENIOR_LEADER)


def _shown() -> QuerySet[Exclusion]:
    return Exclusion.objects.filter(dropped_at__isnull=True).select_related("pupil", "decided_staff")


class SeePolicy(DutyPolicy):
    """Whoever sees every exclusion; and heads of year those of their years' pupils, as they see their absence."""

    years: Final = PupilPolicy(Reach(own_years=YEAR_HEADS))

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if self.sees_all(member):
            return True
        return self.years.may(member) and (obj is None or self.visible(member).filter(pk=obj.pk).exists())

    def visible(self, member: Member) -> QuerySet[Exclusion]:
        rows = _shown()
        return rows if self.sees_all(member) else rows.filter(pupil__in=self.years.visible(member))

    def sees_all(self, member: Member) -> bool:
        """Whether the member sees those of the whole school."""
        return super().may(member)

    def sees_of(self, member: Member, pupil: Pupil) -> bool:
        """Whether the member sees what there is of a pupil, nothing included."""
        return self.sees_all(member) or self.years.visible(member).filter(pk=pupil.pk).exists()


_SEERS: Final = (Duty.ACTING_HEAD, Duty.CLERK)
see_policy: Final = SeePolicy(*READERS, duties=_SEERS)
#: Files and letters of an exclusion may tell of other children: who sees those of a year alone opens none.
papers_policy: Final = DutyPolicy(*READERS, duties=_SEERS, queryset=_shown)
keep_policy: Final = DutyPolicy(*KEEPERS, duties=[Duty.ACTING_HEAD], queryset=_shown)
#: Whoever keeps exclusions records notices; the lead's own notice is also for who stands in for the lead.
tell_policy: Final = DutyPolicy(*KEEPERS, duties=[Duty.ACTING_HEAD, Duty.DEPUTY_SAFEGUARDING_LEAD], queryset=_shown)
#: What parents put to the board comes to the clerk, or to the office.
represent_policy: Final = DutyPolicy(*KEEPERS, duties=[Duty.ACTING_HEAD, Duty.CLERK], queryset=_shown)
#: Into registers that had opened, by those of them who may amend marks.
enter_policy: Final = DutyPolicy(Role.ATTENDANCE_OFFICER, duties=[], queryset=_shown)
decide_policy: Final = DutyPolicy(*HEADS, duties=[Duty.ACTING_HEAD], queryset=_shown)
lead_policy: Final = DutyPolicy(*LEADS, duties=[Duty.DEPUTY_SAFEGUARDING_LEAD], queryset=_shown)


class _ClerkPolicy(DutyPolicy):
    """The clerk's side of the board, which reviews what the headteacher decided: nobody's who decides, clerk or not."""

    def may(self, member: Member, obj: Any | None = None) -> bool:
        return super().may(member, obj) and not decide_policy.may(member)


board_policy: Final = _ClerkPolicy(duties=[Duty.CLERK], queryset=_shown)


def open_panels() -> Q:
    """Boards whose named members may read the pack: not decided, not stood down, and the exclusion not cancelled."""
    return Q(decided_on__isnull=True, withdrawn_at__isnull=True, exclusion__cancelled_at__isnull=True)


class PanelPolicy:
    """Who may read a panel's pack: a governor named for it, from then until it is decided, stood down or they are taken off.

    Asked anew at every request, so the next after the end is a 404, for pages and files alike. Somebody named has nothing
    else of the pupil by it.
    """

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if member.place_kind != "school" or Role.SCHOOL_GOVERNOR not in member.roles:
            return False
        return obj is None or self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Board]:
        if not self.may(member):
            return Board.objects.none()
        today = clock.today()
        held = Q(members__post__ends_on__isnull=True) | Q(members__post__ends_on__gte=today)
        mine = Q(members__post__person_id=member.person_id, members__ended_at__isnull=True)
        rows = Board.objects.filter(open_panels(), mine & held & Q(members__post__starts_on__lte=today))
        return rows.select_related("exclusion__pupil").distinct()
