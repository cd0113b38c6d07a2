"""Today as the server makes it: story AO-1's numbers, the order of need, who sees it, what it costs, what a refresh does."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.accounts.models import Session
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.calendar.models import NonSchoolDay
from schools.journal.models import ReadLine, Shown
from schools.registers.models import Entry, Mark, Register
from schools.registers.operations import open_entry
from schools.reports.pages.today_late import too_late
from schools.reports.queries import newest_rows
from schools.roll.models import Placement
from schools.roll.operations.contact_first import set_contact_first
from schools.roll.pages import today_lists
from schools.roll.pages.today_lists import TodayList, offer_list
from tenants.trusts.scopes import identity_work, school_work
from tests.journeys.classroom import ahead
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.reports.morning import NINE_35, Morning, morning
from tests.schools.roll.acts import BY
from tests.session_database import SUPERUSER_URL
from tests.world import World

#: Statements of the page at the most, with the lists of every room; and of a refresh that finds nothing new.
PAGE, UNCHANGED = 36, 6


@pytest.fixture(scope="module")
def sweep(world: World) -> Morning:
    """Nobody writes in it but the marks of its making."""
    return morning(world)


@pytest.fixture
def room(world: World) -> Morning:
    """One of the test's own."""
    return morning(world)


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)):
        yield


def client(world: World, made: Morning, role: Role = Role.ATTENDANCE_OFFICER) -> Client:
    return world.client(world.person(role, made.school), made.school)


def page(world: World, made: Morning, role: Role = Role.ATTENDANCE_OFFICER, query: str = "") -> str:
    response = client(world, made, role).get(f"/today/{query}")
    assert response.status_code == 200
    return response.content.decode()


def section(text: str, key: str) -> str:
    found = re.search(rf'<section class="panel" id="{key}".*?</section>', text, re.DOTALL)
    assert found, key
    return found[0]


def heads(text: str, key: str) -> list[str]:
    """What the lines of a list are about, in order."""
    return re.findall(r'<th scope="row" class="person"><a [^>]*>([^<]*)<', section(text, key))


def counts(text: str) -> dict[str, int]:
    rows = re.findall(r'data-queue="([\w-]+)".*?<span class="count">(\d+)</span>', text, re.DOTALL)
    return {key: int(count) for key, count in rows}


def test_the_numbers_of_the_story(world: World, sweep: Morning) -> None:
    text = page(world, sweep)
    expected = {"missing": 3, "hand-overs": 0, "no-reason": 22, "second-day": 2, "n-clock": 1, "no-minutes": 1}
    assert expected.items() <= counts(text).items()
    assert ">38 of 41<" in text
    assert ">22 pupils<" in text
    assert heads(text, "missing") == ["8F", "9B", "10C"]
    assert "Brown, Kai" in heads(text, "no-reason")
    assert heads(text, "second-day") == [first_of(sweep, "7B"), first_of(sweep, "7C")]
    assert heads(text, "n-clock") == [first_of(sweep, "7D")]
    assert "end of today" in section(text, "n-clock")
    assert heads(text, "no-minutes") == [str(sweep.pupils["11A"][1])]


def first_of(made: Morning, form: str) -> str:
    return str(made.pupils[form][0])


def test_who_is_to_be_contacted_first_comes_first_then_who_has_been_gone_longest(world: World, room: Morning) -> None:
    with school_work(room.school):
        set_contact_first(room.pupils["9C"][0], today=NINE_35.date(), by=BY)
    text = page(world, room)
    assert heads(text, "no-reason")[:3] == ["Brown, Kai", first_of(room, "7B"), first_of(room, "7C")]
    assert section(text, "no-reason").count("tag first") == 1
    assert "1 contact first" in text


