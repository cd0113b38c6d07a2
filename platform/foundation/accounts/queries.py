"""Questions about a person's proofs and sessions. All are asked in identity work."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from foundation.accounts.models import Person, Session
from foundation.accounts.sessions import KEEPS


def has_second_factor(person: Person) -> bool:
    """Whether the person has set up an authenticator app. Recovery codes alone are none."""
    found: bool = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()
    return found


def sessions_of(person: Person, *, now: dt.datetime) -> QuerySet[Session]:
    """Where the person is signed in: one row for each browser and host, the newest first."""
    return Session.objects.filter(person=person, expire_date__gt=now).order_by("-started_at", "host")


def hosts_to_sweep(person: Person, sign_in: str | None, *, now: dt.datetime) -> list[str]:
    """The hosts that a sign-out passes: those of this sign-in, and those of which any browser of theirs keeps something."""
    rows = sessions_of(person, now=now)
    return sorted({row.host for row in rows if str(row.sign_in) == sign_in or row.get_decoded().get(KEEPS)})
