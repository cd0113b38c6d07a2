"""The web application with one fault put into it on purpose, named by ROLLCALL_PLANTED: a trial must find it.

`halves`      marks are committed, and their versions after them
`forgetful`   a key is not looked up: a save that is sent again is done again
`swallow`     a COMMIT whose answer never came is taken for done
`unlocked`    nobody holds the register while saving
`blind`       what others have put there since is not looked at
`overwriting` a pupil's week is counted first and written later, over whoever counted meanwhile
"""

# mypy: disable-error-code="attr-defined, assignment, no-untyped-call"

import os
import time
from collections.abc import Callable
from typing import Any

from rollcall.wsgi import application  # isort: skip - sets the project up for all that follows

from django.db import connections
from django.db.utils import DatabaseError

from foundation.database.backend.base import DatabaseWrapper
from foundation.database.scope import ALIAS
from schools.calendar.rules.academic_year import week_start
from schools.registers.operations import saving, writing

__all__ = ["application"]

#: Seconds, long enough for a kill to fall between; and for another request.
MOMENT, PAUSE = 0.25, 0.4


def _commit_midway() -> None:
    connection: Any = connections[ALIAS]
    connection.connection.pgconn.exec_(b"COMMIT")
    time.sleep(MOMENT)
    connection._begin(connection._begin_statement())


def _halves() -> None:
    whole = writing._WRITE
    start, end = whole.index("), kept AS ("), whole.index("), bumped AS (")
    writing._WRITE = whole[:start] + whole[end:]
    write = saving.write_marks

    def apart(register: Any, version: int, slot: Any, replacements: Any, signed: Any) -> int:
        entry = write(register, version, slot, replacements, signed)
        _commit_midway()
        rows = [
            (one.held.key, slot.date, slot.session, entry, one.held.standing.code, one.asked.code, one.asked.minutes)
            for one in replacements
        ]
        with connections[ALIAS].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, minutes)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
        return entry

    saving.write_marks = apart


def _forgetful() -> None:
    saving._answered = lambda *_: None
    saving._remember = lambda *_: None


def _swallow() -> None:
    commit = DatabaseWrapper._commit

    def hopeful(self: DatabaseWrapper) -> None:
        try:
            commit(self)
        except DatabaseError:
            self.close()

    DatabaseWrapper._commit = hopeful
    begin = DatabaseWrapper._begin

    def anew(self: DatabaseWrapper, statement: bytes) -> None:
        self.ensure_connection()
        begin(self, statement)

    DatabaseWrapper._begin = anew


def _unlocked() -> None:
    def free(group: Any, on: Any, session: int) -> Any:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(
                "INSERT INTO registers_register (group_id, date, session, version) VALUES (%s, %s, %s, 0)"
                " ON CONFLICT DO NOTHING",
                [group.pk, on, session],
            )
        _commit_midway()  # one that is new would hold the other up until it is there
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT id, version FROM registers_register WHERE (group_id, date, session) = (%s, %s, %s)",
                [group.pk, on, session],
            )
            found = cursor.fetchone()
        time.sleep(PAUSE)
        return found

    saving.lock_register = free


def _blind() -> None:
    saving._check_conflicts = lambda *_: None


def _overwriting() -> None:
    def counted(slot: Any, moves: Any) -> None:
        keys = [key for key, _, _ in moves]
        monday, (year, number) = week_start(slot.date), slot.half_term
        names = ", ".join(writing.COUNTED)
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
                sums = ", ".join(f"{name} = excluded.{name}" for name in writing.COUNTED)
                cursor.execute(
                    f"INSERT INTO registers_pupilweek (pupil_key, week, half_term, {names})"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                    f" ON CONFLICT (pupil_key, week, half_term) DO UPDATE SET {sums}",
                    [key, monday, year * 10 + number, *counts],
                )

    writing._move_weeks = counted


_FAULTS: dict[str, Callable[[], None]] = {
    "halves": _halves,
    "forgetful": _forgetful,
    "swallow": _swallow,
    "unlocked": _unlocked,
    "blind": _blind,
    "overwriting": _overwriting,
}

_FAULTS[os.environ["ROLLCALL_PLANTED"]]()
