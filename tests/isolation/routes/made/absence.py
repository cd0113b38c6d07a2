"""A day of absence that is dealt with, and addresses that families and carriers reach without signing in."""

import datetime as dt

from foundation.audit.actors import SYSTEM
from foundation.london import LONDON
from foundation.messaging import Channel
from schools.absence.models import FirstDay, HandOver, HomeVisit, Message, MessageChild, Reply
from schools.absence.operations.answering import ANSWER
from schools.absence.operations.gateways import set_gateway
from schools.journal.operations import make_link
from schools.roll.models import Contact, Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def followed(school: School, pupil: Pupil, contact: Contact) -> dict:
    """A day on which the pupil had no reason, over and signed off; a message and a reply about it, dealt with; and its
    visit, by two who are not on the staff list."""
    moment = dt.datetime.combine(SINCE, dt.time(9, 10), LONDON)
    day = FirstDay.objects.create(pupil=pupil, date=SINCE, session=1, opens_at=moment, ended_at=moment)
    HandOver.objects.create(
        day=day, why="time", at=moment, by_name="x", acknowledged_at=moment, acknowledged_by="x", settled_at=moment
    )
    reply = Reply.objects.create(
        at=moment, date=SINCE, way=Reply.Way.TEXT, day=day, settled_at=moment, settled_by="x", settled_as="aside"
    )
    visit = HomeVisit.objects.create(
        day=day,
        first_name=canary(school),
        second_name="x",
        address=canary(school),
        safety=canary(school),
        minutes=60,
        planned_at=moment,
        planned_by="x",
        went_at=moment,
        back_at=moment,
    )
    message = Message.objects.create(
        date=SINCE,
        contact=contact,
        channel="text",
        state=Message.State.DELIVERED,
        asked_at=moment,
        send_at=moment,
        state_at=moment,
    )
    MessageChild.objects.create(message=message, day=day, place=1)
    return {"message": message, "reply": reply, "home_visit": visit}


def answers(school: School) -> str:
    """The token of a link by which a family answers; for ever, so that it opens whenever it is asked."""
    child = {"day": "x", "name": canary(school), "birth": "x"}
    facts = {"message": "x", "date": SINCE.isoformat(), "children": [child]}
    return make_link(ANSWER, about=("contact", "x"), facts=facts).split("/")[2]


def carrier() -> str:
    """The token of the address at which whoever carries the school's texts reports."""
    settings = {"account": f"AC{'0' * 32}", "token": "0" * 32, "sender": "+447700900900"}
    at = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    return set_gateway(Channel.TEXT, "twilio", settings, address_of=str, by=SYSTEM, now=at).split("/")[2]
