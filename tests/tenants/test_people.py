"""`rollcall people`: what an operator does holds from the next request on, everywhere, and a line says who did it."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from foundation.accounts.queries import has_second_factor
from foundation.refusals import Refused
from rollcall.commands import parser as command_line
from tenants.memberships.models import Membership
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import lines
from tests.tenants.signing_in import Browser, code_now, letters
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")
BY = ("--by", "Sal Nowak")


def run(*words: str) -> int:
    args = command_line().parse_args(list(words))
    status: int = args.module.run(args)
    return status


def people(act: str, *words: str) -> None:
    assert run("people", act, *words, *BY) == 0


def day(after: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=after)


def last_line(person: Person, act: str) -> dict[str, object]:
    (*_, line) = lines("act = %s AND about_kind = 'person' AND about_id = %s", act, str(person.pk))
    assert (line["person_id"], line["person_name"]) == (None, "Sal Nowak")
    return line


@pytest.fixture
def at_work(world: World, officer: Person) -> Browser:
    """The officer's browser, signed in at Alder and at Birch, where they are head of year."""
    with identity_work():
        Membership.objects.create(person=officer, role=Role.HEAD_OF_YEAR, school=world.birch, starts_on=SINCE)
    browser = Browser()
    browser.sign_in(officer)
    for school in (world.alder, world.birch):
        assert is_let_in(browser, school)
    return browser


def is_let_in(browser: Browser, school: School, path: str = "/your-sign-in/") -> bool:
    """Whether the next request there is answered as a member's; not followed, so that nothing mends it."""
    browser.get(f"//{host_of(school)}/")
    return bool(browser.client(host_of(school)).get(path).get("Location", "").endswith("/account/"))


# -- leaving -----------------------------------------------------------------------------------------------------------


def test_a_leaver_is_switched_off_everywhere_at_the_next_request_and_comes_back(
    world: World, officer: Person, at_work: Browser
) -> None:
    people("disable", officer.email)
    for host in (host_of(world.alder), host_of(world.birch), ID):
        at_work.get(f"//{host}/")
        assert (at_work.host, at_work.path) == (ID, "/sign-in/")
    at_work.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert at_work.path == "/switched-off/"
    last_line(officer, "person_disabled")
    with pytest.raises(Refused, match="switched off already"):
        people("disable", officer.email)

    people("enable", officer.email)
    last_line(officer, "person_enabled")
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=90)):
        browser = Browser()
        browser.sign_in(officer)
        assert is_let_in(browser, world.alder)
    with pytest.raises(Refused, match="switched on already"):
        people("enable", officer.email)


def test_a_sign_in_under_way_while_somebody_is_switched_off_opens_nothing_later(officer: Person) -> None:
    """Between password and code."""
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    people("disable", officer.email)
    browser.post(f"//{ID}/sign-in/code/", {"code": code_now()})
    people("enable", officer.email)
    browser.get(f"//{ID}/account/")
    assert browser.path == "/sign-in/"


def test_one_role_is_ended_and_the_other_stays(world: World, officer: Person, at_work: Browser) -> None:
    people("end", officer.email, "--role", "attendance_officer", "--at", "alder")
    assert at_work.client(host_of(world.alder)).get("/").status_code == 404
    assert is_let_in(at_work, world.birch)
    line = last_line(officer, "membership_ended")
    assert (line["school_id"], line["details"]["role"]) == (world.alder.pk, "attendance_officer")
    people("end", officer.email, "--role", "head_of_year", "--at", "birch")
    with identity_work():
        assert not Session.objects.filter(person=officer).exists()


def test_a_role_ends_with_a_last_day(world: World, officer: Person) -> None:
    people("end", officer.email, "--role", "attendance_officer", "--at", "alder", "--last-day", str(day(3)))
    for after, held in ((3, True), (4, False)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=after)):
            assert world.client(officer, world.alder).get("/your-sign-in/").status_code == (302 if held else 404)


