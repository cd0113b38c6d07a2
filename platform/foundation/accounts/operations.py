"""What ends with a person's work. All are done in identity work; who did it is written by whoever calls."""

import datetime as dt

from allauth.mfa.totp.internal.auth import TOTP

from foundation.accounts.models import HandOver, Invitation, Person, Session


def end_sessions(person: Person) -> int:
    """Sign the person out everywhere: every browser, every host, and codes on their way. Returns how many sessions."""
    HandOver.objects.filter(person=person).delete()
    ended, _ = Session.objects.filter(person=person).delete()
    return ended


def switch_off(person: Person, *, now: dt.datetime) -> None:
    """Let the person sign in no more, and end what is open: sessions, codes and invitations."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    end_sessions(person)


def enrol(person: Person, secret: str) -> None:
    """Give the person an authenticator app with this secret (base 32). For people who are invented.

    Real people enrol on the page, which shows the secret to them alone.
    """
    TOTP.activate(person, secret)


def forget_expired(*, now: dt.datetime) -> None:
    """Delete sessions and codes that nobody can use any more."""
    Session.objects.filter(expire_date__lt=now).delete()
    HandOver.objects.filter(expires_at__lt=now - dt.timedelta(hours=1)).delete()