def test_a_list_shows_its_first_forty_and_then_all(world: World, room: Morning) -> None:
    with school_work(room.school):
        keys = [pupil.key for form in room.pupils.values() for pupil in form]
        Mark.objects.filter(pupil_key__in=keys, date=THURSDAY, code="/").update(code="N")
    text = page(world, room)
    assert counts(text)["no-reason"] == 151
    assert len(heads(text, "no-reason")) == 40
    assert "The first 40 of 151." in section(text, "no-reason")
    assert kept(room) == 40 + 1, "who is shown is written down, and the one late; nobody else"
    whole = page(world, room, query="?all=no-reason")
    assert len(heads(whole, "no-reason")) == 151
    assert "The first" not in section(whole, "no-reason")


def kept(made: Morning) -> int:
    with school_work(made.school):
        return len({key for keys in Shown.objects.values_list("pupil_keys", flat=True) for key in keys})


def test_each_line_opens_its_thing_and_acts_in_the_register(world: World, sweep: Morning) -> None:
    text = page(world, sweep)
    kai = sweep.pupils["9C"][0].pk
    assert f'href="/first-day/{kai}/2026-11-19/"' in section(text, "no-reason")
    late = sweep.pupils["11A"][1].pk
    assert f"/registers/{sweep.groups['11A'].pk}/2026-11-19/am/?pupil={late}" in section(text, "no-minutes")
    act = f"/registers/{sweep.groups['9C'].pk}/2026-11-19/am/?pupil={kai}"
    register = client(world, sweep).get(act).content.decode()
    assert re.search(r'"first": 6\b', register), "the Thursday morning of the first row is the seventh cell"
    assert f"/registers/{sweep.groups['8F'].pk}/2026-11-19/am/" in section(text, "missing")
    head = page(world, sweep, Role.HEADTEACHER)
    assert "Add the minutes" in text
    assert "Add the minutes" not in head
    assert "See the register" in head


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.HEAD_OF_YEAR])
def test_nobody_else_has_a_today(world: World, sweep: Morning, role: Role) -> None:
    mine = client(world, sweep, role)
    assert mine.get("/today/").status_code == 404
    assert "Today" not in mine.get("/registers/").content.decode().partition("<main")[0]


# --- the day by the clock ---------------------------------------------------------------------------------------------


