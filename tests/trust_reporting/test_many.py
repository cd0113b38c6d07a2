"""More schools than a page holds: what is listed, what is pooled and ranked whatever is listed, and what stays hidden."""

import datetime as dt
import random
import uuid
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools.journal.tasks import drain
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.compared import ASKED, DAYS, FIRST, HT1, Compared, trust_of_three
from tests.trust_reporting.invented import by_group, school_of
from tests.trust_reporting.registers import enrol, mark, present
from tests.world import World
from trust_reporting.comparison.pages import many
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.rules.comparison import (
    FURTHEST,
    Choice,
    ComparedSchool,
    Comparison,
    SchoolStanding,
)
from trust_reporting.comparison.rules.matching import Match
from trust_reporting.comparison.rules.small_numbers import (
    TOLD_OF_EVERYBODY,
    Told,
    is_told_of_everybody,
    judged_with,
    told,
)
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

#: Invented schools judged by what decides of one group, and by all that there is.
TRIED = 40
PERIODS = ("ht1", "ht2", "ht3", "ht4", "autumn", "spring", "year")
CHOICES = [Choice("secondary", HT1, basis=basis, cohort=cohort) for basis in Basis for cohort in Cohort]
DATES = Choice("secondary", Period(2026, "year"), match=True, span=(dt.date(2026, 9, 21), dt.date(2026, 9, 28)))


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch, after_the_half_term: None) -> None:
    """Two schools are more than a page holds, which lists one."""
    monkeypatch.setattr(many, "FITTING", 1)
    monkeypatch.setattr(many, "A_PAGE", 1)


@pytest.mark.parametrize("choice", [*CHOICES, Choice("secondary", HT1, match=True), DATES], ids=str)
def test_whatever_is_listed_all_are_pooled_ranked_and_hidden_as_before(compared: Compared, choice: Choice) -> None:
    with trust_work(compared.trust):
        published = Published(compared.trust)
        whole = compare(published, choice)
        groups = (choice.cohort, Cohort.FSM6)
        page = compare(published, choice, groups=groups, listing={compared.cedar.pk})
    assert page.totals == whole.totals
    assert page.enrolments == whole.enrolments
    assert page.once == whole.once
    assert [page.hides(measure) for measure in ("persistent", "severe", "none_possible")] == [
        whole.hides(measure) for measure in ("persistent", "severe", "none_possible")
    ]
    for names in ("ranked", "furthest", "standings"):
        assert [one.school for one in getattr(page, names)] == [one.school for one in getattr(whole, names)]
    for here, there in zip(page.standings, whole.standings, strict=True):
        assert here.told.groups <= there.told.groups
        assert here.told.counts <= there.told.counts
        assert (here.hidden, here.totals, here.days) == (there.hidden, there.totals, there.days)
        assert here.enrolments == there.enrolments
    (listed,) = page.listed
    of_whole = whole.standing_of(listed.school.slug)
    assert of_whole is not None
    assert listed.school.id == compared.cedar.pk
    assert listed.weeks == of_whole.weeks
    assert sum(listed.weeks.values(), Totals()) == listed.totals
    assert [listed.hides_group(group) for group in groups] == [of_whole.hides_group(group) for group in groups]
    assert not any(one.weeks for one in page.standings if one is not listed)


def test_a_page_lists_its_schools_and_says_all_together(one_a_page: None, client: Client) -> None:
    first, second = (client.get("/compare/", ASKED | {"page": page}).content.decode() for page in ("1", "2"))
    for text, here, elsewhere in ((first, "Alder", "Cedar"), (second, "Cedar", "Alder")):
        assert f"{here} Academy: attendance by week" in text
        assert f"{elsewhere} Academy: attendance by week" not in text
        assert "Alder is 2.4 points above Cedar over each school’s own days." in text
        table = text[text.index("Attendance by school") :]
        assert f"{elsewhere} Academy</span>" not in table
        assert "Pooled" in table
        furthest = text[text.index('id="furthest"') : text.index("Attendance by school")]
        assert furthest.index("Cedar Academy") < furthest.index("Alder Academy"), "210 pull the pool less than 900"
    assert "of 2</span>" in first
    assert "Alder: 24 and 25 September" in first
    assert "Alder: 24 and 25 September" not in second
    assert '<a class="btn" rel="next" href="?page=2&amp;phase=secondary&amp;period=2026-ht1' in first
    assert "Cedar Academy" in client.get("/compare/figures.csv", ASKED).content.decode()
    assert client.get("/compare/", ASKED | {"page": "x"}).status_code == 200


