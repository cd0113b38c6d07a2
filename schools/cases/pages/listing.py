"""The list of cases: narrowed, sorted, paged; how many wait by stage and year; and who has how many."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from foundation.access.member import Member
from foundation.ui.numbers import counted
from schools.cases.models import Case
from schools.cases.pages.files import case_address
from schools.cases.pages.words import case_tag, due_tag, kind_words, owner_words
from schools.cases.queries.cases import families, of_hand, open_cases, standing_in, tasks_of_cases, waiting_for
from schools.cases.queries.stages import stages_on
from schools.cases.rules.stages import Stage, stage_of
from schools.roll.models import Placement
from schools.roll.pages.today_lists import Tag
from schools.roll.queries import holds_on
from schools.roll.rules.form_order import form_place
from schools.roll.rules.year_group import year_group_label

PER_PAGE: Final = 50
NOBODY: Final = "nobody"
SHOWS: Final = {"": "All", "waiting": "Waiting for me", "mine": "Mine", "overdue": "With a task overdue"}


@dataclass(frozen=True)
class CaseLine:
    """One case of the list."""

    case: Case
    stage: Stage
    year: str
    form: str
    tasks: int
    first_due: dt.date | None
    stands_in: str
    siblings: tuple["CaseLine", ...]
    today: dt.date
    waiting: bool
    mine: bool

    @property
    def name(self) -> str:
        return str(self.case.pupil)

    @property
    def address(self) -> str:
        return case_address(self.case.pk)

    @property
    def kind(self) -> str:
        return kind_words(self.case)

    @property
    def tag(self) -> Tag:
        return case_tag(self.case, self.today)

    @property
    def due(self) -> Tag | None:
        return due_tag(self.first_due, self.today) if self.first_due is not None else None

    @property
    def overdue(self) -> bool:
        return self.first_due is not None and self.first_due < self.today

    @property
    def owner(self) -> str:
        with_whom = f" (now {self.stands_in})" if self.stands_in else ""
        return f"{owner_words(self.case)}{with_whom}"


#: The columns that sort, by their word in an address.
_SORTS: Final[dict[str, tuple[str, Callable[[CaseLine], Any]]]] = {
    "name": ("Pupil", lambda line: (line.case.pupil.sort_name, line.case.pupil.key)),
    "stage": ("Stage", lambda line: -line.stage.place),
    "form": ("Form", lambda line: form_place(line.year, line.form)),
    "owner": ("Owner", lambda line: (line.case.owner is not None, line.owner)),
    "due": ("Next task", lambda line: line.first_due or dt.date.max),
    "opened": ("Open since", lambda line: line.case.opened_on),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column head, with where it leads to sort by it; `sorted` is "ascending", "descending" or nothing."""

    words: str
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases somebody has, and how many of them with a task overdue."""

    owner: str
    name: str
    cases: int
    overdue: int


@dataclass(frozen=True)
class Listing:
    """The page as it stands for one reader."""

    everything: Sequence[CaseLine]
    shown: Page  # type: ignore[type-arg]
    chosen: Mapping[str, str]
    sort: str
    stages: Sequence[Stage]

    @property
    def keys(self) -> list[int]:
        """The compact keys of everybody who is named."""
        return [
            key for line in self.shown for key in (line.case.pupil.key, *(one.case.pupil.key for one in line.siblings))
        ]

    @property
    def query(self) -> str:
        """The rest of the address of the list's other pages."""
        return urlencode({**self.chosen, "sort": self.sort})

    @property
    def heads(self) -> list[Head]:
        by, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        found = []
        for word, (words, _) in _SORTS.items():
            following = f"-{word}" if word == by and not down else word
            order = "" if word != by else "descending" if down else "ascending"
            found.append(Head(words, "?" + urlencode({**self.chosen, "sort": following}), order))
        return found

    @property
    def shows(self) -> list[tuple[str, str, int]]:
        """The choices of what is shown, each with how many there are."""
        return [(key, words, sum(1 for line in self.everything if _shown(line, key))) for key, words in SHOWS.items()]

    @property
    def years(self) -> list[tuple[str, str]]:
        """The year groups that have cases."""
        found = sorted({line.year for line in self.everything}, key=lambda year: form_place(year, ""))
        return [(year, year_group_label(year)) for year in found if year]

    @property
    def by_stage(self) -> list[tuple[Stage, list[tuple[str, int]], int]]:
        """How many cases each stage has, by year in the order of `years`, and in all."""
        count = Counter((line.stage.key, line.year) for line in self.everything)
        rows = []
        for stage in self.stages:
            of_years = [(year, count[stage.key, year]) for year, _ in self.years]
            rows.append((stage, of_years, sum(number for (key, _), number in count.items() if key == stage.key)))
        return rows

    @property
    def load(self) -> list[Load]:
        """Who has how many, the most first; what nobody has leads."""
        owners: dict[str, list[CaseLine]] = {}
        for line in self.everything:
            owners.setdefault(str(line.case.owner_id or NOBODY), []).append(line)
        found = [
            Load(key, owner_words(lines[0].case), len(lines), sum(line.overdue for line in lines))
            for key, lines in owners.items()
        ]
        return sorted(found, key=lambda one: (one.owner != NOBODY, -one.cases, one.name))

    @property
    def lede(self) -> str:
        if not self.everything:
            return "No case is open."
        waits, late = (sum(1 for line in self.everything if _shown(line, show)) for show in ("waiting", "overdue"))
        some = f"{counted(len(self.everything), 'case is open', 'cases are open')}"
        mine = f"{counted(waits, 'waits', 'wait')} for you" if waits else "none waits for you"
        overdue = counted(late, "has", "have") if late else "none has"
        return f"{some}; {mine}, {overdue} a task overdue."


