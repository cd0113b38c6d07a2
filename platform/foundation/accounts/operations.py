"""What is written about people, their links and their codes: it begins and ends here, and only here.

All are done in identity work; who did it is written by whoever calls.
"""

import datetime as dt
import uuid

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import F, Func, JSONField, Q, Value
from django.db.models.functions import Greatest

from foundation.accounts.models import HandOver, Invitation, Person, Session


def new_person(email: str, *, name: str) -> Person:
    """Somebody who has no password yet, and may sign in once they have a membership."""
    return Person.objects.create_user(email, name=name)


def choose_password(person: Person, password: str) -> None:
    """Give the person this password, and sign them out wherever they came in without it."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person)


# One UPDATE of one table decides who uses up a link, a code or a counter, so that of two who come at once exactly one
# succeeds: the second waits for the row and then finds it used. A join would be read from before the wait, and both win.


def keep_invitation(
    person: Person, token_hash: bytes, *, invited_by: uuid.UUID | None, expires_at: dt.datetime, now: dt.datetime
) -> None:
    """Keep a link to a first password. Those the person was sent before end."""
    end_invitations(person, now=now)
    Invitation.objects.create(person=person, token_hash=token_hash, invited_by_id=invited_by, expires_at=expires_at)


def use_invitation(token_hash: bytes, *, now: dt.datetime) -> bool:
    """Use up a link; False when it is unknown, used or too old."""
    fitting = Invitation.objects.filter(token_hash=token_hash, used_at=None, expires_at__gt=now)
    return bool(fitting.update(used_at=now))


def end_invitations(person: Person, *, now: dt.datetime) -> None:
    """Let no link that the person was sent be used any more."""
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)


def keep_code(hand_over: HandOver) -> None:
    """Keep a code that carries somebody to another host."""
    hand_over.save(force_insert=True)


def use_code(code_hash: bytes, nonce_hash: bytes, *, host: str, now: dt.datetime) -> bool:
    """Use up a code on its host, in its browser; False when it is unknown, used, too old or another's."""
    fitting = HandOver.objects.filter(
        code_hash=code_hash, nonce_hash=nonce_hash, host=host, used_at=None, expires_at__gt=now
    )
    return bool(fitting.update(used_at=now))


def hold_sign_in(sign_in: str, *, until: dt.datetime, now: dt.datetime) -> None:
    """Let all sessions of a sign-in hold until then at least, because something was done in one of them.

    One that another request holds just now is passed over: that request does the same.
    """
    open_ = Session.objects.filter(sign_in=sign_in, expire_date__gt=now).select_for_update(skip_locked=True)
    Session.objects.filter(pk__in=open_.values("pk")).update(expire_date=Greatest("expire_date", Value(until)))


def end_sessions(person: Person) -> int:
    """Sign the person out everywhere: every browser, every host, and codes on their way. Returns how many sessions."""
    HandOver.objects.filter(person=person).delete()
    ended, _ = Session.objects.filter(person=person).delete()
    return ended


def switch_off(person: Person, *, now: dt.datetime) -> bool:
    """Let the person sign in no more, and end what is open: sessions, codes and invitations. False if it was off."""
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        return False
    person.is_active = False
    end_invitations(person, now=now)
    end_sessions(person)
    return True


def switch_on(person: Person) -> bool:
    """Let the person sign in again; False when they could."""
    if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        return False
    person.is_active = True
    end_sessions(person)  # one that a sign-in under way began while it was off would open now
    return True


def forget_factors(person: Person) -> bool:
    """Take app and recovery codes from the person and sign them out everywhere; False when they had no app."""
    factors = Authenticator.objects.filter(user_id=person.pk)
    if not factors.filter(type=Authenticator.Type.TOTP).exists():
        return False
    factors.delete()
    end_sessions(person)
    return True


def enrol(person: Person, secret: str) -> None:
    """Give the person an authenticator app with this secret (base 32). For people who are invented.

    Real people enrol on the page, which shows the secret to them alone.
    """
    TOTP.activate(person, secret)


def hold(person: Person) -> None:
    """Keep others who would change how the person signs in waiting until the transaction ends."""
    Person.objects.select_for_update().filter(pk=person.pk).first()


def use_counter(person: Person, counter: int) -> bool:
    """Use up the code of this counter of the person's app, and all before it; False when it was used up already."""
    unused = Q(data__last_counter__isnull=True) | Q(data__last_counter__lt=counter)
    kept = Func(
        F("data"), Value({"last_counter": counter}, JSONField()), template="(%(expressions)s)", arg_joiner=" || "
    )
    return bool(Authenticator.objects.filter(unused, user_id=person.pk, type=Authenticator.Type.TOTP).update(data=kept))


def forget_expired(*, now: dt.datetime) -> None:
    """Delete sessions and codes that nobody can use any more."""
    Session.objects.filter(expire_date__lt=now).delete()
    HandOver.objects.filter(expires_at__lt=now - dt.timedelta(hours=1)).delete()
