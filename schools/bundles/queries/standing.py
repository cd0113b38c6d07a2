"""What stands behind a bundle in other rooms: leave refused, letters that left, help given, what the authority asks for."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from foundation.clock import local
from schools.bundles.models import Bundle
from schools.bundles.rules.evidence import Reading
from schools.bundles.rules.kinds import BundleKind
from schools.bundles.rules.lacking import Stands, open_n
from schools.cases.models import Case, Event
from schools.cases.pages.files import CASE
from schools.cases.rules import states
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules.states import GIVEN, OPEN
from schools.leave.models import LeaveRequest
from schools.leave.operations.letters import REQUEST
from schools.letters.models import Letter
from schools.letters.queries import letters_about
from schools.penalties.models import Consideration, Penalty
from schools.penalties.queries.thresholds import kept_marks
from schools.penalties.rules.states import PROSECUTED, REFERRED, UNPAID
from schools.policy.queries.profiles import profile_on
from schools.registers.rules.windows import SlotMark
from schools.roll.queries.contacts import ContactOf, contacts_of
from tenants.policies.rules.profile import Profile

#: About ten school weeks, and a half-term's holiday.
_BACK: Final = dt.timedelta(weeks=11)
#: Events of a case that are help offered or given, or a family that was talked with; reviews beside them.
SUPPORT: Final = ("conversation", "meeting", "visit", "referral", "offer", "taken", "refused", "plan", "plan_ended")


def parent_of(bundle: Bundle, today: dt.date) -> ContactOf | None:
    """The parent as they are recorded today; None for who is no contact of the child any more."""
    found = contacts_of(bundle.case.pupil, today)
    return next((one for one in found if one.contact == bundle.contact_id), None)


def refused_leave(bundle: Bundle) -> list[tuple[LeaveRequest, bool]]:
    """Leave in the bundle's time that was not granted whole, each with whether a letter with the decision has left."""
    rows = LeaveRequest.objects.filter(
        pupil=bundle.case.pupil,
        decided_at__isnull=False,
        starts_on__lte=bundle.last,
        ends_on__gte=bundle.first,
        state__in=[LeaveRequest.State.REFUSED, LeaveRequest.State.GRANTED],
    )
    return [
        (row, any(letter.has_left for letter in letters_about(REQUEST, row.pk)))
        for row in rows
        if row.granted != row.stretch
    ]


def letters_to(bundle: Bundle) -> list[Letter]:
    """The letters of the case that have left to this parent, the earliest first."""
    return [one for one in letters_about(CASE, bundle.case_id) if one.has_left and one.contact_id == bundle.contact_id]


def support_of(case: Case) -> list[Event]:
    """What was done for the family, the earliest first."""
    rows = Event.objects.filter(Q(kind__in=SUPPORT) | Q(kind__startswith="review_"), case=case)
    return list(rows.order_by("on", "at"))


def penalty_of(bundle: Bundle) -> Penalty | None:
    """The notice to this parent that it is about: the one asked for; of a prosecution, the one that is unpaid."""
    states_of = {BundleKind.PENALTY: (REFERRED,), BundleKind.PROSECUTION: (UNPAID, PROSECUTED)}
    rows = Penalty.objects.filter(
        consideration__case=bundle.case_id,
        contact=bundle.contact_id,
        state__in=states_of.get(BundleKind(bundle.kind), ()),
    )
    return rows.select_related("consideration").order_by("at", "id").last()


def begins_on(case: Case, today: dt.date) -> dt.date:
    """The day from which an extract is first offered: of the first week that was considered, else ten school weeks or so."""
    newest = Consideration.objects.filter(case=case).order_by("at", "id").last()
    return newest.first_week if newest else today - _BACK


def rests_on(penalty: Penalty) -> list[SlotMark]:
    """The sessions that a notice rests on; session 0 is one of that week at another school of the trust."""
    return kept_marks(penalty.consideration.marks)


def improvement_of(bundle: Bundle) -> ImprovementNotice | None:
    """The newest notice to improve of the case that has been with a parent."""
    return ImprovementNotice.objects.filter(case=bundle.case_id, state__in=GIVEN).order_by("drafted_at", "id").last()


def _notice(row: ImprovementNotice | None) -> str:
    """How it stands, as the rules ask."""
    if row is None:
        return ""
    return "running" if row.state in OPEN else "ended"


def profile_of(bundle: Bundle, today: dt.date) -> Profile | None:
    """What the authority asks for, as the trust wrote it down."""
    return profile_on(bundle.authority, today)


def stands(bundle: Bundle, read: Sequence[Reading], penalty: Penalty | None, today: dt.date) -> Stands:
    """The bundle as the rules ask about it."""
    parent, profile = parent_of(bundle, today), profile_of(bundle, today)
    improvement, codes = improvement_of(bundle), frozenset(one.code for one in read if one.counted)
    held = {(one.date, one.session) for one in read if one.counted}
    rests = [(one.date, one.session) for one in rests_on(penalty) if one.session] if penalty else []
    return Stands(
        kind=BundleKind(bundle.kind),
        wants=profile.documents if profile else (),
        counted=[SlotMark(one.date, one.session, one.code) for one in read if one.counted],
        gaps=[(one.date, one.session) for one in read if not one.code],
        open_n=open_n([(one.date, one.session, one.code) for one in read]),
        decided=[(row.starts_on, row.ends_on, letter) for row, letter in refused_leave(bundle)],
        letters=[one.dated or local(one.state_at).date() for one in letters_to(bundle)],
        supported=[one.on for one in support_of(bundle.case)],
        address=parent is not None and bool(parent.address.strip()),
        barred=_barred(parent),
        notice=_notice(improvement),
        notice_until=improvement.ends_on if improvement else None,
        notice_not_used=profile is not None and not profile.wants_notice_for(codes),
        request_by=penalty.consideration.request_by if penalty else None,
        considered=penalty is not None or bundle.kind == BundleKind.REFERRAL,
        changed=[slot for slot in rests if bundle.first <= slot[0] <= bundle.last and slot not in held],
        outside=[slot for slot in rests if not bundle.first <= slot[0] <= bundle.last],
        oldest_session_days=profile.oldest_session_days if profile else 0,
        has_profile=profile is not None,
        case_closed=bundle.case.state == states.CLOSED,
        statement=bool(bundle.statement.strip()),
    )


def _barred(parent: ContactOf | None) -> str:
    if parent is None:
        return "This parent is no contact of the child any more."
    return "Something stands against telling others about this parent." if parent.restrictions else ""