def test_who_is_hidden_is_not_said_to_stand_far(one_a_page: None, client: Client) -> None:
    """Cedar has five with free school meals: where they stand may not be told of either."""
    text = client.get("/compare/", ASKED | {"group": "fsm6", "page": "2"}).content.decode()
    furthest = text[text.index('id="furthest"') : text.index("Attendance by school")]
    assert "Alder Academy" in furthest
    assert "Cedar Academy" not in furthest
    assert "Hidden: fewer than 10 pupils" in text


def test_a_page_that_holds_all_has_no_pages(after_the_half_term: None, client: Client) -> None:
    text = client.get("/compare/", ASKED).content.decode()
    assert "pager" not in text
    assert 'id="furthest"' not in text


def test_listing_some_takes_no_more_queries(compared: Compared) -> None:
    with trust_work(compared.trust), CaptureQueriesContext(connections["default"]) as seen:
        compare(Published(compared.trust), Choice("secondary", HT1), listing={compared.cedar.pk})
    assert len(seen) == 6, [query["sql"][:120] for query in seen.captured_queries]


def test_the_whole_roll_is_hidden_where_those_outside_were_few_on_one_day(world: World, settings: Any) -> None:
    """Twelve of them in the half-term, but five until its second day: typing the first day would tell of those."""
    made = trust_of_three(world)
    sixteen = dt.date(2009, 3, 1)
    with school_work(made.alder):
        always = enrol(30, starts_on=FIRST) + enrol(5, starts_on=FIRST, birth=sixteen, year_group="12")
        later = enrol(7, starts_on=DAYS[1], birth=sixteen, year_group="12")
        mark(
            {(key, day, session): present(session) for key in always for day in DAYS[:2] for session in (1, 2)}
            | {(key, DAYS[1], session): present(session) for key in later for session in (1, 2)}
        )
    drain(str(made.alder.pk))

    def hidden() -> bool:
        with trust_work(made.trust):
            (alder,) = compare(Published(made.trust), Choice("secondary", HT1, basis=Basis.WHOLE_ROLL)).standings
        return alder.hidden

    assert hidden()
    settings.SMALLEST_NUMBER_SHOWN = 5
    assert not hidden()


def test_a_group_is_judged_alike_by_what_decides_of_it_and_by_all_there_is() -> None:
    """Read less and tell no more: nor less, or a page would hide what the next shows."""
    hidden = 0
    for seed in range(TRIED):
        sizes, enrolments = by_group(*school_of(random.Random(seed)), PERIODS)
        for basis in Basis:
            for period in ("ht1", "autumn", "year"):
                everything = told(period, basis, sizes=sizes, enrolments=enrolments)
                for cohort in Cohort:
                    known = judged_with({cohort})
                    read = {
                        each: {key: {one: found[one] for one in known if one in found} for key, found in parts.items()}
                        for each, parts in enrolments.items()
                    }
                    may = told(period, basis, sizes=sizes, enrolments=read, known=known)
                    assert may.group(cohort) == everything.group(cohort), (seed, basis, period, cohort)
                    assert {one for one in may.counts if one[0] is cohort} == {
                        one for one in everything.counts if one[0] is cohort
                    }
                    assert may.groups | {one for one, _ in may.counts} <= known
                    hidden += not may.group(cohort)
                    if is_told_of_everybody(basis, cohort):
                        assert may.groups >= TOLD_OF_EVERYBODY.groups
                        assert may.counts >= TOLD_OF_EVERYBODY.counts
    assert hidden > TRIED, "there was something to hide"


def test_the_furthest_are_those_above_and_below_alike_and_few() -> None:
    def standing(name: str, attended: int, *, hidden: bool = False) -> SchoolStanding:
        school = ComparedSchool(uuid.uuid4(), name, name, name.lower(), "secondary", "plum", "1")
        day = dt.date(2026, 9, 7)
        at = dt.datetime(2026, 9, 7, tzinfo=dt.UTC)
        totals = Totals(present=attended, unauthorised=1000 - attended)
        may = Told() if hidden else TOLD_OF_EVERYBODY
        return SchoolStanding(school, totals, {}, {}, Cohort.ALL, day, day, 1, at, may)

    usual = [standing(f"Usual {number:02}", 930) for number in range(20)]
    named = (standing("High", 960), standing("Low", 910), standing("Hidden", 100, hidden=True))
    comparison = Comparison(Choice("secondary", HT1), (*usual, *named), (), {}, Match(frozenset(), ()))
    furthest = [one.school.name for one in comparison.furthest]
    assert furthest[:3] == ["High", "Low", "Usual 00"]
    assert len(furthest) == FURTHEST
    assert "Hidden" not in furthest
