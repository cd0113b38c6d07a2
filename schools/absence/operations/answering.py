"""The way in by which a family answers a message: opening it, what it asks for first, and closing it when a bar is laid."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from foundation import clock
from foundation.clock import local
from foundation.london import LONDON
from schools.absence.models import Message, MessageChild
from schools.absence.operations.second_fact import birth_proof
from schools.journal.operations import close_links, make_links

#: What such a link opens.
ANSWER: Final = "absence.answer"
#: Outbox topic: an answer came in by a link.
ANSWERED: Final = "absence.answered"


def open_answers(wanted: Iterable[tuple[Message, Sequence[MessageChild]]], now: dt.datetime) -> list[str]:
    """For each message open the page by which its contact answers for these children today; the paths, kept nowhere.

    A page knows their first names, and shows them only to who knows a birth date: of that it holds a proof and not the
    date. It opens nothing once the day is over.
    """
    on = local(now).date()
    over = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), LONDON)
    each = (
        (
            ("contact", message.contact_id),
            {"message": str(message.pk), "date": on.isoformat(), "children": _facts(named)},
        )
        for message, named in wanted
    )
    return make_links(ANSWER, each, expires_at=over)


def _facts(children: Iterable[MessageChild]) -> list[dict[str, str]]:
    return [
        {
            "day": str(child.day_id),
            "name": child.day.pupil.preferred or child.day.pupil.forename,
            "birth": birth_proof(ANSWER, str(child.day_id), child.day.pupil.birth),
        }
        for child in children
    ]


def close_answers(contact: uuid.UUID, since: dt.date) -> None:
    """Close what a contact could answer by, when the school may no longer speak to them about one of their children.

    All of it: what was to be said of the others is written anew. A bar that begins later finds links over by then.
    """
    now = clock.now()
    if since <= local(now).date():
        close_links(ANSWER, about=[("contact", contact)], at=now)
