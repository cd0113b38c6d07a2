"""Writing the journal, inside the act's own school transaction, so that what is written stands or falls with it."""

from schools.journal.operations.answers import keep_answer
from schools.journal.operations.links import (
    close_links,
    hold_link,
    make_link,
    make_links,
    note_wrong_try,
    put_in,
    restate_links,
)
from schools.journal.operations.promising import (
    mark_done,
    mark_failed,
    note_lapsed,
    promise,
    promise_at,
    promise_each,
    release_due,
    release_inbox,
    tick_off_lapsed,
    withdraw,
)
from schools.journal.operations.sealing import seal_lines
from schools.journal.operations.writing_down import record, record_all, record_each, seen, shown_key

__all__ = [
    "close_links",
    "hold_link",
    "keep_answer",
    "make_link",
    "make_links",
    "mark_done",
    "mark_failed",
    "note_lapsed",
    "note_wrong_try",
    "promise",
    "promise_at",
    "promise_each",
    "put_in",
    "record",
    "record_all",
    "record_each",
    "release_due",
    "release_inbox",
    "restate_links",
    "seal_lines",
    "seen",
    "shown_key",
    "tick_off_lapsed",
    "withdraw",
]
