"""The termly meeting: who is severely absent and whether each has a plan, long illness, part-time and off site, trends.

It is about several children, each of whom is on the list for one of these reasons and named with no more than that. It goes
out whole or not at all: from whom a child is hidden that is on it, that person cannot agree to it.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from foundation.clock import local
from foundation.database.hiding import hidden_from_reader, whole_lists
from foundation.refusals import Fault
from foundation.ui.numbers import percent
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Plan, PlanReview
from schools.cases.rules import states as case_states
from schools.leave.queries.part_time import standing
from schools.provision.models import Review
from schools.provision.queries.placements import placements_on
from schools.registers.queries.totals import on_basis, totals_by_half_term
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals, is_severe
from schools.returns.models import Return
from schools.returns.rules.kinds import Kind, State
from schools.roll.models import Pupil
from schools.roll.queries import OnRoll, on_roll
from schools.sharing.models import Share, ShareAct
from schools.sharing.rules.composed import Composed
from schools.sharing.rules.meeting import Counts, meeting_day, trend_rows
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ACTION

Rows = list[dict[str, str]]

_NOT_WHOLE: Final = Fault(
    "Somebody on it is hidden from you, so you cannot agree to all of it.",
    "hidden",
    "severe",
    remedy="Have somebody agree to it who acts as headteacher and is not related to them.",
)


def meeting(share: Share, now: dt.datetime) -> Composed:
    """As it stands today, for the day on which school and authority meet. Counts are of everybody, whoever reads them."""
    today, meets_on = local(now).date(), meeting_day(share.source)
    pupils, named = _pupils(today)
    lacking: tuple[Fault, ...] = ()
    with whole_lists():
        trends = _trends(today)
        if hidden_from_reader() and _pupils(today)[0] != pupils:
            lacking = (_NOT_WHOLE,)
    facts = {"meets_on": meets_on.isoformat()} | pupils | {"trends": trends, "actions": _actions(share)}
    return Composed(facts, next_on=meets_on, lacking=lacking, pupils=sorted(named))


def _pupils(today: dt.date) -> tuple[dict[str, Rows], set[uuid.UUID]]:
    """Who is on it, under each reason; and their keys."""
    seen = _Seen({row.key: row for row in on_roll(today)}, school_calendar(), today)
    rows = {
        "severe": _severe(seen),
        "sickness": _sickness(seen),
        "part_time": _part_time(seen),
        "elsewhere": _elsewhere(seen),
    }
    return rows, seen.named


@dataclass(frozen=True, slots=True)
class _Seen:
    """Who is on roll, by compact key, and the day on which it is looked; `named` are those of whom a line was made."""

    pupils: dict[int, OnRoll]
    calendar: SchoolCalendar
    today: dt.date
    named: set[uuid.UUID] = field(default_factory=set)

    @property
    def year(self) -> int:
        return self.calendar.year_of(self.today)

    def who(self, key: int) -> dict[str, str]:
        """Whom a line is about."""
        row = self.pupils[key]
        self.named.add(row.id)
        return {"who": row.name, "year": row.group or row.year_group}


def _severe(seen: _Seen) -> Rows:
    """Who missed half of their possible sessions of this year or more, on the basis of published figures, least first."""
    found: list[tuple[float, int, Totals]] = []
    for key, totals in _year(seen.year, None, seen.pupils).items():
        if is_severe(totals.absence, totals.possible):
            found.append((totals.attendance / totals.possible, key, totals))
    plans = _plans(key for _, key, _ in found)
    return [
        seen.who(key)
        | {
            "rate": percent(totals.attendance, totals.possible),
            "plan": "yes" if key in plans else "no",
            "review": plans.get(key, ""),
        }
        for _, key, totals in sorted(found, key=lambda one: one[:2])
    ]


def _plans(keys: Iterable[int]) -> dict[int, str]:
    """Who of these has a plan that runs, with the day of its next review."""
    wanted = list(keys)
    plans = Plan.objects.filter(case__pupil__key__in=wanted, state=case_states.RUNNING)
    found = dict.fromkeys(plans.values_list("case__pupil__key", flat=True), "")
    due = PlanReview.objects.filter(plan__in=plans, held_on=None, dropped_at=None).order_by("-due_on")
    found |= {key: on.isoformat() for key, on in due.values_list("plan__case__pupil__key", "due_on")}
    return found


def _year(year: int, to_half_term: int | None, pupils: Collection[int] | None) -> dict[int, Totals]:
    """Each pupil’s year, to the end of a half-term, on the basis of published figures."""
    totals = totals_by_half_term(year, pupils)
    births = dict(Pupil.objects.filter(key__in=list(totals)).values_list("key", "birth"))
    found = {}
    for key, by_half_term in totals.items():
        held = {number: one for number, one in by_half_term.items() if to_half_term is None or number <= to_half_term}
        if key in births:
            one = on_basis(held, basis=Basis.PUBLISHED, birth=births[key], academic_year=year)
            if one is not None and one.possible:
                found[key] = one
    return found


def _sickness(seen: _Seen) -> Rows:
    """Whose illness of fifteen days was returned, or is to be, this school year."""
    began, _ = seen.calendar.year_span(seen.year)
    rows = Return.objects.filter(kind=Kind.SICKNESS, starts_on__gte=began, pupil__key__in=list(seen.pupils))
    standing_now = rows.exclude(state__in=[State.NOT_NEEDED, State.RETREATED]).select_related("pupil")
    return [
        seen.who(row.pupil.key)
        | {"since": row.starts_on.isoformat(), "review": (row.values or row.typed).get("until", "")}
        for row in standing_now.order_by("starts_on", "pk")
    ]


def _part_time(seen: _Seen) -> Rows:
    return [
        seen.who(one.row.pupil.key)
        | {"until": one.row.ends_on.isoformat(), "review": one.due.due_on.isoformat() if one.due else ""}
        for one in standing(seen.today)
        if one.row.pupil.key in seen.pupils and one.begun
    ]


def _elsewhere(seen: _Seen) -> Rows:
    placed = [row for row in placements_on(seen.today).order_by("ends_on", "pk") if row.pupil.key in seen.pupils]
    due = Review.objects.filter(placement__in=placed, done_on=None).order_by("-due_on")
    review = {key: on.isoformat() for key, on in due.values_list("placement_id", "due_on")}
    return [
        seen.who(row.pupil.key) | {"provider": row.provider.name, "review": review.get(row.pk, "")} for row in placed
    ]


def _trends(today: dt.date) -> Rows:
    """The school’s counts of this year beside those of the year before to the same half-term, leavers among them."""
    calendar = school_calendar()
    year = calendar.year_of(today)
    begun = [one for one in calendar.half_terms if one.academic_year == year and one.starts_on <= today]
    reached = max((one.number for one in begun), default=None)
    now, before = _year(year, None, None), _year(year - 1, reached, None)
    return trend_rows(Counts.of(now.values()), Counts.of(before.values()))


def _actions(share: Share) -> Rows:
    """What was to be done after the last meeting with this authority, as its officer wrote it down."""
    mine = Share.objects.filter(purpose=Purpose.MEETING, authority=share.authority).exclude(pk=share.pk)
    before = mine.filter(number__gt=0).order_by("-at").first()
    if before is None:
        return []
    acts = ShareAct.objects.filter(share=before, move=ACTION).order_by("at", "id")
    return [
        {"what": one.words, "who": str(one.details.get("who", "")), "by": one.on.isoformat() if one.on else ""}
        for one in acts
    ]
