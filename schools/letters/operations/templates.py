"""Changing the school's own texts and its letterhead. Letters that are drafted already keep their words."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT, clean, faults_of
from foundation.refusals import Overtaken, Refused
from schools.journal.operations import record
from schools.letters.models import Letterhead, LetterTemplate
from schools.letters.queries.templates import Head, letterhead_now, text_of
from schools.letters.rules.kinds import LetterKind

_OVERTAKEN = "Somebody has changed it since you opened it."


def check_text(kind: LetterKind, heading: str, text: str) -> tuple[str, str]:
    """The two texts as they can be kept. Refused with every field that is unknown or missing, every brace alone."""
    heading = clean(" ".join(heading.split()), field="heading", longest=LONGEST_HEADING)
    text = clean(text, field="text", longest=LONGEST_TEXT)
    faults = [*faults_of(heading, kind.names, field="heading"), *faults_of(text, kind.names, field="text")]
    faults += kind.missing_in(text)
    if faults:
        raise Refused.because(*faults)
    if not heading or not text.strip():
        raise Refused("A letter has a heading and a text.", code="empty", field="text" if heading else "heading")
    return heading, text


def change_text(
    kind: LetterKind, *, heading: str, text: str, version: int, by: Actor, now: dt.datetime
) -> LetterTemplate:
    """Have letters of a kind begin with this text from now on."""
    heading, text = check_text(kind, heading, text)
    if text_of(kind).version != version:
        raise Overtaken(_OVERTAKEN, code="overtaken", remedy="Read it as it is now, then decide.")
    row = LetterTemplate.objects.create(kind=kind.name, heading=heading, text=text, at=now, by_name=by.name)
    record("letters.text_changed", about=("letter_kind", kind.name), by=by, details={"version": row.pk})
    return row


def change_letterhead(head: Head, *, version: int, by: Actor, now: dt.datetime) -> Letterhead:
    """Have letters leave under this letterhead from now on."""
    if letterhead_now().version != version:
        raise Overtaken(_OVERTAKEN, code="overtaken", remedy="Read it as it is now, then decide.")
    row = Letterhead.objects.create(
        address=clean(head.address, field="address", longest=500),
        telephone=clean(head.telephone, field="telephone", longest=60),
        email=head.email,
        ring=clean(head.ring, field="ring", longest=100),
        at=now,
        by_name=by.name,
    )
    record("letters.letterhead_changed", about=("letterhead", row.pk), by=by)
    return row
