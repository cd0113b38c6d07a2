"""A what-if over 1,500 pupil-years and a night over 1,000 pupils, each beside reading the same marks from the database.

The yardstick of both is one statement that reads every mark, and the tuples it is made into: nothing can be decided without.
What is measured is the processor's time of this process: the database's own is in neither, nor what else the machine does.
The what-if then follows each pupil from day to day, by the live policy and by a draft of it;
the night makes each pupil's whole decision, with its evidence and the hash of its facts.
"""

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import psycopg
import pytest

from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.decisions import Move
from schools.policy.rules.examples import packaged_policy
from schools.policy.rules.facts import Facts, PupilMark, Session
from schools.policy.rules.simulating import courses
from schools.policy.rules.standing import Standing
from schools.registers.rules.totals import Totals, is_persistent
from tests.benchmarks.figures import line, middle
from tests.rules.engine.pupil_years import ALDER, pupil_year
from tests.session_database import SUPERUSER_URL

PUPIL_YEARS: Final = 1500
PUPILS: Final = 1000
ROUNDS: Final = 3
AIM: Final = 3.0
LAST: Final = dt.date(2027, 7, 20)
DAYS: Final = tuple(on for on in ALDER.days if dt.date(2026, 6, 1) <= on < LAST)
DEFAULT: Final = packaged_policy("default")
DRAFT: Final = packaged_policy("northfield_4")
READ: Final = (
    "SELECT pupil, date, session, code, minutes, version FROM marks WHERE pupil <= %s ORDER BY pupil, date, session"
)


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    """A database with the marks of so many whole years, of every kind of pupil."""
    with psycopg.connect(SUPERUSER_URL) as made:
        made.execute(
            "CREATE TEMPORARY TABLE marks (pupil integer, date date, session smallint, code text, minutes smallint,"
            " version bigint, PRIMARY KEY (pupil, date, session))"
        )
        years = whole_years(60)
        with made.cursor().copy("COPY marks FROM STDIN") as copy:
            for pupil in range(1, PUPIL_YEARS + 1):
                for mark in years[pupil % len(years)]:
                    copy.write_row((pupil, *mark))
        made.execute("ANALYZE marks")
        yield made
        made.rollback()


def whole_years(count: int) -> list[tuple[PupilMark, ...]]:
    """Marks of years that had come near their end; a quarter of the pupils are persistently absent, as in many schools."""
    made = (pupil_year(seed).facts.marks for seed in range(count * 40) if pupil_year(seed).today > dt.date(2027, 7, 1))
    told: dict[bool, list[tuple[PupilMark, ...]]] = {True: [], False: []}
    for marks in made:
        totals = Totals.of((mark.code, mark.date) for mark in marks)
        told[bool(is_persistent(totals.absence, totals.possible))].append(marks)
    return told[True][: count // 4] + told[False][: count - count // 4]


def read(connection: psycopg.Connection, pupils: int) -> list[tuple[PupilMark, ...]]:
    rows = connection.execute(READ, [pupils]).fetchall()
    return [tuple(PupilMark(*row[1:]) for row in held) for _, held in groupby(rows, key=itemgetter(0))]


def facts_of(marks: tuple[PupilMark, ...]) -> Facts:
    return Facts(ALDER, marks, Session(LAST, 2), dt.date(2024, 9, 2), (dt.date(2016, 8, 31), dt.date(2032, 6, 25)))


def what_if(connection: psycopg.Connection, policies: Sequence[CitedPolicy]) -> int:
    """How many stages are entered in the year, each day asked, with the work that each stage then asks."""
    marks_of_each = read(connection, PUPIL_YEARS)
    return sum(len(course.entered) for marks in marks_of_each for course in courses(policies, facts_of(marks), DAYS))


def night(connection: psycopg.Connection) -> int:
    """How many pupils something is proposed for."""
    decisions = [
        Pupil(DEFAULT, facts_of(marks), Standing(), DEFAULT).decide(LAST) for marks in read(connection, PUPILS)
    ]
    assert all(decision.text for decision in decisions)
    return sum(decision.move is Move.UP for decision in decisions)


def seconds(act: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    act()
    return time.process_time() - begun


def test_what_if_and_night(connection: psycopg.Connection) -> None:
    assert what_if(connection, [DEFAULT, DRAFT]) > PUPIL_YEARS / 10
    assert night(connection) > PUPILS / 10
    figures: dict[str, list[float]] = {name: [] for name in ("read", "what_if", "read_less", "night")}
    for _ in range(ROUNDS):
        figures["read"].append(seconds(lambda: read(connection, PUPIL_YEARS)))
        figures["what_if"].append(seconds(lambda: what_if(connection, [DEFAULT, DRAFT])))
        figures["read_less"].append(seconds(lambda: read(connection, PUPILS)))
        figures["night"].append(seconds(lambda: night(connection)))
    middles = {name: middle(rounds) for name, rounds in figures.items()}
    print(f"\nStages decided (median of {ROUNDS} interleaved rounds; yardstick: reading the same marks)")
    show(
        "what-if of 1,500 pupil-years, by two policies",
        middles["what_if"],
        middles["read"],
        PUPIL_YEARS,
    )
    show("a night of 1,000 pupils", middles["night"], middles["read_less"], PUPILS)


def show(name: str, ours: float, yardstick: float, pupils: int) -> None:
    print(line(name, ours, yardstick, unit="s", aim=AIM, note=f"{pupils / ours:,.0f} pupils a second of one processor"))
