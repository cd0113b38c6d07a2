"""Approving complete returns, which makes the files that go to the authorities."""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from foundation.refusals import Fault, Refused
from foundation.ui.spreadsheets import csv_text
from schools.journal.operations import record, record_each
from schools.returns.models import Return, ReturnFile, ReturnLine
from schools.returns.operations.drafting import refuse_unless_open
from schools.returns.queries.settings import layout_of, settings_now
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.columns import rows_of
from schools.returns.rules.fields import Values, check
from schools.returns.rules.kinds import Kind, State
from schools.returns.rules.recipients import recipients_of
from schools.roll.queries.signing import Signature

NOT_YOURS = "This school has its returns approved by the headteacher or the safeguarding lead."


class Incomplete(Refused):
    """Some returns lack fields; nothing was approved. `of` has the faults of each, by its key."""

    of: dict[uuid.UUID, list[Fault]]


def approve_returns(
    rows: Sequence[Return], *, school: SchoolFacts, leads: bool, signed: Signature, now: dt.datetime, day: dt.date
) -> list[ReturnFile]:
    """Approve these returns, all or none, and make their files: one for each kind and authority, with a row for each.

    `leads` says that who approves is the headteacher or the safeguarding lead, whom the school may ask for. Refused where
    a return is not open; Incomplete names every field that is missing from any.
    """
    settings = settings_now()
    if settings.leaders_approve and not leads:
        raise Refused(NOT_YOURS, code="not_yours")
    held = list(
        Return.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pupil")
        .filter(pk__in=[row.pk for row in rows])
        .order_by("kind", "pupil__sort_name", "pk")
    )
    if not held:
        raise Refused("Choose at least one return.", code="none")
    for row in held:
        refuse_unless_open(row)
    values = values_of(held, day, school)
    _refuse_incomplete(held, values)
    groups: dict[tuple[Kind, str], list[Return]] = defaultdict(list)
    for row in held:
        row.values = values[row.pk]
        home = row.values.get("home_authority", "")
        for authority in recipients_of(settings.copies, own=school.authority, home=home):
            groups[Kind(row.kind), authority].append(row)
        row.state, row.approved_at = State.APPROVED, now
        row.approved_by, row.approved_position = signed.by.name, signed.position
        row.save(update_fields=["values", "state", "approved_at", "approved_by", "approved_position"])
    lines = [("pupil", row.pupil_id) for row in held]
    record_each("return.approved", about=lines, by=signed.by, details={"returns": len(held)})
    return [_make_file(kind, authority, mine, signed=signed, now=now) for (kind, authority), mine in groups.items()]


def _refuse_incomplete(rows: Sequence[Return], values: Mapping[uuid.UUID, Values]) -> None:
    missing = {row.pk: faults for row in rows if (faults := check(Kind(row.kind), values[row.pk]))}
    if missing:
        refused = Incomplete.because(*(fault for faults in missing.values() for fault in faults))
        refused.of = missing
        raise refused


def _make_file(
    kind: Kind, authority: str, rows: Sequence[Return], *, signed: Signature, now: dt.datetime
) -> ReturnFile:
    """The file as it goes out: every text quoted, none of it a formula to a spreadsheet, the codes # \\ / as they are."""
    layout = layout_of(kind, authority)
    content = csv_text(rows_of(kind, layout, [row.values for row in rows]))
    digest = hashlib.sha256(content.encode()).hexdigest()
    file = ReturnFile.objects.create(
        kind=kind,
        authority=authority,
        content=content,
        sha256=digest,
        made_at=now,
        made_by=signed.by.name,
        made_position=signed.position,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(file=file, row=row, place=place) for place, row in enumerate(rows, start=1)
    )
    details = {"kind": kind.value, "returns": len(rows), "sha256": digest}
    record("return_file.made", about=("return_file", file.pk), by=signed.by, details=details)
    return file
