"""Following the children who have no reason: beginning and ending with the marks, and handing over to the lead in time."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Final

from foundation.audit.actors import SYSTEM, Actor
from foundation.clock import local
from foundation.london import LONDON
from schools.absence.models import FirstDay, HandOver, Reply
from schools.absence.queries.following import Child, children_of, closes, without_reason
from schools.absence.queries.ladders import settings_now
from schools.journal.operations import promise, promise_at, record
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Pupil
from schools.staff.models import StaffDuty
from schools.staff.operations.notices import notify
from schools.staff.queries import holders_of, posts_on
from schools.staff.rules.kinds import NoticeKind

#: What the lead is told, and where the children stand.
CHILDREN_HANDED_OVER: Final = NoticeKind("children_handed_over", "child waits for you", "children wait for you")
HAND_OVERS_AT: Final = "/today/#hand-overs"
#: Outbox topics: look whom the lead should have by now ({"date"}); a child was handed over ({"day"}).
LOOK: Final = "absence.look"
HANDED_OVER: Final = "absence.handed_over"


def follow(on: dt.date, keys: Collection[int] | None, *, now: dt.datetime) -> None:
    """Begin, end or begin anew the first-day contact of these pupils (keys; None for all) as their marks of the day stand.

    Only for the day itself: what is found out afterwards about an earlier day is an amendment, and nobody is rung about it.
    Safe to repeat. A child whose reason was entered and taken away again begins anew; what was tried stays on the record.
    """
    if on != local(now).date():
        return
    absent = without_reason(on, keys)
    scope = FirstDay.objects.filter(date=on)
    if keys is not None:
        scope = scope.filter(pupil__in=Pupil.objects.filter(key__in=keys))
    held = {row.pupil_id: row for row in scope.select_for_update().order_by("pk")}
    close = closes(Timetable.now(on), on, now)
    FirstDay.objects.bulk_create(
        [
            FirstDay(pupil_id=pupil, date=on, session=session, opens_at=close[session])
            for pupil, (_, session) in absent.items()
            if pupil not in held
        ],
        ignore_conflicts=True,
    )
    over = [row.pk for row in held.values() if row.pupil_id not in absent and row.ended_at is None]
    FirstDay.objects.filter(pk__in=over).update(ended_at=now)
    for row in held.values():
        if row.pupil_id in absent and row.ended_at is not None:
            row.ended_at, row.again_at, row.again_opens_at = None, now, max(now, close[absent[row.pupil_id][1]])
            row.save(update_fields=["ended_at", "again_at", "again_opens_at"])
    if absent:
        _bring_calls(on, absent)
        _look_later(on, {close[session] for _, session in absent.values()}, now)


def _bring_calls(on: dt.date, pupils: Iterable[uuid.UUID]) -> None:
    """What was taken down of a child before the register, and waits: now that there is an N, it is offered for it."""
    waits = Reply.objects.filter(pupil__in=list(pupils), date=on, day__isnull=True, settled_at__isnull=True)
    for reply in waits.select_for_update():
        reply.day = FirstDay.objects.get(pupil=reply.pupil_id, date=on)
        reply.save(update_fields=["day"])
        details = {"reply": str(reply.pk), "way": reply.way}
        record("absence.reply_came", about=("pupil", reply.pupil_id), by=SYSTEM, details=details)


def _look_later(on: dt.date, moments: Collection[dt.datetime], now: dt.datetime) -> None:
    """Have it looked, when registers close and when the lead takes over, who should be handed over by then."""
    ladder = settings_now().ladder
    midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), LONDON)
    for close in moments:
        for minutes in (0, ladder.lead_minutes):
            at = close + dt.timedelta(minutes=minutes)
            if now < at < midnight:
                promise_at(LOOK, {"date": on.isoformat()}, key=f"{local(at):%Y-%m-%d %H:%M}", at=at, lapses_at=midnight)
    promise(LOOK, {"date": on.isoformat()})


def look(on: dt.date, *, now: dt.datetime) -> list[HandOver]:
    """Hand over to the lead every child whom the ladder says the lead should have by now; what was handed over anew.

    A child to be looked for first is theirs from the close of the register on: they tell the social worker, if there is
    one. Safe to repeat.
    """
    if on != local(now).date():
        return []
    made = []
    for child in children_of(on, now):
        why = _why(child, now)
        if why is not None and child.hand_over is None:
            made.append(hand_over(child.day, why, now=now, by=SYSTEM))
    return made


def _why(child: Child, now: dt.datetime) -> HandOver.Why | None:
    opens_at = child.day.again_opens_at or child.day.opens_at
    if now < opens_at or child.stands.reached:
        return None
    if child.placed.contact_first:
        return HandOver.Why.SIGN
    if not child.stands.lead_due:
        return None
    return HandOver.Why.TIME if now >= child.stands.lead_at or child.attempts else HandOver.Why.NOBODY


def hand_over(day: FirstDay, why: HandOver.Why, *, now: dt.datetime, by: Actor, note: str = "") -> HandOver:
    """Give a child's day to the safeguarding lead, once; they are told by a notice that names nobody."""
    row, made = HandOver.objects.get_or_create(
        day=day, defaults={"why": why, "at": now, "by_name": by.name, "note": note}
    )
    if made:
        record("absence.handed_over", about=("pupil", day.pupil_id), by=by, details={"day": str(day.pk), "why": why})
        promise(HANDED_OVER, {"day": str(day.pk)})
    return row


def hold_day(pupil: Pupil, on: dt.date, *, now: dt.datetime) -> FirstDay | None:
    """Hold a pupil's day until the transaction ends, begun where the worker has not seen the mark yet.

    None where there is nothing to follow.
    """
    follow(on, [pupil.key], now=now)
    return FirstDay.objects.select_for_update(of=("self",)).filter(date=on, pupil=pupil).first()


def tell_leads(days: Iterable[str], leads: Collection[uuid.UUID], *, now: dt.datetime) -> None:
    """Tell those whose role it is (people's keys) and the deputies on duty that children wait for them: how many, not who.

    Whoever was told since the earliest of these days was handed over is not told again, so it may be repeated.
    """
    new = list(HandOver.objects.filter(day__in=list(days)))
    if not new:
        return
    today = local(now).date()
    posts = [post.pk for post in posts_on(today) if post.person_id in leads]
    posts += [post.pk for post in holders_of(StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD, today)]
    waiting = HandOver.objects.filter(day__date=today, acknowledged_at__isnull=True).count()
    notify(
        posts,
        kind=CHILDREN_HANDED_OVER,
        count=max(waiting, 1),
        address=HAND_OVERS_AT,
        at=now,
        by=SYSTEM,
        unless_since=min(row.at for row in new),
    )
