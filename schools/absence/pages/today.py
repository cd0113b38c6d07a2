"""What Today shows of first-day contact: who has no reason yet and what is next, and what the lead has not taken over."""

import datetime as dt
import uuid

from django.urls import reverse

from foundation.ui.numbers import clock, counted
from foundation.ui.sentences import Said
from schools.absence.pages.ladder_marks import ladder_marks
from schools.absence.pages.today_messages import writing
from schools.absence.pages.today_reads import read_children
from schools.absence.pages.words import clock_tag, next_words, so_far
from schools.absence.queries.following import Child
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.pages.today_pupils import Gone, read_marks
from schools.roll.pages.today_lists import Answer, Asked, Cell, Line, Lines, Since, Tag


def no_reason(asked: Asked) -> Answer:
    """Everybody with an N today and what is next for each; those who have come since stand last, for their reason alone."""
    children, gone = asked.once(read_children), {one.pupil.id: one for one in asked.once(read_marks).gone}
    found = [(child, gone[child.placed.id]) for child in children if child.placed.id in gone]
    found.sort(key=lambda pair: _by_need(*pair))
    followed = {child.placed.id for child in children}
    came = [(None, one) for pupil, one in gone.items() if pupil not in followed]
    write = writing(asked, children)
    now = sum(1 for child in children if child.stands.now)
    first = sum(1 for child in children if child.placed.contact_first)
    return Answer(
        heads=("Pupil", "Absent", "Closed for", "Ladder", "So far", "Clock", "Next"),
        lines=Lines([*found, *came], lambda pair: _line_of(pair[0], pair[1], asked)),
        aside=_aside(children),
        parts=(("absence/today_writing.html", write),) if write else (),
        hint=Tag("now", f"{now} to call now") if now else Tag("first", f"{first} contact first") if first else "",
        lede=_lede(len(found) + len(came), now),
        until=_until(children, asked.now),
    )


def _by_need(child: Child, gone: Gone) -> tuple[object, ...]:
    """Before the order of their next steps: to be looked for first, then to be rung now, then gone for days."""
    return not child.placed.contact_first, not child.stands.now, -gone.days


def _aside(children: list[Child]) -> str:
    if not children:
        return ""
    lead = min(child.stands.lead_at for child in children)
    return f"the safeguarding lead has whoever is not reached by {clock(lead)}"


def _lede(count: int, now: int) -> tuple[Said, ...]:
    if not count:
        return ()
    have = "has" if count == 1 else "have"
    found = [
        Said(strong=counted(count, "pupil"), after=f" {have} no reason yet{'' if now else '.'}", href="#no-reason")
    ]
    if now:
        needs = "needs" if now == 1 else "need"
        found.append(Said(before="and ", strong=str(now), after=f" {needs} a call now.", href="#no-reason"))
    return tuple(found)


def _until(children: list[Child], now: dt.datetime) -> dt.datetime | None:
    """The next moment at which a step falls due or the lead takes over."""
    moments = [at for child in children for at in (child.stands.due_at, child.stands.lead_at) if at > now]
    return min(moments, default=None)


def _line_of(child: Child | None, gone: Gone, asked: Asked) -> Line:
    return _came_line(gone, asked) if child is None else _line(child, gone, asked)


def _line(child: Child, gone: Gone, asked: Asked) -> Line:
    day = child.day
    since: Cell = Since(day.opens_at) if asked.now >= day.opens_at else "still open"
    address = reverse("call_sheet", args=[child.placed.id, asked.today.isoformat()])
    return Line(
        key=str(child.placed.id),
        head=child.placed.name,
        note=child.placed.form,
        address=address,
        pupil=child.placed.key,
        contact_first=child.placed.contact_first,
        cells=(
            _absent(gone),
            since,
            ladder_marks(child.stands, handed_over=child.hand_over is not None),
            so_far(child),
            clock_tag(child),
        ),
        act=next_words(child),
        act_address=reverse("reply", args=[child.unread.pk]) if child.unread else address,
        now=child.stands.now or child.placed.contact_first or gone.days > 1,
    )


def _absent(gone: Gone) -> Tag | str:
    words = ", ".join(SESSION_NAMES[session] for session in gone.sessions)
    return Tag("now", f"day {gone.days}", words) if gone.days > 1 else words


def _came_line(gone: Gone, asked: Asked) -> Line:
    """Somebody who came after all: the reason alone is missing, and nobody is rung."""
    stay, pupil = gone.pupil.on(asked.today), gone.pupil
    register = reverse("register", args=[stay.group, asked.today, gone.sessions[0]]) if stay else ""
    return Line(
        key=str(pupil.id),
        head=pupil.name,
        note=pupil.form,
        address=reverse("pupil", args=[pupil.id]),
        pupil=pupil.key,
        cells=(_absent(gone), "", "", "Seen since", "reason missing"),
        act="Enter the reason" if register else "",
        act_address=f"{register}?pupil={pupil.id}" if register else "",
    )


def hand_overs(asked: Asked) -> Answer:
    """Children handed to the safeguarding lead whom nobody has taken over yet, the earliest first."""
    waiting = [
        child
        for child in asked.once(read_children)
        if child.hand_over is not None and child.hand_over.acknowledged_at is None
    ]
    waiting.sort(key=lambda child: child.hand_over.at if child.hand_over else asked.now)
    return Answer(
        heads=("Pupil", "Why", "Handed over", "So far", "Next"),
        lines=[_hand_over_line(child, asked.today) for child in waiting],
        aside="the safeguarding lead has not taken them over",
        hint=Tag("now", f"{len(waiting)} waiting") if waiting else "",
    )


def _hand_over_line(child: Child, today: dt.date) -> Line:
    row, address = child.hand_over, _sheet(child.placed.id, today)
    assert row is not None
    return Line(
        key=str(child.placed.id),
        head=child.placed.name,
        note=child.placed.form,
        address=address,
        pupil=child.placed.key,
        contact_first=child.placed.contact_first,
        cells=(row.get_why_display(), Since(row.at), so_far(child)),
        act="Open the call sheet",
        act_address=address,
        now=True,
    )


def _sheet(pupil: uuid.UUID, today: dt.date) -> str:
    return reverse("call_sheet", args=[pupil, today.isoformat()])
