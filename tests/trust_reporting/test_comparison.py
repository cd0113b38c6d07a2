"""Schools side by side: the worked figures, matched days, refusals, small numbers and the file."""

import csv
import io

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.ui import numbers
from schools.calendar.models import HalfTerm
from schools.journal.tasks import drain
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.compared import ASKED, DAYS, FIRST, HT1, SESSIONS, Compared, apart, trust_of_three
from tests.trust_reporting.registers import enrol, mark, present
from tests.world import World, host_of, signed_in
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.queries.sizes import year_group_sizes
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.comparison.rules.small_numbers import Fewest
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

pytestmark = pytest.mark.usefixtures("after_the_half_term")


def test_td2_pools_sessions_and_never_averages_rates(compared: Compared) -> None:
    with trust_work(compared.trust):
        comparison = compare(Published(compared.trust), Choice("secondary", HT1, match=True))
    alder, cedar = comparison.standings
    assert numbers.rate(alder.totals.attendance, alder.totals.possible, 2) == numbers.rate(92, 100, 2)
    assert numbers.rate(cedar.totals.attendance, cedar.totals.possible, 2) == numbers.rate(95, 100, 2)
    assert (alder.totals.possible, cedar.totals.possible) == (900 * SESSIONS, 210 * SESSIONS)
    pooled = comparison.totals
    assert str(numbers.rate(pooled.attendance, pooled.possible, 2)) == "92.57"
    assert comparison.shared.days == SESSIONS // 2


def test_without_matching_each_school_has_its_own_days(compared: Compared) -> None:
    with trust_work(compared.trust):
        comparison = compare(Published(compared.trust), Choice("secondary", HT1))
    alder, cedar = comparison.standings
    assert (alder.days, cedar.days) == (33, 35)
    assert cedar.totals.absence == 210 * SESSIONS * 5 // 100 + 210 * 4
    assert alder.totals.not_possible == 900 * 4


def test_what_any_school_of_the_phase_has_published_can_be_chosen_the_newest_year_first(world: World) -> None:
    """Alder has a mark of the year before; of this one Alder has half a term, and Cedar nothing."""
    made = trust_of_three(world)
    before, day = FIRST.replace(year=2025, day=8), DAYS[0]
    with school_work(made.alder):
        HalfTerm.objects.create(academic_year=2025, number=1, starts_on=before, ends_on=before.replace(month=10))
        mark({(key, on, 1): present(1) for key in enrol(12, starts_on=before) for on in (before, day)})
        mark({(key, day, 1): present(1) for key in enrol(20, starts_on=day)})
    with school_work(made.cedar):
        HalfTerm.objects.create(
            academic_year=2025, number=2, starts_on=before.replace(month=11), ends_on=before.replace(month=12)
        )
        mark({(key, before.replace(month=11), 1): present(1) for key in enrol(12, starts_on=before)})
    for school in (made.alder, made.cedar):
        drain(str(school.pk))
    with trust_work(made.trust):
        found = Published(made.trust).periods("secondary")
        sizes = [year_group_sizes(year, [made.alder.pk])[made.alder.pk] for year in (2025, 2026)]
    assert [str(period) for period in found] == [
        "2026-year",
        "2026-autumn",
        "2026-ht1",
        "2025-year",
        "2025-autumn",
        "2025-ht1",
        "2025-ht2",
    ]
    assert sizes == [{True: {"9": Fewest(pupils, always=True)}} for pupils in (12, 32)]


def test_year_groups_are_as_small_as_all_their_pupils_were_in_a_session(compared: Compared) -> None:
    with trust_work(compared.trust):
        found = year_group_sizes(2026, [compared.alder.pk, compared.birch.pk])
    assert found[compared.alder.pk] == {True: {"9": Fewest(900, always=True)}}
    assert found[compared.birch.pk] == {True: {"4": Fewest(30, always=True)}}


