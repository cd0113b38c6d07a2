"""Cases of Alder on the demo's own morning: some sixty over the stages of its policy, with the autumn that led to them.

It is played as it would have been lived. Each Monday the engine looks at the pupils who have missed most without a reason,
by the marks that the demo really has; officers answer what it proposes; what follows is done on its days, on time or late.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from django.db.models import Sum

from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import Days, days_of
from rollcall.demo.trust.case_paths import OTHERWISE, PATHS, RISE
from rollcall.demo.trust.case_steps import Part, Step, go_on_in, take_up_again
from rollcall.demo.trust.case_words import STORIES
from rollcall.demo.trust.sharing_out import share_out
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.rules import states
from schools.decisions.models import Decision
from schools.decisions.operations.answering import agree, differ, put_off
from schools.decisions.operations.deciding import look_at
from schools.decisions.queries.decided import PROPOSALS
from schools.policy.rules.decisions import Move
from schools.registers.models import PupilWeek
from schools.roll.models import HouseholdPupil, Placement, Pupil, RestrictedFlag
from schools.roll.queries import holds_on
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.casework"
#: How many pupils are looked at: not all of them get a case.
LOOKED_AT: Final = 67
#: So many sessions have their brothers and sisters missed who are looked at with them.
WITH_THEM: Final = 6
#: A meeting that was to be within ten school days is not still to come after so many.
SOON: Final = 8
#: A holiday leads straight to the highest stage: of one in so many the officer has agreed to that.
STRAIGHT: Final = 6
MONDAY: Final = 0
#: Paths in the order of who has missed most: first those whose cases have gone far, then those who are listened to.
FAR: Final = ("stuck", "helped", "meeting", "refusing", "helped", "meeting")
FAR_ONES: Final = 33
NEAR: Final = ("prompt", "late", "steady", "waiting", "prompt", "over", "steady", "late", "again", "steady", "wrong")
DIFFERED: Final = "Known to the office: in hospital until half-term, and the letter came late. Nothing to open."
PUT_OFF: Final = "The grandmother has died. Asked again when they are back."


def play(school: School, on: date) -> int:
    """Play the autumn; how many cases there are. Nothing once that was done."""
    with school_work(school, statement_timeout="2min"):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        _Autumn(days, list(_parts(days, on))).run()
        share_out(days)
        filling.done(PLAYED, school)
        return Case.objects.count()


def _parts(days: Days, on: date) -> Iterator[Part]:
    """The pupils who have missed most without a reason since September, each with a story and a path."""
    for place, pupil in enumerate(_most_missed(on)):
        far = place < FAR_ONES
        path = FAR[place % len(FAR)] if far else NEAR[place % len(NEAR)]
        owner = days.officers[place % len(days.officers)]
        yield Part(pupil, place, STORIES[place % len(STORIES)].of(pupil.sex), path, owner, days)


def _most_missed(on: date) -> list[Pupil]:
    """Those on roll who have missed most, the most first, and then their brothers and sisters who have missed some, too.

    None of whom the safeguarding lead knows something: there officers ask before they act.
    """
    placed = Placement.objects.filter(holds_on(on)).exclude(pupil__in=RestrictedFlag.objects.values("pupil"))
    calendar = school_calendar()
    since, _ = calendar.year_span(calendar.year_of(on))
    weeks = PupilWeek.objects.filter(pupil_key__in=placed.values("pupil__key"), week__gte=since)
    most = weeks.values("pupil_key").annotate(missed=Sum("unauthorised")).filter(missed__gt=0)
    ordered = list(most.order_by("-missed", "pupil_key").values_list("pupil_key", "missed"))
    keys = [key for key, _ in ordered[:LOOKED_AT]]
    homes = HouseholdPupil.objects.filter(pupil__key__in=keys, ends_on=None).values("household")
    others = [key for key, missed in ordered[LOOKED_AT:] if missed >= WITH_THEM]
    beside = Pupil.objects.filter(key__in=others, households__household__in=homes, households__ends_on=None)
    held = {pupil.key: pupil for pupil in Pupil.objects.filter(key__in=keys)}
    return [*(held[key] for key in keys), *beside.order_by("key").distinct()]


class _Autumn:
    """What is to be done on which school day, done in the order of the days; what is done then leads to more."""

    def __init__(self, days: Days, parts: list[Part]) -> None:
        self.days = days
        self.parts = {part.pupil.pk: part for part in parts}
        self.counter = itertools.count()
        self.later: list[tuple[int, int, Callable[[int], None]]] = []
        for place, day in enumerate(days.days[: days.now]):
            if day.weekday() == MONDAY:
                self.on(place, self.look)

    def on(self, place: int, do: Callable[[int], None]) -> None:
        """Have it done on the school day in that place; what lies ahead of the demo's own day is not done yet."""
        if place <= self.days.now:
            heapq.heappush(self.later, (place, next(self.counter), do))

    def run(self) -> None:
        while self.later:
            place, _, do = heapq.heappop(self.later)
            do(place)

    def look(self, day: int) -> None:
        """Have the engine look at everybody, and answer what it proposes."""
        look_at(list(self.parts), now=self.days.act(self.days.now - day, turn=0).now)
        waits = Decision.objects.filter(pupil__in=list(self.parts), move__in=PROPOSALS, answer__isnull=True)
        agreed: dict[Part, list[Decision]] = {}
        for row in waits.order_by("made_at", "id"):
            part = self.parts[row.pupil_id]
            if self.is_agreed(part, row, day):
                agreed.setdefault(part, []).append(row)
        for owner in self.days.officers:
            mine = {part: rows for part, rows in agreed.items() if part.owner == owner}
            by_whom: dict[StaffMember, list[Decision]] = {}
            for row in itertools.chain.from_iterable(mine.values()):
                by_whom.setdefault(self.days.agreeing(row, owner), []).append(row)
            for agreeing, rows in by_whom.items():
                agree(rows, owner=owner, act=self.days.act(self.days.now - day, by=agreeing))
            for part, answered in mine.items():
                self.follow(part, answered[0], day)

    def is_agreed(self, part: Part, row: Decision, day: int) -> bool:
        """Whether the officer agrees; some are decided differently or put off instead, and of some nobody says anything."""
        if row.move == Move.EXIT:
            return part.path not in {"waiting", "late"}
        if row.stage == "authority":
            return part.path == "stuck" or (row.was in {"monitor", "listen"} and part.place % STRAIGHT == 0)
        if row.stage != "listen":
            return part.path in RISE
        act = self.days.act(self.days.now - day, by=part.owner)
        first = "first" not in part.done
        part.done.add("first")
        if first and part.place % 17 == 13:
            differ(row, because=DIFFERED, act=act)
        elif first and part.place % 17 == 9:
            put_off(row, until=part.on(day + 6), because=PUT_OFF, act=act)
        else:
            return True
        return False

    def follow(self, part: Part, row: Decision, day: int) -> None:
        """What is done after a stage was agreed, each step once however often the stage is entered."""
        if row.move != Move.UP or row.stage in part.done:
            return
        part.done.add(row.stage)
        case = part.case
        if case is not None:
            go_on_in(row.stage, part, case, day)
        if part.path == "meeting" and day < self.days.now - SOON:
            part.path = "helped"
        for after, step in PATHS[part.path].get(row.stage, OTHERWISE.get(row.stage, ())):
            self.on(day + after, self.doing(part, step))

    @staticmethod
    def doing(part: Part, step: Step) -> Callable[[int], None]:
        def do(day: int) -> None:
            case = part.case
            if case is not None and (case.state == states.CLOSED) == (step is take_up_again):
                step(part, case, day)

        return do
