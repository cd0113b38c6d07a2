"""An attack on hidden numbers: everything a trust is shown of one school's year, solved together for what is hidden.

Each number is a whole one between two bounds, and what must hold between numbers narrows them until nothing moves: a
group and the others make up all, published pupils and those outside the whole roll, the severe are among the persistent,
and who is over a line in a term is over it in one of its half-terms. A term has the sessions of its half-terms, and who
types a half-term's dates is shown its sessions. Beyond arithmetic the attacker knows the rule: a count that is hidden is
one that the rule would hide.

The attacker is given more than anybody has: groups that nobody joins or leaves within the year.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

#: The pupils in published figures, the others, and both: the bases show the first and the last.
PUBLISHED, OUTSIDE, WHOLE = "published", "outside", "whole"
ALL = "all"
#: Groups that make up all between them; `NO_SEN` and the groups that begin with "not " are never shown themselves.
NO_SEN = "no sen"
#: Longer periods with the shorter ones they are made of.
MADE_OF = (
    ("autumn", ("ht1", "ht2")),
    ("spring", ("ht3", "ht4")),
    ("year", ("ht1", "ht2", "ht3", "ht4")),
    ("year", ("autumn", "spring")),
)
SMALLEST = 10
#: Possible sessions of a part; and the period that a half-term is when its dates are typed.
SESSIONS, TYPED = "sessions", "dates of {}"
#: Who is over a line in a longer period is over it in one of its parts, and so is who is under it.
LINES = ("persistent", "not persistent", "severe", "not severe")

#: Basis, period, part (a group or year group), measure.
Cell = tuple[str, str, str, str]


def hides(count: int, total: int, of: int, of_all: int) -> bool:
    """Whether the rule hides a count of a group judged by itself: few in it or in the others, counted or not."""
    return min(count, total - count, of - count, of_all - of - total + count) < SMALLEST


@dataclass(frozen=True)
class School:
    """What leaves one school's year: every cell of every page and file, None where it says "hidden".

    `families` are the parts that make up all between them. Cells of parts that are not shown at all are not here.
    `alone` are groups whose counts the rule judges by themselves: what `rule` would not hide of them is not hidden.
    """

    cells: Mapping[Cell, int | None]
    periods: tuple[str, ...]
    families: tuple[tuple[str, ...], ...]
    alone: frozenset[str]
    rule: Callable[[int, int, int, int], bool] = hides


@dataclass
class Bounds:
    """Whole numbers between bounds, and sums of them that are nought or no more than nought."""

    most: int
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    names: dict[Cell, int] = field(default_factory=dict)
    sums: list[tuple[int, list[int], bool]] = field(default_factory=list)
    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def number(self, cell: Cell) -> int:
        if cell not in self.names:
            self.names[cell] = len(self.low)
            self.low.append(0)
            self.high.append(self.most)
        return self.names[cell]

    def makes_up(self, whole: Cell, parts: Iterable[Cell], *, equal: bool = True) -> None:
        """That the parts make up the whole or, not equal, that the whole is no more than they are."""
        held = [self.number(part) for part in parts]
        for number in (self.number(whole), *held):
            self.of[number].append(len(self.sums))
        self.sums.append((self.number(whole), held, equal))

    def narrow(self, changed: Iterable[int]) -> None:
        """Narrow all bounds until nothing moves."""
        waiting = deque({place for number in changed for place in self.of[number]})
        queued = set(waiting)
        while waiting:
            place = waiting.popleft()
            queued.discard(place)
            for number in self._narrowed(*self.sums[place]):
                for other in self.of[number]:
                    if other not in queued:
                        queued.add(other)
                        waiting.append(other)

    def _narrowed(self, whole: int, parts: list[int], equal: bool) -> list[int]:
        """Narrow the numbers of one sum; those that moved."""
        low, high, moved = self.low, self.high, []
        least, most = sum(map(low.__getitem__, parts)), sum(map(high.__getitem__, parts))
        if high[whole] > most or (equal and low[whole] < least):
            high[whole], low[whole] = min(high[whole], most), max(low[whole], least) if equal else low[whole]
            moved.append(whole)
        # A part lies no further below its most than all parts together may, nor above its least where they make it up.
        below, above = most - low[whole], high[whole] - least
        assert below >= 0, "no trust shows such figures"
        for part in parts:
            width = high[part] - low[part]
            if width > below or (equal and width > above):
                new_low, new_high = max(low[part], high[part] - below), high[part]
                if equal:
                    new_high = min(new_high, low[part] + above)
                assert new_low <= new_high, "no trust shows such figures"
                low[part], high[part] = new_low, new_high
                moved.append(part)
        return moved


def solve(school: School) -> dict[Cell, int]:
    """What is found out: hidden cells with one value left, and few pupils of any part, which no page shows."""
    bounds = _arithmetic(school)
    for cell, value in school.cells.items():
        if value is not None:
            place = bounds.number(cell)
            bounds.low[place] = bounds.high[place] = value
    bounds.narrow(range(len(bounds.low)))
    while changed := _by_the_rule(school, bounds):
        bounds.narrow(changed)
    return {cell: bounds.low[number] for cell, number in bounds.names.items() if _found(school, bounds, cell, number)}


def _arithmetic(school: School) -> Bounds:
    """Every sum that holds, whatever the pupils."""
    bounds = Bounds(most=2 * max((value or 0 for value in school.cells.values()), default=0) + 100)
    parts = [ALL, *dict.fromkeys(part for family in school.families for part in family)]
    for where, period in product((PUBLISHED, OUTSIDE), school.periods):
        for part, (measure, of) in product(parts, _MADE_UP_OF.items()):
            bounds.makes_up((where, period, part, measure), [(where, period, part, one) for one in of])
        for family, measure in product(school.families, _CLASSES):
            bounds.makes_up((where, period, ALL, measure), [(where, period, part, measure) for part in family])
    for where, period, part, measure in school.cells:
        if where == WHOLE:
            bounds.makes_up(
                (where, period, part, measure), [(basis, period, part, measure) for basis in (PUBLISHED, OUTSIDE)]
            )
    for longer, shorter in MADE_OF:
        inside = [key for key in shorter if key in school.periods]
        if longer in school.periods and inside:
            for where, part, measure in product((PUBLISHED, OUTSIDE), parts, LINES):
                once = [(where, key, part, measure) for key in inside]
                bounds.makes_up((where, longer, part, measure), once, equal=False)
    _arithmetic_of_sessions(school, bounds, parts)
    return bounds


def _arithmetic_of_sessions(school: School, bounds: Bounds, parts: Iterable[str]) -> None:
    """That sessions add up: of parts, and of half-terms."""
    if not any(measure == SESSIONS for *_, measure in school.cells):
        return
    typed = tuple((TYPED.format(period), (period,)) for period in school.periods)
    for where in (PUBLISHED, OUTSIDE):
        for family, period in product(school.families, school.periods):
            bounds.makes_up((where, period, ALL, SESSIONS), [(where, period, part, SESSIONS) for part in family])
        for (longer, shorter), part in product((*MADE_OF, *typed), parts):
            inside = [key for key in shorter if key in school.periods]
            if inside and (longer in school.periods or longer == TYPED.format(*shorter)):
                bounds.makes_up((where, longer, part, SESSIONS), [(where, key, part, SESSIONS) for key in inside])


#: What each measure is the sum of, and all that there are.
_MADE_UP_OF = {
    "on roll": ("enrolments", "none possible"),
    "enrolments": ("persistent", "not persistent"),
    "persistent": ("severe", "persistent only"),
    "not severe": ("persistent only", "not persistent"),
}
_CLASSES = tuple(dict.fromkeys([*_MADE_UP_OF, *(one for of in _MADE_UP_OF.values() for one in of)]))


def _by_the_rule(school: School, bounds: Bounds) -> list[int]:
    """Narrow each hidden count to values that the rule would hide; the numbers that moved."""
    moved = []
    for cell, value in school.cells.items():
        if value is None and cell[3] in {"persistent", "severe", "none possible"}:
            number = bounds.names[cell]
            would = _would_hide(school, bounds, cell)
            if would and (would[0] > bounds.low[number] or would[-1] < bounds.high[number]):
                bounds.low[number], bounds.high[number] = would[0], would[-1]
                moved.append(number)
    return moved


def _would_hide(school: School, bounds: Bounds, cell: Cell) -> list[int]:
    """The values within its bounds that the rule would hide; all of them where the rule looks at more than is known.

    A longer period is also hidden for the sake of a shorter one, and the whole roll for that of either basis.
    """
    where, period, part, measure = cell
    possible = range(bounds.low[bounds.names[cell]], bounds.high[bounds.names[cell]] + 1)
    if part not in school.alone or where == WHOLE:
        return list(possible)
    of = {"persistent": "enrolments", "severe": "persistent", "none possible": "on roll"}[measure]
    needed = [bounds.names[where, period, *rest] for rest in ((ALL, measure), (part, of), (ALL, of))]
    shorter = [key for longer, inside in MADE_OF if longer == period for key in inside]
    if any(bounds.low[n] != bounds.high[n] for n in needed) or any(
        school.cells.get((where, key, part, measure), 0) is None for key in shorter
    ):
        return list(possible)
    known = [bounds.low[n] for n in needed]
    return [value for value in possible if school.rule(value, *known)]


def _found(school: School, bounds: Bounds, cell: Cell, number: int) -> bool:
    """Whether a number is found out that the pages keep back, or that tells of few."""
    where, period, part, measure = cell
    hidden = cell in school.cells and school.cells[cell] is None
    if bounds.low[number] != bounds.high[number]:
        return hidden and measure in {"persistent", "severe"} and len(_would_hide(school, bounds, cell)) == 1
    if hidden:
        return True
    # The whole roll is the other two, and all pupils are told of anyway; of those outside, few may not be found either.
    if cell in school.cells or where == WHOLE or (part == ALL and where != OUTSIDE) or measure == SESSIONS:
        return False
    size, everyone = (bounds.names[where, period, one, "enrolments"] for one in (part, ALL))
    if part != ALL and bounds.low[size] == bounds.high[everyone]:
        return False  # everybody: whoever knows the whole knows it
    return 0 < bounds.low[number] < SMALLEST
