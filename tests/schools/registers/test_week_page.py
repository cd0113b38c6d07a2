"""The school's week as the server makes it: every filter exact, each role its reach, one page's worth, escaped, counted."""

import gzip
import re
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.models import ReadLine, Shown
from schools.registers.models import Mark
from schools.registers.pages import week_reading
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import ahead
from tests.schools.registers.large import MONDAY, WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.world import World

#: Thursday 09:35: seven sessions have opened and been marked.
THROUGH = 7
NINE_35 = at(9, 35)
ABSENT, UNAUTHORISED = frozenset("IMNOG"), frozenset("NOG")
#: What each question finds, by the codes that `large` invents.
FINDS: dict[str, frozenset[str]] = {
    "absent": ABSENT,
    "unauthorised": UNAUTHORISED,
    "unexplained": frozenset("N"),
    "late": frozenset("L"),
    "away": ABSENT | {"D", "V"},
    "N": frozenset("N"),
    "\\": frozenset("\\"),
}
MISSING_FORM, TUTORED, LED = "7C", "7B", "8"


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    """Twelve forms of six, 7A to 7J, 8A and 8B, of which 7C has not sent Thursday's morning register."""
    made = large_school(world, forms=12, pupils=6, through=THROUGH)
    people = world.employ_all((role for role in Role if role.place == "school"), made.school)
    with school_work(made.school):
        form = RegistrationGroup.objects.get(name=MISSING_FORM)
        keys = set(Placement.objects.filter(group=form).values_list("pupil__key", flat=True))
        Mark.objects.filter(pupil_key__in=keys, date=WEEK[6][0], session=1).delete()
        for key in keys:
            del made.marks[key, *WEEK[6]]
        for key in Placement.objects.filter(group__name="8A").values_list("pupil__key", flat=True)[:2]:
            Mark.objects.filter(pupil_key=key, date=WEEK[6][0], session=1).update(code="N", minutes=None)
            made.marks[key, *WEEK[6]] = ("N", None)
        posts = {post.person_id: post for post in StaffMember.objects.all()}
        tutored = RegistrationGroup.objects.get(name=TUTORED)
        GroupTutor.objects.create(group=tutored, staff=posts[people[Role.CLASS_TEACHER].pk], starts_on=MONDAY)
        YearLead.objects.create(year_group=LED, staff=posts[people[Role.HEAD_OF_YEAR].pk], starts_on=MONDAY)
    return made


Clients = Callable[[Role], Client]


@pytest.fixture
def client_of(world: World, large: Large) -> Clients:
    return lambda role: world.client(world.person(role, large.school), large.school)


@pytest.fixture(autouse=True)
def _thursday_morning() -> object:
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)):
        yield


@pytest.fixture
def officer(client_of: Clients) -> Client:
    return client_of(Role.ATTENDANCE_OFFICER)


def text(client: Client, query: str = "", *, status: int = 200) -> str:
    response = client.get(f"/week/{query}")
    assert response.status_code == status
    return response.content.decode()


def rows(page: str) -> list[str]:
    """The keys of the pupils whose rows the page draws, in order."""
    return re.findall(r'<tr[^>]*><th scope="row"><a href="/pupils/([0-9a-f-]{36})/"', page)


def wanted(large: Large, find: Callable[[int, int], bool], sessions: list[int] | None = None) -> set[str]:
    """The pupils of whom a mark answers, found by the compact keys; `find` gets the key and the place of the session."""
    with school_work(large.school):
        pupils = {key: str(pk) for pk, key in Pupil.objects.values_list("pk", "key")}
    places = range(THROUGH) if sessions is None else sessions
    return {pk for key, pk in pupils.items() if any(find(key, place) for place in places)}


# --- what was asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("show", FINDS)
@pytest.mark.parametrize("place", [None, 0, 3, 6])
def test_a_filter_keeps_exactly_the_pupils_it_names_each_with_a_whole_row(
    large: Large, officer: Client, show: str, place: int | None
) -> None:
    session = "" if place is None else f"{WEEK[place][0]}-{'ap'[WEEK[place][1] - 1]}m"
    response = officer.get("/week/", {"show": show, "at": session})
    page = response.content.decode()
    expected = wanted(
        large,
        lambda key, slot: large.marks.get((key, *WEEK[slot]), ("",))[0] in FINDS[show],
        None if place is None else [place],
    )
    found = rows(page)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert len(re.findall(r'<td [^>]*aria-label="\w+day [AP]M, ', page)) == 10 * len(expected)


def test_missing_keeps_those_without_a_mark_in_a_session_that_has_opened(large: Large, officer: Client) -> None:
    expected = wanted(large, lambda key, slot: (key, *WEEK[slot]) not in large.marks)
    assert len(expected) == 6
    assert set(rows(text(officer, "?show=missing"))) == expected
    assert rows(text(officer, "?show=missing&at=2026-11-18-am")) == []
    assert "Nobody." in text(officer, "?show=missing&at=2026-11-18-am")


