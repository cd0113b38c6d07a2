"""Schools side by side: TD-2's figures, matched days, refusals, small numbers and the file."""

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.journal.tasks import drain
from schools.registers.rules.totals import percent
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import enrol, mark, present
from tests.world import World, _employ, host_of, signed_in
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.rules.periods import Period

HALF = (dt.date(2026, 9, 7), dt.date(2026, 9, 18))
DAYS = [HALF[0] + dt.timedelta(days=n) for n in range(12) if n % 7 < 5]
BOILER = DAYS[2:4]
HT1 = Period(2026, "ht1")


@dataclass
class Compared:
    """A trust of its own: two secondaries with TD-2's pupils and a primary."""

    trust: Trust
    alder: School
    cedar: School
    birch: School
    client: Client


def build(world: World, name: str, slug: str, numbers: Iterator[int]) -> Compared:
    trust = provisioning.provision_trust(name=f"{name} Trust", slug=f"{slug}-trust")
    _employ(world, Role.TRUST_DATA_MANAGER, trust)
    _employ(world, Role.TRUST_LEADER, trust)

    def school(label: str, phase: str) -> School:
        number = next(numbers)
        made = provisioning.provision(
            trust=trust,
            authority=world.eastshire,
            name=label,
            slug=f"{slug}-{label.split()[0].lower()}",
            phase=phase,
            urn=f"{700000 + number}",
            laestab=f"991{7000 + number}",
            theme="plum-solid",
        )
        with school_work(made):
            HalfTerm.objects.create(academic_year=2026, number=1, starts_on=HALF[0], ends_on=HALF[1])
        return made

    return Compared(
        trust,
        school("Alder Academy", "secondary"),
        school("Cedar Academy", "secondary"),
        school("Birch Primary", "primary"),
        signed_in(world.person(Role.TRUST_DATA_MANAGER, trust), host_of(trust)),
    )


def fill_days(
    keys: list[int], days: list[dt.date], absent: int, code: str = "I"
) -> dict[tuple[int, dt.date, int], str]:
    """Marks for everyone on every day, of which `absent` sessions in all are missed, spread over the pupils."""
    slots = [(key, day, session) for day in days for session in (1, 2) for key in keys]
    return {slot: code if index < absent else present(slot[2]) for index, slot in enumerate(slots)}


_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def compared(world: World) -> Compared:
    """TD-2: 900 pupils at 92.0 and 210 at 95.0 with equal sessions; Alder's boiler fails for two days."""
    made = build(world, "Compared", "td", _numbers)
    with school_work(made.alder):
        keys = enrol(900, starts_on=HALF[0], sex="F")
        NonSchoolDay.objects.create(date=BOILER[0], kind="unplanned", note="boiler failure")
        NonSchoolDay.objects.create(date=BOILER[1], kind="unplanned", note="boiler failure")
        open_days = [day for day in DAYS if day not in BOILER]
        marks = fill_days(keys, open_days, absent=1152)  # 8% of 900 pupils, 16 sessions
        marks |= {(key, day, session): "Y4" for key in keys for day in BOILER for session in (1, 2)}
        mark(marks)
    with school_work(made.cedar):
        keys = enrol(210, starts_on=HALF[0], sex="M")
        marks = fill_days(keys, [day for day in DAYS if day not in BOILER], absent=168)  # 5% of 210, 16 sessions
        marks |= {(key, day, session): "O" for key in keys for day in BOILER for session in (1, 2)}
        mark(marks)
    with school_work(made.birch):
        keys = enrol(30, year_group="4", birth=dt.date(2018, 3, 1), starts_on=HALF[0])
        mark(fill_days(keys, DAYS, absent=20))
    for school in (made.alder, made.cedar, made.birch):
        drain(str(school.pk))
    return made


def test_td2_pools_sessions_and_never_averages_rates(compared: Compared) -> None:
    with trust_work(compared.trust):
        comparison = compare(Published(compared.trust), Choice("secondary", HT1, match=True))
    alder, cedar = comparison.standings
    assert percent(alder.totals.attendance, alder.totals.possible, 2) == percent(92, 100, 2)
    assert percent(cedar.totals.attendance, cedar.totals.possible, 2) == percent(95, 100, 2)
    assert (alder.totals.possible, cedar.totals.possible) == (900 * 16, 210 * 16)
    pooled = comparison.totals
    assert str(percent(pooled.attendance, pooled.possible, 2)) == "92.57"
    assert comparison.shared.days == 8


def test_without_matching_each_school_has_its_own_days(compared: Compared) -> None:
    with trust_work(compared.trust):
        comparison = compare(Published(compared.trust), Choice("secondary", HT1))
    alder, cedar = comparison.standings
    assert (alder.days, cedar.days) == (8, 10)
    assert cedar.totals.unauthorised == 210 * 4
    assert alder.totals.not_possible == 900 * 4


def test_the_page_says_all_that_td2_asks(compared: Compared) -> None:
    page = compared.client.get("/compare/", {"phase": "secondary", "period": "2026-ht1", "match": "on"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Cedar is 3.0 points above Alder on the 8 days both were open." in text
    assert "Alder: 9 and 10 September (2 days), unplanned closure: boiler failure." in text
    assert "Birch Primary is not on this page" in text
    assert "Persistent absence is not shown with matched days" in text
    assert "Persistently absent</th>" not in text
    why = compared.client.get(
        "/compare/why/attendance/_all/", {"phase": "secondary", "period": "2026-ht1", "match": "on"}
    )
    assert "92.57%" in why.content.decode()


def test_the_queries_of_the_page_are_few_and_do_not_grow_with_schools(
    compared: Compared, django_assert_num_queries: object
) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with trust_work(compared.trust), CaptureQueriesContext(connections["default"]) as seen:
        compare(Published(compared.trust), Choice("secondary", HT1))
    assert len(seen) == 4, [query["sql"][:120] for query in seen.captured_queries]


def test_the_file_guards_formulas_and_holds_the_same_figures(compared: Compared) -> None:
    answer = compared.client.get("/compare/figures.csv", {"phase": "secondary", "period": "2026-ht1"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["School"] for row in rows] == ["Alder Academy", "Cedar Academy", "Pooled", "National, secondary"]
    assert rows[0]["Attendance %"] == "92.00"
    assert "Pupil attendance in schools" in rows[3]["Source"]


def test_only_the_data_manager_is_let_in(world: World, compared: Compared) -> None:
    leader = signed_in(world.person(Role.TRUST_LEADER, compared.trust), host_of(compared.trust))
    for address in ("/compare/", "/compare/figures.csv", "/compare/why/attendance/_all/"):
        assert leader.get(address).status_code == 404
    assert compared.client.get("/").headers["Location"] == "/compare/"


def test_what_is_not_there_is_said_or_not_found(compared: Compared) -> None:
    text = compared.client.get(
        "/compare/", {"period": "2026-ht9", "phase": "middle", "basis": "x", "group": "y"}
    ).content
    for said in (b"no schools of the phase", b"is not a period", b"is not a basis", b"are not published for a group"):
        assert said in text
    for address in (
        "/compare/why/attendance/fern/",
        "/compare/why/rumour/_all/",
        "/compare/figures.csv?period=2026-ht9",
        "/compare/why/attendance/td-birch/?phase=secondary",
    ):
        assert compared.client.get(address).status_code == 404, address
