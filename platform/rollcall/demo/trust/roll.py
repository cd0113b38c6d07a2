"""The rolls of the invented schools over both years: who joins, moves up, moves between schools, and leaves, and why.

Everything is planned for both years whatever "today" is; what lies after today is left out when the roll is told
(`rollcall.demo.trust.invention`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final, NamedTuple

from rollcall.demo.trust.calendars import YEARS, SchoolYear, school_year
from rollcall.demo.trust.children import Child, Nursery
from rollcall.demo.trust.dice import Weighted, stream
from rollcall.demo.trust.schools import PRIMARY, SECONDARY, SchoolProfile
from schools.roll.rules.compulsory_school_age import compulsory_until

ELSEWHERE: Final = "A school outside the trust"
MOVES: Final = (("cedar", "alder", 4), ("alder", "cedar", 3), ("elm", "birch", 2), ("birch", "elm", 2))
GROUNDS: Final = Weighted({"a": 0.86, "f": 0.08, "g": 0.06})
MISSING_CHILD, EXCLUDED_CHILD = "missing", "excluded"


class Placement(NamedTuple):
    """A pupil's year group and registration group in one academic year."""

    academic_year: int
    year_group: str
    group: str
    starts_on: date
    ends_on: date


@dataclass(slots=True)
class InventedPupil:
    """One enrolment of a child at a school. `number` is stable: the same enrolment has it whatever today is."""

    number: int
    child: Child
    starts_on: date
    year_group: str
    ends_on: date | None = None
    ground: str = ""
    note: str = ""
    destination: str = ""
    story: str = ""
    placements: list[Placement] = field(default_factory=list)

    def placement(self, academic_year: int) -> Placement | None:
        """Where the pupil was in a year, if on roll in it."""
        return next((one for one in self.placements if one.academic_year == academic_year), None)

    def leave(self, on: date, ground: str, *, destination: str = "", note: str = "") -> None:
        """Take the pupil off roll at the end of a day."""
        self.ends_on, self.ground, self.destination, self.note = on, ground, destination, note