def test_each_figure_opens_exactly_those_it_counts(large: Large, officer: Client) -> None:
    page = text(officer)
    lede = re.search(r'<p class="lede big">(.*?)</p>', page, re.DOTALL).group(1)
    links = [(href.replace("&amp;", "&"), re.sub(r"<[^>]+>", "", words)) for href, words in _links(lede)]
    absent = wanted(large, lambda key, slot: large.marks.get((key, *WEEK[slot]), ("",))[0] in ABSENT, [6])
    unexplained = wanted(large, lambda key, slot: large.marks.get((key, *WEEK[slot]), ("",))[0] == "N", [6])
    assert [words.split()[0] for _, words in links] == [str(len(absent)), str(len(unexplained)), "1"]
    assert [set(rows(text(officer, href))) for href, _ in links[:2]] == [absent, unexplained]
    assert len(rows(text(officer, links[2][0]))) == 6
    assert "are absent this morning" in lede
    assert f"{MISSING_FORM} missing" in page


def _links(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="opens" href="([^"]*)">(.*?)</a>', html)


def test_a_year_and_a_form_are_shown_alone_and_the_figures_stay_whole(large: Large, officer: Client) -> None:
    with school_work(large.school):
        eight = {str(pk) for pk in Placement.objects.filter(year_group="8").values_list("pupil_id", flat=True)}
        form = {str(pk) for pk in Placement.objects.filter(group__name="8B").values_list("pupil_id", flat=True)}
    assert set(rows(text(officer, "?year=8"))) == eight
    assert set(rows(text(officer, "?form=8B"))) == form
    assert rows(text(officer, "?year=7&form=8B")) == []
    lede = re.compile(r'<p class="lede big">(.*?)</p>', re.DOTALL)
    words = [
        re.sub(r"<[^>]+>", "", lede.search(text(officer, query)).group(1)) for query in ("", "?year=8", "?form=8B")
    ]
    assert len(set(words)) == 1


def test_a_page_is_one_year_when_everybody_is_too_many(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(rows(text(officer))) == 72
    monkeypatch.setattr(week_reading, "MOST_ROWS", 60)
    first = text(officer)
    assert len(rows(first)) == 60, "the year with a missing register is open"
    (address,) = re.findall(r'<h2><a href="([^"]*)">Year 8</a></h2>', first)
    assert len(rows(text(officer, address.replace("&amp;", "&")))) == 12
    assert len(rows(text(officer, "?show=unexplained"))) < 60


def test_groups_of_several_years_are_a_year_to_ask_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = large_school(world, forms=11, pupils=2, through=THROUGH)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    with school_work(made.school):
        RegistrationGroup.objects.filter(name="8A").update(year_group="", name="Beech")
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, made.school), made.school)
    monkeypatch.setattr(week_reading, "MOST_ROWS", 1)
    (address,) = re.findall(r'<h2><a href="([^"]*)">Mixed ages</a></h2>', text(officer, "?year=7"))
    page = text(officer, address.replace("&amp;", "&"))
    assert (len(rows(page)), page.count("Beech") > 0) == (2, True)


def test_an_address_edited_by_hand_gets_the_whole_week(officer: Client) -> None:
    whole = rows(text(officer))
    for query in ("?week=nonsense", "?at=thursday", "?year=123", "?week=2026-11-17", "?at=2025-01-01-am"):
        assert rows(text(officer, query)) == whole
    assert rows(text(officer, "?show=nothing")) == []


# --- which week -------------------------------------------------------------------------------------------------------


def test_weeks_lead_to_the_school_weeks_beside_them_and_skip_holidays(officer: Client) -> None:
    assert re.findall(r'href="\?week=([0-9-]+)[^"]*">Week of', text(officer)) == ["2026-11-09", "2026-11-23"]
    after = text(officer, "?week=2 november 2026&show=absent")
    assert re.findall(r'href="\?week=([0-9-]+)&amp;show=absent">Week of', after) == ["2026-10-19", "2026-11-09"]


@pytest.mark.parametrize(
    ("moment", "monday"),
    [(at(12, on=MONDAY.replace(day=22)), "2026-11-16"), (at(9, on=MONDAY.replace(month=12, day=29)), "2026-12-14")],
)
def test_this_school_week_in_a_holiday_is_the_last_one(officer: Client, moment: object, monday: str) -> None:
    with override_settings(CLOCK_AHEAD=ahead(moment)):
        assert f'"date": "{monday}"' in text(officer)


