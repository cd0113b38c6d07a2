"""Who is expected elsewhere in which session, what stands in the register for it, and what the place has said."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from schools.calendar.rules.sessions import SESSION_NAMES
from schools.provision.models import Asking, ProvisionPlacement, Word
from schools.provision.queries.placements import ELSEWHERE
from schools.provision.rules.elsewhere import DUE_ELSEWHERE, Said, Stands, sessions_between, stands
from schools.registers.models import Mark
from schools.registers.queries.plans import awaiting_confirmation
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.codes import MarkClass, codes
from schools.registers.rules.entering import NO_MARK, CellMark

#: Nobody has said that the pupil came, or that they did not.
UNCONFIRMED: Final = frozenset({Stands.OPEN, Stands.UNKNOWN})
_ABSENT: Final = frozenset({MarkClass.AUTHORISED, MarkClass.UNAUTHORISED, MarkClass.NOT_POSSIBLE})


@dataclass(frozen=True, slots=True)
class Expected:
    """One session in which a pupil is expected elsewhere: the mark there, the newest word, and how it stands.

    `place` is the placement, with its pupil and provider. Nothing is expected, and no line made, where the school does not
    meet, another plan comes first or the pupil is not on roll.
    """

    place: ProvisionPlacement
    date: dt.date
    session: int
    opens_at: dt.datetime | None
    mark: CellMark
    word: Word | None
    stands: Stands

    @property
    def key(self) -> str:
        """What the line is called on a page."""
        return f"{self.place.pk}-{self.date:%Y%m%d}-{self.session}"

    @property
    def session_name(self) -> str:
        return SESSION_NAMES[self.session]

    @property
    def by_schedule(self) -> bool:
        """Whether it needs no confirmation: the other school marks it."""
        return self.place.code == DUE_ELSEWHERE


def expected(
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    *,
    among: "QuerySet[ProvisionPlacement] | None" = None,
    timetable: Timetable | None = None,
) -> list[Expected]:
    """Who is expected elsewhere from a day to a day, by date, session and name. A fixed number of queries.

    `among` are the placements that are meant, all of them by default.
    """
    rows = ProvisionPlacement.objects.all() if among is None else among
    places = list(rows.filter(starts_on__lte=last, ends_on__gte=first).select_related("pupil", "provider"))
    if not places:
        return []
    read = _Read.of(places, first, last, now, timetable or Timetable.now())
    found = [
        one
        for place in places
        for on, session in sessions_between(place.slots, max(first, place.starts_on), min(last, place.ends_on))
        if (one := read.line(place, on, session)) is not None
    ]
    return sorted(found, key=lambda one: (one.date, one.session, one.place.pupil.sort_name, one.place.pupil.key))


def waiting_at(provider: uuid.UUID, on: dt.date, session: int, now: dt.datetime) -> list[Expected]:
    """Who is expected at a provider in a session that has begun, and that nobody has confirmed. D needs no confirmation."""
    among = ProvisionPlacement.objects.filter(provider=provider).exclude(code=DUE_ELSEWHERE)
    lines = expected(on, on, now, among=among)
    return [one for one in lines if one.session == session and one.stands in UNCONFIRMED]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of all of them at once."""

    now: dt.datetime
    timetable: Timetable
    marks: dict[tuple[int, dt.date, int], CellMark]
    words: dict[tuple[uuid.UUID, dt.date, int], Word]
    awaited: set[tuple[uuid.UUID, dt.date, int]]

    @classmethod
    def of(
        cls, places: Iterable[ProvisionPlacement], first: dt.date, last: dt.date, now: dt.datetime, timetable: Timetable
    ) -> "_Read":
        keys = {place.pupil.key for place in places}
        marks = Mark.objects.filter(pupil_key__in=keys, date__range=(first, last))
        words = Word.objects.filter(placement__in=places, date__range=(first, last), overtaken=False)
        return cls(
            now,
            timetable,
            {
                (key, on, session): CellMark(code, minutes, planned)
                for key, on, session, code, minutes, planned in marks.values_list(
                    "pupil_key", "date", "session", "code", "minutes", "planned"
                )
            },
            {(row.placement_id, row.date, row.session): row for row in words},
            {
                (one.source_id, one.date, one.session)
                for one in awaiting_confirmation(first, until=last, source=ELSEWHERE)
            },
        )

    def line(self, place: ProvisionPlacement, on: dt.date, session: int) -> Expected | None:
        """One session of a placement; None where nobody is expected."""
        slot = self.timetable.slot(on, session, self.now)
        if slot.closed:
            return None
        mark = self.marks.get((place.pupil.key, on, session), NO_MARK)
        word = self.words.get((place.pk, on, session))
        by_schedule = place.code == DUE_ELSEWHERE
        if by_schedule and mark.code != DUE_ELSEWHERE:
            return None
        if not by_schedule and word is None and (place.pk, on, session) not in self.awaited and mark.code != place.code:
            return None
        said = Said(word.said) if word is not None else None
        opens_at = slot.window.opening(on) if slot.window else None
        kept_out = word is not None and bool(word.not_entered) and mark.code != place.code
        settled = (word is not None and word.settled_at is not None) or (not kept_out and _agrees(place, mark, said))
        stood = stands(said, begun=slot.due, settled=settled, kept_out=kept_out)
        return Expected(place, on, session, opens_at, mark, word, stood)


def _agrees(place: ProvisionPlacement, mark: CellMark, said: Said | None) -> bool:
    """Whether what the register has needs nobody: it was entered, and nothing that was said is against it."""
    if place.code == DUE_ELSEWHERE or mark.code is None or mark.planned:
        return False
    return said is not Said.ABSENT or mark.code in {row.code for row in codes() if row.mark_class in _ABSENT}


def askings_on(first: dt.date, last: dt.date) -> dict[tuple[uuid.UUID, dt.date], list[Asking]]:
    """How providers were asked about these days, oldest first, by provider and date. One query."""
    found: dict[tuple[uuid.UUID, dt.date], list[Asking]] = {}
    for row in Asking.objects.filter(date__range=(first, last)).order_by("at", "pk"):
        found.setdefault((row.provider_id, row.date), []).append(row)
    return found
