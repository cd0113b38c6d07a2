"""Schools side by side over dates of one's own: rates only, matched days, what cannot be had, small numbers."""

import csv
import datetime as dt
import io

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools.calendar.models import NonSchoolDay
from schools.journal.tasks import drain
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.compared import ASKED, BOILER, DAYS, Compared, trust_of_three
from tests.trust_reporting.registers import Slot, enrol, mark, present
from tests.world import World, host_of, signed_in
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.rules.periods import Period

pytestmark = pytest.mark.usefixtures("after_the_half_term")


def few_days(world: World) -> Compared:
    """Figures to be worked out by hand: 20 pupils at Alder and 40 at Cedar, on the first five days, DAYS[0:5].

    Alder: 6 sessions missed on day 0, 2 on day 1, 3 on day 2, shut on the afternoon of day 3; no marks on day 4.
    Cedar: 4 on day 0, 8 on day 1, shut on day 2, 1 in the afternoon of day 3 and 5 on day 4.
    Both: of the pupils on roll, 12 at each have free school meals, of whom Cedar has 9 only from day 4.
    """
    made = trust_of_three(world)

    def marks(keys: list[int], missed: dict[tuple[int, int], int]) -> dict[Slot, str]:
        return {
            (key, DAYS[day], session): "I" if n < count else present(session)
            for (day, session), count in missed.items()
            for n, key in enumerate(keys)
        }

    with school_work(made.alder):
        NonSchoolDay.objects.create(date=DAYS[3], kind="closure", session=2)
        keys = enrol(12, starts_on=DAYS[0], flags=["fsm6"]) + enrol(8, starts_on=DAYS[0])
        mark(marks(keys, {(0, 1): 6, (0, 2): 0, (1, 1): 1, (1, 2): 1, (2, 1): 3, (2, 2): 0, (3, 1): 0}))
    with school_work(made.cedar):
        NonSchoolDay.objects.create(date=DAYS[2], kind="inset")
        keys = enrol(28, starts_on=DAYS[0]) + enrol(3, starts_on=DAYS[0], flags=["fsm6"])
        mark(marks(keys, {(0, 1): 4, (0, 2): 0, (1, 1): 4, (1, 2): 4, (3, 1): 0, (3, 2): 1, (4, 1): 5, (4, 2): 0}))
        late = enrol(9, starts_on=DAYS[4], flags=["fsm6"])
        mark(marks(late, {(4, 1): 0, (4, 2): 0}))
    for school in (made.alder, made.cedar):
        drain(str(school.pk))
    return made


@pytest.fixture(scope="module")
def few(world: World) -> Compared:
    return few_days(world)


@pytest.fixture
def few_client(few: Compared) -> Client:
    return signed_in(few.manager, host_of(few.trust))


def dated(first: dt.date, last: dt.date, **more: str) -> dict[str, str]:
    return {"phase": "secondary", "from": first.isoformat(), "to": last.isoformat()} | more


def rates(trust: Compared, first: dt.date, last: dt.date, *, match: bool) -> list[tuple[int, int]]:
    """Attended and possible sessions of Alder, of Cedar and of both."""
    choice = Choice("secondary", Period(2026, "year"), match=match, span=(first, last))
    with trust_work(trust.trust):
        comparison = compare(Published(trust.trust), choice)
    every = [*(standing.totals for standing in comparison.standings), comparison.totals]
    return [(totals.attendance, totals.possible) for totals in every]


def test_chosen_dates_sum_the_sessions_of_those_dates_alone(few: Compared) -> None:
    """Alder: 120 - 3 - 2 over days 1 and 2 and the morning of day 3. Cedar: 124 - 8 - 1 over days 1 and 3."""
    assert rates(few, DAYS[1], DAYS[3], match=False) == [(95, 100), (115, 124), (210, 224)]


def test_chosen_dates_matched_count_only_sessions_both_held(few: Compared) -> None:
    """Day 1, and the morning of day 3. Alder 60 - 2; Cedar 93 - 8."""
    assert rates(few, DAYS[1], DAYS[3], match=True) == [(58, 60), (85, 93), (143, 153)]
    assert rates(few, DAYS[0], DAYS[0], match=True) == [(34, 40), (58, 62), (92, 102)]


def test_the_page_of_chosen_dates_shows_rates_only_and_says_why(few: Compared, few_client: Client) -> None:
    answer = few_client.get("/compare/", {"phase": "secondary", "from": "8 sep", "to": "10/9/2026", "match": "on"})
    text = answer.content.decode()
    assert "Chosen dates, 8 September to 10 September 2026" in text
    assert "Alder is 5.3 points above Cedar on the 2 days both were open." in text
    assert "Persistent absence is not shown with chosen dates" in text
    assert "Cedar: 9 September (1 day), INSET day." in text
    assert "Alder: 10 September (PM) (1 day), planned closure." in text
    for column in ("Persistently absent</th>", "Severely absent</th>", "Pupils</th>"):
        assert column not in text
    assert 'name="from" value="8 sep"' in text
    assert 'name="to" value="10/9/2026"' in text
    assert "Birch Primary is not on this page" in text


def test_weekly_charts_hold_only_the_chosen_dates(few: Compared, few_client: Client) -> None:
    """Alder's only week, over its 8 September: 38 of 40."""
    text = few_client.get("/compare/", dated(DAYS[1], DAYS[1], against="none")).content.decode()
    table = text[text.index("Weekly attendance, %") :]
    assert [cell in table[: table.index("</table>")] for cell in ("95.0", "87.1")] == [True, True]
    assert "count only those dates" in text


