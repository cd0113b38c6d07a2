"""Messages to the contacts of a family, as if they had been sent, with the links and replies that belong to them."""

import datetime as dt
from collections.abc import Collection

from django.test import Client

from schools.absence.models import FirstDay, Message, MessageChild, Reply
from schools.absence.operations.answering import open_answers
from schools.roll.models import Contact, Pupil
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import MOTHER, Family
from tests.schools.registers.taking import THURSDAY, at
from tests.world import host_of


def letter(contact: Contact, pupils: Collection[Pupil], moment: dt.datetime) -> str:
    """As the school: a text to a contact about these children; the path of the link in it."""
    message = Message.objects.create(
        date=THURSDAY,
        contact=contact,
        channel="text",
        address=contact.phones.get().digits,
        state=Message.State.DELIVERED,
        asked_at=moment,
        asked_by="x",
        send_at=moment,
        state_at=moment,
    )
    days = [FirstDay.objects.get(pupil=pupil.pk, date=THURSDAY) for pupil in pupils]
    children = [MessageChild.objects.create(message=message, day=day, place=1) for day in days]
    (path,) = open_answers([(message, children)], moment)
    return path


def written(browns: Family, *pupils: Pupil, to: str = MOTHER, minute: int = 40) -> str:
    """Write to a contact about these children at 09:40 or another minute; the path of the link in it."""
    with school_work(browns.taking.school):
        return letter(Contact.objects.get(name=to), pupils, at(9, minute))


def stranger(browns: Family) -> Client:
    """A phone on which nobody is signed in."""
    return Client(headers={"host": host_of(browns.taking.school)}, raise_request_exception=False)


def replies(browns: Family) -> list[Reply]:
    """Every reply, in order."""
    with school_work(browns.taking.school):
        return list(Reply.objects.select_related("contact", "day__pupil", "message").order_by("at", "day__pupil__key"))
