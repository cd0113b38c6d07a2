"""The officer's list: who meets the threshold and has not been considered, what is being considered, and what runs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.access.member import Member
from foundation.database.dated import holds_on
from foundation.ui.numbers import counted, short_date
from schools.cases.models import Case
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.correspondence.rules.whom import addressees
from schools.penalties.models import Consideration, Penalty
from schools.penalties.operations.considering import covers
from schools.penalties.pages.words import consideration_address, pay_tag, penalty_address, request_tag, state_tag
from schools.penalties.queries.rights import see_penalties, work_penalties
from schools.penalties.queries.thresholds import Ground, ground_on, thresholds
from schools.penalties.rules.asks import Asks
from schools.penalties.rules.clocks import request_by
from schools.penalties.rules.threshold import Threshold
from schools.roll.models import Admission, Pupil
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.contacts import contacts_of_each
from schools.roll.queries.placed import placed_pupils
from tenants.policies.rules import notice_states as states

#: So many of what is over are shown, the newest first.
NEWEST: Final = 50
#: A parent of whom nothing was decided is looked for so long after the last week of a window: our own choice.
LOOKED_AT: Final = dt.timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class MetLine:
    """A pupil who meets the threshold. `by` is when the authority wants a request, where it says so; `address` opens the
    case, or the question whether to open one.
    """

    pupil: Pupil
    form: str
    threshold: Threshold
    by: dt.date | None
    request: Tag
    act: str
    address: str
    before: str

    @property
    def weeks(self) -> str:
        window = self.threshold.window
        return f"weeks of {short_date(window.first_week)} to {short_date(window.last_week)}"


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A consideration in which parents, by name in `words`, are still to be decided about."""

    row: Consideration
    form: str
    words: str
    request: Tag
    address: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice to one parent."""

    row: Penalty
    form: str
    tag: Tag
    pay: Tag | None
    address: str


@dataclass(frozen=True)
class Listing:
    """The list as one reader sees it."""

    asks: Asks
    met: Sequence[MetLine]
    considered: Sequence[OpenLine]
    running: Sequence[NoticeLine]
    over: Sequence[NoticeLine]
    works: bool

    @property
    def codes(self) -> str:
        """ "G, N, O and U"."""
        *first, last = sorted(self.asks.codes)
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def keys(self) -> list[int]:
        """The pupils it shows."""
        shown = [one.pupil.key for one in self.met] + [one.row.case.pupil.key for one in self.considered]
        return sorted({*shown, *(one.row.pupil.key for one in (*self.running, *self.over))})

    @property
    def lede(self) -> str:
        requests = [one.request for one in self.met] + [one.request for one in self.considered]
        late = sum(one.state == "now" for one in requests)
        met = counted(len(self.met), "pupil meets", "pupils meet")
        due = f"; for {late} of these the authority’s day is today or past" if late else ""
        open_words = counted(len(self.considered), "is being considered", "are being considered")
        runs = counted(len(self.running), "notice is", "notices are")
        has = "has" if len(self.met) == 1 else "have"
        return f"{met} the threshold and {has} not been considered; {open_words}{due}. {runs} with the authority."


def penalty_list(member: Member, today: dt.date, asks: Asks) -> Listing:
    """What a reader sees. A fixed number of statements."""
    ground, works = ground_on(today), work_penalties.may(member)
    considerations = list(see_penalties.considerations(member).prefetch_related("penalties"))
    notices = see_penalties.visible(member).select_related("pupil").exclude(state__in=[states.CONSIDERED])
    rows = list(notices)
    here = Admission.objects.filter(holds_on(today))
    pupils = list(see_penalties.pupils(member).filter(pk__in=here.values("pupil")))
    found = thresholds(pupils, asks.codes, ground)
    met = {one: found[one.pk] for one in pupils if one.pk in found and found[one.pk].met}
    keys = {one.key for one in met} | {row.pupil.key for row in rows} | {row.case.pupil.key for row in considerations}
    forms = {key: one.form for key, one in placed_pupils(keys, today, today).items()}
    running = [row for row in rows if row.state in (states.REFERRED, *states.RUNNING, states.UNPAID)]
    over = sorted((row for row in rows if row.over_on), key=lambda row: row.over_on or today, reverse=True)[:NEWEST]
    return Listing(
        asks,
        _met(met, considerations, forms, asks, ground),
        _considered(considerations, forms, today),
        [_notice(row, forms, today) for row in sorted(running, key=_urgent)],
        [_notice(row, forms, today) for row in over],
        works,
    )


def _met(
    met: Mapping[Pupil, Threshold], rows: Sequence[Consideration], forms: dict[int, str], asks: Asks, ground: Ground
) -> list[MetLine]:
    newest: dict[object, Consideration] = {}
    for row in rows:
        newest.setdefault(row.case.pupil_id, row)
    cases = Case.objects.filter(pupil__in=[one.pk for one in met], kind=Kind.ATTENDANCE)
    open_cases = dict(cases.exclude(state=case_states.CLOSED).values_list("pupil_id", "pk"))
    found = []
    for one, threshold in met.items():
        last = newest.get(one.pk)
        if last is not None and covers(last, threshold.window.marks):
            continue
        case = open_cases.get(one.pk)
        act = "Consider" if case else "Open a case"
        address = reverse("case_consider", args=[case]) if case else reverse("case_open", args=[one.pk])
        before = f"considered {short_date(last.on)}; more sessions since" if last is not None else ""
        by = _request_by(threshold, asks, ground)
        form, request = forms.get(one.key, ""), request_tag(by, ground.on)
        found.append(MetLine(one, form, threshold, by, request, act, address, before))
    return sorted(found, key=lambda line: (*_in_time_first(line, ground.on), line.pupil.surname))


def _in_time_first(line: MetLine, on: dt.date) -> tuple[bool, int]:
    """What the authority still takes, the day that comes soonest first; then what is late, the newest first."""
    day = line.by or line.threshold.reached_on or on
    late = day < on
    return late, -day.toordinal() if late else day.toordinal()


def _request_by(threshold: Threshold, asks: Asks, ground: Ground) -> dt.date | None:
    if threshold.reached_on is None or asks.within_school_days is None:
        return None
    return request_by(threshold.reached_on, asks.within_school_days, ground.calendar)


def _considered(rows: Sequence[Consideration], forms: dict[int, str], today: dt.date) -> list[OpenLine]:
    """The newest consideration of each pupil in which a parent of today is still to be decided about. Three statements."""
    newest: dict[object, Consideration] = {}
    for row in rows:
        if row.last_week >= today - LOOKED_AT:
            newest.setdefault(row.case.pupil_id, row)
    contacts = contacts_of_each([row.case.pupil_id for row in newest.values()], today)
    found = []
    for row in newest.values():
        parents = {one.contact: one for one in addressees(contacts[row.case.pupil_id], "each_parent")}
        decided = {one.contact_id for one in row.penalties.all() if one.state != states.CONSIDERED}
        left = [one.name for key, one in parents.items() if key not in decided]
        if left or not parents:
            words = ", ".join(left) or "no parent is known"
            tag, address = request_tag(row.request_by, today), consideration_address(row.pk)
            found.append(OpenLine(row, forms.get(row.case.pupil.key, ""), words, tag, address))
    return sorted(found, key=lambda line: line.row.request_by or dt.date.max)


def _notice(row: Penalty, forms: dict[int, str], today: dt.date) -> NoticeLine:
    return NoticeLine(
        row, forms.get(row.pupil.key, ""), state_tag(row.state), pay_tag(row, today), penalty_address(row.pk)
    )


def _urgent(row: Penalty) -> tuple[int, dt.date]:
    """What is unpaid first, then by the day of receipt, of issue or of asking."""
    day = row.received_on or row.issued_on or row.referred_on or row.consideration.on
    return (0 if row.state == states.UNPAID else 1, day)