def test_chosen_dates_in_the_file_say_that_pupils_are_for_whole_periods(few_client: Client) -> None:
    answer = few_client.get("/compare/figures.csv", dated(DAYS[1], DAYS[3], match="on"))
    assert "compare-secondary-2026-09-08_2026-09-10.csv" in answer["Content-Disposition"]
    alder, _, pooled, national = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (alder["Attended"], alder["Possible"], alder["Attendance %"]) == ("58", "60", "96.67")
    assert (alder["Period"], alder["Days matched"]) == ("Chosen dates, 8 September to 10 September 2026", "2")
    assert (pooled["Attended"], pooled["Possible"], pooled["Attendance %"]) == ("143", "153", "93.46")
    for row in (alder, pooled):
        assert {row["Pupils"], row["Persistently absent"], row["Severely absent %"]} == {"whole periods only"}
    assert not national["Persistently absent %"]


def test_a_figure_of_chosen_dates_opens_and_persistent_absence_does_not(few: Compared, few_client: Client) -> None:
    asked = dated(DAYS[1], DAYS[3], match="on")
    why = few_client.get("/compare/why/attendance/_all/", asked).content.decode()
    assert "143 sessions attended ÷ 153 possible" in why
    assert "Persistent absence is not shown with chosen dates" in why
    assert "By year group" not in why, "the sizes that hide small groups are those of whole periods"
    assert few_client.get("/compare/why/absence/_all/", asked).status_code == 404
    assert few_client.get("/compare/why/absence/_all/", ASKED | {"match": "on"}).status_code == 404
    assert few_client.get("/compare/why/absence/_all/", ASKED).status_code == 200


def test_chosen_dates_take_no_more_queries(few: Compared) -> None:
    choice = Choice("secondary", Period(2026, "year"), match=True, span=(DAYS[0], DAYS[3]))
    with trust_work(few.trust), CaptureQueriesContext(connections["default"]) as seen:
        compare(Published(few.trust), choice)
    assert len(seen) == 5


def test_a_group_that_was_small_on_any_date_is_hidden_on_all(few: Compared, few_client: Client) -> None:
    """Cedar has 12 pupils with free school meals over the year, but 3 until the last day: subtracting would tell them."""
    for span in ((DAYS[0], DAYS[1]), (DAYS[4], DAYS[4]), (DAYS[0], DAYS[4])):
        rows = list(
            csv.DictReader(
                io.StringIO(
                    few_client.get("/compare/figures.csv", dated(*span, group="fsm6")).content.decode("utf-8-sig")
                )
            )
        )
        assert {row["School"]: row["Attended"] for row in rows}["Cedar Academy"] == "hidden: small number"
    text = few_client.get("/compare/", dated(DAYS[0], DAYS[1], group="fsm6")).content.decode()
    assert text.count("Hidden: fewer than 10 pupils in this group, or outside it, on some day of the year.") == 2, (
        "and eight at Alder have none"
    )


def refused(client: Client, asked: dict[str, str]) -> str:
    """The page of a comparison that is refused, which has no file and no explanation either."""
    for address in ("/compare/figures.csv", "/compare/why/attendance/_all/"):
        assert client.get(address, asked).status_code == 404
    text = client.get("/compare/", asked).content.decode()
    assert "Attended</th>" not in text
    return text


def test_matching_chosen_dates_is_refused_when_no_day_is_shared(
    compared: Compared, client: Client, few: Compared, few_client: Client
) -> None:
    """Alder was shut on both days of the boiler's failure. With marks of only one school there is no match either."""
    text = refused(client, dated(*BOILER, match="on"))
    assert "No day is shared." in text
    assert "Alder: 24 and 25 September (2 days), unplanned closure: boiler failure." in text
    assert "No day is shared." not in client.get("/compare/", dated(*BOILER)).content.decode()
    text = refused(few_client, dated(DAYS[4], DAYS[4], match="on"))
    assert "Only Cedar has published marks of these dates" in text
    alone = few_client.get("/compare/", dated(DAYS[4], DAYS[4])).content.decode()
    assert "Nothing published for these dates, so it is left out." in alone


def test_dates_on_which_no_school_was_open_are_refused(client: Client) -> None:
    weekend = dt.date(2026, 9, 12), dt.date(2026, 9, 13)
    for match in ({}, {"match": "on"}):
        assert "No school was open on these dates" in refused(client, dated(*weekend, **match))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("soon", "25/9/2026", "From: That is not a date we can read."),
        ("25/9/2026", "24/9/2026", "before they begin on 25 September 2026"),
        ("1/7/2026", "24/9/2026", "lies in two academic years"),
        ("1/3/2025", "2/3/2025", "No secondary school has published marks of 1 March to 2 March 2025. "),
        ("24/9/2026", "1/1/2199", "is still to come"),
    ],
)
def test_dates_that_cannot_be_had_are_said_and_kept(client: Client, first: str, last: str, said: str) -> None:
    asked = {"phase": "secondary", "from": first, "to": last}
    text = client.get("/compare/", asked).content.decode()
    assert said in text
    assert f'name="from" value="{first}"' in text
    assert 'aria-invalid="true"' in text
    assert "Year to date 2026/27, 7 September to 23 October 2026" in text, "the default stands in"
    assert client.get("/compare/figures.csv", asked).status_code == 404


def test_the_list_of_periods_keeps_the_chosen_dates_until_a_period_is_chosen(client: Client) -> None:
    asked = {"phase": "secondary", "period": "2026-09-24_2026-09-25", "group": "sex_m"}
    assert "Chosen dates, 24 September to 25 September 2026" in client.get("/compare/", asked).content.decode()
    text = client.get("/compare/", asked | {"period": "2026-ht1"}).content.decode()
    assert "Chosen dates" not in text
