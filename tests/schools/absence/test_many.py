"""As many statements for thirty children as for three; and a worker that is gone in the middle of many messages."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.outbox.handlers import Message as Promise
from rollcall.servers.stand_ins import TwilioServer
from schools.absence import tasks
from schools.absence.models import FirstDay, HandOver, Message
from schools.absence.operations.following import follow
from schools.absence.operations.ladders import set_ladder
from schools.absence.operations.messages import ask_by_ladder
from schools.absence.operations.outcomes import in_doubt
from schools.absence.operations.sending import HANDS
from schools.absence.queries.following import children_of
from schools.absence.queries.ladders import Settings
from schools.absence.rules.ladder import Channel
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Mark
from schools.roll.models import Contact, ContactPhone, Pupil, PupilContact
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import SINCE
from tests.schools.absence.writing import carry_texts
from tests.schools.registers.large import large_school
from tests.schools.registers.taking import THURSDAY, at
from tests.world import World

DAY = [Promise(1, "absence.send", {"date": THURSDAY.isoformat()})]


@dataclass
class Form:
    """A form of thirty on Thursday morning, so many of whom have no reason and a mother of their own with a mobile."""

    school: School
    server: TwilioServer

    def states(self) -> list[str]:
        with school_work(self.school):
            return sorted(Message.objects.values_list("state", flat=True))

    def ask(self) -> None:
        """Ask for a text to every mother, and let all go: so many of a form wait for a person."""
        with school_work(self.school):
            pupils = set(Pupil.objects.values_list("pk", flat=True))
            ask_by_ladder(THURSDAY, Channel.TEXT, pupils=pupils, by=SYSTEM, now=clock.now())
            Message.objects.update(released_by="Somebody")

    def send(self) -> None:
        tasks.send_due(self.school, DAY)


@pytest.fixture
def form(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Form]]:
    with TwilioServer() as server:

        def make(absent: int) -> Form:
            school = large_school(world, forms=1, through=7).school
            carry_texts(school, server)
            with school_work(school):
                marks = Mark.objects.filter(date=THURSDAY)
                marks.update(code="/", minutes=None)
                pupils = list(Pupil.objects.order_by("pk")[:absent])
                marks.filter(pupil_key__in=[one.key for one in pupils]).update(code="N")
                for number, one in enumerate(pupils):
                    mother = Contact.objects.create(id=uuid.uuid4(), name=f"Mother {number}")
                    digits = f"+447700900{number:03}"
                    ContactPhone.objects.create(contact=mother, label="mobile", typed=digits, digits=digits, place=1)
                    PupilContact.objects.create(
                        pupil=one, contact=mother, relationship="mother", priority=1, starts_on=SINCE
                    )
                set_ladder(Settings(hold_minutes=0, most_messages=100), by=SYSTEM)
            monkeypatch.setattr(clock, "now", lambda: at(9, 50))
            with school_work(school):
                follow(THURSDAY, None, now=clock.now())
            return Form(school, server)

        yield make


def counted(school: School, act: Callable[[], object]) -> int:
    """How many statements an act takes."""
    with school_work(school), CaptureQueriesContext(connections[ALIAS]) as seen:
        act()
    return len(seen)


def test_asking_for_messages(form: Callable[[int], Form]) -> None:
    few, many = form(3), form(30)
    assert counted(few.school, few.ask) == counted(many.school, many.ask)
    assert (len(few.states()), len(many.states())) == (3, 30)


def test_looking_whom_the_lead_should_have(form: Callable[[int], Form], monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = form(3), form(30)
    monkeypatch.setattr(clock, "now", lambda: at(13))
    counts = [counted(one.school, lambda one=one: tasks.looked(one.school, DAY)) for one in (few, many)]  # type: ignore[misc]
    assert counts[0] == counts[1]
    with school_work(many.school):
        assert HandOver.objects.count() == 30
        days = set(OutboxRow.objects.filter(topic="absence.handed_over").values_list("payload__day", flat=True))
        assert days == {str(key) for key in FirstDay.objects.values_list("pk", flat=True)}
        told = AuditLine.objects.filter(act="absence.handed_over").values_list("details__day", flat=True)
        assert sorted(told) == sorted(days)
        tasks.looked(many.school, DAY)
        assert HandOver.objects.count() == 30


def test_taking_receipts(form: Callable[[int], Form]) -> None:
    few, many = form(3), form(30)
    counts = []
    for one in (few, many):
        one.ask()
        one.send()
        with school_work(one.school):
            told = [
                {"reference": f"{row.pk}-{row.tries}", "kind": "twilio", "provider_id": row.provider_id, "code": "",
                 "reason": "", "state": state}
                for row in Message.objects.all()
                for state in ("handed_over", "delivered", "delivered")
            ]  # fmt: skip
        counts.append(counted(one.school, lambda told=told: tasks.receive(told, now=clock.now())))  # type: ignore[misc]
        assert set(one.states()) == {"delivered"}
    assert counts[0] == counts[1]


def test_asking_carriers_about_what_is_in_doubt(form: Callable[[int], Form]) -> None:
    few, many = form(3), form(30)
    counts = []
    for one in (few, many):
        one.ask()
        one.send()
        with school_work(one.school):
            Message.objects.update(state="in_doubt", sealed=Message.objects.values("sealed")[:1])
        counts.append(counted(one.school, lambda one=one: in_doubt(THURSDAY, school="x", now=clock.now())))  # type: ignore[misc]
    assert counts[0] == counts[1]


def test_a_handful_of_messages(form: Callable[[int], Form]) -> None:
    few, many = form(3), form(HANDS)
    counts = []
    for one in (few, many):
        one.ask()
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            one.send()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_act_on_one_child_reads_the_marks_of_one(form: Callable[[int], Form]) -> None:
    many = form(30)
    with school_work(many.school):
        one = Pupil.objects.order_by("pk")[0]
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            (child,) = children_of(THURSDAY, clock.now(), pupil=one.pk)
    assert child.placed.key == one.key
    (sql,) = [row["sql"] for row in seen if "HAVING" in row["sql"]]
    assert f"'{{{one.key}}}'" in sql


# A worker that is gone


class Killed(BaseException):
    """The worker is gone, with nothing said to anybody."""


def test_a_kill_leaves_no_more_in_doubt_than_were_in_hand_and_the_rest_goes_at_once(
    form: Callable[[int], Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real, handfuls = form(30), tasks._given, list[int]()

    def killed(handful: list[tasks.Given], hands: Executor) -> list[tasks.News]:
        news = real(handful, hands)
        handfuls.append(len(handful))
        if len(handfuls) == 2:
            raise Killed
        return news

    made.ask()
    monkeypatch.setattr(tasks, "_given", killed)
    with pytest.raises(Killed):
        made.send()
    monkeypatch.setattr(tasks, "_given", real)
    assert made.states() == ["handed_over"] * HANDS + ["sending"] * (30 - HANDS)
    made.send()
    assert made.states() == ["handed_over"] * (30 - HANDS) + ["sending"] * HANDS
    monkeypatch.setattr(clock, "now", lambda: at(9, 56))
    tasks.look_after(made.school, DAY)
    assert made.states() == ["handed_over"] * 30, "the carrier has what was in hand"
    assert len({one.text for one in made.server.kept}) == len(made.server.kept) == 30
    with school_work(made.school):
        assert set(Message.objects.values_list("tries", flat=True)) == {1}


def test_of_two_who_claim_the_same_one_hands_it_over(form: Callable[[int], Form]) -> None:
    made = form(3)
    made.ask()
    sender = tasks.Sender("School", lambda path: f"https://school.test{path}")
    with school_work(made.school):
        first = tasks.claim(THURSDAY, sender=sender, now=clock.now())
        second = tasks.claim(THURSDAY, sender=sender, now=clock.now())
        assert (len(first), len(second)) == (3, 3)
        assert tasks.give(first, at=at(9, 50)) == []
        assert tasks.give(second, at=at(9, 50)) == second
        assert tasks.give(second, at=at(9, 50)) == []
        assert tasks.claim(THURSDAY, sender=sender, now=clock.now()) == []


def test_what_was_claimed_and_never_handed_over_lapses_with_its_day(
    form: Callable[[int], Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = form(3)
    made.ask()
    with school_work(made.school):
        sender = tasks.Sender("School", lambda path: f"https://school.test{path}")
        claimed = tasks.claim(THURSDAY, sender=sender, now=clock.now())
    monkeypatch.setattr(clock, "now", lambda: at(0, 5, on=THURSDAY.replace(day=20)))
    made.send()
    tasks.look_after(made.school, DAY)
    tasks.day_over(made.school, DAY)
    assert made.states() == ["lapsed"] * 3
    with school_work(made.school):
        assert tasks.give(claimed, at=clock.now()) == []
        assert not Message.objects.exclude(sealed=None).exists()
    assert made.server.kept == []


def test_a_look_that_is_old_is_taken_anew(form: Callable[[int], Form], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark that comes while others are being sent takes the text of that child out."""
    made, real = form(30), tasks._given
    monkeypatch.setattr(tasks, "FRESH", tasks.FRESH * -1)

    def came(handful: list[tasks.Given], hands: Executor) -> list[tasks.News]:
        with school_work(made.school):
            Mark.objects.filter(date=THURSDAY).update(code="L")
        return real(handful, hands)

    monkeypatch.setattr(tasks, "_given", came)
    made.ask()
    made.send()
    assert made.states() == ["handed_over"] * HANDS + ["withdrawn"] * (30 - HANDS)
