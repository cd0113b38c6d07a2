"""What fills in a letter of the policy, from the record of its case: days and dates, no code and no percentage."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.documents.merging import COMMON, Field, fields_in
from foundation.ui.numbers import long_date, middle_date
from tenants.policies.rules.document import Letter
from tenants.policies.rules.letter_fields import FIELDS


@dataclass(frozen=True, slots=True)
class Known:
    """What the record holds. `missed` is in sessions since the day `since`; what is not known is None or empty."""

    missed: int = 0
    since: dt.date | None = None
    key_person: str = ""
    meeting_on: dt.date | None = None
    meeting_at: dt.time | None = None
    given: Sequence[tuple[str, dt.date]] = ()
    offers: Sequence[str] = ()
    review_on: dt.date | None = None
    today: dt.date | None = None


def asked_fields(letter: Letter) -> list[Field]:
    """The fields that a letter names beside those that every letter knows, in the order of the list."""
    named = fields_in(letter.subject) | fields_in(letter.body)
    common = {one.name for one in COMMON}
    return [one for one in FIELDS if one.name in named - common]


def gap_of(field: Field) -> str:
    """What stands in a draft for a field that the record does not fill in: [support you offer]."""
    return f"[{field.label[:1].lower()}{field.label[1:]}]"


def values_of(known: Known) -> dict[str, str]:
    """Each field that the record fills in; empty where it does not, so that a person writes it."""
    return {
        "missed": f"{days(known.missed)} since {middle_date(known.since)}" if known.since and known.missed else "",
        "key_person": known.key_person,
        "meeting": _meeting(known),
        "support_given": "; ".join(f"{words} on {middle_date(on)}" for words, on in known.given),
        "support_offered": "; ".join(known.offers),
        "period": _period(known),
        "enough": "",
        "review_on": middle_date(known.review_on) if known.review_on else "",
    }  # fmt: skip


def days(sessions: int) -> str:
    """Sessions as a family counts them: half a day, 1 day, 2½ days."""
    whole, half = divmod(sessions, 2)
    if whole == 0:
        return "half a day"
    return f"{whole}{'½' if half else ''} {'day' if (whole, half) == (1, 0) else 'days'}"


def _meeting(known: Known) -> str:
    if known.meeting_on is None:
        return ""
    at = f" at {known.meeting_at:%H:%M}" if known.meeting_at else ""
    return f"{long_date(known.meeting_on)}{at}"


def _period(known: Known) -> str:
    if known.review_on is None or known.today is None or known.review_on <= known.today:
        return ""
    return f"{middle_date(known.today)} to {middle_date(known.review_on)}"
