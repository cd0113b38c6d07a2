"""What keeps a referral from being sent: what the service wants and nobody wrote, and consent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from schools.referrals.rules.consent import Given, any_holds
from schools.referrals.rules.wanted import parts_of


@dataclass(frozen=True, slots=True)
class Stands:
    """A referral as far as this asks. `written` are the keys of parts with words in them; `barred` names who is to be rung
    at home and must not be contacted."""

    wants: Sequence[str]
    written: frozenset[str]
    consents: Sequence[Given] = ()
    without_consent: bool = False
    service_ended: bool = False
    barred: str = ""
    case_closed: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is lacking; `act` names the act that gives it, `WRITE` and so on."""

    words: str
    act: str


WRITE: Final = "write"
SENSITIVE: Final = "sensitive"
CONSENT: Final = "consent"
SERVICE: Final = "service"
CASE: Final = "case"


def lacking(one: Stands, on: dt.date) -> list[Lacking]:
    """Everything that is lacking on a day, in the order of the page; nothing where it may be sent."""
    return list(_lacking(one, on))


def _lacking(one: Stands, on: dt.date) -> Iterator[Lacking]:
    if one.case_closed:
        yield Lacking("The case is closed: reopen it first.", CASE)
    if one.service_ended:
        yield Lacking("The school works with this service no more: begin one to another service.", SERVICE)
    for part in parts_of(one.wants):
        if part.key not in one.written:
            who = "The safeguarding lead has still to write" if part.sensitive else "Nobody has written"
            yield Lacking(f"{who}: {part.words.lower()}.", SENSITIVE if part.sensitive else WRITE)
    if one.barred:
        yield Lacking(f"{one.barred} must not be contacted: name somebody else whom the service may ring.", WRITE)
    if not one.without_consent and not any_holds(one.consents, on):
        yield Lacking(_no_consent(one.consents, on), CONSENT)


def _no_consent(consents: Sequence[Given], on: dt.date) -> str:
    otherwise = "or the safeguarding lead’s reason to refer without it."
    if not consents:
        return f"Nobody has consented: consent, {otherwise}"
    if all(given.withdrawn_on is not None and given.withdrawn_on <= on for given in consents):
        return f"Consent was withdrawn: another, {otherwise}"
    return f"No consent holds today: another, {otherwise}"
