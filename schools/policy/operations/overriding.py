"""The school's own lines: written in a draft, each with its reason, and approved by the head, all of them from a day on."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import middle_date
from schools.journal.operations import promise, record
from schools.policy.models import OverrideDraft, OverrideVersion
from schools.policy.operations.working_out import POLICY_TAKEN, work_out
from schools.policy.queries import as_lines, newest_override, trusts_on
from tenants.policies.rules.document import Policy
from tenants.policies.rules.override_file import read_lines
from tenants.policies.rules.overriding import Line, fault_of, in_force


@transaction.atomic(using=ALIAS)
def set_line(line: Line, *, edits: int, by: Actor, now: dt.datetime, today: dt.date) -> OverrideDraft:
    """Put a line of the school's own in the draft, which begins with the lines approved last. Refused names `value`."""
    fault = fault_of(_trusts(today), line)
    if fault is not None:
        raise Refused(fault.words, code=fault.code, field="value", remedy=fault.remedy)
    row = _held(edits=edits, by=by, now=now)
    others = [one for one in as_lines(row.lines) if one.path != line.path]
    return _keep(row, [*others, line], act="policy.override_line_set", details={"path": line.path}, by=by, now=now)


@transaction.atomic(using=ALIAS)
def take_file(text: str, *, name: str, edits: int, by: Actor, now: dt.datetime, today: dt.date) -> OverrideDraft:
    """Have the lines of a file, and no others, be the draft's. Malformed with each fault's line in the file."""
    lines = read_lines(text, _trusts(today), name=name)
    row = _held(edits=edits, by=by, now=now)
    return _keep(row, lines, act="policy.override_file_taken", details={"lines": len(lines)}, by=by, now=now)


@transaction.atomic(using=ALIAS)
def drop_line(path: str, *, edits: int, by: Actor, now: dt.datetime) -> OverrideDraft:
    """Leave a line to the trust again, in the draft."""
    row = _held(edits=edits, by=by, now=now)
    lines = [one for one in as_lines(row.lines) if one.path != path]
    if len(lines) == len(row.lines):
        raise Refused("This line is the trust’s already.", code="no_such_line")
    return _keep(row, lines, act="policy.override_line_dropped", details={"path": path}, by=by, now=now)


@transaction.atomic(using=ALIAS)
def withdraw_override(*, edits: int, by: Actor) -> None:
    """Give the draft up."""
    _seen(edits).delete()
    record("policy.override_withdrawn", about=("policy", "override"), by=by)


@transaction.atomic(using=ALIAS)
def approve_override(*, edits: int, from_day: dt.date, by: Actor, now: dt.datetime, today: dt.date) -> OverrideVersion:
    """Make the draft the school's own lines from a day on. Nothing changes them any more, and the trust is told.

    Refused for a day that is past, for lines that do not stand under the version that decides on that day, and when
    nothing differs. Raises Overtaken when the draft is not what the person saw.
    """
    row, before = _seen(edits), newest_override()
    lines = as_lines(row.lines)
    if from_day < today:
        raise Refused(
            f"{middle_date(from_day)} is past.", code="past", field="from_day", remedy="Choose today or a later day."
        )
    if row.lines == (before.lines if before else []):
        raise Refused("Nothing differs from what is approved already.", code="same", remedy="Withdraw the draft.")
    policy = _trusts(from_day)
    if dropped := in_force(policy, lines).dropped:
        raise Refused.because(
            *(Fault(f"{line.path}: {fault.words}", fault.code, remedy=fault.remedy) for line, fault in dropped)
        )
    version = OverrideVersion.objects.create(
        number=before.number + 1 if before else 1,
        base_version=policy.version,
        from_day=from_day,
        lines=row.lines,
        drafted_by=row.changed_by,
        approved_by_id=_key(by),
        approved_by=by.name,
        approved_at=now,
    )
    row.delete()
    details = {"from": from_day.isoformat(), "base": policy.version, "lines": len(lines)}
    record("policy.override_approved", about=("policy", f"override {version.number}"), by=by, details=details)
    work_out(now=now)
    promise(POLICY_TAKEN, {"override": version.number})
    return version


def _trusts(day: dt.date) -> Policy:
    policy = trusts_on(day)
    if policy is None:
        raise Refused("No policy decides on that day.", code="no_policy", remedy="Ask the trust to approve one.")
    return policy


def _held(*, edits: int, by: Actor, now: dt.datetime) -> OverrideDraft:
    """The draft as it was seen, locked; begun when it is not there and was not seen either."""
    if edits == 0:
        before = newest_override()
        OverrideDraft.objects.get_or_create(
            id=1,
            defaults={
                "lines": before.lines if before else [],
                "changed_at": now,
                "changed_by_id": _key(by),
                "changed_by": by.name,
            },
        )
    return _seen(edits)


def _seen(edits: int) -> OverrideDraft:
    row = OverrideDraft.objects.select_for_update(no_key=True).first()
    if row is None:
        raise Overtaken("There is no draft any more.", code="no_draft", remedy="Look at the policy again.")
    if row.edits != edits:
        raise Overtaken(
            f"{row.changed_by} has changed the draft meanwhile.",
            code="draft_changed",
            remedy="Look at it as it stands now, and make your change again.",
        )
    return row


def _keep(
    row: OverrideDraft, lines: Sequence[Line], *, act: str, details: Mapping[str, Any], by: Actor, now: dt.datetime
) -> OverrideDraft:
    ordered = sorted(lines, key=lambda one: one.path)
    row.lines, row.edits = [one.model_dump(mode="json") for one in ordered], row.edits + 1
    row.changed_at, row.changed_by_id, row.changed_by = now, _key(by), by.name
    row.save(update_fields=["lines", "edits", "changed_at", "changed_by_id", "changed_by"])
    record(act, about=("policy", "override"), by=by, details=dict(details))
    return row


def _key(by: Actor) -> uuid.UUID:
    if by.person_id is None:
        message = "the school's own lines are somebody's"
        raise ValueError(message)
    return by.person_id
