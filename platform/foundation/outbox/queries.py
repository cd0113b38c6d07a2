"""What an outbox still owes; the same for every place that has one."""

import datetime as dt
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from foundation.outbox.handlers import that_may_wait
from foundation.outbox.models import AbstractOutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20
#: How long what may wait does so at most while the worker is behind. When the oldest of a handler's has, all of it is due.
WAITS = dt.timedelta(minutes=2)

Row = TypeVar("Row", bound=AbstractOutboxRow)


def waiting(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Those of an outbox's rows that are still to be tried, oldest first."""
    return rows.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")


def pressing(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Of these, what may not wait, and all that a handler is owed of which one has waited long enough.

    So what several acts owe is carried out together, once in `WAITS`, and not one by one that much later. By the
    database's clock, as it was promised. One that has failed makes no other due: it would for as long as it fails.
    """
    due = Q(created_at__lte=Now() - WAITS)
    makes_due = rows.filter(due, topic=OuterRef("topic"), handler=OuterRef("handler"), attempts=0).order_by()
    for topic, names in that_may_wait().items():
        rows = rows.exclude(Q(topic=topic, handler__in=names) & ~due & ~Exists(makes_due))
    return rows
