"""Keeping the list of what a check found would change, for people to read."""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Final

from schools.intake import queries
from schools.intake.models import ImportChange, ImportRun
from schools.intake.operations.work import Work
from schools.intake.rules.changes import Line, mark_lines, roll_lines
from schools.roll.rules.names import full_name

_BATCH: Final = 5000

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
        ImportChange.objects.bulk_create(_row(run, line, names, keys, entered) for line in batch)


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
    for pk, key, upns, name in queries.people():
        by_row[pk] = key
        names |= dict.fromkeys(upns, name)
        keys |= dict.fromkeys(upns, key)
    for plan in work.roll.pupils if work.roll is not None else ():
        names[plan.row.upn] = full_name(plan.row.surname, plan.row.forename, plan.row.preferred)
        if plan.held is not None:
            keys[plan.row.upn] = by_row[plan.held.key]
    return names, keys


def _row(
    run: ImportRun, line: Line, names: dict[str, str], keys: dict[str, int], entered: dict[Session, str]
) -> ImportChange:
    key = keys.get(line.upn)
    by = entered.get((key, line.on, line.session), "") if key and line.on and line.session else ""
    return ImportChange(
        run=run,
        kind=str(line.kind),
        pupil_key=key,
        pupil=names[line.upn],
        upn=line.upn,
        date=line.on,
        session=line.session,
        what=line.what,
        before=line.before,
        after=line.after,
        entered_by=by,
    )
