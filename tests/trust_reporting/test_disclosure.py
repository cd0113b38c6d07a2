"""Nothing that a page or file hides can be worked out from all that leaves: tried by solving for it (`solver.py`)."""

import csv
import datetime as dt
import io
import random
import re
from collections.abc import Iterable

import pytest
from django.test import Client

from schools.journal.tasks import drain
from schools.registers.rules.basis import Basis
from schools.roll.models import Flag, Pupil
from tenants.trusts.scopes import school_work
from tests.trust_reporting.compared import ASKED, DAYS, Compared, trust_of_three
from tests.trust_reporting.invented import Pupil as Invented
from tests.trust_reporting.invented import families_of, leaving, school_of
from tests.trust_reporting.registers import Slot, enrol, mark, present
from tests.trust_reporting.solver import ALL, PUBLISHED, Cell, School, solve
from tests.world import World, host_of, signed_in
from trust_reporting.comparison.pages.csv_file import HIDDEN
from trust_reporting.figures.rules.cohorts import Cohort

#: Random schools solved each time the tests run; `make bench` solves 10,000.
TRIED = 60
COLUMNS = {
    "enrolments": "Pupils",
    "persistent": "Persistently absent",
    "severe": "Severely absent",
    "none possible": "Left out, no possible session",
}
GROUPS = {cohort.label: cohort.value for cohort in Cohort}
#: The half-term alone, and as the year to date; the term is the same.
PERIODS = ("ht1", "year")
Numbers = dict[str, int | None]


# The solver itself: it must find what is known to leak


def shown(where: Iterable[tuple[str, str, Numbers]], *, old: bool = True) -> School:
    """One half-term of a school in published figures, judged as before this was mended."""
    cells = {
        (PUBLISHED, "ht1", part, measure): value for part, _, numbers in where for measure, value in numbers.items()
    }
    groups = frozenset(part for part, _, _ in where if part != ALL)
    families = tuple((part, f"not {part}") for part in sorted(groups))
    return School(cells, ("ht1",), families, groups, rule=_old_rule if old else School.rule)


def _old_rule(count: int, _total: int, of: int, _of_all: int) -> bool:
    return 0 < count < 10 or 0 < of - count < 10


def counts(enrolments: int, persistent: int | None, severe: int | None) -> Numbers:
    return {"enrolments": enrolments, "persistent": persistent, "severe": severe, "none possible": 0}


def test_the_solver_finds_the_one_child_whom_noughts_gave_away() -> None:
    """Everybody 1, three groups nought, the fourth hidden: so it is that one."""
    found = solve(
        shown(
            [
                (ALL, "", counts(210, 40, 1)),
                ("fsm6", "", counts(80, 20, 0)),
                ("sen_k", "", counts(40, 12, 0)),
                ("sen_e", "", counts(24, 12, None)),
            ]
        )
    )
    assert found[PUBLISHED, "ht1", "sen_e", "severe"] == 1


def test_the_solver_finds_a_complement_by_subtraction() -> None:
    found = solve(shown([(ALL, "", counts(210, 40, 20)), ("fsm6", "", counts(80, 33, 14))]))
    assert found[PUBLISHED, "ht1", "not fsm6", "persistent"] == 7


def test_the_solver_finds_what_a_term_tells_of_its_half_terms() -> None:
    """All persistent in the term and not in its second half-term were so in the first."""
    school = shown([(ALL, "", counts(60, 20, 0)), ("fsm6", "", counts(30, None, 0))], old=False)
    cells = dict(school.cells)
    for period, everybody, group in (("ht2", 24, 12), ("autumn", 44, 21)):
        cells |= {(PUBLISHED, period, ALL, name): n for name, n in counts(60, everybody, 0).items()}
        cells |= {(PUBLISHED, period, "fsm6", name): n for name, n in counts(30, group, 0).items()}
    found = solve(School(cells, ("ht1", "ht2", "autumn"), school.families, school.alone))
    assert found[PUBLISHED, "ht1", "fsm6", "persistent"] == 9


# Random schools, judged by the rules


def test_nothing_hidden_of_random_schools_is_found() -> None:
    hidden = 0
    for seed in range(TRIED):
        school = leaving(*school_of(random.Random(seed)))
        hidden += sum(value is None for value in school.cells.values())
        assert solve(school) == {}, seed
    assert hidden > 50 * TRIED, "there was something to find"


#: Possible and missed sessions of a half-term: there, away for most of it, and at another place all of it.
THERE, AWAY, ELSEWHERE = (60, 0), (60, 20), (0, 0)


