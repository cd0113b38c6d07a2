"""What the page of the school's week shows: every year in a line, and of the years that are open each form's sheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import AM, SESSION_NAMES
from schools.registers.pages.registers import MORNING_AFTERNOON, register_address
from schools.registers.queries.sheets import Sheet, SheetRow
from schools.registers.rules.addresses import SESSION_WORDS
from schools.registers.rules.kinds import ABSENT, MISSING, UNEXPLAINED, answers
from schools.registers.rules.slots import Slot

#: The year of groups that hold several, as an address names it.
MIXED: Final = "mixed"
#: Missing registers named one by one in a year's line; more are counted.
_NAMED = 3


@dataclass(frozen=True)
class Narrow:
    """What was asked: `show` is a question or a code, `at` one session ("2026-11-19-am"); empty asks nothing."""

    year: str = ""
    form: str = ""
    show: str = ""
    at: str = ""

    def place(self, slots: Sequence[Slot]) -> int | None:
        """Which slot `at` names; None for any."""
        return next((place for place, slot in enumerate(slots) if slot_word(slot) == self.at), None)

    def among(self, slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
        """The sessions in which the question is asked."""
        place = self.place(slots)
        return list(enumerate(slots)) if place is None else [(place, slots[place])]


def slot_word(slot: Slot) -> str:
    """A session as an address names it."""
    return f"{slot.date.isoformat()}-{SESSION_WORDS[slot.session]}"


def unexplained_address(on: dt.date) -> str:
    """Whoever has no reason yet in the week of a day."""
    return f"{reverse('week')}?{urlencode({'week': week_start(on).isoformat(), 'show': UNEXPLAINED})}"


@dataclass(frozen=True)
class Figures:
    """One session's pupils absent, those of them with no reason yet, and the forms whose register is missing."""

    absent: int = 0
    unexplained: int = 0
    missing: tuple[str, ...] = ()

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.absent + other.absent, self.unexplained + other.unexplained, (*self.missing, *other.missing)
        )

    @property
    def named(self) -> str:
        """The missing registers in words: "8F", "8F and 9B", "12 registers"."""
        if len(self.missing) > _NAMED:
            return f"{len(self.missing)} registers"
        return " and ".join(filter(None, [", ".join(self.missing[:-1]), *self.missing[-1:]]))


@dataclass(frozen=True)
class FormWeek:
    """One form: its whole week, and the rows of it that answer what was asked."""

    whole: Sheet
    rows: tuple[SheetRow, ...]
    figures: Figures
    tutor: str
    chosen: Slot | None

    @property
    def name(self) -> str:
        return self.whole.group.name

    @property
    def address(self) -> str:
        """Its register: of the session of the figures, or the week's first."""
        return register_address(self.whole.group, self.chosen or self.whole.slots[0])

    @property
    def sheet(self) -> Sheet:
        """The week with the rows shown and no others."""
        return replace(self.whole, rows=self.rows)

    @property
    def words(self) -> str:
        """How the form stands: "all in", "3 absent this morning"; nothing while its register is missing."""
        if self.chosen is None or self.figures.missing:
            return ""
        return f"{self.figures.absent} absent {when_words(self.chosen)}" if self.figures.absent else "all in"

    def gone(self, place: int) -> str:
        """Words for a register that nobody has taken at all, empty for any other."""
        slot = self.whole.slots[place]
        held = (cell for row in self.whole.rows if (cell := row.cells[place]) is not None)
        if not slot.due or any(cell.code is not None and not cell.planned for cell in held):
            return ""
        return f"{MORNING_AFTERNOON[slot.session]} register missing"


@dataclass(frozen=True)
class YearWeek:
    """One year group: a line of figures, and its forms when it is open."""

    value: str
    label: str
    forms: tuple[FormWeek, ...]
    open: bool = False

    @property
    def pupils(self) -> int:
        return sum(len(form.whole.rows) for form in self.forms)

    @property
    def shown(self) -> int:
        """Pupils who answer what was asked."""
        return sum(len(form.rows) for form in self.forms)

    @property
    def shown_forms(self) -> list[FormWeek]:
        return [form for form in self.forms if form.rows]

    @cached_property
    def figures(self) -> Figures:
        return sum((form.figures for form in self.forms), Figures())


