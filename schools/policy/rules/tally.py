"""One pupil's marks laid out once, so that a count over any stretch of sessions is found by looking up its two ends.

For each measure the sessions it counts are listed in order, and a count is how many of them lie between two others. What a
mark is worth is `Totals` of that mark alone, by its code and its date; what a spell is, and what touches a day off, is said
by the patterns of the registers. A mark in a day that the calendar has since taken back still stands in the register, and
counts as it does in the pupil's weeks.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain
from typing import Final

from schools.policy.rules.facts import PupilMark, Session
from schools.policy.rules.times import Times, day_of, session_key
from schools.registers.rules.patterns import Absence, spells
from schools.registers.rules.totals import Totals
from tenants.policies.rules.measures import Measure, measure_named

#: The sessions of two days.
TWO_DAYS: Final = 4
#: The measures that are sums of what each mark is worth, and those that are some of these, or made of them.
_SUMS: Final = ("possible", "absence", "unauthorised", "late_before", "late_after")
_OF_SUMS: Final = {one: frozenset({one}) for one in _SUMS} | {"minutes_late": frozenset({"late_before", "late_after"})}
_ABSENCE: Final = frozenset({"absence"})
#: The measures that count something of several sessions as one, and those whose counts depend on where a stretch cuts it.
WHOLES: Final = frozenset({"spells", "edges"})
ADDED_WITHIN: Final = frozenset({"minutes_late", "runs_2_days"})
#: The first session of each of some things in order, and the last of each; the same list twice, where they are sessions.
Things = tuple[list[int], list[int]]


@cache
def counts_in(code: str, on: dt.date) -> frozenset[str]:
    """The sums that a mark of that code adds one to on that date. UnknownCode or CodeNotValidOn for none."""
    one = Totals.of([(code, on)])
    return frozenset(what for what in _SUMS if getattr(one, what))


@dataclass
class Tally:
    """Marks in time order, one for a session (ValueError otherwise), and the calendar they lie in.

    Measures are asked for by name. A stretch is two sessions by their place in time (`session_key`), both included.
    """

    marks: tuple[PupilMark, ...]
    times: Times

    def __post_init__(self) -> None:
        self._at: dict[int, PupilMark] = {}
        self._by_code: dict[str, list[int]] = defaultdict(list)
        for mark in self.marks:
            key = mark[0].toordinal() * 4 + mark[1]  # session_key, written out for what is done for every mark there is
            self._at[key] = mark
            self._by_code[mark[2]].append(key)
        if len(self._at) < len(self.marks) or sorted(self._at) != list(self._at):
            raise ValueError("A pupil's marks are to be in time order, one for each session.")
        self._found: dict[str, list[int]] = {}
        self._found_wholes: dict[str, Things] = {}

    def count(self, what: str, first: int, last: int) -> int:
        """What a measure comes to in a stretch; a rate is the absence of it."""
        keys = self._keys(what)
        low, high = bisect_left(keys, first), bisect_right(keys, last)
        if high <= low:
            return 0
        match what:
            case "minutes_late":
                return self._minutes[high] - self._minutes[low]
            case "runs_2_days":
                return len(self._long(low, high))
            case "spells" | "edges":
                begins, ends = self._wholes(what)
                return bisect_right(begins, last) - bisect_left(ends, first)
            case _:
                return high - low

    def sessions(self, what: str, through: Session) -> list[int]:
        """The sessions that a measure counts, up to one, in order."""
        keys, end = self._keys(what), session_key(*through)
        return keys if not keys or keys[-1] <= end else keys[: bisect_right(keys, end)]

    def wholes(self, what: str, through: Session) -> Things:
        """What one of `WHOLES` counts, as far as it had begun by a session."""
        begins, ends = self._wholes(what)
        return begins[: bisect_right(begins, session_key(*through))], ends

    def marks_of(self, what: str, first: int, last: int) -> list[PupilMark]:
        """The marks that a measure counts in a stretch."""
        keys = self._keys(what)
        low, high = bisect_left(keys, first), bisect_right(keys, last)
        if what == "runs_2_days":
            long = self._long(low, high)
            found = [keys[at] for at in range(low, high) if self._spells[at] in long]
        else:
            found = keys[low:high]
        return [self._at[key] for key in found]

    # Which sessions a measure counts

    @cached_property
    def _counted_in(self) -> dict[str, frozenset[str]]:
        """The sums of each code. It has one row in the code table: what holds on its first and last day holds between."""
        return {
            code: counts_in(code, self._at[keys[0]].date) | counts_in(code, self._at[keys[-1]].date)
            for code, keys in self._by_code.items()
        }

    def _keys(self, what: str) -> list[int]:
        found = self._found.get(what)
        if found is None:
            found = self._found[what] = self._keys_of(measure_named(what))
        return found

    def _keys_of(self, measure: Measure) -> list[int]:
        what = measure.kind.key
        if what == "weekday":
            return [key for key, one in self._absences.items() if one.date.isoweekday() == measure.weekday]
        if what == "edges":
            touched = self.times.beside.touched
            return [key for key, one in self._absences.items() if touched(one.date, one.session)]
        sums = _OF_SUMS.get(what, _ABSENCE)
        codes = measure.codes or [code for code, counted in self._counted_in.items() if counted & sums]
        return sorted(chain.from_iterable(self._by_code.get(code, ()) for code in codes))

    @cached_property
    def _absences(self) -> dict[int, Absence]:
        """Each absence by its session, with how many sessions the pupil had attended until then."""
        possible, absent = self._keys("possible"), self._keys("absence")
        attended = (bisect_left(possible, key) - number for number, key in enumerate(absent))
        return {key: Absence(*self._at[key][:3], before) for key, before in zip(absent, attended, strict=True)}

    # Measures that are no plain sum

    @cached_property
    def _minutes(self) -> list[int]:
        """The minutes of the lates before each, and of all of them."""
        return list(accumulate((self._at[key].minutes or 0 for key in self._keys("minutes_late")), initial=0))

    @cached_property
    def _spells(self) -> list[int]:
        """For each absence the number of its spell."""
        return [number for number, run in enumerate(spells(self._absences.values())) for _ in run]

    def _wholes(self, what: str) -> Things:
        """The spells of absence, or the days that have an absence beside a day off."""
        if what not in self._found_wholes:
            keys = self._keys(what)
            which = self._spells if what == "spells" else [day_of(key) for key in keys]
            # Of the keys of one thing a dictionary keeps the last that it is given.
            newest = dict(zip(which, keys, strict=True))
            oldest = dict(zip(reversed(which), reversed(keys), strict=True))
            self._found_wholes[what] = (sorted(oldest.values()), sorted(newest.values()))
        return self._found_wholes[what]

    def _long(self, low: int, high: int) -> set[int]:
        """The spells that have two days of sessions, four, among some of the absences."""
        sessions = Counter(self._spells[low:high])
        return {number for number, count in sessions.items() if count >= TWO_DAYS}
