"""Entering a translation of one of the policy's letters. Letters that are drafted already keep their words."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT, clean, faults_of, fields_in
from foundation.documents.typesetting import undrawn
from foundation.refusals import Fault, Overtaken, Refused
from schools.correspondence.models import Translation
from schools.correspondence.queries.translations import english_of
from schools.correspondence.rules.languages import ENGLISH, LONGEST_LANGUAGE, as_named
from schools.journal.operations import record
from tenants.policies.rules.document import Letter
from tenants.policies.rules.letter_fields import FIELDS, NAMES


def translate(
    letter: Letter, *, language: str, subject: str, body: str, english: str, by: Actor, now: dt.datetime
) -> Translation:
    """Keep a letter in another language, in place of what was kept in that one. `english` tells the text it is of.

    Refused with every field that is unknown or left out, every brace alone, and for letters of no alphabet that can be
    printed; Overtaken where the policy's English has changed since it was read.
    """
    if english != english_of(letter):
        words = "The English of this letter has changed since you opened it."
        raise Overtaken(words, code="overtaken", remedy="Read it as it is now, then translate that.")
    name = as_named(clean(language, field="language", longest=LONGEST_LANGUAGE))
    subject = clean(" ".join(subject.split()), field="subject", longest=LONGEST_HEADING)
    body = clean(body, field="body", longest=LONGEST_TEXT)
    faults = [*_of_language(name), *faults_of(subject, NAMES, field="subject"), *faults_of(body, NAMES, field="body")]
    faults += _left_out(letter, subject, body)
    if not faults and (blank := undrawn(subject, body)) is not None:
        faults.append(blank)
    if faults:
        raise Refused.because(*faults)
    row = Translation.objects.create(
        letter=letter.key, language=name, subject=subject, body=body, english_sha256=english, at=now, by_name=by.name
    )
    about = ("policy_letter", letter.key)
    record("letters.translated", about=about, by=by, details={"language": name, "version": row.pk})
    return row


def _of_language(name: str) -> list[Fault]:
    if name and name.casefold() != ENGLISH.casefold():
        return []
    words = "The English is the policy’s own." if name else "Say which language it is in."
    return [Fault(words, "language", "language", remedy="Name another language, as contacts’ records name it.")]


def _left_out(letter: Letter, subject: str, body: str) -> list[Fault]:
    """The fields of the English that a translation does not name: the family would not read what the English says."""
    labels = {one.name: one.label for one in FIELDS}
    missing = (fields_in(letter.subject) | fields_in(letter.body)) - fields_in(subject) - fields_in(body)
    return [
        Fault(f"It does not name {{{name}}} ({labels[name].lower()}), which the English does.", "missing_field", "body")
        for name in sorted(missing)
    ]
