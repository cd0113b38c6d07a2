"""A bundle of a whole year, gathered as it stood and made into files, beside its own SQL bare and the typesetter alone.

One pupil of a school of 300, with a case of four months, so that the register is read from among the marks of others.
"""

import datetime as dt
import io
import time

import pytest
from django.test import override_settings
from pypdf import PdfReader

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.documents import typesetting
from foundation.london import LONDON
from schools.bundles.models import Bundle
from schools.bundles.pages.composing import composed
from schools.bundles.pages.printing import bundle_pdf, chronology_csv, register_csv
from schools.bundles.rules.evidence import Evidence
from schools.bundles.rules.kinds import DRAFT
from schools.roll.models import Admission, Contact, Placement, Pupil, PupilContact, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.bench_pupil import TODAY, opened_case
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.serving import bare, captured, settled
from tests.journeys.classroom import ahead
from tests.schools.pupils.years import FIRST, school_days, slots, write_marks
from tests.world import World

NOON = dt.datetime.combine(TODAY, dt.time(12), LONDON)
PUPILS = 300


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
    settled(school)
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


def test_a_bundle_of_a_year(
    world: World, school: School, bundle: Bundle, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = world.person(Role.HEADTEACHER, school)
    member = Member(head.pk, head.name, head.email, "school", school.pk, frozenset({Role.HEADTEACHER}))
    alone: list[float] = []
    compiled, number = typesetting.compiled, iter(range(1_000_000))

    def timed(program: bytes, inputs: dict[str, str], *, made_at: int) -> bytes:
        begun = time.perf_counter()
        made = compiled(program, inputs, made_at=made_at)
        alone.append((time.perf_counter() - begun) * 1000)
        return made

    def gathered() -> Evidence:
        """No two are the same: the typesetter remembers nothing of the one before."""
        with school_work(school):
            row = Bundle.objects.select_related("case__pupil", "contact").get(pk=bundle.pk)
            return composed(row, member, NOON, school=school.name, number=next(number)).evidence

    due = len(slots(school_days(FIRST, TODAY))[:-1])  # the afternoon of the day is still to come
    missed = len(slots(school_days(FIRST, TODAY))[::9])

    def readings(evidence: Evidence) -> str:
        assert (len(evidence.readings), sum(one.counted for one in evidence.readings)) == (due, missed)
        return f"{due} sessions, {missed} of them missed"

    def made() -> tuple[bytes, int]:
        evidence = gathered()
        return bundle_pdf(evidence), len(register_csv(evidence)) + len(chronology_csv(evidence))

    def files(answer: tuple[bytes, int]) -> str:
        pages, text = len(PdfReader(io.BytesIO(answer[0])).pages), answer[1]
        assert pages > 1
        assert text > 1000
        return f"{pages} pages and two files"

    monkeypatch.setattr(typesetting, "compiled", timed)
    with override_settings(CLOCK_AHEAD=ahead(NOON)):
        sql = captured(gathered)
        with bare(str(school.schema_name), ("", sql)) as (plain,):
            whole = Act("the whole bundle", made, right=files)
            gathering = Act("gathering", gathered, right=readings)
            typst = Act("typst alone", lambda: (made(), alone[-1]), right=lambda answer: files(answer[0]),
                        times=lambda answer: [answer[1]])  # fmt: skip
            title = f"A bundle of {due} sessions among {PUPILS} pupils'"
            bench.turns(title, whole, gathering, typst, plain, rounds=15, warm=3)
    bench.line("a bundle whole beside typst alone", whole, typst)
    bench.line("gathering, in its SQL bare", gathering, plain, note=f"{len(sql)} statements")
