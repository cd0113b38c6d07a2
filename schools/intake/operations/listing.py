"""Keeping the list of what a check found would change, for people to read."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.intake import queries
from schools.intake.models import ImportRun
from schools.intake.operations.work import Work
from schools.intake.rules.changes import Line, mark_lines, roll_lines
from schools.roll.rules.names import full_name

_BATCH: Final = 5000
_COLUMNS: Final = "run_id, kind, pupil_key, pupil, upn, date, session, what, before, after, entered_by"
_COPY: Final = f"COPY intake_importchange ({_COLUMNS}) FROM STDIN"

#: A mark's place: pupil key, date, session.
Session = tuple[int, dt.date, int]


def list_changes(run: ImportRun, work: Work) -> None:
    """Keep the lines of what `work` found, in the place of those of an earlier check. None for an import that is refused."""
    run.changes.all().delete()
    if work.unusable:
        return
    names, keys = _people(work)
    lines = iter(_lines(work))
    while batch := list(islice(lines, _BATCH)):
        places = [
            (keys[line.upn], line.on, line.session)
            for line in batch
            if line.on is not None and line.session is not None
        ]
        entered = queries.entered_by(places) if places else {}
        _copy(_row(run, line, names, keys, entered) for line in batch)


def _lines(work: Work) -> Iterator[Line]:
    if work.roll is not None:
        yield from roll_lines(work.roll)
    if work.mark_plan is not None:
        for _, lines in mark_lines(work.mark_plan):
            yield from lines


def _people(work: Work) -> tuple[dict[str, str], dict[str, int]]:
    """The name of everybody by UPN, as it would be, and the compact key of those who are here already."""
    names: dict[str, str] = {}
    keys: dict[str, int] = {}
    by_row: dict[uuid.UUID, int] = {}
    for pk, key, upn, name in queries.people():
        by_row[pk], names[upn], keys[upn] = key, name, key
    former = queries.former_numbers()
    for plan in work.roll.pupils if work.roll is not None else ():
        names[plan.row.upn] = full_name(plan.row.surname, plan.row.forename, plan.row.preferred)
        if plan.held is not None:
            keys[plan.row.upn] = by_row[plan.held.key]
        former.append((plan.row.former_upn, plan.row.upn))
    # A number that somebody bears is theirs, whoever bore it before: so do marks find them.
    for number, upn in former:
        if number and number not in names:
            names[number] = names[upn]
            if upn in keys:
                keys[number] = keys[upn]
    return names, keys


def _row(
    run: ImportRun, line: Line, names: dict[str, str], keys: dict[str, int], entered: dict[Session, str]
) -> tuple[object, ...]:
    """A line as a row of the table, in the order of `_COLUMNS`."""
    key, on, session = keys.get(line.upn), line.on, line.session
    by = entered.get((key, on, session), "") if key and on and session else ""
    told = (line.what, line.before, line.after, by)
    return run.pk, line.kind.value, key, names[line.upn], line.upn, on, session, *told


def _copy(rows: Iterable[tuple[object, ...]]) -> None:
    """Put the rows in by COPY: a first year of marks is 40,000 of them."""
    connection = connections[ALIAS]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)