def test_a_week_ahead_has_no_figures_and_takes_what_is_planned(officer: Client) -> None:
    page = text(officer, "?week=2026-11-24")
    assert "No register of this week has opened yet." in page
    assert "absent" not in re.search(r'<p class="lede big">(.*?)</p>', page, re.DOTALL).group(1)
    assert len(rows(page)) == 72


def test_a_closed_week_says_so(world: World, large: Large, officer: Client) -> None:
    assert "lies outside the half-terms" in text(officer, "?week=2026-10-28")


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_each_role_sees_its_own_reach(large: Large, client_of: Clients) -> None:
    with school_work(large.school):
        of = lambda **where: {  # noqa: E731
            str(pk) for pk in Placement.objects.filter(**where).values_list("pupil_id", flat=True)
        }
        form, year = of(group__name=TUTORED), of(year_group=LED)
    assert set(rows(text(client_of(Role.CLASS_TEACHER)))) == form
    assert set(rows(text(client_of(Role.HEAD_OF_YEAR)))) == year
    assert len(rows(text(client_of(Role.HEADTEACHER)))) == 72
    assert rows(text(client_of(Role.CLASS_TEACHER), "?year=8")) == []
    text(client_of(Role.SCHOOL_GOVERNOR), status=404)


def test_only_those_who_take_a_register_may_change_it(client_of: Clients) -> None:
    reach = re.compile(r'"reach": (\d)')
    assert set(reach.findall(text(client_of(Role.ATTENDANCE_OFFICER)))) == {"2"}
    assert set(reach.findall(text(client_of(Role.CLASS_TEACHER)))) == {"1"}
    assert set(reach.findall(text(client_of(Role.HEAD_OF_YEAR)))) == {"2"}
    head = text(client_of(Role.HEADTEACHER))
    assert set(reach.findall(head)) == {"0"}
    assert "data-bar" not in head


def test_who_was_shown_is_written_down_and_nobody_else(large: Large, officer: Client) -> None:
    found, whole = rows(text(officer, "?show=absent&year=8&at=2026-11-19-am")), rows(text(officer))
    assert found
    with school_work(large.school):
        for about, shown in (("year=8&show=absent&at=2026-11-19-am", found), ("", whole)):
            row = Shown.objects.get(what="week", about_id=about)
            assert row.pupil_keys == sorted(Pupil.objects.filter(pk__in=shown).values_list("key", flat=True))
            assert ReadLine.objects.filter(shown=row, day=MONDAY).exists()


# --- what the page is made of -----------------------------------------------------------------------------------------


def test_hostile_names_and_codes_are_text(world: World) -> None:
    made = large_school(world, forms=1, pupils=2, through=1)
    person = world.employ(Role.ATTENDANCE_OFFICER, made.school)
    with school_work(made.school):
        pupil = Pupil.objects.order_by("key")[0]
        Pupil.objects.filter(pk=pupil.pk).update(surname='</script><b>"x"', forename="<i>'y'")
        RegistrationGroup.objects.update(name='<u>"9')
        Mark.objects.filter(pupil_key=pupil.key).update(code='"<b>')
    page = text(world.client(person, made.school))
    drawn = page.partition("<tbody>")[2].partition("</table>")[0]
    assert "<b>" not in drawn
    assert "<i>" not in page
    assert "</script><b>" not in page
    assert "<u>" not in page
    assert "&lt;i&gt;" in drawn
    assert "&quot;&lt;b&gt;" in drawn


def test_a_missing_register_is_one_column_and_not_a_box_for_each_pupil(large: Large, officer: Client) -> None:
    page = text(officer, f"?form={MISSING_FORM}")
    assert page.count(" gone") == 6
    assert 'class="has out"' not in page
    assert "gone" not in text(officer, "?form=7A")


#: Who is asking 1, the week 8, who is due at another school 1, writing down who was shown it 1, what may be changed 2,
#: the frame of the page 4.
STATEMENTS = 10


def test_a_fixed_number_of_statements_whatever_the_schools_size(world: World, large: Large) -> None:
    """Recorded, so that a page that asks once for each form or pupil is found."""
    small = large_school(world, forms=1, pupils=2, through=THROUGH)
    world.employ(Role.ATTENDANCE_OFFICER, small.school)
    for school in (large.school, small.school):
        client = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
        text(client)
        with CaptureQueriesContext(connections[ALIAS]) as captured:
            text(client)
        asked = [query["sql"] for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]
        assert len(asked) == STATEMENTS, "\n".join(sql[:120] for sql in asked)


def test_a_large_year_stays_light(world: World) -> None:
    made = large_school(world, forms=11, pupils=30, through=THROUGH)
    page = world.client(world.employ(Role.ATTENDANCE_OFFICER, made.school), made.school).get("/week/").content
    assert len(rows(page.decode())) == 300
    assert len(gzip.compress(page)) < 100_000
