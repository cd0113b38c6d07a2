"""What Today shows of exclusions: what is to be decided, who must be told, what the board owes, day six."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.access.permissions import Permission
from foundation.ui.numbers import counted, short_date
from foundation.ui.sentences import Said
from schools.exclusions.models import Exclusion
from schools.exclusions.pages.words import address_of, elsewhere_words, span_words
from schools.exclusions.queries.ledger import ledgers_of
from schools.exclusions.queries.notices import Standing, standings_of
from schools.exclusions.queries.since_back import e_since_back
from schools.exclusions.queries.sixth_day import sixth_days_missing
from schools.exclusions.rules.notices import To
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.sixth_day import Run
from schools.exclusions.rules.triggers import Duty, is_late
from schools.roll.pages.today_lists import Answer, Asked, Line, Tag

#: How far back is looked for what was never told or decided.
_BACK = dt.timedelta(days=366)
#: How soon before the sixth day a missing provision is named.
_SOON = dt.timedelta(days=7)
#: How long E that stands since a pupil is back is named here: it may be right of the first day. Its page goes on saying it.
_NAMED_FOR = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One thing that waits about one exclusion; the lower `order`, the sooner it is done."""

    order: int
    row: Exclusion
    tag: Tag
    what: str
    act: str


def recent(asked: Asked) -> QuerySet[Exclusion]:
    """The exclusions of a year, about which something may wait; an internal placement waits for nothing once decided."""
    rows = Exclusion.objects.filter(dropped_at__isnull=True, starts_on__gt=asked.today - _BACK)
    return rows.exclude(kind=Kind.INTERNAL, decided_at__isnull=False)


def exclusions(asked: Asked) -> Answer:
    """What waits about exclusions, the most urgent first: a line a thing."""
    rows = list(recent(asked).select_related("pupil"))
    waiting = sorted(_waiting(rows, asked), key=lambda one: (one.order, one.row.starts_on, str(one.row.pk)))
    return Answer(
        heads=("Pupil", "What waits", "Exclusion", "Next"),
        lines=[_line(one, number) for number, one in enumerate(waiting)],
        aside="the law’s own clocks",
        hint=Tag("now", f"{len(waiting)} waiting") if waiting else "",
        lede=_lede(waiting),
    )


def _lede(waiting: list[_Waiting]) -> tuple[Said, ...]:
    urgent = [one for one in waiting if one.tag.state == "now"]
    if not urgent:
        return ()
    return (Said(strong=counted(len(urgent), "thing"), after=" about exclusions cannot wait.", href="#exclusions"),)


def _line(one: _Waiting, number: int) -> Line:
    return Line(
        key=f"{one.row.pk}-{number}",
        head=str(one.row.pupil),
        address=address_of(one.row),
        cells=(one.tag, f"{one.what}, {span_words(one.row)}"),
        pupil=one.row.pupil.key,
        act=one.act,
        act_address=address_of(one.row),
        now=one.tag.state == "now",
    )


def _waiting(rows: list[Exclusion], asked: Asked) -> Iterator[_Waiting]:
    """Everything that waits."""
    decided = [row for row in rows if row.decided_at is not None]
    for row in rows:
        if row.decided_at is None:
            may = asked.may(Permission.DECIDE_EXCLUSIONS)
            act = "Decide on it" if may else "Open it"
            yield _Waiting(0, row, Tag("now", "to decide", "by the headteacher"), Kind(row.kind).words, act)
    if not decided:
        return
    ledgers = ledgers_of([row.pupil for row in decided], asked.today)
    standings = standings_of(decided, ledgers, asked.today)
    missing = sixth_days_missing(decided, ledgers, asked.today)
    lately = [row for row in decided if row.back_on is not None and row.back_on > asked.today - _NAMED_FOR]
    since_back = e_since_back(lately, ledgers, asked.today)
    for row in decided:
        yield from _of_one(row, standings[row.pk], asked)
        run = missing.get(row.pk)
        if run is not None and run.sixth is not None:
            yield from _sixth_day(row, run, run.sixth, asked.today)
        if row.pk in since_back:
            tag = Tag("soon", "E though back", elsewhere_words(since_back[row.pk]))
            yield _Waiting(2, row, tag, Kind(row.kind).words, "Look at it")


def _of_one(row: Exclusion, standing: Standing, asked: Asked) -> Iterator[_Waiting]:
    kind = Kind(row.kind).words
    leads = asked.may(Permission.TELL_RESTRICTED)
    for due in standing.waiting:
        if due.to is To.LEAD and not leads:
            continue
        yield _Waiting(1, row, Tag("now", "tell without delay", due.words), kind, "Record the notice")
    duty = standing.duty
    if duty.duty is Duty.NOTHING or standing.decided or row.cancelled_at is not None:
        return
    if duty.by is not None:
        late = is_late(duty.by, asked.today)
        tag = Tag("now", "board’s deadline missed") if late else Tag("soon", "board", f"by {short_date(duty.by)}")
        yield _Waiting(2, row, tag, kind, "Open it")
    elif duty.duty is Duty.READ:
        yield _Waiting(3, row, Tag("soon", "representations", "for the board to consider"), kind, "Open it")
    else:
        yield _Waiting(3, row, Tag("soon", "board’s receipt", "for the clerk to record"), kind, "Open it")


def _sixth_day(row: Exclusion, run: Run, sixth: dt.date, today: dt.date) -> Iterator[_Waiting]:
    """Nothing is arranged from the sixth day: from a week before it until the run is over, on its last exclusion alone."""
    if run.keys[-1] != str(row.pk) or today < sixth - _SOON:
        return
    who = "the home authority" if run.permanent else "the school"
    state = "now" if today >= sixth else "soon"
    tag = Tag(state, "day six", f"{short_date(sixth)}: nothing arranged by {who}")
    yield _Waiting(2, row, tag, Kind(row.kind).words, "Record who provides it")
