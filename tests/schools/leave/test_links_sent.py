"""A parent is sent the link to ask for leave: once, to who may have it as it goes, and what became of it is shown."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from rollcall.servers.stand_ins import Fault, TwilioServer
from schools.absence.models import Stopped
from schools.journal.models import AuditLine, Link
from schools.leave.models import LinkSending
from schools.leave.operations.link_sending import LINKS
from schools.roll.operations.contacts import set_restriction
from tenants.trusts.scopes import school_work
from tests.schools.absence.writing import DIGITS, carry_texts
from tests.schools.leave.asking import FATHER, MOTHER, Asking, asking
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.roll.acts import BY
from tests.world import World, host_of


@pytest.fixture
def leave(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return asking(world, monkeypatch)


@pytest.fixture
def texts(leave: Asking) -> Iterator[TwilioServer]:
    """A stand-in carries the school's texts."""
    with TwilioServer() as server:
        carry_texts(leave.taking.school, server)
        yield server


def send(leave: Asking, name: str = MOTHER, way: str = "text") -> Any:
    """Have a contact sent the link, as the officer does."""
    form = {"contact": str(leave.contact(name).pk), "way": way}
    return leave.client().post(f"/leave/for/{leave.kai.pk}/link/", form, follow=True)


def sendings(leave: Asking) -> list[LinkSending]:
    with school_work(leave.taking.school):
        return list(LinkSending.objects.order_by("at", "pk"))


def test_a_parent_is_texted_a_link_that_opens_and_names_nobody(leave: Asking, texts: TwilioServer) -> None:
    said = send(leave).content.decode()
    assert ("The link goes by text." in said, "/by/" in said) == (True, False)
    again = send(leave)
    assert (again.status_code, "on its way to them already" in again.content.decode()) == (422, True)
    leave.work()
    leave.work()
    (text,) = texts.kept
    assert text.to == DIGITS
    assert "once, until 3 December 2026" in text.text
    assert not any(leave.name(one).split()[0] in text.text for one in (leave.kai, leave.mia))
    path = f"/by/{text.text.split('/by/')[1].split(' ')[0]}"
    phone = Client(headers={"host": host_of(leave.taking.school)}, raise_request_exception=False)
    assert b"Date of birth" in phone.get(path).content
    shown = leave.client().get(f"/leave/for/{leave.kai.pk}/link/").content.decode()
    assert ("Sent before" in shown, path in shown) == (True, False)
    assert [(one.state, one.to) for one in sendings(leave)] == [("handed_over", DIGITS)]
    with school_work(leave.taking.school):
        assert AuditLine.objects.filter(act="leave.link_asked_for").count() == 1


def test_what_is_barred_after_it_was_asked_for_does_not_go(leave: Asking, texts: TwilioServer) -> None:
    assert send(leave).status_code == 200
    with school_work(leave.taking.school):
        link = leave.mia.contacts.get(contact__name=MOTHER)
        set_restriction(link, "ask_first", starts_on=THURSDAY, by=BY)
    leave.work()
    assert texts.kept == []
    (row,) = sendings(leave)
    assert (row.state, "Ask the safeguarding lead first" in row.why) == ("failed", True)
    with school_work(leave.taking.school):
        assert not Link.objects.filter(purpose="leave.ask", closed_at__isnull=True).exists()
    barred = send(leave)
    assert (barred.status_code, "Ask the safeguarding lead first" in barred.content.decode()) == (422, True)


def test_nobody_is_sent_one_who_may_not_have_it_or_cannot_be_reached_so(leave: Asking, texts: TwilioServer) -> None:
    father = send(leave, FATHER)
    assert (father.status_code, "Choose one of the list." in father.content.decode()) == (422, True)
    email = send(leave, way="email")
    assert (email.status_code, "Nobody carries that" in email.content.decode()) == (422, True)
    with school_work(leave.taking.school):
        Stopped.objects.create(digits=DIGITS, since=at(7, 0), by_name="the holder, by text")
    stopped = send(leave)
    assert (stopped.status_code, "They wrote STOP to us" in stopped.content.decode()) == (422, True)
    leave.work()
    assert (sendings(leave), texts.kept) == ([], [])


def test_what_surely_did_not_go_is_given_to_the_carrier_three_times_in_all(leave: Asking, texts: TwilioServer) -> None:
    assert send(leave).status_code == 200
    texts.strike(*[Fault.TOO_MANY] * 3)
    tried = []
    for minute in (30, 45, 55, 58):
        leave.taking.set_clock(at(8, minute))
        leave.work()
        tried += [(one.state, one.tries) for one in sendings(leave)]
    assert tried == [("queued", 1), ("queued", 2), ("failed", 3), ("failed", 3)]
    assert texts.kept == []
    with school_work(leave.taking.school):
        assert AuditLine.objects.get(act="leave.link_not_sent").details == {"state": "failed"}


def test_a_worker_that_was_killed_leaves_it_in_doubt_and_sends_it_no_second_time(
    leave: Asking, texts: TwilioServer
) -> None:
    assert send(leave).status_code == 200
    (row,) = sendings(leave)
    with school_work(leave.taking.school):
        LinkSending.objects.update(state=LinkSending.State.SENDING)
    leave.taking.set_clock(at(7, 30) + dt.timedelta(minutes=10))
    leave.work()
    assert texts.kept == []
    assert [one.state for one in sendings(leave)] == ["in_doubt"]
    with school_work(leave.taking.school):
        assert LINKS.take_up(str(row.pk), sender=None, now=at(7, 45)) is None  # type: ignore[arg-type]
    assert send(leave).status_code == 200, "a person may send another"
