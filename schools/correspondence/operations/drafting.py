"""Drafting a letter of the policy: one to each addressee, about the case, from the version that is in force."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS
from foundation.documents.merging import merged
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held
from schools.cases.queries.stages import policy_on
from schools.correspondence.models import Translation
from schools.correspondence.queries.known import at_of, known_of_case
from schools.correspondence.queries.parents import parents_for
from schools.correspondence.queries.translations import usable
from schools.correspondence.rules.filling import asked_fields, gap_of, values_of
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
from tenants.policies.rules.document import Letter as PolicyLetter

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
    if had := _written(row, asked).filter(contact__in=contacts):
        names = sorted({one.to_name for one in had})
        words = f"This letter is drafted or gone already, to {', '.join(names)}."
        raise Refused(words, code="already", field="contacts", remedy="Open that one, or withdraw it first.")
    people = Contact.objects.in_bulk(list(contacts))
    if len(people) != len(set(contacts)):
        raise Refused("Choose people of the list.", code="contact", field="contacts")
    return _draft_each(row, asked, [people[one] for one in contacts], values, (), by=act.signed.by, act=act)


def draft_by_itself(case: Case, key: str, *, act: Act) -> tuple[list[Letter], str]:
    """Draft a letter that the case's stage requires to every parent it is to, and say why there is none where there is.

    What the record does not know stands in it as a gap, which a person fills before anybody approves it. Nobody gets a
    second one, and whoever has it from another hand is left out.
    """
    row = held(case)
    try:
        asked = chosen(row, key, act)
    except Refused as refused:
        return [], refused.words
    parents = parents_for(row, asked.one.letter, act.today)
    people = Contact.objects.in_bulk([one.contact for one in parents])
    if not people:
        return [], "there is no parent on record whom it may go to"
    had = set(_written(row, asked).values_list("contact", flat=True))
    known = values_of(known_of_case(row, act.today))
    gaps = {one.name: gap_of(one) for one in asked_fields(asked.one.letter) if not known[one.name]}
    wanted = {one.name for one in asked_fields(asked.one.letter)}
    values = {name: words for name, words in (known | gaps).items() if name in wanted}
    to = [people[one.contact] for one in parents if one.contact not in had]
    return _draft_each(row, asked, to, values, tuple(gaps.values()), by=SYSTEM, act=act), ""


def _draft_each(
    case: Case,
    asked: Chosen,
    to: list[Contact],
    values: Mapping[str, str],
    gaps: tuple[str, ...],
    *,
    by: Actor,
    act: Act,
) -> list[Letter]:
    translated, made = usable(asked.one.letter), []
    for one in to:
        words = known_of(case.pupil, one.name, act.today) | dict(values)
        language = language_for(one.language, translated)
        wording = replace(_wording(asked, case, words, translated.get(language)), gaps=gaps)
        about = (CASE, case.pk)
        made.append(
            draft(STAGE_LETTER.name, pupil=case.pupil, contact=one.pk, wording=wording, about=about, by=by, now=act.now)
        )
    return made


def _written(case: Case, asked: Chosen) -> QuerySet[Letter]:
    """This letter to whomever, since the case came to its stage, unless it was withdrawn."""
    rows = Letter.objects.filter(about_kind=CASE, about_id=case.pk, once=_once(case, asked.one.letter))
    return rows.exclude(state=State.WITHDRAWN)


def _once(case: Case, letter: PolicyLetter) -> str:
    """What a parent gets one of: this letter, of this coming to the stage."""
    return f"{letter.key} {case.stage_since.isoformat()}"


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
        once=_once(case, english),
        rests_on=rests_on(at_of(case), asked.one, policy=asked.policy.reference),
    )