def some(
    number: int,
    *half_terms: tuple[int, int] | None,
    group: Cohort | None = None,
    outside: bool = False,
    year: str = "7",
) -> list[Invented]:
    """So many boys with the same absence by half-term; None where they were not on roll."""
    absence = {number: held for number, held in enumerate(half_terms, 1) if held}
    groups = frozenset({Cohort.MALE, *([group] if group else [])})
    return [Invented(year, groups, not outside, absence)] * number


@pytest.mark.parametrize(("part", "group", "year"), [("sen_e", Cohort.SEN_E, "7"), ("year 8", None, "8")])
def test_few_with_a_possible_session_in_one_half_term_hide_their_part_in_every_period(
    part: str, group: Cohort | None, year: str
) -> None:
    """Of twelve three are elsewhere for a half-term: typing its dates, or subtracting, would tell of the nine."""
    pupils = [
        *some(9, THERE, THERE, group=group, year=year),
        *some(3, THERE, ELSEWHERE, group=group, year=year),
        *some(60, THERE, THERE),
        *some(60, THERE, THERE, year="9"),
    ]
    school = leaving(pupils, 2)
    assert solve(school) == {}
    assert {school.cells[PUBLISHED, period, part, "enrolments"] for period in school.periods} == {None}


def test_a_hidden_number_of_the_whole_roll_is_not_what_its_term_leaves() -> None:
    """Outside published figures 20 are on roll in the second half-term: of the term's 30 persistent the first had 10."""
    pupils = [
        *some(60, THERE, THERE),
        *some(60, AWAY, AWAY),
        *some(10, AWAY, None, outside=True),
        *some(15, THERE, None, outside=True),
        *some(5, THERE, AWAY, outside=True),
        *some(15, None, AWAY, outside=True),
    ]
    school = leaving(pupils, 2)
    assert school.cells["whole", "ht2", ALL, "persistent"] is None
    assert school.cells["whole", "ht1", ALL, "persistent"] == 70
    assert solve(school) == {}


# Pages and files


@pytest.fixture(scope="module")
def told(world: World) -> Compared:
    """Three schools, each with something to work out.

    Alder: 60 pupils, of whom one is severely absent, one of 12 with a plan. 20 are persistently absent, 12 of them of
    the 24 with free school meals. Cedar: five pupils speak another language until the last day, when nobody does; three
    pupils in year 7, four in year 8, forty in year 9. Birch: twenty pupils, and three too young for published figures.
    """
    made = trust_of_three(world)
    with school_work(made.alder):
        plan = enrol(12, starts_on=DAYS[0], flags=["sen_e"], sex="M")
        meals = enrol(24, starts_on=DAYS[0], flags=["fsm6"])
        rest = enrol(24, starts_on=DAYS[0], sex="M", flags=["sen_k"])
        mark(week({plan[0]: 10} | dict.fromkeys([*meals[:12], *rest[:7]], 2), plan + meals + rest))
    with school_work(made.cedar):
        few = enrol(5, starts_on=DAYS[0], flags=["eal"], sex="M")
        Flag.objects.filter(pupil__in=Pupil.objects.filter(key__in=few)).update(ends_on=DAYS[3])
        others = enrol(3, year_group="7", starts_on=DAYS[0]) + enrol(4, year_group="8", starts_on=DAYS[0])
        mark(week({}, few + others + enrol(35, starts_on=DAYS[0])))
    with school_work(made.birch):
        young = enrol(3, year_group="R", birth=dt.date(2022, 3, 1), starts_on=DAYS[0])
        mark(week({young[0]: 10}, young + enrol(20, year_group="4", birth=dt.date(2018, 3, 1), starts_on=DAYS[0])))
    for school in (made.alder, made.cedar, made.birch):
        drain(str(school.pk))
    return made


def week(missed: dict[int, int], keys: list[int]) -> dict[Slot, str]:
    """Marks of a week of ten sessions, of which some pupils missed the first so many."""
    slots = [(day, session) for day in DAYS[:5] for session in (1, 2)]
    return {
        (key, *slot): "I" if n < missed.get(key, 0) else present(slot[1])
        for key in keys
        for n, slot in enumerate(slots)
    }


@pytest.fixture
def client(told: Compared) -> Client:
    return signed_in(told.manager, host_of(told.trust))


def rows_of(client: Client, **asked: str) -> dict[str, dict[str, str]]:
    """The rows of the file, by school."""
    text = client.get("/compare/figures.csv", ASKED | asked).content.decode("utf-8-sig")
    return {row["School"]: row for row in csv.DictReader(io.StringIO(text))}


