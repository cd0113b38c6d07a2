"""Drafting a letter of the policy: one to each addressee, about the case, from the version that is in force."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.documents.merging import merged
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held
from schools.cases.queries.stages import policy_on
from schools.correspondence.models import Translation
from schools.correspondence.queries.known import at_of
from schools.correspondence.queries.translations import usable
from schools.correspondence.rules.filling import asked_fields
from schools.correspondence.rules.kind import STAGE_LETTER
from schools.correspondence.rules.languages import both, language_for
from schools.correspondence.rules.offered import Offered, offered, rests_on
from schools.letters.models import Letter
from schools.letters.operations.drafting import draft, known_of
from schools.letters.rules.kinds import Wording
from schools.letters.rules.states import State
from schools.policy.queries import of_pair
from schools.policy.rules.cited import CitedPolicy
from schools.roll.models import Contact

#: What such a letter says it is about (`Letter.about_kind`): the case, with its key.
CASE: Final = "case"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A letter of the policy that a case may have, and the policy it is of."""

    one: Offered
    policy: CitedPolicy


def chosen(case: Case, key: str, act: Act) -> Chosen:
    """The letter of that key, as the case stands. Refused where it is none of its letters, or none goes yet."""
    policy = policy_on(act.today)
    if policy is None:
        raise Refused(
            "No policy decides today, so it has no letters.", code="no_policy", remedy="Ask the trust for one."
        )
    found = next((one for one in offered(policy.document, at_of(case)) if one.letter.key == key), None)
    if found is None:
        words = "The policy has no such letter for a case that stands where this one does."
        raise Refused(words, code="not_of_stage", remedy="Choose one of those on the case’s page.")
    _, version, override = policy.reference
    row = of_pair(version, override)
    if row is not None and row.letters_from > act.today:
        words = f"By this version of the policy no letter goes before {middle_date(row.letters_from)}."
        raise Refused(words, code="letters_later", remedy="Draft it then.")
    return Chosen(found, policy)


@transaction.atomic(using=ALIAS)
def draft_stage_letters(
    case: Case, key: str, *, contacts: Collection[uuid.UUID], values: Mapping[str, str], act: Act
) -> list[Letter]:
    """Draft a letter of the policy to each of these contacts, all or none; `values` by the names of `asked_fields`.

    Each is in the contact's language where the school has a translation of the English as it now stands, and the English
    below it. Refused for whoever has this letter already in this stage, who must not be contacted, and for an empty value.
    """
    row = held(case)
    asked = chosen(row, key, act)
    empty = [one for one in asked_fields(asked.one.letter) if not values.get(one.name, "").strip()]
    if empty:
        raise Refused.because(*(Fault(f"{one.label}: nothing is known of it.", "no_value", one.name) for one in empty))
    if not contacts:
        raise Refused("Choose whom the letter is to.", code="none", field="contacts")
    _check_not_written(row, key, contacts)
    people = Contact.objects.in_bulk(list(contacts))
    if len(people) != len(set(contacts)):
        raise Refused("Choose people of the list.", code="contact", field="contacts")
    translated = usable(asked.one.letter)
    made = []
    for one in contacts:
        words = known_of(row.pupil, people[one].name, act.today) | dict(values)
        language = language_for(people[one].language, translated)
        wording = _wording(asked, row, words, translated.get(language))
        letter = draft(
            STAGE_LETTER.name,
            pupil=row.pupil,
            contact=one,
            wording=wording,
            about=(CASE, row.pk),
            by=act.signed.by,
            now=act.now,
        )
        made.append(letter)
    return made


def _check_not_written(case: Case, key: str, contacts: Collection[uuid.UUID]) -> None:
    """Refused where one of them has this letter already, since the case came to its stage."""
    rows = Letter.objects.filter(about_kind=CASE, about_id=case.pk, rests_on__letter=key, contact__in=contacts)
    had = rows.exclude(state=State.WITHDRAWN).filter(rests_on__since=case.stage_since.isoformat())
    names = sorted({one.to_name for one in had})
    if names:
        words = f"This letter is drafted or gone already, to {', '.join(names)}."
        raise Refused(words, code="already", field="contacts", remedy="Open that one, or withdraw it first.")


def _wording(asked: Chosen, case: Case, values: Mapping[str, str], translation: Translation | None) -> Wording:
    english = asked.one.letter
    heading, text = merged(english.subject, values), merged(english.body.strip("\n"), values)
    if translation is not None:
        text = both(merged(translation.body, values), f"{heading}\n\n{text}")
        heading = merged(translation.subject, values)
    return Wording(
        heading,
        text,
        approver=english.approver,
        hold_hours=english.hold_hours,
        language=translation.language if translation is not None else "",
        filled=tuple(value for value in values.values() if value),
        rests_on=rests_on(at_of(case), asked.one, policy=asked.policy.reference)
        | {"since": case.stage_since.isoformat()},
    )
