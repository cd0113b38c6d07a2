"""The list of leave, and one request with all that is beside it when it is decided."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from foundation.refusals import Fault
from foundation.ui.numbers import counted, middle_date, short_date, to_the_second
from schools.calendar.rules.sessions import SchoolSession
from schools.leave.models import Enquiry, LeaveRequest
from schools.leave.pages.words import days_words, state_tag
from schools.leave.queries.requests import (
    Policy,
    agreed_study,
    begins_at,
    decided_since,
    policy_now,
    requests_of,
    sessions_of,
    together_with,
    waiting,
)
from schools.leave.queries.taken import Away, NotBack, away_without_leave, not_returned
from schools.leave.rules.grounds import Ground
from schools.leave.rules.requests import WHOSE_RULE, Asking, asking_faults
from schools.registers.queries.sheets import Timetable
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.families import Sibling, siblings_of
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: The list holds what is still to come and what ended so many days ago.
SHOWN_AFTER = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """A request in the list."""

    row: LeaveRequest
    form: str
    begins: str
    late: bool

    @property
    def tag(self) -> Tag:
        return state_tag(self.row)


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Sessions away that a person is asked about."""

    away: Away
    form: str

    @property
    def days(self) -> str:
        return days_words(self.away.sessions)


@dataclass(frozen=True)
class LeavePage:
    """The list: what waits, what a person is to confirm, who is not back, and what was decided lately."""

    waiting: list[LeaveLine]
    away: list[AwayLine]
    not_back: list[tuple[NotBack, str]]
    decided: list[LeaveLine]
    keys: list[int] = field(default_factory=list)

    @property
    def lede(self) -> str:
        if not (self.waiting or self.away or self.not_back):
            return "Nothing waits for a person."
        parts = [counted(len(self.waiting), "request to decide", "requests to decide")] if self.waiting else []
        if self.away:
            parts.append(counted(len(self.away), "absence to confirm", "absences to confirm"))
        if self.not_back:
            parts.append(counted(len(self.not_back), "pupil not back from leave", "pupils not back from leave"))
        return f"{'; '.join(parts)}."


def leave_page(now: dt.datetime, today: dt.date) -> LeavePage:
    """The list at a moment. A fixed number of statements."""
    asked, decided = list(waiting()), list(decided_since(today - SHOWN_AFTER))
    away, back = away_without_leave(today), not_returned(today)
    keys = {row.pupil.key for row in (*asked, *decided)}
    keys |= {one.request.pupil.key for one in away} | {one.request.pupil.key for one in back}
    placed = placed_pupils(keys, today, today)
    times = Timetable.now()
    return LeavePage(
        waiting=[_line(row, placed, begins_at(row.stretch.first, times), now) for row in asked],
        away=[AwayLine(one, form_of(one.request, placed)) for one in away],
        not_back=[(one, form_of(one.request, placed)) for one in back],
        decided=[_line(row, placed, now, now) for row in decided],
        keys=sorted(keys),
    )


def form_of(row: LeaveRequest, placed: dict[int, PlacedPupil]) -> str:
    """The group of a request's pupil today."""
    found = placed.get(row.pupil.key)
    return found.form if found else ""


def _line(row: LeaveRequest, placed: dict[int, PlacedPupil], begins: dt.datetime, now: dt.datetime) -> LeaveLine:
    return LeaveLine(row, form_of(row, placed), short_date(row.starts_on), late=begins <= now)


@dataclass(frozen=True)
class RequestPage:
    """One request: facts, what is beside it, and what may be done."""

    row: LeaveRequest
    form: str
    sessions: int
    begun: bool
    policy: Policy
    siblings: list[Sibling]
    together: list[LeaveRequest]
    earlier: list[LeaveRequest]
    away: list[Away]
    not_back: NotBack | None
    enquiries: list[Enquiry]
    faults: list[Fault]

    @property
    def tag(self) -> Tag:
        return state_tag(self.row)

    @property
    def keys(self) -> list[int]:
        """Whom the page shows."""
        return [self.row.pupil.key, *(one.key for one in self.siblings), *(one.pupil.key for one in self.together)]

    @property
    def asked_facts(self) -> list[tuple[str, str]]:
        """What was asked, by whom."""
        row = self.row
        lives = "a parent the pupil lives with" if row.lives_with else "not a parent the pupil lives with"
        found = [
            ("For", f"{row.meaning.label} ({row.meaning.code})"),
            ("When", f"{row.stretch.said}: {counted(self.sessions, 'session')}"),
            ("Asked by", f"{row.applicant}, {lives}" if row.contact_id else row.applicant),
            ("Asked on", f"{middle_date(row.asked_on)}, {row.get_way_display().lower()}"),
            ("Reason", row.reason),
        ]
        return [*found, ("Shown to the school", row.evidence)] if row.evidence else found

    @property
    def decision_facts(self) -> list[tuple[str, str]]:
        """What was decided, by whom, when; empty while it waits."""
        row = self.row
        if row.decided_at is None:
            return []
        found = [("Decided by", f"{row.decided_by}, {row.decided_position}, {to_the_second(row.decided_at)}")]
        if row.granted is not None:
            found.append(("Granted", row.granted.said))
        return [*found, ("Why", row.decision)] if row.decision else found

    @property
    def rule(self) -> str:
        """What stands of granting it after the fact, while it waits."""
        if not self.begun:
            return ""
        if self.policy.never_after:
            return f"It has begun: it can be refused, or a part that is still to come granted. {WHOSE_RULE}"
        return f"It has begun. The school has chosen that leave may be granted after the fact. {WHOSE_RULE}"


def request_page(row: LeaveRequest, now: dt.datetime, today: dt.date) -> RequestPage:
    """One request as it stands."""
    times = Timetable.now()
    sessions = sessions_of(row.stretch, times)
    together = list(together_with(row))
    beside: Collection[object] = {one.pupil_id for one in together}
    placed = placed_pupils([row.pupil.key], today, today)
    return RequestPage(
        row=row,
        form=form_of(row, placed),
        sessions=len(sessions),
        begun=row.state == LeaveRequest.State.WAITING and begins_at(row.stretch.first, times) <= now,
        policy=policy_now(),
        siblings=[one for one in siblings_of(row.pupil, today) if one.on_roll and one.id not in beside],
        together=together,
        earlier=[one for one in requests_of(row.pupil) if one.pk != row.pk],
        away=away_without_leave(today, request=row),
        not_back=next(iter(not_returned(today, request=row)), None),
        enquiries=list(row.enquiries.all()),
        faults=_faults(row, sessions) if row.state == LeaveRequest.State.WAITING else [],
    )


def _faults(row: LeaveRequest, sessions: Sequence[SchoolSession]) -> list[Fault]:
    """What stands against granting a request as it was asked: a parent's link keeps it whatever does."""
    asking = Asking(Ground(row.ground), row.stretch, sessions, row.pupil.birth, row.asked_on, row.lives_with)
    return asking_faults(asking, study=agreed_study(row.stretch))