@dataclass(frozen=True)
class SchoolWeek:
    """The page. `now` is the session its figures are of: the last that has opened, or the one asked about."""

    monday: dt.date
    slots: tuple[Slot, ...]
    now: Slot | None
    narrow: Narrow
    years: tuple[YearWeek, ...]
    before: dt.date | None
    after: dt.date | None
    codes: tuple[tuple[str, str], ...]

    @cached_property
    def figures(self) -> Figures:
        return sum((year.figures for year in self.years), Figures())

    @property
    def forms(self) -> int:
        return sum(len(year.forms) for year in self.years)

    @cached_property
    def pupils(self) -> int:
        """Everybody once, also who changed form within the week."""
        return len({row.pupil.key for year in self.years for form in year.forms for row in form.whole.rows})

    @property
    def shown(self) -> int:
        return sum(year.shown for year in self.years)

    @property
    def opened(self) -> list[FormWeek]:
        """The forms drawn, in order."""
        return [form for year in self.years if year.open for form in year.shown_forms]

    @property
    def first_answer(self) -> int | None:
        """The first cell that answers what was asked, counted row by row over the rows drawn; None when nothing was."""
        if not self.narrow.show:
            return None
        asked = self.narrow.among(self.slots)
        rows = (row for form in self.opened for row in form.rows)
        return next(
            (
                number * len(self.slots) + place
                for number, row in enumerate(rows)
                for place, slot in asked
                if answers(self.narrow.show, row.cells[place], slot)
            ),
            None,
        )

    @property
    def form_names(self) -> list[str]:
        """The forms to choose from: those of the year asked for, or all."""
        return [form.name for year in self.years if self.narrow.year in ("", year.value) for form in year.forms]

    @property
    def friday(self) -> dt.date:
        return self.slots[-1].date

    @property
    def current(self) -> bool:
        """Whether it is the week we are in."""
        return self.monday == week_start(self.slots[0].today)

    @property
    def running(self) -> bool:
        """Whether the figures are of today."""
        return self.now is not None and self.now.date == self.now.today

    @property
    def when(self) -> str:
        """The session of the figures: "this morning", "on Wednesday afternoon"."""
        return when_words(self.now) if self.now else ""

    @property
    def closed(self) -> str:
        """Why there is no session in the week at all; empty when there is one."""
        return self.slots[0].closed if all(slot.closed for slot in self.slots) else ""

    @property
    def days(self) -> list[tuple[Slot, bool]]:
        """The morning of each day, and whether it is the day of the figures."""
        return [(slot, bool(self.now) and slot.date == self.chosen.date) for slot in self.slots if slot.session == AM]

    @property
    def chosen(self) -> Slot:
        """The session focused: that of the figures, or the week's first."""
        return self.now or self.slots[0]

    @property
    def sessions(self) -> list[tuple[str, str]]:
        """The sessions that may be asked about: those that have opened."""
        return [(slot_word(slot), f"{slot.date:%a} {SESSION_NAMES[slot.session]}") for slot in self.slots if slot.due]

    def address(self, **changes: str) -> str:
        """This page, asked for something else: what is not named stays, and an empty value asks for everything."""
        asked = {"week": self.monday.isoformat()} | {
            name: value for name in ("year", "form", "show", "at") if (value := getattr(self.narrow, name))
        }
        return f"?{urlencode({name: value for name, value in (asked | changes).items() if value})}"

    def pupils_at(self, show: str, year: str = "") -> str:
        """The address of exactly the pupils whom a figure counts."""
        at = slot_word(self.now) if self.now else ""
        return self.address(show=show, at=at, year=year, form="")

    @property
    def absent_address(self) -> str:
        return self.pupils_at(ABSENT)

    @property
    def unexplained_address(self) -> str:
        return self.pupils_at(UNEXPLAINED)

    @property
    def missing_address(self) -> str:
        return self.pupils_at(MISSING)

    @property
    def everyone_address(self) -> str:
        return self.address(show="", at="", form="")

    @property
    def before_address(self) -> str:
        return self.address(week=self.before.isoformat(), at="") if self.before else ""

    @property
    def after_address(self) -> str:
        return self.address(week=self.after.isoformat(), at="") if self.after else ""


def when_words(slot: Slot) -> str:
    """A session as a sentence names it."""
    half = MORNING_AFTERNOON[slot.session]
    return f"this {half}" if slot.date == slot.today else f"on {slot.date:%A} {half}"
