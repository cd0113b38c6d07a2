"""What an outbox still owes; the same for every place that has one."""

from typing import TypeVar

from django.db.models import QuerySet

from foundation.outbox.models import AbstractOutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20

Row = TypeVar("Row", bound=AbstractOutboxRow)


def waiting(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Those of an outbox's rows that are still to be tried, oldest first."""
    return rows.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")
