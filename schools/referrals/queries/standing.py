"""How a referral stands on a day: what is written, whose consent holds, and what it still lacks."""

import datetime as dt
from collections.abc import Iterable

from foundation.database.dated import holds_on
from foundation.ui.numbers import middle_date
from schools.cases.rules import states as case_states
from schools.referrals.models import Consent, Referral
from schools.referrals.rules.consent import Given, How, Whose
from schools.referrals.rules.lacking import Lacking, Stands, lacking
from schools.referrals.rules.wanted import HEALTH, HOME
from schools.roll.models import ContactRestriction


def given(one: Consent) -> Given:
    """A consent as the rules have it."""
    return Given(one.given_on, one.until, one.withdrawn_on)


def stands(row: Referral, on: dt.date) -> Stands:
    """How a referral stands. Two queries."""
    written = {key for key, words in row.parts.items() if words.strip()}
    written |= {HEALTH} if row.health.strip() else set()
    written |= {HOME} if row.rings_id is not None else set()
    return Stands(
        wants=row.service.wants,
        written=frozenset(written),
        consents=[given(one) for one in row.consents.all()],
        without_consent=bool(row.because),
        service_ended=row.service.ended_on is not None,
        barred=row.rings.name if row.rings is not None and _barred(row, on) else "",
        case_closed=row.case.state == case_states.CLOSED,
    )


def _barred(row: Referral, on: dt.date) -> bool:
    """Whether whom the service would ring must not be contacted about this pupil."""
    held = ContactRestriction.objects.filter(holds_on(on), link__pupil=row.case.pupil_id, link__contact=row.rings_id)
    return held.exists()


def lacks(row: Referral, on: dt.date) -> list[Lacking]:
    """What a referral still lacks on a day."""
    return lacking(stands(row, on), on)


def basis_of(row: Referral, on: dt.date) -> str:
    """On what basis something is shared that day, in words: the newest consent that holds, or the lead's reason."""
    holding = [one for one in row.consents.all() if given(one).holds(on)]
    if not holding:
        return f"Without consent, by {row.because_by}: {row.because}"
    return consent_words(holding[-1])


def consent_words(one: Consent) -> str:
    """A consent as it is told."""
    until = f", until {middle_date(one.until)}" if one.until else ""
    who = f"{one.name}, {Whose(one.whose).words}"
    return f"Consent of {who}, {How(one.how).words} on {middle_date(one.given_on)}{until}: {one.what}"


def open_first(rows: Iterable[Referral]) -> list[Referral]:
    """Referrals that are not over, and then the others, each the newest first."""
    return sorted(rows, key=lambda row: row.over_on is not None)
