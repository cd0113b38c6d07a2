"""A trust of as many schools as are asked for, with a whole year published; the first three have the marks too.

The others hold what one of the three published: a comparison reads figures alone, whoever counted them.
"""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql

from schools.calendar.models import SessionTimes
from schools.roll.models import Placement, Pupil, RegistrationGroup
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work
from tests.benchmarks.serving import settled
from tests.benchmarks.years import DAYS, keep_half_terms
from tests.session_database import SUPERUSER_URL
from tests.trust_reporting.registers import enrol, mark
from tests.world import World
from trust_reporting.comparison.pages.many import A_PAGE, FITTING
from trust_reporting.figures import models
from trust_reporting.figures.operations import rebuild

FORM: Final = 30
TABLES: Final = (
    models.YearPublication,
    models.PublishedDate,
    models.SessionCount,
    models.WeekCount,
    models.EnrolmentCount,
    models.RepeatedCount,
)


@dataclass(frozen=True)
class Filled:
    """A school with a year of marks, all published, and one form of thirty in it."""

    school: School
    form: RegistrationGroup
    pupils: list[Pupil]


def new_school(world: World, trust: Trust, number: int, slug: str) -> School:
    """An empty secondary school."""
    return provisioning.provision(
        trust=trust,
        authority=world.eastshire,
        name=f"Measured School {slug} {number}",
        slug=f"measured-{slug}{number}",
        phase="secondary",
        urn=f"{600000 + number + 1000 * (sum(map(ord, slug)) % 90)}",
        laestab=f"991{1000 + number + 10 * (sum(map(ord, slug)) % 90)}",
        theme="plum-solid",
    )


def filled_school(world: World, trust: Trust, number: int, slug: str, *, pupils: int = 1000) -> Filled:
    """One with pupils in five years and a mark of each in every session of the year, unevenly absent, all published."""
    school = new_school(world, trust, number, slug)
    chance = random.Random(number)
    with school_work(school, statement_timeout="10min"):
        keep_half_terms()
        for session, opens in ((1, dt.time(8, 50)), (2, dt.time(13, 0))):
            SessionTimes.objects.create(session=session, valid_from=DAYS[0], opens_at=opens, closes_after=20)
        keys = []
        for age in range(5):
            birth, flags = dt.date(2010 + age, 3, 1), ("fsm6",) if age % 2 else ("sen_k", "eal")
            keys += enrol(
                pupils // 5, birth=birth, year_group=str(11 - age), flags=flags, sex="FM"[age % 2], starts_on=DAYS[0]
            )
        form = RegistrationGroup.objects.create(academic_year=2025, name="7C", year_group="7")
        theirs = list(Pupil.objects.filter(key__in=keys[-FORM:]).order_by("key"))
        Placement.objects.filter(pupil__in=theirs).update(group=form)
        lean = {key: chance.random() ** 2 / 5 for key in keys}
        mark(
            {
                (key, day, session): "I" if chance.random() < lean[key] else "/\\"[session - 1]
                for day in DAYS
                for session in (1, 2)
                for key in keys
            }
        )
    rebuild(school)
    settled(school)
    return Filled(school, form, theirs)


def listed(schools: list[School]) -> list[str]:
    """What the comparison's first page of these schools must hold: those that it lists by name, and how many there are."""
    names = sorted(school.name for school in schools)
    if len(names) <= FITTING:
        return names
    return [*names[:A_PAGE], f"of {len(names)}</span>"]


def copy_figures(of: School, to: list[School]) -> None:
    """Let each of these schools of the same trust have published what that one published."""
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        for table in TABLES:
            name = table._meta.db_table
            columns = [field.column for field in table._meta.concrete_fields if field.column]
            kept = [sql.Identifier(one) for one in columns if one != "school_id"]
            statement = sql.SQL(
                "INSERT INTO {table} (school_id, {kept}) SELECT other, {kept} FROM {table}, unnest(%s::uuid[]) AS other"
                " WHERE school_id = %s"
            ).format(table=sql.Identifier(name), kept=sql.SQL(", ").join(kept))
            superuser.execute(statement, [[school.pk for school in to], of.pk])
            superuser.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(name)))
        superuser.execute("CHECKPOINT")
