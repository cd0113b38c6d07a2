"""Who is on site at a moment, by the registers, the desk and the visitors' book; and where each of them assembles."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from foundation.database.hiding import whole_lists
from foundation.ui.numbers import clock
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS
from schools.desk.models import Assembly
from schools.desk.queries.day import outings_of, visitors_now
from schools.desk.rules.on_site import Movement, Whereabouts, is_on_site, whereabouts
from schools.registers.models import Mark
from schools.registers.queries.plans import awaiting_confirmation
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.roll.queries import OnRoll, on_roll

#: How a line names its kind in its key: `pupil-…` or `visit-…`.
PUPIL, VISIT = "pupil", "visit"


@dataclass(frozen=True, slots=True)
class Somebody:
    """One line of the list. `pupil` is the compact key of a pupil, None for a visitor; `note` is what makes it doubtful."""

    kind: str
    id: uuid.UUID
    name: str
    form: str
    point: str
    whereabouts: Whereabouts
    note: str = ""
    pupil: int | None = None

    @property
    def line(self) -> str:
        """The key by which a tick names them."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True, slots=True)
class OnSite:
    """Everybody on the list, by name; the session whose registers it goes by; and how many of the roll are not on it.

    Those not on it are `away`, or expected `elsewhere` and not confirmed there yet.
    """

    session: str
    people: tuple[Somebody, ...]
    away: int
    elsewhere: int = 0

    @property
    def not_known(self) -> int:
        return sum(one.whereabouts is Whereabouts.NOT_KNOWN for one in self.people)

    @property
    def visitors(self) -> int:
        return sum(one.kind == VISIT for one in self.people)


@whole_lists()
def on_site(day: dt.date) -> OnSite:
    """Everybody who is on site or not known to be elsewhere. Nobody on roll is left out for want of a mark."""
    marks = _marks(day)
    session = max((key[1] for key, mark in marks.items() if mark.code and not mark.planned), default=SESSIONS[0])
    window = Timetable.now().window(day, session)
    opened = window.opening(day) if window else None
    moved, points = _movements(day), _Points.now()
    people, off = [], Counter[Whereabouts]()
    for row in on_roll(day):
        mark = marks.get((row.key, session), NO_MARK)
        where = whereabouts(mark, moved.get(row.id), opened=opened)
        if where in (Whereabouts.AWAY, Whereabouts.ELSEWHERE):
            off[where] += 1
            continue
        note = _note(where, mark, moved.get(row.id), marks.get((row.key, SESSIONS[0]), NO_MARK))
        people.append(Somebody(PUPIL, row.id, row.name, row.group, points.of(row), where, note, row.key))
    for visit in visitors_now(day).order_by("name"):
        people.append(
            Somebody(VISIT, visit.pk, visit.name, "", points.visitors, Whereabouts.ON_SITE, visit.organisation)
        )
    return OnSite(SESSION_NAMES[session], tuple(people), off[Whereabouts.AWAY], off[Whereabouts.ELSEWHERE])


def _marks(day: dt.date) -> dict[tuple[int, int], CellMark]:
    rows = Mark.objects.filter(date=day).values_list("pupil_key", "session", "code", "minutes", "planned")
    held = {(key, session): CellMark(code, minutes, planned) for key, session, code, minutes, planned in rows}
    awaited = {(one.pupil_key, one.session): CellMark(expects=one.code) for one in awaiting_confirmation(day)}
    return awaited | held


def _movements(day: dt.date) -> Mapping[uuid.UUID, Movement]:
    """The newest movement of everybody whom the desk saw today."""
    found: dict[uuid.UUID, Movement] = {}
    rows = outings_of(day).annotate(moved_at=Coalesce("back_at", "left_at"))
    for pupil, back, at in rows.values_list("pupil_id", "back_at", "moved_at"):
        moved = Movement(at, out=back is None)
        if pupil not in found or moved.at > found[pupil].at:
            found[pupil] = moved
    return found


def _note(where: Whereabouts, mark: CellMark, moved: Movement | None, morning: CellMark) -> str:
    """What is known of somebody of whom the newest register says nothing, or the contrary of the desk."""
    if where is not Whereabouts.NOT_KNOWN:
        return ""
    if moved is not None and moved.out:
        return f"went out at {clock(moved.at)}, marked here since"
    return "here this morning" if is_on_site(morning) and not is_on_site(mark) else ""


@dataclass(frozen=True, slots=True)
class _Points:
    """Where each form, year and visitor assembles."""

    groups: Mapping[str, str]
    years: Mapping[str, str]

    @classmethod
    def now(cls) -> "_Points":
        rows = list(Assembly.objects.select_related("group"))
        return cls(
            {row.group.name: row.point for row in rows if row.group},
            {row.year_group: row.point for row in rows if not row.group},
        )

    @property
    def visitors(self) -> str:
        return self.years.get("", "")

    def of(self, row: OnRoll) -> str:
        return self.groups.get(row.group) or self.years.get(row.year_group, "")
