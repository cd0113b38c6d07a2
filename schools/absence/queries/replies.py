"""What came back: which messages it may answer, whose number it is, and what has been said of a child."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import OuterRef, Q, QuerySet, Subquery

from foundation.clock import local
from foundation.database.dated import holds_on
from schools.absence.models import Attempt, FirstDay, Message, MessageChild, Reply, Stopped
from schools.absence.rules.replies import LATELY_DAYS
from schools.roll.models import Contact, ContactPhone, Pupil, PupilContact

#: Nobody answers what was not sent; what failed or is in doubt may have arrived all the same.
_SENT = (
    Message.State.SENDING,
    Message.State.HANDED_OVER,
    Message.State.DELIVERED,
    Message.State.FAILED,
    Message.State.IN_DOUBT,
)


def holders_of_number(digits: str, day: dt.date) -> list[Contact]:
    """The contacts of any pupil on a day who have this number."""
    links = PupilContact.objects.filter(holds_on(day), contact__phones__digits=digits)
    return list(Contact.objects.filter(pk__in=links.values("contact")).order_by("name", "pk"))


def stopped_contacts(pupil: Pupil, day: dt.date) -> list[tuple[str, dt.datetime]]:
    """The contacts of a pupil who want no texts to one of their numbers, by name, and since when. One query."""
    links = PupilContact.objects.filter(holds_on(day), pupil=pupil)
    stop = Stopped.objects.filter(digits=OuterRef("digits"), until__isnull=True).values("since")[:1]
    numbers = ContactPhone.objects.filter(contact__in=links.values("contact")).annotate(stopped=Subquery(stop))
    return list(numbers.filter(stopped__isnull=False).order_by("contact__name").values_list("contact__name", "stopped"))


def written_lately(address: str, now: dt.datetime) -> list[Message]:
    """What was written to an address on the newest day of the last few on which anything was, the newest last."""
    since = local(now).date() - dt.timedelta(days=LATELY_DAYS)
    sent = Message.objects.filter(address=address, date__gte=since, state__in=_SENT)
    rows = list(sent.order_by("date", "asked_at", "pk"))
    return [row for row in rows if row.date == rows[-1].date]


def days_of(messages: Collection[Message]) -> list[FirstDay]:
    """The children whom these messages were about when they were sent, each once."""
    about = MessageChild.objects.filter(message__in=messages, left_out="").values("day")
    return list(
        FirstDay.objects.filter(pk__in=about).select_related("pupil").order_by("pupil__sort_name", "pupil__key")
    )


def open_replies() -> QuerySet[Reply]:
    """What waits for a person, oldest first; not a call taken down beforehand about a child who has no N (yet)."""
    waits = Reply.objects.filter(settled_at__isnull=True).filter(Q(day__isnull=False) | Q(pupil__isnull=True))
    return waits.select_related("contact", "day__pupil").order_by("at", "pk")


def replies_of(days: Collection[FirstDay]) -> dict[object, list[Reply]]:
    """What came back about these days, by the key of the day, oldest first. One query."""
    found: dict[object, list[Reply]] = defaultdict(list)
    for reply in Reply.objects.filter(day__in=[day.pk for day in days]).select_related("contact").order_by("at", "pk"):
        found[reply.day_id].append(reply)
    return found


def said_of(day: FirstDay) -> list[str]:
    """The codes of all that was said of a child since its day began (anew): noted, entered, or waiting in a reply."""
    since = Q() if day.again_at is None else Q(at__gte=day.again_at)
    noted = Attempt.objects.filter(since, day=day).values_list("code", flat=True)
    waiting = Reply.objects.filter(since, day=day, settled_at__isnull=True).values_list("suggested", flat=True)
    return [*noted, *waiting]
