"""What Today shows of home visits: two colleagues who are not back, and who is to be visited, on the way, or was."""

import datetime as dt
import uuid

from django.urls import reverse

from foundation.access.permissions import Permission
from foundation.ui.numbers import clock, counted
from foundation.ui.sentences import Said
from schools.absence.models import HomeVisit
from schools.absence.pages.today_reads import read_children
from schools.absence.pages.visits import found_tag, numbers_markup, numbers_of, visit_address
from schools.absence.queries.following import Child
from schools.absence.queries.visits import is_overdue, visit_due, visits_on
from schools.absence.rules.visits import Safe, State
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Since, Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: A moment at which nothing changes.
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def read_visits(asked: Asked) -> list[HomeVisit]:
    """The visits that today has."""
    return visits_on(asked.today)


def not_back(asked: Asked) -> Answer:
    """Two colleagues who went to a home and have not said that they are back, the longest awaited first."""
    visits = asked.once(read_visits)
    late = [one for one in visits if is_overdue(one, asked.now)]
    late.sort(key=lambda one: one.expected_at or NEVER)
    ahead = [one.expected_at for one in visits if one.state is State.OUT and one.expected_at and one not in late]
    return Answer(
        heads=("Who went", "Back", "Gone for", "Ring", "Next"),
        lines=[_not_back_line(one, asked) for one in late],
        aside="ring them before anything else",
        hint=Tag("now", "ring them") if late else "",
        lede=_not_back_lede(len(late)),
        until=min(ahead, default=None),
    )


def _not_back_lede(count: int) -> tuple[Said, ...]:
    if not count:
        return ()
    words = " have not come back from a home visit in time."
    return (Said(strong=counted(2 * count, "colleague"), after=words, href="#not-back"),)


def _not_back_line(visit: HomeVisit, asked: Asked) -> Line:
    assert visit.went_at is not None
    assert visit.expected_at is not None
    numbers = numbers_of(visit)
    who, number = numbers[0] if numbers else ("", None)
    address = _address(visit, asked)
    return Line(
        key=str(visit.pk),
        head=visit.names,
        address=address,
        cells=(
            Tag("now", "not back", f"expected by {clock(visit.expected_at)}"),
            Since(visit.went_at),
            numbers_markup(visit),
        ),
        act=f"Ring {'them' if who == 'Both' else who}" if number else "Open the visit",
        act_address=f"tel:{number.digits}" if number else address,
        now=True,
    )


def _address(visit: HomeVisit, asked: Asked) -> str:
    if asked.may(Permission.PLAN_VISITS):
        return visit_address(visit.pk)
    return _sheet(visit.day.pupil_id, visit.day.date)


def _sheet(pupil: uuid.UUID, on: dt.date) -> str:
    return reverse("call_sheet", args=[pupil, on.isoformat()])


def home_visits(asked: Asked) -> Answer:
    """Children whom the ladder says to visit by now, visits planned and under way, and what was found: a line a child."""
    children = {child.placed.id: child for child in asked.once(read_children)}
    by_pupil: dict[uuid.UUID, list[HomeVisit]] = {}
    for visit in asked.once(read_visits):
        by_pupil.setdefault(visit.day.pupil_id, []).append(visit)
    due = [child for pupil, child in children.items() if visit_due(child, by_pupil.get(pupil, ()), asked.now)]
    newest = [found[-1] for found in by_pupil.values()]
    gone = [one.day.pupil.key for one in newest if one.day.pupil_id not in children]
    placed = {one.id: one for one in placed_pupils(gone, asked.today, asked.today).values()}
    placed |= {pupil: child.placed for pupil, child in children.items()}
    shown = [one for one in newest if one.day.pupil_id in placed and _waits(one, children.get(one.day.pupil_id))]
    shown.sort(key=lambda one: _ORDER[one.state])

    def line_of(thing: Child | HomeVisit) -> Line:
        if isinstance(thing, Child):
            return _due_line(thing, asked)
        return _line(thing, placed[thing.day.pupil_id], asked, absent=thing.day.pupil_id in children)

    ahead = [child.stands.visit_at for child in children.values() if child.stands.visit_at > asked.now]
    return Answer(
        heads=("Pupil", "Visit", "Who goes", "Since", "Next"),
        lines=Lines([*due, *shown], line_of),
        aside="nobody was reached by the school’s minute",
        hint=Tag("now", f"{len(due)} to plan") if due else "",
        until=min(ahead, default=None),
    )


_ORDER = {State.PLANNED: 0, State.OUT: 1, State.BACK: 2}


def _waits(visit: HomeVisit, child: Child | None) -> bool:
    """A visit that is over waits for as long as its child has no reason, and its report for whoever went."""
    return visit.state is not State.BACK or child is not None or visit.told_at is None


def _due_line(child: Child, asked: Asked) -> Line:
    sheet = _sheet(child.placed.id, asked.today)
    plans = asked.may(Permission.PLAN_VISITS)
    plan = reverse("plan_visit", args=[child.placed.id, asked.today.isoformat()])
    return Line(
        key=str(child.placed.id),
        head=child.placed.name,
        note=child.placed.form,
        address=sheet,
        pupil=child.placed.key,
        contact_first=child.placed.contact_first,
        cells=(Tag("now", "to plan", "nobody was reached"), "", Since(child.stands.visit_at)),
        act="Plan a visit" if plans else "Open the call sheet",
        act_address=plan if plans else sheet,
        now=True,
    )


def _line(visit: HomeVisit, placed: PlacedPupil, asked: Asked, *, absent: bool) -> Line:
    over, sheet = visit.state is State.BACK and visit.told_at is not None, _sheet(placed.id, visit.day.date)
    opened = sheet if over else _address(visit, asked)
    tag = _tag(visit, asked, absent=absent)
    return Line(
        key=str(placed.id),
        head=placed.name,
        note=placed.form,
        address=sheet,
        pupil=placed.key,
        contact_first=placed.contact_first,
        cells=(tag, visit.names, Since(visit.back_at or visit.went_at or visit.planned_at)),
        act="Open the visit" if opened != sheet else "Open the call sheet",
        act_address=opened,
        now=tag.state == "now" or visit.safe == Safe.NO,
    )


def _tag(visit: HomeVisit, asked: Asked, *, absent: bool) -> Tag:
    came = "the child came in, or there is a reason"
    if visit.state is State.PLANNED:
        return Tag("requested", "planned") if absent else Tag("soon", "call it off", came)
    if visit.state is State.BACK:
        return found_tag(visit)
    if is_overdue(visit, asked.now):
        return Tag("now", "not back")
    if visit.told_at is not None:
        return Tag("sent", "out now", found_tag(visit).word)
    return Tag("sent", "out now") if absent else Tag("now", "ring the visitors", came)
