"""What people do about their sign-in is filed where somebody reads it, and tries that failed are told of."""

import hashlib
import html
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.audit.actors import Actor
from rollcall import __main__ as command
from tenants.memberships.models import Membership
from tenants.memberships.operations.leaving import disable
from tenants.trusts.places import address
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import lines
from tests.tenants.signing_in import Browser, give_password, newcomer
from tests.world import SINCE, World

pytestmark = pytest.mark.usefixtures("fresh_limits")
ID = settings.ID_HOST


def about(person: Person) -> list[dict[str, Any]]:
    return lines("about_kind = 'person' AND about_id = %s", str(person.pk))


def wrong(email: str, times: int, *, browser: Browser | None = None) -> None:
    for _ in range(times):
        (browser or Browser()).post(f"//{ID}/sign-in/", {"login": email, "password": "wrong"})


def test_a_line_stands_under_each_trust_and_authority_somebody_works_for(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    with identity_work():
        for place in ({"school": world.birch}, {"school": world.fern}):
            Membership.objects.create(person=person, role=Role.HEADTEACHER, starts_on=SINCE, **place)
        Membership.objects.create(person=person, role=Role.LA_OFFICER, authority=world.eastshire, starts_on=SINCE)
    Browser(address="192.0.2.77").sign_in(person)
    found = [line for line in about(person) if line["act"] == "signed_in"]
    places = {(line["trust_id"], line["authority_id"]) for line in found}
    assert places == {(world.northfield.pk, None), (world.southgate.pk, None), (None, world.eastshire.pk)}
    assert len(found) == 3
    assert {line["details"]["address"] for line in found} == {"192.0.2.77"}


def test_who_works_nowhere_and_addresses_nobody_has_are_told_by_the_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    person = newcomer(None, None)
    Browser().sign_in(person)
    wrong("nobody@elsewhere.example", 3)
    assert command.main(["audit"]) == 0
    shown = capsys.readouterr().out
    assert f"signed_in  person {person.pk}" in shown
    assert "sign_in_failed  unknown_address" in shown
    assert "nobody@" not in shown


def test_tries_that_fail_are_a_line_a_minute_which_says_how_many(officer: Person) -> None:
    began = time.time()
    with time_machine.travel(began, tick=False):
        wrong(officer.email, 3)
    with time_machine.travel(began + 61, tick=False):
        wrong(officer.email.upper(), 1)
    found = [line for line in about(officer) if line["act"] == "sign_in_failed"]
    assert [line["details"] for line in found] == [
        {"address": "192.0.2.1", "tries": 1},
        {"address": "192.0.2.1", "tries": 3},
    ]
    assert {line["person_name"] for line in found} == {"Rollcall"}


def test_many_addresses_nobody_has_fill_no_journal(world: World) -> None:
    before = len(lines("about_kind = 'unknown_address'"))
    with time_machine.travel(time.time(), tick=False):
        for number in range(20):
            wrong(f"nobody{number}@elsewhere.example", 1, browser=Browser(address=f"198.51.100.{number}"))
    assert len(lines("about_kind = 'unknown_address'")) == before + 1


def test_nor_do_many_that_are_locked_out(world: World) -> None:
    """Each tried until it is refused with a 429, as whoever has a list of addresses and no password can."""
    before = len(lines("act = 'sign_in_locked' AND about_kind = 'unknown_address'"))
    with time_machine.travel(time.time(), tick=False):
        for number in range(4):
            wrong(f"nobody{number}@elsewhere.example", 7, browser=Browser(address=f"198.51.100.{number}"))
    assert len(lines("act = 'sign_in_locked' AND about_kind = 'unknown_address'")) == before + 1


def test_what_may_be_a_mistyped_password_cannot_be_guessed_from_its_line(world: World) -> None:
    typed = "correct-horse-battery"
    wrong(typed + "@elsewhere.example", 1)
    (*_, line) = lines("about_kind = 'unknown_address'")
    guessed = hashlib.sha256(f"{typed}@elsewhere.example".encode()).hexdigest()
    assert len(line["about_id"]) == 32
    assert not guessed.startswith(line["about_id"])


def test_a_count_that_another_request_took_away_meanwhile_begins_anew(
    officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def incr(key: str) -> int:
        cache.delete(key)
        return int(cache.incr(key))

    monkeypatch.setattr(
        "tenants.memberships.noting.cache", SimpleNamespace(add=cache.add, delete=cache.delete, incr=incr)
    )
    wrong(officer.email, 1)
    (line,) = [line for line in about(officer) if line["act"] == "sign_in_failed"]
    assert line["details"]["tries"] == 1


def test_a_wrong_code_is_told_of(officer: Person) -> None:
    browser = Browser()
    browser.sign_in(officer, secret="JBSWY3DPEHPK3PXA")
    acts = [line["act"] for line in about(officer)]
    assert acts == ["second_factor_failed"]


def read(world: World, role: Role, slug: str) -> tuple[int, str]:
    """The page of sign-ins as this role has it: its status, and its lines in words."""
    person = give_password(world.person(role, getattr(world, slug)), secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser = Browser()
    browser.sign_in(person)
    host = re.sub(r"^https?://|/.*$|:\d+", "", address(f"{slug}.{settings.DOMAIN}"))
    answer = browser.get(f"//{host}/sign-ins/")
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return answer.status_code, re.sub(r"\s+", " ", text)


def test_a_trust_reads_its_own_and_not_anothers(world: World, officer: Person) -> None:
    stranger = newcomer(Role.ATTENDANCE_OFFICER, world.fern)
    for person in (officer, stranger):
        Browser(address="192.0.2.99").sign_in(person)
    wrong(officer.email, 1)
    disable(stranger, by=Actor(officer.pk, officer.name), now=timezone.now())
    status, shown = read(world, Role.TRUST_DATA_MANAGER, "northfield")
    assert status == 200
    assert f"{officer.name} signed in 192.0.2.99" in shown
    assert f"{officer.name} did not get in: a wrong password 192.0.2.1" in shown
    assert stranger.name not in shown
    status, shown = read(world, Role.TRUST_DATA_MANAGER, "southgate")
    assert f"{stranger.name} had their sign-in switched off, by {officer.name}" in shown
    assert read(world, Role.TRUST_LEADER, "northfield")[0] == 404


def test_what_was_done_by_command_says_to_whom_and_by_whom(world: World, officer: Person) -> None:
    """As an operator does it: who is named and has no key."""
    Browser().sign_in(officer)
    at, by = ("--at", "alder"), ("--by", "Sal Nowak")
    for words in (
        ("people", "change", officer.email, "--role", "attendance_officer", *at, "--to", "receptionist", *by),
        ("people", "end", officer.email, "--role", "receptionist", *at, *by),
        ("people", "disable", officer.email, *by),
        ("people", "invite", "eve@alder.example", "--name", "Eve", "--role", "headteacher", *at, *by),
        ("schools", "ask-teachers", "alder", "no", *by),
        ("schools", "ask-teachers", "alder", "yes", *by),
    ):
        assert command.main(list(words)) == 0
    wrong(officer.email, 1)
    _, shown = read(world, Role.TRUST_DATA_MANAGER, "northfield")
    for said in (
        f"{officer.name} had a role changed, by Sal Nowak Receptionist",
        f"{officer.name} had a role ended, by Sal Nowak Receptionist",
        f"{officer.name} had their sign-in switched off, by Sal Nowak",
        "Somebody who has not signed in yet was invited, by Sal Nowak Headteacher",
        "A school asks its class teachers for no code from then on, by Sal Nowak",
        "A school asks its class teachers for a code from then on, by Sal Nowak",
    ):
        assert said in shown
    assert "by Rollcall" not in shown


def test_an_authority_reads_its_own_officers(world: World) -> None:
    own, other = newcomer(Role.LA_OFFICER, world.eastshire), newcomer(Role.LA_OFFICER, world.westmoor)
    for person in (own, other):
        Browser().sign_in(person)
    status, shown = read(world, Role.LA_OFFICER, "eastshire")
    assert status == 200
    assert f"{own.name} signed in" in shown
    assert other.name not in shown
