"""Following the children who have no reason: beginning and ending with the marks, and handing over to the lead in time."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from foundation.audit.actors import SYSTEM, Actor
from foundation.clock import local
from foundation.london import LONDON
from schools.absence.models import FirstDay, HandOver, Reply
from schools.absence.queries.following import Child, children_of, closes, of_before, without_reason
from schools.absence.queries.ladders import settings_now
from schools.journal.operations import promise, promise_at, promise_each, record_all
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Pupil
from schools.staff.models import StaffDuty
from schools.staff.operations.notices import notify
from schools.staff.queries import holders_of, posts_on
from schools.staff.rules.kinds import NoticeKind

#: What the lead is told, and where the children stand.
CHILDREN_HANDED_OVER: Final = NoticeKind("children_handed_over", "child waits for you", "children wait for you")
HAND_OVERS_AT: Final = "/first-day/hand-overs/"
#: The most letters that a hand-over keeps of all that was written about it.
LONGEST_NOTES: Final = 4000
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
    scope = FirstDay.objects.filter(date=on)
    if keys is not None:
        scope = scope.filter(pupil__in=Pupil.objects.filter(key__in=keys))
    # Held before the marks are read: an older look of another worker's must not undo what this one finds.
    held = {row.pupil_id: row for row in scope.select_for_update(no_key=True).order_by("pk")}
    absent = without_reason(on, keys)
    close = closes(Timetable.now(), on, now)
    begun = [
        FirstDay(pupil_id=pupil, date=on, session=session, opens_at=close[session])
        for pupil, (_, session) in absent.items()
        if pupil not in held
    ]
    FirstDay.objects.bulk_create(begun, ignore_conflicts=True)
    over = [row.pk for row in held.values() if row.pupil_id not in absent and row.ended_at is None]
    FirstDay.objects.filter(pk__in=over).update(ended_at=now)
    again = [row for row in held.values() if row.pupil_id in absent and row.ended_at is not None]
    for row in again:
        row.ended_at, row.again_at, row.again_opens_at = None, now, max(now, close[absent[row.pupil_id][1]])
    FirstDay.objects.bulk_update(again, ["ended_at", "again_at", "again_opens_at"])
    if begun or again:
        _bring_calls(on, absent)
        look_in_time(on, now=now)


def _bring_calls(on: dt.date, pupils: Iterable[uuid.UUID]) -> None:
    """What was taken down of a child before the register, and waits: now that there is an N, it is offered for it."""
    waits = Reply.objects.filter(pupil__in=list(pupils), date=on, day__isnull=True, settled_at__isnull=True)
    replies = list(waits.select_for_update(no_key=True))
    begun = FirstDay.objects.filter(date=on, pupil__in=[one.pupil_id for one in replies])
    days: dict[uuid.UUID | None, FirstDay] = {row.pupil_id: row for row in begun}
    for reply in replies:
        reply.day = days[reply.pupil_id]
    Reply.objects.bulk_update(replies, ["day"])
    lines = [(("pupil", one.pupil_id), {"reply": str(one.pk), "way": one.way}) for one in replies]
    record_all("absence.reply_came", lines, by=SYSTEM)


def look_in_time(on: dt.date, *, now: dt.datetime) -> None:
    """Have it looked, now and when registers close and when the lead takes over, who should be handed over by then."""
    ladder = settings_now().ladder
    midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), LONDON)
    followed = FirstDay.objects.filter(date=on, ended_at__isnull=True)
    opens = {again or first for again, first in followed.values_list("again_opens_at", "opens_at")}
    for at in {moment + dt.timedelta(minutes=minutes) for moment in opens for minutes in (0, ladder.lead_minutes)}:
        if now < at < midnight:
            key = f"{local(at):%Y-%m-%d %H:%M:%S.%f}"
            promise_at(LOOK, {"date": on.isoformat()}, key=key, at=at, lapses_at=midnight)
    promise(LOOK, {"date": on.isoformat()})


def look(on: dt.date, *, now: dt.datetime) -> None:
    """Hand over to the lead every child whom the ladder says the lead should have by now. A fixed number of statements.

    A child to be looked for first is theirs from the close of the register on: they tell the social worker, if there is
    one. Whose day nobody has begun yet is looked at when it is. Safe to repeat.
    """
    if on != local(now).date():
        return
    due: dict[uuid.UUID, tuple[FirstDay, HandOver.Why]] = {}
    for child in children_of(on, now):
        why = _why(child, now)
        if why is not None and child.hand_over is None and not child.day._state.adding:
            due[child.day.pk] = child.day, why
    before = _hold(due)
    new, again = list[HandOver](), list[HandOver]()
    for key, (day, why) in due.items():
        row = before.get(key)
        if row is None:
            new.append(HandOver(day=day, why=why, at=now, by_name=SYSTEM.name))
        elif of_before(row, day):
            _give_again(row, why, "", now=now, by=SYSTEM)
            again.append(row)
    HandOver.objects.bulk_create(new)
    HandOver.objects.bulk_update(again, _GIVEN_AGAIN)
    _tell([(row.day, row.why) for row in (*new, *again)], by=SYSTEM)


def _hold(days: Collection[uuid.UUID]) -> dict[uuid.UUID, HandOver]:
    """Hold these days, so that of two who hand over at once the second finds what the first has; what was handed over."""
    if days:
        list(FirstDay.objects.select_for_update(no_key=True).filter(pk__in=days).order_by("pk").values_list("pk"))
    given = HandOver.objects.select_for_update(of=("self",), no_key=True).filter(day__in=days).order_by("pk")
    return {row.day_id: row for row in given.select_related("day")}


def _tell(given: Sequence[tuple[FirstDay, str]], *, by: Actor) -> None:
    """Write down that these days were handed over, and promise that the lead is told."""
    details = [(("pupil", day.pupil_id), {"day": str(day.pk), "why": why}) for day, why in given]
    record_all("absence.handed_over", details, by=by)
    promise_each(HANDED_OVER, [{"day": str(day.pk)} for day, _ in given])


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
    """Give a child's day to the safeguarding lead, who is told by a notice that names nobody.

    The ladder does so once for each beginning of the day's contact. A person, who has seen or heard something, gives it to
    them again: it then waits anew, with what was written before kept above the new words.
    """
    row = _hold([day.pk]).get(day.pk)
    if row is None:
        row = HandOver.objects.create(day=day, why=why, at=now, by_name=by.name, note=note)
    elif why is HandOver.Why.CHOICE or of_before(row, day):
        _give_again(row, why, note, now=now, by=by)
        row.save()
    else:
        return row
    _tell([(day, why)], by=by)
    return row


#: What giving a child again changes.
_GIVEN_AGAIN: Final = (
    *("note", "why", "at", "by_name", "outcome"),
    *("acknowledged_at", "acknowledged_by", "settled_at", "settled_by"),
)


def _give_again(row: HandOver, why: HandOver.Why, note: str, *, now: dt.datetime, by: Actor) -> None:
    """Have a child who was handed over wait for the lead anew, with what was written before kept above the new words."""
    said = [row.note, row.outcome, note]
    row.note = "\n".join(dict.fromkeys(words for words in said if words))[-LONGEST_NOTES:]
    row.why, row.at, row.by_name, row.outcome = why, now, by.name, ""
    row.acknowledged_at = row.settled_at = None
    row.acknowledged_by = row.settled_by = ""


def hold_day(pupil: Pupil, on: dt.date, *, now: dt.datetime) -> FirstDay | None:
    """Hold a pupil's day until the transaction ends, begun where the worker has not seen the mark yet.

    None where there is nothing to follow.
    """
    follow(on, [pupil.key], now=now)
    return FirstDay.objects.select_for_update(of=("self",), no_key=True).filter(date=on, pupil=pupil).first()


def tell_leads(days: Iterable[str], leads: Collection[uuid.UUID], *, now: dt.datetime) -> None:
    """Tell those whose role it is (people's keys) and the deputies on duty that children wait for them: how many, not who.

    Whoever was told since the last of these days was handed over is not told again, so it may be repeated.
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
        unless_since=max(row.at for row in new),
    )