def lede(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", re.findall(r'<p class="lede big">(.*?)</p>', text, re.DOTALL)[0]).split())


@pytest.mark.parametrize(
    ("moment", "said", "missing"),
    [
        (at(8, 30), "No register has opened yet. The first opens at 08:50.", 0),
        (at(9, 35), "38 of 41 morning registers are in. Attendance this morning is 85.5% so far.", 3),
        (at(13, 5), "0 of 41 afternoon registers are in. 22 pupils have no reason yet.", 44),
        (at(10, on=dt.date(2026, 11, 21)), "Saturday 21 November 2026 is not a school day.", 0),
    ],
)
def test_what_the_page_says_through_the_day(
    world: World, sweep: Morning, moment: dt.datetime, said: str, missing: int
) -> None:
    with override_settings(CLOCK_AHEAD=ahead(moment)):
        text = page(world, sweep)
    assert lede(text).startswith(said)
    assert counts(text)["missing"] == missing


def test_a_group_that_is_empty_and_a_session_that_is_closed_are_no_registers(world: World, room: Morning) -> None:
    with school_work(room.school):
        Placement.objects.filter(group=room.groups["8F"]).update(ends_on=THURSDAY - dt.timedelta(days=1))
        NonSchoolDay.objects.create(date=THURSDAY, session=2, kind="closure")
    with override_settings(CLOCK_AHEAD=ahead(at(13, 30))):
        text = page(world, room)
    assert heads(text, "missing") == ["9B", "10C"]
    assert "Afternoon" not in section(text, "missing")
    assert ">38 of 40<" in text


def test_the_board_counts_every_register_in_one_state(world: World, room: Morning) -> None:
    def board() -> list[int]:
        cells = re.findall(r'<td class="num">\s*<span\s+class="[^"]*">(\d+)<', section(page(world, room), "missing"))
        return [int(cell) for cell in cells[:4]]

    assert board() == [3, 0, 38, 0]
    with school_work(room.school):
        Register.objects.filter(group=room.groups["9C"]).update(version=2, saved_at=at(9, 20))
    assert board() == [3, 0, 37, 1], "saved again once it had closed"
    with school_work(room.school):
        Mark.objects.filter(pupil_key=room.pupils["9C"][1].key, date=THURSDAY).delete()
    assert board() == [4, 0, 37, 0]
    assert "1 of 4 marks" in section(page(world, room), "missing")
    client(world, room).post("/registers/chase/")
    assert board() == [1, 3, 37, 0], "9C has no tutor to ask"


# --- what it costs, and what a refresh does ---------------------------------------------------------------------------


def statements(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connections[ALIAS]) as seen:
        client.get(address)
    return [row["sql"] for row in seen]


def test_the_page_costs_the_same_statements_however_many_are_absent(world: World, room: Morning) -> None:
    mine = client(world, room)
    before = len(statements(mine, "/today/"))
    with school_work(room.school):
        Mark.objects.filter(date=THURSDAY, code="/").update(code="N")
    after = len(statements(mine, "/today/"))
    assert before == after <= PAGE


def test_a_list_is_asked_only_where_something_may_wait_in_it(world: World, room: Morning) -> None:
    """A pupil who is taken out of every form is on the page at once, though the list was not asked before."""
    officer, pupil = client(world, room), room.pupils["7A"][0]
    nobody_waits = statements(officer, "/today/")
    with school_work(room.school):
        Placement.objects.filter(pupil=pupil).update(group=None)
    one_waits = statements(officer, "/today/")
    assert len(one_waits) == len(nobody_waits) + 1
    assert str(pupil.pk) in section(page(world, room), "formless")


def stamp_on(text: str) -> str:
    return re.findall(r'data-stamp="([^"]+)"', text)[0]


def test_a_refresh_that_finds_nothing_new_asks_one_thing_and_writes_nothing(world: World, sweep: Morning) -> None:
    mine = client(world, sweep)
    stamp = stamp_on(mine.get("/today/").content.decode())
    cookie = mine.cookies[settings.SESSION_COOKIE_NAME].value
    with identity_work():
        ends = Session.objects.get(session_key=cookie).expire_date
    with school_work(sweep.school):
        lines = ReadLine.objects.count()
    answer = mine.get(f"/today/lists/?since={stamp}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    asked = statements(mine, f"/today/lists/?since={stamp}")
    assert not [sql for sql in asked if re.match(r"\s*(WITH page|INSERT|UPDATE|DELETE)", sql)]
    assert [sql for sql in asked if "journal_auditline" in sql or "registers_" in sql or "roll_" in sql] == [
        sql for sql in asked if sql.startswith("SELECT concat_ws")
    ]
    assert len(asked) == UNCHANGED
    with identity_work():
        assert Session.objects.get(session_key=cookie).expire_date == ends
    with school_work(sweep.school):
        assert ReadLine.objects.count() == lines


def test_a_refresh_gives_the_lists_once_a_mark_a_sign_or_the_clock_changes_them(world: World, room: Morning) -> None:
    mine = client(world, room)

    def fresh(stamp: str) -> tuple[int, str]:
        answer = mine.get(f"/today/lists/?since={stamp}")
        text = answer.content.decode()
        assert "<html" not in text
        return answer.status_code, text

    stamp = stamp_on(mine.get("/today/").content.decode())
    assert fresh(stamp)[0] == 204
    kai, form = room.pupils["9C"][0], room.groups["9C"]
    body = {
        "version": 1,
        "reason": "Mother rang",
        "marks": [{"pupil": str(kai.pk), "was": {"code": "N", "minutes": None}, "code": "I", "minutes": None}],
    }
    address = f"/api/registers/{form.pk}/2026-11-19/am/"
    headers = {"idempotency-key": "kai-1"}
    assert mine.post(address, json.dumps(body), content_type="application/json", headers=headers).status_code == 200
    status, text = fresh(stamp)
    assert (status, counts(text)["no-reason"]) == (200, 21)
    stamp = stamp_on(text)
    assert fresh(stamp)[0] == 204
    with school_work(room.school):
        set_contact_first(room.pupils["7A"][0], today=NINE_35.date(), by=BY)
    status, text = fresh(stamp)
    assert (status, heads(text, "no-reason")[0]) == (200, "Brown, Mia")
    stamp = stamp_on(text)
    with override_settings(CLOCK_AHEAD=ahead(at(10, 39))):
        assert fresh(stamp)[0] == 204
    with override_settings(CLOCK_AHEAD=ahead(at(10, 41))):
        stamp = stamp_on(fresh(stamp)[1])  # the lead's minute has come
    with override_settings(CLOCK_AHEAD=ahead(at(11, 41))):
        stamp = stamp_on(fresh(stamp)[1])  # so has that of a visit
    with override_settings(CLOCK_AHEAD=ahead(at(12, 59))):
        assert fresh(stamp)[0] == 204
    with override_settings(CLOCK_AHEAD=ahead(at(13, 1))):
        assert fresh(stamp)[0] == 200, "the afternoon's registers have opened"


@pytest.mark.parametrize(
    "stamp", ["", "-", "1.1-", "1.1-x", "1.1-٤", "1.1-99999999999999999999999", "\x00", "a" * 5000]
)
def test_a_stamp_that_is_none_gets_the_lists(world: World, sweep: Morning, stamp: str) -> None:
    answer = client(world, sweep).get("/today/lists/", {"since": stamp})
    assert answer.status_code == 200


@pytest.mark.parametrize("until", ["", "x", "٤", "1e9", "-1", "9" * 13, "9" * 5000])
def test_a_stamp_of_the_right_rows_with_no_moment_gets_the_lists_too(world: World, sweep: Morning, until: str) -> None:
    mine = client(world, sweep)
    rows = stamp_on(mine.get("/today/").content.decode()).rpartition("-")[0]
    assert mine.get("/today/lists/", {"since": f"{rows}-9999999999"}).status_code == 204
    assert mine.get("/today/lists/", {"since": f"{rows}-{until}"}).status_code == 200


def test_an_entry_that_is_seen_late_is_still_found(world: World, room: Morning) -> None:
    """Entries are numbered as they are made; one that is committed after a later one comes to light below the newest."""
    with school_work(room.school):
        first, *_ = [open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM) for _ in range(3)]
        all_seen = newest_rows()
        assert newest_rows() == all_seen
    with psycopg.connect(SUPERUSER_URL) as superuser:
        superuser.execute(f"DELETE FROM {room.school.schema_name}.registers_entry WHERE id = %s", [first.pk])
    with school_work(room.school):
        assert newest_rows() != all_seen, "as it was while the first had yet to be seen"


def test_of_several_alarms_the_first_alone_has_a_key(
    world: World, sweep: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = dict(today_lists._offered)
    monkeypatch.setattr(today_lists, "_offered", offered)
    for key, order in (("fire", 1001), ("flood", 1002)):
        offer_list(replace(offered["no-reason"], key=key, name=key, order=order, quiet=True))
    digits = re.findall(r'data-queue="([\w-]+)" data-digit="(\d?)"', page(world, sweep))
    assert {key: digit for key, digit in digits if key in {"missing", "fire", "flood"}} == {
        "missing": "1",
        "fire": "0",
        "flood": "",
    }
    keys = [digit for _, digit in digits if digit]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("key", "order"), [("another", 70), ("sweeps", 71)])
def test_no_two_lists_have_one_key_or_one_order(key: str, order: int) -> None:
    with pytest.raises(ImproperlyConfigured, match="have one key or one order on Today"):
        offer_list(TodayList(key, "Another", order, Permission.SEE_TODAY, too_late))
