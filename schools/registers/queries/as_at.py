"""The register as it stood at any moment: for each mark, the newest version at or before it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from schools.registers.models import Mark, MarkVersion

#: Pupil key, date, session: what names a mark.
SlotKey = tuple[int, dt.date, int]


@dataclass(frozen=True, slots=True)
class Stood:
    """A mark as it stood: its code, minutes late, and the entry that made it; of one that stands now, whether as a plan."""

    code: str
    minutes: int | None
    entry: int
    planned: bool = False

    def same_mark(self, other: "Stood | None") -> bool:
        """Whether a reader of the register would see the same, whoever saved it."""
        return other is not None and (self.code, self.minutes) == (other.code, other.minutes)


def marks_as_at(keys: Iterable[int], first: dt.date, last: dt.date, moment: dt.datetime) -> dict[SlotKey, Stood]:
    """The marks of these pupils from `first` to `last` as they stood at `moment`. A slot not there was missing then.

    The newest by the moment of its save, and of saves of one moment the last written. A mark put back to missing
    is missing from then on. One query, along the key of the versions. ValueError for a moment without a zone.
    """
    if moment.tzinfo is None:
        message = "a moment needs its time zone"
        raise ValueError(message)
    rows = (
        MarkVersion.objects.filter(pupil_key__in=list(keys), date__range=(first, last), entry__at__lte=moment)
        .order_by("pupil_key", "date", "session", "-entry__at", "-entry_id")
        .distinct("pupil_key", "date", "session")
        .values_list("pupil_key", "date", "session", "new_code", "minutes", "entry_id")
    )
    return {
        (key, date, session): Stood(code, minutes, entry)
        for key, date, session, code, minutes, entry in rows
        if code is not None
    }


def marks_now(keys: Iterable[int], first: dt.date, last: dt.date) -> dict[SlotKey, Stood]:
    """The same from the marks themselves, as they stand. One query."""
    rows = Mark.objects.filter(pupil_key__in=list(keys), date__range=(first, last))
    return {
        (key, date, session): Stood(code, minutes, entry, planned)
        for key, date, session, code, minutes, entry, planned in rows.values_list(
            "pupil_key", "date", "session", "code", "minutes", "entry_id", "planned"
        )
    }


def differing(then: dict[SlotKey, Stood], now: dict[SlotKey, Stood]) -> list[SlotKey]:
    """The slots in which a reader would see another mark now, by date, session and pupil."""
    found = [slot for slot in then.keys() | now.keys() if not (slot in then and then[slot].same_mark(now.get(slot)))]
    return sorted(found, key=lambda slot: (slot[1], slot[2], slot[0]))
