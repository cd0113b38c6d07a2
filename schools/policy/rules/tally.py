"""One pupil's marks as sorted arrays, so that any window of any day is counted by looking up its two ends.

What a mark is worth is `Totals` of that mark alone, by its code and its date; here it is only added up. A mark in a day that
the calendar has since taken back still stands in the register, and counts as it does in the pupil's weeks.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from schools.policy.rules.facts import PupilMark, Session
from schools.policy.rules.times import Times, session_key
from schools.registers.rules.totals import Totals

#: The sessions of two days.
TWO_DAYS: Final = 4
Places = tuple[int, int]


class Worth(NamedTuple):
    """What one mark adds to each count."""

    possible: int
    absence: int
    unauthorised: int
    late_before: int
    late_after: int


@cache
def worth(code: str, on: dt.date) -> Worth:
    """What a mark of that code adds on that date, by the code table. UnknownCode or CodeNotValidOn for none."""
    one = Totals.of([(code, on)])
    return Worth(one.possible, one.absence, one.unauthorised, one.late_before, one.late_after)


@dataclass(frozen=True)
class Tally:
    """Marks in time order, one for a session (ValueError otherwise), and the calendar they lie in.

    `places` of a stretch of sessions are the first mark in it and the first after it; every count takes them.
    """

    marks: tuple[PupilMark, ...]
    times: Times

    def places(self, first: dt.date, last: Session) -> Places:
        """Where the marks from a day up to a session lie."""
        keys = self._keys
        low = bisect_left(keys, session_key(first, 0))
        return low, max(low, bisect_right(keys, session_key(*last)))

    @cached_property
    def _keys(self) -> list[int]:
        keys = [mark[0].toordinal() * 4 + mark[1] for mark in self.marks]
        if sorted(set(keys)) != keys:
            raise ValueError("A pupil's marks are to be in time order, one for each session.")
        return keys

    # Counts that add up

    @cached_property
    def _worths(self) -> list[Worth]:
        return [worth(mark[2], mark[0]) for mark in self.marks]

    @cached_property
    def _sums(self) -> dict[str, list[int]]:
        """What the marks before each place add up to, for each count that was asked for."""
        return {}

    def _sum(self, what: str) -> list[int]:
        if what not in self._sums:
            column = Worth._fields.index(what)
            self._sums[what] = list(accumulate([one[column] for one in self._worths], initial=0))
        return self._sums[what]

    def added(self, what: str, places: Places) -> int:
        """What the marks of some places add to one count of Worth."""
        sums = self._sum(what)
        return sums[places[1]] - sums[places[0]]

    def added_over(self, what: str, spans: tuple[Sequence[int], Sequence[int]], through: Session) -> list[int]:
        """The same of many stretches, each from one session's place to another's (`Times.keys`), none beyond `through`."""
        keys, sums, end = self._keys, self._sum(what), session_key(*through)
        places = [
            (bisect_left(keys, first), bisect_right(keys, min(last, end))) for first, last in zip(*spans, strict=True)
        ]
        return [sums[high] - sums[low] if high > low else 0 for low, high in places]

    @cached_property
    def _minutes(self) -> list[int]:
        held = zip(self.marks, self._worths, strict=True)
        lates = ((mark.minutes or 0) * (one.late_before + one.late_after) for mark, one in held)
        return list(accumulate(lates, initial=0))

    def minutes_late(self, places: Places) -> int:
        """Minutes of the lates, before and after the register closed."""
        return self._minutes[places[1]] - self._minutes[places[0]]

    # Marks of a kind

    def lates(self, places: Places, *, before: bool = False, after: bool = False) -> list[int]:
        """Where the lates are: those before the register closed, those after it, or both."""
        held = self._worths
        return [at for at in range(*places) if (before and held[at].late_before) or (after and held[at].late_after)]

    def absences(self, places: Places) -> list[int]:
        """Where the absences are."""
        low, high = self._absent_range(places)
        return self._absent[low:high]

    def unauthorised(self, places: Places) -> list[int]:
        """Where the unauthorised absences are."""
        return [at for at in self.absences(places) if self._worths[at].unauthorised]

    def of_codes(self, codes: tuple[str, ...], places: Places) -> list[int]:
        """Where marks of some codes of absence are."""
        return [at for at in self.absences(places) if self.marks[at].code in codes]

    def on_weekday(self, weekday: int, places: Places) -> list[int]:
        """Where the absences of a weekday are, 1 for Monday."""
        return [at for at in self.absences(places) if self.marks[at].date.isoweekday() == weekday]

    @cached_property
    def _absent(self) -> list[int]:
        return [at for at, one in enumerate(self._worths) if one.absence]

    def _absent_range(self, places: Places) -> Places:
        column = self._sum("absence")
        return column[places[0]], column[places[1]]

    # Spells: runs of absence between attended sessions

    @cached_property
    def _runs(self) -> list[int]:
        """For each absence the number of its spell. Only an attended session ends one: no holiday, closure or gap does."""
        numbers: list[int] = []
        number, attended = 0, True
        for one in self._worths:
            if one.absence:
                number += attended
                numbers.append(number)
                attended = False
            elif one.possible:
                attended = True
        return numbers

    def spells(self, places: Places) -> int:
        """How many spells of absence touch the places."""
        low, high = self._absent_range(places)
        return self._runs[high - 1] - self._runs[low] + 1 if high > low else 0

    def long_spells(self, places: Places) -> list[int]:
        """Where the absences are of spells with two days of sessions, four, within the places."""
        low, high = self._absent_range(places)
        found: list[int] = []
        while low < high:
            end = bisect_right(self._runs, self._runs[low], low, high)
            if end - low >= TWO_DAYS:
                found += self._absent[low:end]
            low = end
        return found

    def spells_at(self, places: Iterable[int]) -> int:
        """How many different spells some absences belong to."""
        return len({self._runs[bisect_left(self._absent, at)] for at in places})

    # Edges

    @cached_property
    def _edges(self) -> list[int]:
        """Where an absence touches a day without a session: the last of its day before one, or the first after one."""
        a_day = dt.timedelta(days=1)
        ends = self.times.ends_of_days
        found = []
        for at in self._absent:
            on, session = self.marks[at][:2]
            first, last = ends.get(on, (0, 0))
            if (session == first and on - a_day not in ends) or (session == last and on + a_day not in ends):
                found.append(at)
        return found

    def edges(self, places: Places) -> list[int]:
        """Where the absences are that touch a day without a session, weekends among them."""
        found = self._edges
        return found[bisect_left(found, places[0]) : bisect_left(found, places[1])]

    def days_of(self, places: Iterable[int]) -> int:
        """On how many days some marks are."""
        return len({self.marks[at].date for at in places})
