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


def hosts_that_keep(person: Person, *, now: dt.datetime) -> list[str]:
    """The hosts of which a browser of theirs keeps something for when there is no network."""
    return sorted({row.host for row in sessions_of(person, now=now) if row.get_decoded().get(KEEPS)})
