"""Hundreds of texts: looked at, claimed, given to the carrier and settled, beside the carrier's stand-in alone.

The stand-in is a process of its own. The yardstick gives it as many texts by the same gateway, as many at a time, with
nothing looked at and nothing written down.
"""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any

import psycopg
import pytest
from django.test import override_settings

from foundation import clock, messaging
from foundation.audit.actors import SYSTEM
from foundation.messaging import Channel, Twilio, TwilioSettings
from foundation.outbox.handlers import Message as Promise
from schools.absence.models import Message
from schools.absence.operations.gateways import set_gateway
from schools.absence.operations.ladders import set_ladder
from schools.absence.operations.messages import ask_by_ladder
from schools.absence.operations.sending import HANDS
from schools.absence.queries.ladders import Settings
from schools.absence.rules import ladder
from schools.absence.tasks import send_due
from schools.registers.models import Mark
from schools.roll.models import Contact, ContactPhone, Pupil, PupilContact
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.journeys.classroom import ahead
from tests.layout.tree import ROOT
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.session_database import SUPERUSER_URL
from tests.world import World

TEXTS, THURSDAY_AM, NINE_35 = 300, 7, at(9, 35)
#: How many times the stand-in alone.
AIM = 3.0


@pytest.fixture
def carrier() -> Iterator[dict[str, str]]:
    """The stand-in's process, as the settings of a gateway to it."""
    command = [sys.executable, "-m", "rollcall.servers.stand_ins"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told: dict[str, Any] = json.loads(process.stdout.readline())["twilio"]
        yield {**{name: told[name] for name in ("account", "token", "address")}, "sender": told["number"]}
        process.terminate()


@pytest.fixture
def large(world: World, carrier: dict[str, str]) -> Large:
    """Some hundreds of 1,500 pupils without a reason this Thursday, each with a mother of their own who has a mobile."""
    made = large_school(world, through=THURSDAY_AM)
    host = host_of(made.school)
    on, session = WEEK[THURSDAY_AM - 1]
    with school_work(made.school, statement_timeout="5min"):
        marks = Mark.objects.filter(date=on, session=session)
        gone = sorted(marks.values_list("pupil_key", flat=True))[:TEXTS]
        marks.update(code="/", minutes=None)
        marks.filter(pupil_key__in=gone).update(code="N")
        pupils = list(Pupil.objects.filter(key__in=gone))
        mothers = Contact.objects.bulk_create(Contact(id=uuid.uuid4(), name=f"Mother {one.key}") for one in pupils)
        ContactPhone.objects.bulk_create(
            ContactPhone(contact=one, label="mobile", typed=f"07700 {n:06}", digits=f"+447700{n:06}", place=1)
            for n, one in enumerate(mothers)
        )
        since = on.replace(month=9, day=1)
        PupilContact.objects.bulk_create(
            PupilContact(pupil=one, contact=mother, relationship="mother", priority=1, starts_on=since)
            for one, mother in zip(pupils, mothers, strict=True)
        )
        address_of = partial(address, host)
        set_gateway(Channel.TEXT, "twilio", carrier, address_of=address_of, by=SYSTEM, now=at(8))
        set_ladder(Settings(hold_minutes=0, most_messages=2 * TEXTS), by=SYSTEM)
    return made


def test_texts(large: Large, carrier: dict[str, str], bench: Bench) -> None:
    on, number = WEEK[THURSDAY_AM - 1][0], count()

    def waiting() -> None:
        """So many texts wait, and nothing else was ever asked: before each round as before the first."""
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(f"SET search_path = {large.school.schema_name}")
            superuser.execute("TRUNCATE absence_message, absence_firstday CASCADE")
        with school_work(large.school, statement_timeout="5min"):
            everybody = set(Pupil.objects.values_list("pk", flat=True))
            ask_by_ladder(on, ladder.Channel.TEXT, pupils=everybody, by=SYSTEM, now=clock.now())
            # So many of a form wait for a person, who has let them go.
            assert Message.objects.update(released_by="Somebody") == TEXTS

    def send() -> int:
        send_due(large.school, [Promise(1, "absence.send", {"date": on.isoformat()})])
        with school_work(large.school):
            return Message.objects.filter(state=Message.State.HANDED_OVER).count()

    def given(hands: int) -> int:
        """Give the stand-in as many texts with nothing else done; how many it took."""
        gateway, words, turn = Twilio(TwilioSettings(**carrier)), "x" * 180, next(number)
        texts = [messaging.Message(f"alone-{turn}-{n}", Channel.TEXT, f"+447700{n:06}", words) for n in range(TEXTS)]
        with ThreadPoolExecutor(max_workers=hands) as pool:
            return sum(outcome.state == messaging.State.HANDED_OVER for outcome in pool.map(gateway.send, texts))

    taken = exactly(TEXTS, "texts handed over")
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)):
        ours = Act("ours", send, right=taken, before=waiting, each=TEXTS)
        alone = Act("the stand-in alone", lambda: given(HANDS), right=taken, each=TEXTS)
        one_by_one = Act("the stand-in, one by one", lambda: given(1), right=taken, each=TEXTS)
        title = f"{TEXTS} texts through a stand-in of Twilio, {HANDS} at a time"
        bench.turns(title, ours, alone, one_by_one, rounds=5, warm=1)
    bench.line("a text beside the stand-in alone", ours, alone, aim=AIM)
    bench.line("a text beside the stand-in, one by one", ours, one_by_one)
