"""Chasing the registers that are missing: each tutor once with a link, what is said of it, and the attendance lead later."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from schools.journal.models import AuditLine, DueRow
from schools.journal.tasks import drain
from schools.registers.models import ChasingRule, RegisterRequest
from schools.registers.operations.chasing import UNANSWERED, Chased, chase_missing, tell_lead
from schools.registers.pages.chasing import chased_words
from schools.roll.models import GroupTutor
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.reports.morning import MISSING, NINE_35, Morning, morning
from tests.schools.roll.acts import BY
from tests.world import World

SetClock = Callable[[dt.datetime], None]


@pytest.fixture
def made(world: World) -> Morning:
    return morning(world)


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """09:35, until the test says otherwise."""
    held = {"now": NINE_35}
    monkeypatch.setattr(clock, "now", lambda: held["now"])
    yield lambda moment: held.update(now=moment)


@pytest.fixture
def officer(world: World, made: Morning) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, made.school), made.school)


def chase(client: Client) -> str:
    """Press the button; what the page then says."""
    text = client.post("/registers/chase/", follow=True).content.decode()
    return " ".join(
        re.sub(r"<[^>]+>", "", re.findall(r'role="status"[^>]*>(.*?)</(?:p|div)>', text, re.DOTALL)[0]).split()
    )


def states(client: Client) -> dict[str, str]:
    """The state of each register on the list of those missing."""
    text = client.get("/today/").content.decode()
    found = re.findall(
        r'<th scope="row" class="person"><a href="/registers/[^"]*">(\w+)</a>.*?<span class="tag \w+">([^<]*)</span>'
        r'(?: <span class="soft">([^<]*)</span>)?',
        text,
    )
    return {form: f"{word}, {more}" if more else word for form, word, more in found}


def notices(made: Morning) -> list[tuple[str, str, int, str]]:
    with school_work(made.school):
        rows = StaffNotice.objects.order_by("post__name", "at")
        return list(rows.values_list("post__name", "kind", "count", "address"))


def register_of(made: Morning, form: str) -> str:
    return f"/registers/{made.groups[form].pk}/2026-11-19/am/"


def test_each_tutor_is_told_once_with_a_link_and_the_second_press_says_when(
    made: Morning, officer: Client, set_clock: SetClock
) -> None:
    """AO-1: three teachers told once each; a second press answers "already chased 09:35"."""
    assert states(officer) == dict.fromkeys(MISSING, "Missing")
    assert "3 people told of 3 missing registers." in chase(officer)
    told = notices(made)
    assert [(kind, count) for _, kind, count, _ in told] == [("register_missing", 1)] * 3
    assert {address for *_, address in told} == {register_of(made, form) for form in MISSING}
    requested = "Requested 09:35"
    assert states(officer) == {"8F": requested, "9B": requested, "10C": f"{requested}, 1 tutor without a work email"}
    set_clock(at(9, 41))
    assert "Already chased 09:35." in chase(officer)
    assert notices(made) == told
    with school_work(made.school):
        assert RegisterRequest.objects.count() == 3
        line = AuditLine.objects.get(act="registers.chased")
        assert (line.about_id, line.details) == ("2026-11-19", {"people": 3, "registers": 3})


def test_of_two_who_chase_at_once_the_second_finds_what_the_first_has_asked_for(made: Morning, officer: Client) -> None:
    def first() -> None:
        found = chase_missing(by=BY, now=NINE_35, address_of=lambda group, on, session: f"/{group}/{on}/{session}/")
        assert found.registers == 3

    assert "Already chased 09:35." in at_once(made.school, first, lambda: chase(officer))
    assert len(notices(made)) == 3


def test_a_register_without_a_tutor_asks_nobody_and_one_that_is_open_is_not_late(
    made: Morning, officer: Client, set_clock: SetClock
) -> None:
    with school_work(made.school):
        GroupTutor.objects.filter(group=made.groups["8F"]).update(ends_on=THURSDAY - dt.timedelta(days=1))
    said = chase(officer)
    assert "2 people told of 2 missing registers." in said
    assert "1 register has no tutor to ask" in said
    assert states(officer)["8F"] == "Missing"
    set_clock(at(9, 5))
    assert "No register that has closed is missing any more." in chase(officer)
    assert "Chase all" not in officer.get("/today/").content.decode()


def test_nobody_else_chases_or_sets_the_minutes(world: World, made: Morning) -> None:
    for role in (Role.CLASS_TEACHER, Role.HEAD_OF_YEAR):
        theirs = world.client(world.person(role, made.school), made.school)
        assert theirs.post("/registers/chase/").status_code == 404
        assert theirs.get("/registers/chasing/").status_code == 404
    assert notices(made) == []


# --- the attendance lead ----------------------------------------------------------------------------------------------


def lead_of(world: World, made: Morning) -> None:
    with school_work(made.school):
        post = StaffMember.objects.get(person_id=world.person(Role.HEADTEACHER, made.school).pk)
        StaffDuty.objects.create(post=post, duty=StaffDuty.Duty.ATTENDANCE_LEAD, starts_on=dt.date(2026, 9, 1))


def told_lead(made: Morning) -> list[tuple[int, str]]:
    return [(count, address) for _, kind, count, address in notices(made) if kind == "register_still_missing"]


def run(made: Morning) -> None:
    """What the worker does when it looks."""
    drain(made.school.schema_name.removeprefix("s_"))


def take(officer: Client, made: Morning, form: str) -> None:
    marks = [{"pupil": str(pupil.pk), "was": None, "code": "/", "minutes": None} for pupil in made.pupils[form]]
    answer = officer.post(
        f"/api{register_of(made, form)}",
        json.dumps({"version": 0, "reason": "", "marks": marks}),
        content_type="application/json",
        headers={"idempotency-key": uuid.uuid4().hex},
    )
    assert answer.status_code == 200, answer.content


def test_the_lead_is_told_once_of_what_is_missing_still(
    world: World, made: Morning, officer: Client, set_clock: SetClock
) -> None:
    lead_of(world, made)
    chase(officer)
    take(officer, made, "9B")
    set_clock(at(9, 49))
    run(made)
    assert told_lead(made) == []
    set_clock(at(9, 50))
    run(made)
    run(made)
    assert told_lead(made) == [(2, "/registers/")]
    assert states(officer)["8F"] == "Requested 09:35, attendance lead told 09:50"
    assert "9B" not in states(officer)


def test_where_nobody_is_lead_the_page_says_so(made: Morning, officer: Client, set_clock: SetClock) -> None:
    chase(officer)
    set_clock(at(9, 50))
    run(made)
    assert told_lead(made) == []
    assert states(officer)["8F"] == "Requested 09:35, no attendance lead to tell"


def test_what_is_in_by_then_tells_nobody_and_the_next_day_is_too_late(
    world: World, made: Morning, officer: Client, set_clock: SetClock
) -> None:
    lead_of(world, made)
    chase(officer)
    set_clock(at(0, 1, on=THURSDAY + dt.timedelta(days=1)))
    run(made)
    assert told_lead(made) == []
    with school_work(made.school):
        assert DueRow.objects.get(topic=UNANSWERED).state == DueRow.State.LAPSED


@pytest.mark.parametrize(("minute", "later"), [(44, True), (45, False), (55, False)])
def test_in_the_last_minutes_of_a_day_tutors_are_told_and_no_lead_is_for_later(
    made: Morning, officer: Client, set_clock: SetClock, minute: int, later: bool
) -> None:
    """The lead is told after a quarter of an hour, which at 23:45 is the next day."""
    set_clock(at(23, minute))
    assert "told of" in chase(officer)
    with school_work(made.school):
        assert DueRow.objects.filter(topic=UNANSWERED).exists() is later


def test_the_lead_is_told_of_a_register_that_no_tutor_was_asked_for(world: World, made: Morning) -> None:
    lead_of(world, made)
    with school_work(made.school):
        for told in (1, 0):
            registers = {(made.groups["8F"].pk, 1)}
            assert tell_lead(THURSDAY, registers, now=NINE_35, address="/registers/") == told
    assert told_lead(made) == [(1, "/registers/")]


@pytest.mark.parametrize(("typed", "minutes"), [("20", 20), ("", None)])
def test_the_school_sets_the_minutes(
    world: World, made: Morning, officer: Client, set_clock: SetClock, typed: str, minutes: int | None
) -> None:
    lead_of(world, made)
    assert 'value="15"' in officer.get("/registers/chasing/").content.decode()
    assert officer.post("/registers/chasing/", {"minutes": typed}).status_code == 302
    chase(officer)
    with school_work(made.school):
        waits = list(DueRow.objects.filter(topic=UNANSWERED).values_list("at", flat=True))
        assert waits == ([at(9, 55)] if minutes else [])
        assert AuditLine.objects.get(act="registers.chasing_set").details == {"minutes": minutes}


@pytest.mark.parametrize("typed", ["0", "-1", "241", "ten", "1.5", "1e9", "٣٠٠٠", "9" * 5000])
def test_minutes_that_are_none_are_refused_beside_their_field(made: Morning, officer: Client, typed: str) -> None:
    answer = officer.post("/registers/chasing/", {"minutes": typed})
    assert answer.status_code == 422
    assert "Write" in answer.content.decode()
    with school_work(made.school):
        assert not ChasingRule.objects.exists()


@pytest.mark.parametrize(
    ("chased", "words"),
    [
        (Chased(), "No register that has closed is missing any more."),
        (Chased(1, {uuid.UUID(int=1)}), "1 person told of 1 missing register."),
        (Chased(before=[at(9, 35), at(9, 20)]), "Already chased 09:35."),
        (
            Chased(2, {uuid.UUID(int=1)}, [at(9, 35)], 2),
            (
                "1 person told of 2 missing registers. 1 other: already chased 09:35."
                " 2 registers have no tutor to ask: open them, or give each group a tutor."
            ),
        ),
    ],
)
def test_what_is_said_of_chasing(chased: Chased, words: str) -> None:
    assert chased_words(chased) == words