class Roll:
    """One school's enrolments."""

    def __init__(self, seed: int, profile: SchoolProfile, nursery: Nursery) -> None:
        self.profile = profile
        self.pupils: list[InventedPupil] = []
        self._nursery = nursery
        self._dice = stream(seed, profile.slug, "roll")
        self._sizes: dict[tuple[int, str], int] = {}

    def year(self, academic_year: int) -> SchoolYear:
        """The days of one year."""
        return school_year(self.profile.slug, self.profile.authority.slug, academic_year)

    def here(self, academic_year: int) -> Iterator[InventedPupil]:
        """Pupils placed in a year."""
        return (pupil for pupil in self.pupils if pupil.placement(academic_year))

    def fill(self, year_group: str, children: list[Child]) -> None:
        """The first year's pupils of a year group, who came in some September before; `children` are some of them."""
        years_ago = self.profile.year_groups.index(year_group)
        arrived = date(YEARS[0] - years_ago, 9, 3)
        for _ in range(self.profile.intake - len(children)):
            children.append(self._nursery.child(self.profile, year_group, YEARS[0], arrived))
        self._admit(YEARS[0], year_group, children, arrived)

    def enter(self, children: list[Child]) -> None:
        """The second year's entry: children from the trust's own primaries, made up to the intake with others."""
        entry, first_day = self.profile.year_groups[0], self.year(YEARS[1]).days[0]
        for _ in range(self.profile.intake - len(children)):
            children.append(self._nursery.child(self.profile, entry, YEARS[1], first_day))
        self._admit(YEARS[1], entry, children, first_day)

    def _admit(self, academic_year: int, year_group: str, children: list[Child], starts_on: date) -> None:
        """Enrol and form registration groups: shuffled, with girls and boys dealt in turn."""
        self._dice.shuffle(children)
        children.sort(key=lambda child: child.sex)
        for child in children:
            self.admit(child, academic_year, year_group, starts_on)

    def admit(self, child: Child, academic_year: int, year_group: str, starts_on: date) -> InventedPupil:
        """Enrol one child into the smallest-numbered place of the year group's registration groups, dealt in turn."""
        pupil = InventedPupil(len(self.pupils) + 1, child, starts_on, year_group)
        groups = self.profile.group_names(year_group, academic_year)
        dealt = self._sizes.get((academic_year, year_group), 0)
        self._sizes[academic_year, year_group] = dealt + 1
        self.pupils.append(pupil)
        self._place(pupil, academic_year, year_group, groups[dealt % len(groups)], starts_on)
        return pupil

    def _place(self, pupil: InventedPupil, academic_year: int, year_group: str, group: str, starts_on: date) -> None:
        days = self.year(academic_year).days
        last = min(filter(None, (pupil.ends_on, date(academic_year + 1, 8, 31))))
        pupil.placements.append(Placement(academic_year, year_group, group, max(starts_on, days[0]), last))
        pupil.year_group = year_group

    def move_up(self) -> None:
        """Everyone still on roll at the end of the first year goes up one; the top year leaves."""
        groups = self.profile.year_groups
        for pupil in self.pupils:
            if pupil.ends_on is not None:
                continue
            placed = pupil.placements[-1]
            if placed.year_group == groups[-1]:
                self._finish(pupil)
                continue
            above = groups[groups.index(placed.year_group) + 1]
            letter = placed.group.removeprefix(placed.year_group)
            self._place(pupil, YEARS[1], above, above + letter, self.year(YEARS[1]).days[0])

    def _finish(self, pupil: InventedPupil) -> None:
        """The end of the top year: Year 11 when compulsory age ends, Year 6 on the last day before the holiday."""
        if self.profile.phase == SECONDARY:
            on, ground, destination = compulsory_until(pupil.child.birth), "l", "College or training"
        else:
            on, ground, destination = self.year(YEARS[0]).days[-1], "a", pupil.destination or ELSEWHERE
        pupil.leave(on, ground, destination=destination)
        _cut(pupil, on)

    def leavers(self, academic_year: int) -> list[InventedPupil]:
        """Take this year's mid-year leavers off roll and return them."""
        choices = [pupil for pupil in self.here(academic_year) if pupil.ends_on is None and not pupil.story]
        leaving = self._dice.sample(choices, round(self.profile.turnover * len(choices)))
        for pupil in leaving:
            ground = GROUNDS.draw(self._dice)
            note = {"f": "Parent wrote that the child will be educated at home", "g": "Family has moved away"}.get(
                ground, ""
            )
            on = self._last_day(academic_year, pupil)
            pupil.leave(on, ground, destination=ELSEWHERE if ground == "a" else "", note=note)
            _cut(pupil, on)
        return leaving

    def _last_day(self, academic_year: int, pupil: InventedPupil) -> date:
        """A Friday, or the last day of a half-term; at least ten days after starting."""
        year = self.year(academic_year)
        started = pupil.placements[-1].starts_on
        ends = [year.days[span[-1]] for span in year.half_terms[:-1]]
        fridays = [on for on in year.days[10:-10] if on.weekday() == 4]
        choices = [on for on in (*ends * 3, *fridays) if (on - started).days > 20]
        return self._dice.choice(choices) if choices else year.days[-1]

    def joiners(self, academic_year: int, places: int) -> None:
        """Children new to the trust who join during a year, most of them on a Monday or after a holiday."""
        year = self.year(academic_year)
        mondays = [on for on in year.days[5:-15] if on.weekday() == 0]
        starts = [year.days[span[0]] for span in year.half_terms[1:]]
        for starts_on in sorted(self._dice.choice((*starts * 2, *mondays)) for _ in range(places)):
            year_group = self._dice.choice(self.profile.year_groups)
            child = self._nursery.child(self.profile, year_group, academic_year, starts_on)
            self.admit(child, academic_year, year_group, starts_on)