def test_a_last_day_makes_no_role_longer(officer: Person) -> None:
    words = ("--role", "attendance_officer", "--at", "alder", "--last-day")
    people("end", officer.email, *words, str(day(3)))
    with pytest.raises(Refused, match="already"):
        people("end", officer.email, *words, str(day(4)))
    people("end", officer.email, *words, str(day(2)))
    with identity_work():
        assert Membership.objects.get(person=officer).ends_on == day(2)


def test_a_leaver_whose_role_was_ended_first_is_switched_off_before_the_eyes_of_their_trust(
    world: World, officer: Person
) -> None:
    people("end", officer.email, "--role", "attendance_officer", "--at", "alder")
    people("disable", officer.email)
    assert last_line(officer, "person_disabled")["trust_id"] == world.northfield.pk
    people("enable", officer.email)
    people("invite", officer.email, "--name", "A", "--role", "headteacher", "--at", "fern", "--on", str(day(9)))
    people("disable", officer.email)
    found = lines("act = 'person_disabled' AND about_id = %s", str(officer.pk))
    assert {line["trust_id"] for line in found[1:]} == {world.northfield.pk, world.southgate.pk}


def test_who_was_ended_by_mistake_is_invited_again_on_the_same_day(world: World, officer: Person) -> None:
    people("invite", "mistaken@alder.example", "--name", "Mia Sten", "--role", "headteacher", "--at", "alder")
    for _ in range(2):
        people("end", "mistaken@alder.example", "--role", "headteacher", "--at", "alder")
        people("invite", "mistaken@alder.example", "--name", "Mia Sten", "--role", "headteacher", "--at", "alder")


# -- changing ----------------------------------------------------------------------------------------------------------


def test_a_role_changes_at_once(world: World, officer: Person, at_work: Browser) -> None:
    people("change", officer.email, "--role", "attendance_officer", "--at", "alder", "--to", "receptionist")
    at_work.get(f"//{host_of(world.alder)}/")
    assert at_work.path == "/desk/"
    details = last_line(officer, "role_changed")["details"]
    assert (details["before"], details["role"]) == ("attendance_officer", "receptionist")


def test_a_role_changes_by_a_date(world: World, officer: Person) -> None:
    words = ("--role", "attendance_officer", "--at", "alder", "--to", "receptionist", "--on", str(day(2)))
    people("change", officer.email, *words)
    for after, first in ((1, "/today/"), (2, "/desk/")):
        with time_machine.travel(timezone.now() + dt.timedelta(days=after)):
            assert world.client(officer, world.alder).get("/")["Location"] == first
    with pytest.raises(Refused, match="before the change"):
        people("change", officer.email, *words)


# -- a new second factor -----------------------------------------------------------------------------------------------


def test_who_lost_their_phone_sets_up_another_app(world: World, officer: Person, at_work: Browser) -> None:
    people("new-factor", officer.email)
    last_line(officer, "second_factor_forgotten")
    assert (letters()[-1].to, "removed" in letters()[-1].subject) == ([officer.email], True)
    at_work.get(f"//{host_of(world.alder)}/")
    assert at_work.path == "/sign-in/"
    at_work.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert at_work.path == "/account/authenticator/"
    with identity_work():
        assert not has_second_factor(officer)
    with pytest.raises(Refused, match="has set up no authenticator app"):
        people("new-factor", officer.email)


# -- inviting, listing, refusals ---------------------------------------------------------------------------------------


