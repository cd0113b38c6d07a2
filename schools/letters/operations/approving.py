"""Approving a draft, after which its words are fixed, and opening it again before it has left."""

import datetime as dt

from foundation.clock import local
from foundation.documents.typesetting import undrawn
from foundation.refusals import Refused
from schools.letters.models import Letter
from schools.letters.operations.events import check_version, held, move, note
from schools.letters.operations.grounds import check_ground
from schools.letters.queries.standing import standing_of
from schools.letters.rules.kinds import kind_of
from schools.letters.rules.states import Act, State
from schools.roll.queries.signing import Signature


def approve(letter: Letter, *, version: int | None = None, signed: Signature, now: dt.datetime) -> Letter:
    """Approve a draft: whoever does signs it. Whether they may is `may_approve`'s answer, which the caller has asked.

    `version` is the one they read; Overtaken when the words have changed since.
    """
    check_ground(letter, now)
    row = held(letter, Act.APPROVE)
    if version is not None:
        check_version(row, version)
    if kind_of(row.kind).to_be_written and row.body == row.as_drafted:
        raise Refused("Nothing has been written into this letter yet.", code="unwritten", field="body")
    if left := [gap for gap in row.gaps if gap in row.body or gap in row.heading]:
        words = f"Something is to be written yet: {', '.join(left)}."
        raise Refused(words, code="unwritten", field="body", remedy="Write it in the place of that.")
    standing = standing_of(row, local(now).date())
    fault = standing.barred or undrawn(row.heading, row.body, signed.by.name, signed.position)
    if fault is not None:
        raise Refused.because(fault)
    row.approved_at, row.approved_by, row.approved_position = now, signed.by.name, signed.position
    move(row, State.APPROVED, now)
    row.save()
    note(row, "approved", by=signed.by, now=now)
    return row


def reopen(letter: Letter, *, signed: Signature, now: dt.datetime) -> Letter:
    """Make a letter that has not left a draft again: its approval is gone, and what the lead had let go is asked anew."""
    row = held(letter, Act.REOPEN)
    row.approved_at, row.approved_by, row.approved_position = None, "", ""
    row.released_by, row.released_by_lead = "", False
    move(row, State.DRAFT, now)
    row.save()
    note(row, "reopened", by=signed.by, now=now)
    return row
