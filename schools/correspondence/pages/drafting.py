"""Drafting a letter of a stage: to whom it is, what the record fills in, and how it reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.access.roles import Role
from foundation.documents.merging import Field, merged
from foundation.documents.reading_age import reading_age_words
from foundation.documents.typesetting import paragraphs
from foundation.ui.numbers import counted
from schools.absence.rules.messages import ASK_FIRST
from schools.cases.models import Case
from schools.correspondence.queries.known import known_of_case
from schools.correspondence.queries.parents import named_for, parents_for
from schools.correspondence.queries.translations import translations_of, usable
from schools.correspondence.rules.filling import asked_fields, values_of
from schools.correspondence.rules.languages import language_for
from schools.letters.operations.drafting import known_of
from schools.letters.rules.marking import marked
from schools.roll.queries.contact_first import is_contact_first
from schools.roll.queries.contacts import ContactOf
from tenants.policies.rules import aloud
from tenants.policies.rules.document import Letter

Lines = list[list[list[tuple[str, bool]]]]


@dataclass(frozen=True, slots=True)
class DraftingPage:
    """The page. `parents` are those it may go to, `barred` those it must not."""

    letter: Letter
    fields: Sequence[Field]
    initial: dict[str, Any]
    parents: Sequence[ContactOf]
    barred: Sequence[ContactOf]
    subject: str
    body: Lines
    languages: Sequence[tuple[str, str]]
    lead_first: bool

    @property
    def lede(self) -> str:
        """To whom it goes, who approves it and how long it then waits."""
        return aloud.of_letter(self.letter)

    @property
    def age(self) -> str:
        return reading_age_words(self.letter.body)

    @property
    def approver(self) -> str:
        return f"The {Role(self.letter.approver).label.lower()}"

    @property
    def waits(self) -> str:
        return counted(self.letter.hold_hours, "hour")


def drafting_page(case: Case, letter: Letter, today: dt.date) -> DraftingPage:
    """The page of a letter, filled in as far as the record goes."""
    to, parents = named_for(case, letter, today), parents_for(case, letter, today)
    fields, values = asked_fields(letter), values_of(known_of_case(case, today))
    initial = {one.name: values[one.name] for one in fields}
    name = parents[0].name if parents else "(whom it is to)"
    known = known_of(case.pupil, name, today) | values
    open_ends = {one.name: f"({one.label[:1].lower()}{one.label[1:]})" for one in fields if not values[one.name]}
    texts = {
        field: merged(text, known | open_ends) for field, text in (("subject", letter.subject), ("body", letter.body))
    }
    filled = [value for value in (known | open_ends).values() if value]
    return DraftingPage(
        letter,
        fields,
        initial | {"contacts": [str(one.contact) for one in parents]},
        parents,
        [one for one in to if one not in parents],
        texts["subject"],
        [[marked(line, filled) for line in lines] for lines in paragraphs(texts["body"].strip("\n"))],
        _languages(letter, parents),
        is_contact_first(case.pupil, today) or any(ASK_FIRST in one.kinds for one in parents),
    )


def _languages(letter: Letter, parents: Sequence[ContactOf]) -> list[tuple[str, str]]:
    """Of each parent who speaks another language, in which the letter will be, and why not in theirs."""
    fresh, kept = usable(letter), {row.language for row in translations_of(letter.key)}
    found = []
    for one in parents:
        if language := language_for(one.language, fresh):
            found.append((one.name, f"in {language}, with the English below"))
        elif stale := language_for(one.language, kept):
            words = f"in English: the {stale} is of an earlier English, and is not used until somebody renews it"
            found.append((one.name, words))
    return found
