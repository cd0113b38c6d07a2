"""Drafting a letter from its kind's template, and writing in it until it is approved."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT, clean, merged
from foundation.refusals import Refused
from schools.letters.models import Letter
from schools.letters.operations.events import check_version, held, note
from schools.letters.queries.standing import standing_of
from schools.letters.queries.templates import letterhead_now, text_of
from schools.letters.rules.kinds import LetterKind, Wording, kind_of
from schools.letters.rules.states import Act
from schools.roll.models import Contact, Pupil
from schools.roll.queries.on_roll import placement_on
from schools.roll.rules.names import full_name, spoken_name


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is no contact: an authority, the board, a social worker. As they are written to."""

    name: str
    address: str = ""
    email: str = ""


def draft(
    kind: str,
    *,
    pupil: Pupil,
    contact: uuid.UUID | None = None,
    to: Addressee | None = None,
    values: Mapping[str, str] | None = None,
    wording: Wording | None = None,
    about: tuple[str, uuid.UUID] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Letter:
    """Draft a letter of a kind to one contact of the pupil, or to somebody else (`to`), filled in with what is known.

    `values` are the kind's own fields, and `wording` the words of a kind that has no text; `about` is what it is about, by
    which `letters_about` finds it. Refused for a contact who must not be contacted or is none of the pupil's, and for a
    field of the template that has no value.
    """
    made, day = kind_of(kind), local(now).date()
    if (contact is None) == (to is None):
        wrong = "a letter is to a contact or to somebody else"
        raise ValueError(wrong)
    letter = Letter(kind=made.name, pupil=pupil, drafted_at=now, state_at=now, drafted_by=by.name)
    if about is not None:
        letter.about_kind, letter.about_id = about
    if to is not None:
        letter.to_name, letter.to_address, letter.to_email = to.name, to.address, to.email
    elif contact is not None:
        letter.contact = _contact(contact)
    standing = standing_of(letter, day)
    if standing.barred is not None:
        raise Refused.because(standing.barred)
    letter.to_name = standing.name
    if wording is None:
        text, known = text_of(made), _values(made, pupil, standing.name, values or {}, day)
        wording = Wording(merged(text.heading, known), merged(text.text, known))
    _word(letter, wording)
    letter.save()
    note(letter, "drafted", by=by, now=now)
    return letter


def _word(letter: Letter, wording: Wording) -> None:
    letter.heading = clean(wording.heading, field="heading", longest=LONGEST_HEADING)
    letter.body = letter.as_drafted = clean(wording.text, field="text", longest=LONGEST_TEXT)
    letter.approver, letter.hold_hours, letter.language = wording.approver, wording.hold_hours, wording.language
    letter.filled, letter.rests_on = list(wording.filled), dict(wording.rests_on)
    letter.gaps, letter.once = list(wording.gaps), wording.once


def edit(letter: Letter, *, heading: str, body: str, version: int, by: Actor, now: dt.datetime) -> bool:
    """Write other words into a draft; whether any differ. Overtaken when somebody else did since it was shown."""
    row = held(letter, Act.EDIT)
    check_version(row, version)
    heading = clean(" ".join(heading.split()), field="heading", longest=LONGEST_HEADING)
    body = clean(body, field="body", longest=LONGEST_TEXT)
    if not heading or not body.strip():
        raise Refused("A letter has a heading and a text.", code="empty", field="body" if heading else "heading")
    if (heading, body) == (row.heading, row.body):
        return False
    row.heading, row.body, row.version = heading, body, row.version + 1
    row.save(update_fields=["heading", "body", "version"])
    note(row, "changed", by=by, now=now)
    return True


def _contact(key: uuid.UUID) -> Contact:
    row = Contact.objects.filter(pk=key).first()
    if row is None:
        raise Refused(
            "That person is no contact of the pupil. Choose one of the list.", code="contact", field="contact"
        )
    return row


def _values(kind: LetterKind, pupil: Pupil, contact: str, given: Mapping[str, str], day: dt.date) -> dict[str, str]:
    """What every letter knows and what the room above knows of this one."""
    strange = given.keys() - {one.name for one in kind.fields}
    if strange:
        wrong = f"a letter of kind {kind.name} has no field {', '.join(sorted(strange))}"
        raise ValueError(wrong)
    return {**known_of(pupil, contact, day), **given}


def known_of(pupil: Pupil, contact: str, day: dt.date) -> dict[str, str]:
    """What every letter about a pupil to somebody knows (`foundation.documents.merging.COMMON`)."""
    placed = placement_on(pupil, day)
    return {
        "contact_name": contact,
        "pupil_first_name": pupil.preferred or pupil.forename,
        "pupil_name": spoken_name(full_name(pupil.surname, pupil.forename, pupil.preferred)),
        "pupil_form": placed.group.name if placed is not None and placed.group is not None else "",
        "ring": letterhead_now().ring,
    }