def test_it_invites_and_lists(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    people("invite", "bea@alder.example", "--name", "Bea Holt", "--role", "class_teacher", "--at", "alder")
    assert "was sent a link" in capsys.readouterr().out
    assert letters()[-1].to == ["bea@alder.example"]
    assert "authenticator" in letters()[-1].body
    people(
        "invite", "cal@alder.example", "--name", "Cal", "--role", "head_of_year", "--at", "alder", "--on", str(day(9))
    )
    people("disable", "cal@alder.example")
    capsys.readouterr()
    assert run("people", "list", "--at", "alder") == 0
    shown = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
    assert re.search(rf"Bea Holt +class_teacher +alder +{day(0)} +invited$", shown["bea@alder.example"])
    assert re.search(rf"head_of_year +alder +{day(9)} +switched off$", shown["cal@alder.example"])
    assert not [row for row in shown.values() if "birch" in row]
    assert run("people", "list") == 0
    assert "birch" in capsys.readouterr().out


def test_whoever_has_no_role_any_more_is_listed_and_can_be_switched_on_again(
    officer: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    people("end", officer.email, "--role", "attendance_officer", "--at", "alder")
    people("disable", officer.email)
    capsys.readouterr()
    assert run("people", "list") == 0
    (shown,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith(officer.email)]
    assert re.search(r" no role +switched off$", shown)
    assert run("people", "list", "--at", "alder") == 0
    assert officer.email not in capsys.readouterr().out


def test_only_a_mail_that_failed_is_told_as_one(world: World, officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", closed)
    with pytest.raises(Refused, match="it was done, but the mail could not be sent"):
        people("invite", "dot@alder.example", "--name", "Dot", "--role", "class_teacher", "--at", "alder")
    monkeypatch.setattr("builtins.print", closed)  # as `| head` does once it has had enough
    with pytest.raises(BrokenPipeError):
        run("people", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("disable", "nobody@alder.example"), "nobody signs in as nobody@alder.example"),
        (("end", "{}", "--role", "headteacher", "--at", "alder"), "holds: attendance_officer at alder"),
        (("end", "{}", "--role", "attendance_officer", "--at", "nowhere"), "has the address nowhere"),
        (("end", "{}", "--role", "attendance_officer", "--at", "alder", "--last-day", "2020-01-01"), "day is over"),
        (("change", "{}", "--role", "attendance_officer", "--at", "alder", "--to", "la_officer"), "not held at such"),
        (
            (
                "change",
                "{}",
                "--role",
                "attendance_officer",
                "--at",
                "alder",
                "--to",
                "headteacher",
                "--on",
                "2020-01-01",
            ),
            "day is over",
        ),
        (("change", "{}", "--role", "attendance_officer", "--at", "alder", "--to", "attendance_officer"), "already"),
        (("invite", "{}", "--name", "A", "--role", "attendance_officer", "--at", "alder"), "already"),
        (("invite", "no address", "--name", "A", "--role", "headteacher", "--at", "alder"), "valid email"),
        (("invite", "a@b.example", "--name", "A", "--role", "headteacher", "--at", "northfield"), "held at a school"),
        (("disable", "{}", "--by", " "), "say who does this"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(
    officer: Person, words: tuple[str, ...], said: str
) -> None:
    def held() -> list[tuple[object, ...]]:
        with identity_work():
            return list(
                Membership.objects.filter(person=officer).values_list("role", "starts_on", "ends_on", "ended_at")
            )

    before = held()
    filled = [word.format(officer.email) for word in words]
    with pytest.raises(Refused, match=said):
        run("people", *filled, *(() if "--by" in filled else BY))
    assert held() == before
    with identity_work():
        assert Person.objects.get(pk=officer.pk).is_active


# -- whether teachers are asked for a code -----------------------------------------------------------------------------


def test_a_school_is_told_to_ask_its_teachers_or_not(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    school = world.another_school()
    for asks, said in (("no", "for no code from now on"), ("no", "already"), ("yes", "for a code from now on")):
        assert run("schools", "ask-teachers", school.slug, asks, *BY) == 0
        assert said in capsys.readouterr().out
        with identity_work():
            assert School.objects.get(pk=school.pk).asks_teachers is (asks == "yes")
    acts = [line["act"] for line in lines("school_id = %s AND person_name = 'Sal Nowak'", school.pk)]
    assert acts == ["teachers_not_asked", "teachers_asked"]