def test_the_page_says_all_that_td2_asks(compared: Compared, client: Client) -> None:
    page = client.get("/compare/", ASKED | {"match": "on"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Cedar is 3.0 points above Alder on the 33 days both were open." in text
    assert "Alder: 24 and 25 September (2 days), unplanned closure: boiler failure." in text
    assert "Birch Primary is not on this page" in text
    assert "Persistent absence is not shown with matched days" in text
    assert "Persistently absent</th>" not in text
    why = client.get("/compare/why/attendance/_all/", ASKED | {"match": "on"})
    assert "92.57%" in why.content.decode()


def test_the_queries_of_the_page_are_few_and_do_not_grow_with_schools(
    compared: Compared,
) -> None:
    with trust_work(compared.trust), CaptureQueriesContext(connections["default"]) as seen:
        compare(Published(compared.trust), Choice("secondary", HT1))
    assert len(seen) == 6, [query["sql"][:120] for query in seen.captured_queries]


def test_the_file_holds_the_same_figures(client: Client) -> None:
    answer = client.get("/compare/figures.csv", ASKED)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["School"] for row in rows] == ["Alder Academy", "Cedar Academy", "Pooled", "National, secondary"]
    assert rows[0]["Attendance %"] == "92.00"
    assert "Pupil attendance in schools" in rows[3]["Source"]


def test_the_trust_s_leader_is_let_in_as_its_data_manager_is_and_nobody_of_another(
    compared: Compared, client: Client, world: World
) -> None:
    leader = signed_in(compared.leader, host_of(compared.trust))
    other = signed_in(world.person(Role.TRUST_LEADER, world.northfield), host_of(compared.trust))
    for address in ("/compare/", "/compare/figures.csv", "/compare/why/attendance/_all/"):
        assert leader.get(address, ASKED).status_code == client.get(address, ASKED).status_code == 200
        assert other.get(address, ASKED).status_code == 404
    assert leader.get("/compare/figures.csv", ASKED).content == client.get("/compare/figures.csv", ASKED).content
    for member in (client, leader):
        assert member.get("/").headers["Location"] == "/compare/"


def test_what_is_not_there_is_said_or_not_found(compared: Compared, client: Client) -> None:
    text = client.get("/compare/", {"period": "2026-ht9", "phase": "middle", "basis": "x", "group": "y"}).content
    for said in (b"no schools of the phase", b"is not a period", b"is not a basis", b"are not published for a group"):
        assert said in text
    for address in (
        "/compare/why/attendance/fern/",
        "/compare/why/rumour/_all/",
        "/compare/figures.csv?period=2026-ht9",
        f"/compare/why/attendance/{compared.birch.slug}/?phase=secondary",
    ):
        assert client.get(address).status_code == 404, address


def test_a_group_of_few_is_hidden_and_left_out_of_the_pool(compared: Compared, client: Client) -> None:
    """Cedar has five pupils with free school meals: neither they nor what subtraction would give may be seen."""
    with trust_work(compared.trust):
        comparison = compare(Published(compared.trust), Choice("secondary", HT1, cohort=Cohort.FSM6))
    alder, cedar = comparison.standings
    assert (alder.hidden, cedar.hidden) == (False, True)
    assert comparison.totals == alder.totals
    text = client.get("/compare/", ASKED | {"group": "fsm6"}).content.decode()
    assert "Hidden: fewer than 10 pupils in this group, or outside it, on some day of the year." in text
    assert "Alder FSM6 50.0%" in text
    assert "Cedar FSM6" not in text
    assert client.get(f"/compare/why/attendance/{compared.cedar.slug}/", ASKED | {"group": "fsm6"}).status_code == 404
    by_code = "<caption>Sessions by code"
    of_group = client.get(f"/compare/why/attendance/{compared.alder.slug}/", ASKED | {"group": "fsm6"}).content.decode()
    assert by_code not in of_group, "a code of one day in a group is one child's"
    assert by_code in client.get(f"/compare/why/attendance/{compared.alder.slug}/", ASKED).content.decode()
    rows = client.get("/compare/figures.csv", ASKED | {"group": "fsm6"}).content.decode()
    assert "hidden: small number" in rows
    why = client.get(f"/compare/why/attendance/{compared.cedar.slug}/", ASKED).content.decode()
    girls = why[why.index("Girls") :]
    assert "hidden" in girls[: girls.index("</tr>")]
    boys = why[why.index("Boys") :]
    assert "hidden" in boys[: boys.index("</tr>")]


def test_the_whole_request_is_recorded(compared: Compared, client: Client) -> None:
    """Identity asks for host, session, person and roles.

    With the host, the page asks for schools, years, sessions, enrolments, what was ever small in the year, and freshness.
    """
    client.get("/compare/", ASKED)
    with CaptureQueriesContext(connections["default"]) as seen:
        assert client.get("/compare/", ASKED | {"match": "on"}).status_code == 200
    asked = [query["sql"].lstrip() for query in seen.captured_queries if query["sql"].lstrip().startswith("SELECT")]
    assert len([sql for sql in asked if "figures_" in sql or "trusts_school" in sql]) == 7, asked
    assert len(asked) <= 9, asked


def test_matching_is_refused_when_no_day_is_shared(world: World) -> None:
    made = apart(world)
    browser = signed_in(made.manager, host_of(made.trust))
    text = browser.get("/compare/", ASKED | {"match": "on"}).content.decode()
    assert "No day is shared." in text
    assert "Alder: 8 September (1 day), no marks yet." in text
    assert "Cedar: 7 September (1 day), no marks." in text
    assert "Attended" not in text
    assert "No day is shared." not in browser.get("/compare/", ASKED).content.decode()


def test_a_school_that_has_published_nothing_of_the_period_stands_beside_no_figure(compared: Compared) -> None:
    with trust_work(compared.trust):
        found = Published(compared.trust)
        nothing = compare(found, Choice("secondary", Period(2025, "ht1")))
        both = compare(found, Choice("secondary", HT1))
    assert (nothing.standings, [one.name for one in nothing.unpublished]) == ((), ["Alder Academy", "Cedar Academy"])
    assert (len(both.standings), both.unpublished) == (2, ())


def test_a_trust_with_nothing_published_is_told_so(world: World) -> None:
    made = trust_of_three(world)
    answer = signed_in(made.manager, host_of(made.trust)).get("/compare/")
    assert "Nothing is published yet." in answer.content.decode()
