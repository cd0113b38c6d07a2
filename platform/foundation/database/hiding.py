"""Rows that are hidden from the person a transaction works for, whatever their role: of their own child, say.

Which rows those are is asked in the round trip that opens the transaction, so that who has nothing hidden costs nothing
more; the server then leaves them out of every statement, by the policies of `tenants.trusts.grants`. A list forgets no
condition, because none has one. What must be whole says so, by `whole_lists`.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from foundation.database.scope import guarded_connection

#: What the policies read: the keys of what is hidden, with commas between.
SETTING = "app.hidden"

_questions: dict[str, str] = {}


def hide_rows(question: str) -> None:
    """Declare how to ask what is hidden from somebody: SQL for one text, keys with commas, in which {reader} is who."""
    _questions[SETTING] = question


def question() -> str:
    """What was declared; empty where nothing was."""
    return _questions.get(SETTING, "")


def hidden_from_reader() -> frozenset[uuid.UUID]:
    """The keys of what is hidden from whom this transaction works for. No statement: it was told with the first."""
    return guarded_connection().hidden


@contextmanager
def whole_lists() -> Iterator[None]:
    """Within, nothing is hidden: for a list that the law or safety wants whole, and for an act on everybody.

    What is read lazily is read within, or it is read without what is hidden. Costs two statements where something is
    hidden from the reader, and nothing where not.
    """
    connection = guarded_connection()
    if not connection.hides:
        yield
        return
    connection.hide(hides=False)
    try:
        yield
    finally:
        connection.hide(hides=True)
