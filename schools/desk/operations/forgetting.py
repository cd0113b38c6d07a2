"""Taking old lines out of the visitors' book: who came to the school years ago is nobody's business any more."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef

from foundation.audit.actors import SYSTEM
from foundation.london import LONDON
from schools.desk.models import Expected, Sighting, Visit
from schools.journal.operations import promise_at, record

#: Outbox topic: a day at the desk is over, and lines that are old enough go ({"date"}).
FORGET: Final = "desk.forget_visitors"
#: What stands in the report of an evacuation for a visitor whose line is gone.
FORGOTTEN: Final = "A visitor"


def forget_later(day: dt.date) -> None:
    """Have the book looked through in the night after a day: once, whoever asks."""
    at = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(3), LONDON)
    promise_at(FORGET, {"date": day.isoformat()}, key=day.isoformat(), at=at)


def forget_visitors(today: dt.date, *, kept: dt.timedelta) -> int:
    """Delete the lines that are older than `kept`; how many went. Safe to repeat.

    Of whoever stood on the list of an evacuation the row stays, so that its report adds up, and names nobody. Such a line
    is known by whom it says they see, nobody, which a visitor's own never says: "A visitor" is a name that people type.
    While the book has any other line, it is looked through again the night after.
    """
    remembered = Visit.objects.exclude(sees="")
    old = remembered.filter(day__lt=today - kept)
    of_visit = {"visit": OuterRef("pk")}
    listed = Exists(Expected.objects.filter(**of_visit)) | Exists(Sighting.objects.filter(**of_visit))
    count = old.filter(listed).update(name=FORGOTTEN, organisation="", sees="")
    count += old.exclude(listed).delete()[0]
    if count:
        record("visitor.forgotten", about=("visits", today), by=SYSTEM, details={"visits": count})
    if remembered.exists():
        forget_later(today)
    return count
