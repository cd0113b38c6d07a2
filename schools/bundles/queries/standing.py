"""What stands behind a bundle in other rooms: leave refused, letters that left, help given, what the authority asks for."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Q

from foundation.clock import local
from schools.bundles.models import Bundle
from schools.bundles.rules.evidence import Reading
from schools.bundles.rules.kinds import BundleKind
from schools.bundles.rules.lacking import Stands
from schools.cases.models import Case, Event
from schools.cases.pages.files import CASE
from schools.cases.rules import states
from schools.documents.models import Document
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.holding import ABOUT
from schools.improvement.rules.states import GIVEN
from schools.leave.models import LeaveRequest
from schools.leave.operations.letters import REQUEST
from schools.letters.models import Letter
from schools.letters.queries import letters_about
from schools.penalties.models import Consideration, Penalty
from schools.penalties.queries.thresholds import kept_marks
from schools.policy.queries.profiles import profile_on
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.windows import SlotMark, penalty_notice_codes
from schools.roll.queries.contacts import ContactOf, contacts_of
from tenants.policies.rules.notice_states import PROSECUTED, REFERRED, UNPAID
from tenants.policies.rules.profile import Profile

#: About ten school weeks, and a half-term's holiday.
_BACK: Final = dt.timedelta(weeks=11)
#: Events of a case that are help offered or given, or a family that was talked with; reviews beside them.
SUPPORT: Final = ("conversation", "meeting", "visit", "referral", "offer", "taken", "refused", "plan", "plan_ended")


@dataclass(frozen=True)
class Behind:
    """What other rooms hold for one bundle on a day, each asked once."""

    bundle: Bundle
    today: dt.date

    @cached_property
    def parent(self) -> ContactOf | None:
        """The parent as they are recorded today; None for who is no contact of the child any more."""
        found = contacts_of(self.bundle.case.pupil, self.today)
        return next((one for one in found if one.contact == self.bundle.contact_id), None)

    @cached_property
    def profile(self) -> Profile | None:
        """What the authority asks for, as the trust wrote it down."""
        return profile_on(self.bundle.authority, self.today)

    @cached_property
    def penalty(self) -> Penalty | None:
        """The notice to this parent that it is about: the one asked for; of a prosecution, the one that is unpaid."""
        wanted = {BundleKind.PENALTY: (REFERRED,), BundleKind.PROSECUTION: (UNPAID, PROSECUTED)}
        rows = Penalty.objects.filter(
            consideration__case=self.bundle.case_id,
            contact=self.bundle.contact_id,
            state__in=wanted.get(BundleKind(self.bundle.kind), ()),
        )
        return rows.select_related("consideration").order_by("at", "id").last()

    @cached_property
    def rests(self) -> list[SlotMark] | None:
        """The sessions that its notice rests on, session 0 being one of that week at another school; None without one."""
        return kept_marks(self.penalty.consideration.marks) if self.penalty else None

    @property
    def codes(self) -> Collection[str]:
        """The codes that count: those by which the notice was considered, else the profile's, else the national ones."""
        if self.penalty is not None:
            return frozenset(self.penalty.consideration.codes)
        return self.profile.counted if self.profile else penalty_notice_codes()

    @cached_property
    def improvement(self) -> ImprovementNotice | None:
        """The newest notice to improve of the case of which a letter to this very parent has left."""
        rows = ImprovementNotice.objects.filter(case=self.bundle.case_id, state__in=GIVEN).order_by(
            "-drafted_at", "-id"
        )
        return next((row for row in rows if self._has(letters_about(ABOUT, row.pk))), None)

    def _has(self, letters: list[Letter]) -> bool:
        return any(one.has_left and one.contact_id == self.bundle.contact_id for one in letters)

    @cached_property
    def leave(self) -> list[tuple[LeaveRequest, bool]]:
        """Leave in the bundle's time that was not granted whole, each with whether a letter with the decision has left."""
        rows = LeaveRequest.objects.filter(
            pupil=self.bundle.case.pupil,
            decided_at__isnull=False,
            starts_on__lte=self.bundle.last,
            ends_on__gte=self.bundle.first,
            state__in=[LeaveRequest.State.REFUSED, LeaveRequest.State.GRANTED],
        )
        return [
            (row, any(letter.has_left for letter in letters_about(REQUEST, row.pk)))
            for row in rows
            if row.granted != row.stretch
        ]

    @cached_property
    def letters(self) -> list[Letter]:
        """The letters of the case that have left to this parent, the earliest first."""
        return letters_to(self.bundle)

    @cached_property
    def support(self) -> list[Event]:
        """What was done for the family, the earliest first."""
        rows = Event.objects.filter(Q(kind__in=SUPPORT) | Q(kind__startswith="review_"), case=self.bundle.case_id)
        return list(rows.order_by("on", "at"))

    @cached_property
    def files(self) -> list[Document]:
        """The files that go with it and are there to go, in the order in which they were chosen."""
        rows = Document.objects.filter(pk__in=self.bundle.attached, state__in=Document.OPENED)
        return sorted(rows, key=lambda row: self.bundle.attached.index(row.pk))

    def stands(self, read: Sequence[Reading]) -> Stands:
        """The bundle as the rules ask about it, with its extract as it was read."""
        bundle, profile, counted = self.bundle, self.profile, [one for one in read if one.counted]
        held, rests = {(one.date, one.session) for one in counted}, [one[:2] for one in self.rests or () if one.session]
        return Stands(
            kind=BundleKind(bundle.kind),
            wants=profile.documents if profile else (),
            counted=[SlotMark(one.date, one.session, one.code) for one in counted],
            gaps=[(one.date, one.session) for one in read if not one.code],
            open_n=[(one.date, one.session) for one in read if one.code == NO_REASON_YET],
            decided=[(row.starts_on, row.ends_on, letter) for row, letter in self.leave],
            letters=[left_on(one) for one in self.letters],
            supported=[one.on for one in self.support],
            address=self.parent is not None and bool(self.parent.address.strip()),
            barred=_barred(self.parent),
            notice=self.improvement.state if self.improvement else "",
            notice_until=self.improvement.ends_on if self.improvement else None,
            notice_not_used=profile is not None
            and not profile.wants_notice_for(frozenset(one.code for one in counted)),
            request_by=self.penalty.consideration.request_by if self.penalty else None,
            considered=self.penalty is not None or bundle.kind == BundleKind.REFERRAL,
            changed=[slot for slot in rests if bundle.first <= slot[0] <= bundle.last and slot not in held],
            outside=[slot for slot in rests if not bundle.first <= slot[0] <= bundle.last],
            oldest_session_days=profile.oldest_session_days if profile else 0,
            has_profile=profile is not None,
            case_closed=bundle.case.state == states.CLOSED,
            statement=bool(bundle.statement.strip()),
            files_gone=len(bundle.attached) - len(self.files),
        )


def letters_to(bundle: Bundle) -> list[Letter]:
    """The letters of a bundle's case that have left to its parent, the earliest first."""
    return [one for one in letters_about(CASE, bundle.case_id) if one.has_left and one.contact_id == bundle.contact_id]


def left_on(letter: Letter) -> dt.date:
    """The day on which a letter that has left bears to have done so."""
    return letter.dated or local(letter.state_at).date()


def begins_on(case: Case, today: dt.date) -> dt.date:
    """The day from which an extract is first offered: of the first week that was considered, else ten school weeks or so."""
    newest = Consideration.objects.filter(case=case).order_by("at", "id").last()
    return newest.first_week if newest else today - _BACK


def _barred(parent: ContactOf | None) -> str:
    if parent is None:
        return "This parent is no contact of the child any more."
    return "Something stands against telling others about this parent." if parent.restrictions else ""