def _cut(pupil: InventedPupil, on: date) -> None:
    """End the latest placement with the enrolment."""
    last = pupil.placements[-1]
    pupil.placements[-1] = last._replace(ends_on=min(on, last.ends_on))


def enrol(seed: int, profiles: tuple[SchoolProfile, ...]) -> dict[str, Roll]:
    """The rolls of one trust's schools over both years, with movers between them."""
    nursery = Nursery(seed, profiles[0].trust.slug)
    rolls = {profile.slug: Roll(seed, profile, nursery) for profile in profiles}
    for roll in rolls.values():
        for year_group in roll.profile.year_groups:
            roll.fill(year_group, [])
    _turn_over(rolls, YEARS[0])
    _tell_stories(rolls)
    heirs = _primary_leavers(stream(seed, profiles[0].trust.slug, "transfers"), rolls)
    for roll in rolls.values():
        roll.move_up()
    for slug, roll in rolls.items():
        roll.enter(heirs.get(slug, []))
    _turn_over(rolls, YEARS[1])
    return rolls


def _turn_over(rolls: dict[str, Roll], academic_year: int) -> None:
    """One year's leavers and joiners; some leavers go to another school of the trust, under the same UPN."""
    leaving = {slug: roll.leavers(academic_year) for slug, roll in rolls.items()}
    arrivals = dict.fromkeys(rolls, 0)
    for origin, target, how_many in MOVES:
        if origin in rolls and target in rolls:
            movers = [one for one in leaving[origin] if one.ground == "a" and one.destination == ELSEWHERE][:how_many]
            for pupil in movers:
                arrivals[target] += _move(pupil, rolls[target], academic_year)
    for slug, roll in rolls.items():
        roll.joiners(academic_year, max(0, len(leaving[slug]) - arrivals[slug]))


def _move(pupil: InventedPupil, target: Roll, academic_year: int) -> bool:
    """Enrol a leaver at another school from its next day on. False when its year has ended."""
    assert pupil.ends_on is not None
    after = [on for on in target.year(academic_year).days if on > pupil.ends_on]
    if not after:
        return False
    pupil.destination = target.profile.name
    target.admit(pupil.child, academic_year, pupil.year_group, after[0])
    return True


def _primary_leavers(dice: Random, rolls: dict[str, Roll]) -> dict[str, list[Child]]:
    """Which Year 6 children of the trust's primaries go on to which of its secondaries."""
    heirs: dict[str, list[Child]] = {"alder": [], "cedar": []}
    for roll in rolls.values():
        if roll.profile.phase != PRIMARY or "alder" not in rolls:
            continue
        for pupil in roll.here(YEARS[0]):
            if pupil.year_group == "6" and pupil.ends_on is None and (chance := dice.random()) < 0.82:
                goes_to = "alder" if chance < 0.75 else "cedar"
                pupil.destination = rolls[goes_to].profile.name
                heirs[goes_to].append(pupil.child)
    return heirs


def _tell_stories(rolls: dict[str, Roll]) -> None:
    """Two rare endings at Cedar in the first year: a pupil who disappears (i) and one permanently excluded (o)."""
    if "cedar" not in rolls:
        return
    cedar = rolls["cedar"]
    settled = [pupil for pupil in cedar.here(YEARS[0]) if pupil.ends_on is None]
    days = cedar.year(YEARS[0]).days
    missing = next(pupil for pupil in settled if pupil.year_group == "9")
    excluded = next(pupil for pupil in settled if pupil.year_group == "10" and pupil.child.sex == "M")
    missing.story, excluded.story = MISSING_CHILD, EXCLUDED_CHILD
    missing.leave(days[118], "i", note="Joint enquiries with the local authority did not find the family")
    excluded.leave(days[139], "o", note="Governors upheld the decision; review period ended")
    _cut(missing, days[118])
    _cut(excluded, days[139])
