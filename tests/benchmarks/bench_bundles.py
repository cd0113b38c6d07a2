"""A bundle of a whole year, gathered as it stood and made into files, beside its own SQL bare and the typesetter alone.

One pupil of a school of 300, with a case of four months, so that the register is read from among the marks of others.
"""

import datetime as dt
import time
from collections.abc import Callable

import psycopg
import pytest
from django.test import override_settings

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.documents import typesetting
from foundation.london import LONDON
from schools.bundles.models import Bundle
from schools.bundles.pages.composing import composed
from schools.bundles.pages.printing import bundle_pdf, chronology_csv, register_csv
from schools.bundles.rules.kinds import DRAFT
from schools.roll.models import Admission, Contact, Placement, Pupil, PupilContact, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.bench_pupil import TODAY, opened_case
from tests.benchmarks.figures import line, middle
from tests.benchmarks.serving import bare, captured
from tests.journeys.classroom import ahead
from tests.schools.pupils.years import FIRST, school_days, slots, write_marks
from tests.session_database import SUPERUSER_URL
from tests.world import World

NOON = dt.datetime.combine(TODAY, dt.time(12), LONDON)
PUPILS, ROUNDS, WARM = 300, 15, 3


@pytest.fixture
def school(world: World) -> School:
    """One of 300 pupils with a year of marks; one of them missed a session in nine."""
    school = world.another_school(filled=True)
    world.employ(Role.HEADTEACHER, school)
    with school_work(school, statement_timeout="5min"):
        group = RegistrationGroup.objects.get()
        Pupil.objects.bulk_create(
            Pupil(surname=f"Many{number}", forename="Pupil", birth=dt.date(2013, 3, 14), sex="F")
            for number in range(PUPILS)
        )
        pupils = list(Pupil.objects.filter(surname__startswith="Many"))
        Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=FIRST) for pupil in pupils)
        Placement.objects.bulk_create(
            Placement(pupil=pupil, year_group="9", group=group, starts_on=FIRST) for pupil in pupils
        )
    wanted = slots(school_days(FIRST, TODAY))
    there = {slot: "/\\"[slot[1] - 1] for slot in wanted}
    away = there | dict.fromkeys(wanted[::9], "O")
    write_marks(school, {pupil.key: away if pupil.surname == "Many7" else there for pupil in pupils})
    return school


@pytest.fixture
def bundle(school: School) -> Bundle:
    """About that pupil, for the mother."""
    with school_work(school):
        child = Pupil.objects.get(surname="Many7")
        mother = Contact.objects.create(name="Parent Seven", address="1 Invented Street")
        PupilContact.objects.create(pupil=child, contact=mother, relationship="mother", priority=1, starts_on=FIRST)
    case = opened_case(school, child.pk)
    with school_work(school):
        return Bundle.objects.create(
            case=case, contact=mother, kind="penalty", state=DRAFT, authority="eastshire",
            authority_name="Eastshire", first=FIRST, last=TODAY, at=NOON, by_name="x",
        )  # fmt: skip


def test_a_bundle_of_a_year(world: World, school: School, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    head = world.person(Role.HEADTEACHER, school)
    member = Member(head.pk, head.name, head.email, "school", school.pk, frozenset({Role.HEADTEACHER}))
    alone: list[float] = []
    compiled = typesetting.compiled

    def timed(program: bytes, inputs: dict[str, str], *, made_at: int) -> bytes:
        begun = time.perf_counter()
        made = compiled(program, inputs, made_at=made_at)
        alone.append((time.perf_counter() - begun) * 1000)
        return made

    def gathered(number: int) -> object:
        with school_work(school):
            row = Bundle.objects.select_related("case__pupil", "contact").get(pk=bundle.pk)
            return composed(row, member, NOON, school=school.name, number=number).evidence

    def made(number: int) -> tuple[int, int]:
        evidence = gathered(number)  # no two are the same: the typesetter remembers nothing of the one before
        pages = bundle_pdf(evidence)
        return pages.count(b"/Type /Page"), len(register_csv(evidence)) + len(chronology_csv(evidence))

    monkeypatch.setattr(typesetting, "compiled", timed)
    rounds: dict[str, list[float]] = {}
    with override_settings(CLOCK_AHEAD=ahead(NOON)):
        sql = captured(lambda: gathered(0))
        read = gathered(0).readings
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
            connection.execute(f"SET search_path = {school.schema_name}, public")
            acts: dict[str, Callable[[int], object]] = {
                "whole": made,
                "gathering": gathered,
                "bare": lambda _number: bare(connection, sql),
            }
            for number in range(1, WARM + ROUNDS + 1):
                for name, act in acts.items():
                    begun = time.perf_counter()
                    act(number)
                    if number > WARM:
                        rounds.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    due = len(slots(school_days(FIRST, TODAY))[:-1])  # the afternoon of the day is still to come
    assert (len(read), sum(one.counted for one in read)) == (due, len(slots(school_days(FIRST, TODAY))[::9]))
    typst, whole, gathering, plain = middle(alone[WARM:]), *(middle(rounds[name]) for name in acts)
    print(f"\nA bundle of {due} sessions among {PUPILS} pupils' ({ROUNDS} interleaved rounds; {len(sql)} statements)")
    print(line("whole; yardstick: its SQL and typst alone", whole, plain + typst, unit="ms"))
    print(line("gathering; yardstick: its SQL bare", gathering, plain, unit="ms"))
    print(line("all but the gathering; yardstick: typst alone", whole - gathering, typst, unit="ms"))