def _shown(line: CaseLine, show: str) -> bool:
    return {"waiting": line.waiting, "mine": line.mine, "overdue": line.overdue}.get(show, True)


def listing(member: Member, today: dt.date, chosen: Mapping[str, str], *, sort: str, page: str) -> Listing:
    """What the page shows. A fixed number of statements, however many cases there are."""
    everything = _lines(member, today)
    lines = [line for line in everything if _wanted(line, chosen)]
    by = sort.removeprefix("-")
    if by not in _SORTS:
        sort = by = "due"
    lines.sort(key=_SORTS["name"][1])
    lines.sort(key=_SORTS[by][1], reverse=sort.startswith("-"))
    return Listing(everything, Paginator(lines, PER_PAGE).get_page(page), chosen, sort, stages_on(today))


def _wanted(line: CaseLine, chosen: Mapping[str, str]) -> bool:
    owner = str(line.case.owner_id or NOBODY)
    held = {"year": line.year, "stage": line.stage.key, "owner": owner}
    return _shown(line, chosen.get("show", "")) and all(
        chosen.get(name, value) == value for name, value in held.items()
    )


def _lines(member: Member, today: dt.date) -> list[CaseLine]:
    rows = list(open_cases(member))
    keys, pupils = [row.pk for row in rows], [row.pupil_id for row in rows]
    mine = set(open_cases(member).filter(of_hand(member, today)).order_by().values_list("pk", flat=True))
    waiting, tasks, with_whom = waiting_for(member), tasks_of_cases(keys), standing_in(keys, today)
    placed = _placed(pupils, today)
    stages, together = stages_on(today), families(pupils, today)

    def line(row: Case, siblings: tuple[CaseLine, ...] = ()) -> CaseLine:
        number, first = tasks.get(row.pk, (0, None))
        year, form = placed.get(row.pupil_id, ("", ""))
        return CaseLine(
            case=row,
            stage=stage_of(stages, row.stage),
            year=year,
            form=form,
            tasks=number,
            first_due=first,
            stands_in=with_whom.get(row.pk, ""),
            siblings=siblings,
            today=today,
            waiting=row.pk in waiting,
            mine=row.pk in mine,
        )

    return [
        line(row, tuple(line(one) for one in rows if one.pupil_id in together.get(row.pupil_id, ()))) for row in rows
    ]


def _placed(pupils: Sequence[uuid.UUID], today: dt.date) -> dict[uuid.UUID, tuple[str, str]]:
    """Year and form of each on a day. One query."""
    rows = Placement.objects.filter(holds_on(today), pupil__in=pupils)
    found = rows.values_list("pupil_id", "year_group", "group__name")
    return {pupil: (year, form or "") for pupil, year, form in found}
