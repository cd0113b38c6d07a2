"""The web application with one fault put into it on purpose, named by ROLLCALL_PLANTED: a trial must find it.

`halves`      a save is two transactions: marks and versions, then audit line, promise and key
`forgetful`   a key is not looked up: a save that is sent again is done again
`swallow`     a COMMIT whose answer never came is taken for done
`unlocked`    the register is let go again before anything is saved in it
`blind`       what others have put there since is not looked at
`overwriting` a pupil's week is counted first and written later, over whoever counted meanwhile
"""

# mypy: disable-error-code="attr-defined, no-untyped-call"

import os
import time
from collections.abc import Callable
from typing import Any

from rollcall.wsgi import application  # isort: skip - sets the project up for all that follows

from django.db import connections
from django.db.utils import DatabaseError

from foundation.database.backend.base import DatabaseWrapper
from foundation.database.scope import ALIAS
from rollcall.front.application import front_of
from schools.calendar.rules.academic_year import week_start
from schools.registers.operations import saving, writing
from schools.registers.rules.week_counts import COUNTED

__all__ = ["served"]

#: Seconds: long enough for a kill, or another request, to fall between.
PAUSE = 0.3


def _put(place: object, name: str, act: Callable[..., Any]) -> None:
    """The act in place of the one of this name, which must be there: a fault planted beside what is used finds nothing."""
    if not hasattr(place, name):
        message = f"{place} has no {name} any more: plant the fault where the work is done now"
        raise AssertionError(message)
    setattr(place, name, act)


def _committing_after(act: Callable[..., Any]) -> Callable[..., Any]:
    """The act, with everything so far committed as soon as it is done: locks are let go, and what follows stands alone."""

    def halved(*args: Any, **kwargs: Any) -> Any:
        done = act(*args, **kwargs)
        connection: Any = connections[ALIAS]
        connection.connection.pgconn.exec_(b"COMMIT")
        time.sleep(PAUSE)
        connection._begin(connection._begin_statement())
        return done

    return halved


def _halves() -> None:
    _put(saving, "write_marks", _committing_after(saving.write_marks))


def _unlocked() -> None:
    _put(saving, "lock_register", _committing_after(saving.lock_register))


def _forgetful() -> None:
    _put(saving, "answered", lambda *_: None)
    _put(saving, "remember", lambda *_: None)


def _swallow() -> None:
    commit = DatabaseWrapper._commit

    def hopeful(self: DatabaseWrapper) -> None:
        try:
            commit(self)
        except DatabaseError:
            self.close()

    _put(DatabaseWrapper, "_commit", hopeful)
    begin = DatabaseWrapper._begin

    def anew(self: DatabaseWrapper, statement: bytes) -> str:
        self.ensure_connection()
        return begin(self, statement)

    _put(DatabaseWrapper, "_begin", anew)


def _blind() -> None:
    _put(saving, "_check_conflicts", lambda *_: None)


def _overwriting() -> None:
    def counted(slot: Any, moves: Any) -> None:
        keys = [key for key, _, _ in moves]
        monday, (year, number) = week_start(slot.date), slot.half_term
        names = ", ".join(COUNTED)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(
                f"SELECT pupil_key, {names} FROM registers_pupilweek"
                " WHERE pupil_key = ANY(%s) AND week = %s AND half_term = %s",
                [keys, monday, year * 10 + number],
            )
            before = {row[0]: row[1:] for row in cursor.fetchall()}
            time.sleep(PAUSE)
            for key, old, new in moves:
                delta = writing.week_delta(old, new, slot.date)
                counts = [a + b for a, b in zip(before.get(key, (0,) * len(delta)), delta, strict=True)]
                sums = ", ".join(f"{name} = excluded.{name}" for name in COUNTED)
                cursor.execute(
                    f"INSERT INTO registers_pupilweek (pupil_key, week, half_term, {names})"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                    f" ON CONFLICT (pupil_key, week, half_term) DO UPDATE SET {sums}",
                    [key, monday, year * 10 + number, *counts],
                )

    _put(writing, "_move_weeks", counted)


_FAULTS: dict[str, Callable[[], None]] = {
    "halves": _halves,
    "forgetful": _forgetful,
    "swallow": _swallow,
    "unlocked": _unlocked,
    "blind": _blind,
    "overwriting": _overwriting,
}

_FAULTS[os.environ["ROLLCALL_PLANTED"]]()

served = front_of(application)
