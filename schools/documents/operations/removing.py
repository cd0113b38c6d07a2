"""Removing a file: every version of its bytes goes; the row stays and says that there was one."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.refusals import Overtaken
from schools.documents.models import Document, Held
from schools.documents.operations.checking import look_again
from schools.documents.queries.owners import owner_of
from schools.journal.operations import record


def remove(document: Document, *, by: Actor, now: dt.datetime) -> Document:
    """Remove a file: nobody opens it from now on, and the worker deletes it from the store, however often that takes.

    Overtaken when it is gone already.
    """
    row = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if row.state in Document.GONE:
        raise Overtaken("This file is gone already.", code="is_gone", remedy="Look at what it was of.")
    row.state, row.tries = Document.State.REMOVED, 0
    row.removed_at, row.removed_by_name = now, by.name
    row.save(update_fields=["state", "tries", "removed_at", "removed_by_name"])
    Held.objects.filter(document=row).delete()
    look_again(row, at=now)
    record("document.removed", about=("document", row.pk), by=by)
    owner_of(row.about_kind).tell_removed(row.pk, by, now)
    return row