def parts_of(client: Client, slug: str, **asked: str) -> dict[str, list[str]]:
    """The rows of the tables by year group and by group of one figure's page."""
    response = client.get(f"/compare/why/absence/{slug}/", ASKED | asked)
    assert response.status_code == 200
    rows = re.findall(r'<th scope="row" class="light">([^<]*)</th>(.*?)</tr>', response.content.decode(), re.DOTALL)
    return {name: re.findall(r">\s*([\d,]+|hidden)\s*<", cells) for name, cells in rows}


def number(text: str) -> int | None:
    return None if text in {HIDDEN, "hidden"} else int(text.replace(",", ""))


def everything(client: Client, school: str, slug: str, phase: str = "secondary") -> School:
    """All that is shown of one school's pupils: the file by group, basis and period, and the pages that take it apart."""
    cells: dict[Cell, int | None] = {}

    def put(cell: Cell, value: int | None) -> None:
        assert cells.setdefault(cell, value) == value, f"{cell} is hidden at one place and shown at another"

    for basis in Basis:
        for period in PERIODS:
            asked = {"phase": phase, "basis": basis.value, "period": f"2026-{period}"}
            for cohort in Cohort:
                row = rows_of(client, group=cohort.value, **asked)[school]
                for measure, column in COLUMNS.items():
                    put((basis.value, period, cohort.value, measure), number(row[column]))
            if cells[basis.value, period, ALL, "enrolments"] is None:
                continue
            for name, texts in parts_of(client, slug, **asked).items():
                part = GROUPS.get(name) or name.lower()
                for measure, text in zip(("enrolments", "persistent", "severe"), texts, strict=True):
                    put((basis.value, period, part, measure), number(text))
    years = sorted({part for _, _, part, _ in cells if part.startswith("year") or part == "reception"})
    return School(cells, PERIODS, families_of(years), frozenset())


def test_nothing_hidden_on_pages_and_in_files_is_found(told: Compared, client: Client) -> None:
    schools = (("Alder Academy", told.alder, "secondary"), ("Cedar Academy", told.cedar, "secondary"))
    for name, school, phase in (*schools, ("Birch Primary", told.birch, "primary")):
        found = everything(client, name, school.slug, phase)
        assert any(value is None for value in found.cells.values())
        assert solve(found) == {}, name


def test_a_single_child_is_given_away_neither_by_noughts_nor_by_a_complement(told: Compared, client: Client) -> None:
    parts = parts_of(client, told.alder.slug)
    assert parts["Education, health and care plan"] == ["12", "hidden", "hidden"]
    assert parts["SEN support"] == ["24", "hidden", "hidden"]
    assert parts["Free school meals in the last six years"] == ["24", "hidden", "hidden"], "eight have none"
    rows = rows_of(client)
    assert (rows["Alder Academy"]["Severely absent"], rows["Pooled"]["Severely absent"]) == ("1", "1")
    assert rows_of(client, group="fsm6")["Alder Academy"]["Persistently absent"] == HIDDEN


def test_a_group_that_nobody_is_left_of_is_hidden(told: Compared, client: Client) -> None:
    row = rows_of(client, group="eal")["Cedar Academy"]
    assert row["Attended"] == row["Pupils"] == HIDDEN
    assert parts_of(client, told.cedar.slug)["English as an additional language"][0] == "hidden"
    for first, last in ((DAYS[0], DAYS[4]), (DAYS[4], DAYS[4])):
        dated = {"from": str(first), "to": str(last), "group": "eal", "period": ""}
        assert rows_of(client, **dated)["Cedar Academy"]["Attended"] == HIDDEN


def test_two_hidden_year_groups_that_are_few_together_hide_a_third(told: Compared, client: Client) -> None:
    parts = parts_of(client, told.cedar.slug)
    assert [parts[f"Year {year}"][0] for year in (7, 8, 9)] == ["hidden"] * 3


def test_few_outside_published_figures_do_not_come_by_subtracting_the_bases(told: Compared, client: Client) -> None:
    asked = {"phase": "primary", "basis": "whole"}
    row = rows_of(client, **asked)["Birch Primary"]
    assert row["Attended"] == row["Pupils"] == row["Severely absent"] == HIDDEN
    text = client.get("/compare/", ASKED | asked).content.decode()
    assert "Hidden: fewer than 10 pupils are outside published figures, and would come by subtraction." in text
    assert client.get(f"/compare/why/absence/{told.birch.slug}/", ASKED | asked).status_code == 404
    assert rows_of(client, phase="primary")["Birch Primary"]["Pupils"] == "20"


def test_a_group_is_never_taken_apart_by_year_group(told: Compared, client: Client) -> None:
    assert "Year 9" in parts_of(client, told.alder.slug)
    assert not any(name.startswith("Year") for name in parts_of(client, told.alder.slug, group="sex_m"))
