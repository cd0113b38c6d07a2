"""What an outbox still owes; the same for every place that has one."""

import datetime as dt
from typing import TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Now

from foundation.outbox.handlers import that_may_wait
from foundation.outbox.models import AbstractOutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20
#: How long what may wait does so at most while the worker is behind.
WAITS = dt.timedelta(minutes=2)

Row = TypeVar("Row", bound=AbstractOutboxRow)


def waiting(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Those of an outbox's rows that are still to be tried, oldest first."""
    return rows.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")


def pressing(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Of these, what may not wait, and what has waited long enough: by the database's clock, as it was promised."""
    for topic, names in that_may_wait().items():
        rows = rows.exclude(topic=topic, handler__in=names, created_at__gt=Now() - WAITS)
    return rows
