"""Files that did not arrive, on Today until they are sent again or removed; and a virus, on the day that it was found.

Whoever sent one has gone on to other work by the time it is known. The files' own room stands below Today, so the list is
offered here; whose files these are it does not matter.
"""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse

from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.london import LONDON
from schools.documents.models import Document
from schools.documents.pages import line_of
from schools.documents.queries.owners import owner_of
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Tag

State = Document.State


def files_waiting(asked: Asked) -> QuerySet[Document]:
    """What anybody may have to send again today."""
    midnight = dt.datetime.combine(asked.today, dt.time(), LONDON)
    found_today = Q(state=State.REFUSED, checked_at__gte=midnight)
    return Document.objects.filter(Q(state=State.MISSING) | found_today, is_ours=False)


def files_to_send(asked: Asked) -> Answer:
    """Those that who asks may send, the newest first. One query."""
    rows = files_waiting(asked).filter(pk__in=policy_for(Permission.SEND_DOCUMENTS).visible(asked.member).values("pk"))
    return Answer(("File", "What is wrong", "Sent"), Lines(list(rows.order_by("-received_at", "-pk")), _line))


def _line(row: Document) -> Line:
    """It is not named: what people call files names pupils."""
    said = line_of(row, may_send=True)
    again = said.may_send_again
    return Line(
        key=str(row.pk),
        head=f"{said.kind_words}, {said.size_words}",
        address=owner_of(row.about_kind).address(row.about_id),
        cells=(Tag(said.tag, said.state_words), said.sent_words),
        act="Send again" if again else "Look",
        act_address=reverse("document_again", args=[row.pk]) if again else "",
    )
