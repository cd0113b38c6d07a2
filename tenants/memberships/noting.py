"""Lines about somebody's own sign-in, filed where somebody reads them, and about tries that failed."""

from collections.abc import Mapping

from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from foundation.accounts.models import Person
from foundation.audit.actors import SYSTEM, Actor
from tenants.journal.operations import Places, record
from tenants.memberships.queries import every_membership_of, memberships_of

#: Tries that failed have a line this often at most, for each account, and for all addresses that nobody has together.
FAILED_EVERY = 60
#: How long tries are counted that the next line will tell of.
_COUNTED_FOR = 24 * 60 * 60
_SALT = "tenants.memberships.noting"


def note(
    act: str,
    person: Person,
    *,
    by: Actor | None = None,
    details: Mapping[str, object] | None = None,
    ever: bool = False,
) -> None:
    """Write that somebody did this about their own sign-in: one line under each trust and each authority they work for.

    The line of somebody who works for none is under no place. It says from which address it came, where it came by a
    request. `by` is the person unless told otherwise. With `ever`, it is filed under those they worked for or will, too:
    a leaver's last role has ended before their sign-in is switched off. To be called in identity work.
    """
    said = dict(details or {})
    if context.request is not None:
        said["address"] = get_ip(context.request)
    for places in _filed_under(person, ever=ever):
        record(
            act, by=by or Actor(person.pk, person.name), about_kind="person", about_id=person.pk, details=said, **places
        )


def note_failed(request: HttpRequest, act: str, *, person: Person | None, email: str = "") -> None:
    """Write that somebody was wrong, a line a minute at most; it says how many tries there were since the last line.

    Who tries addresses that nobody has writes one line a minute for all of them, about the newest.
    """
    key = str(person.pk) if person else "nobody"
    counted = f"failed:{act}:{key}"
    tries = _count(counted)
    if not cache.add(f"failed-noted:{act}:{key}", True, timeout=FAILED_EVERY):
        return
    cache.delete(counted)
    if person is not None:
        note(act, person, by=SYSTEM, details={"tries": tries})
        return
    details = {"tries": tries, "address": get_ip(request)}
    record(act, by=SYSTEM, about_kind="unknown_address", about_id=unknown_key(email), details=details)


def unknown_key(email: str) -> str:
    """What stands for an address that nobody has, and cannot be guessed: it may be a password typed into the wrong box."""
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:32]


def _count(key: str) -> int:
    cache.add(key, 0, timeout=_COUNTED_FOR)
    try:
        return int(cache.incr(key))
    except ValueError:  # another request has told of them meanwhile, and begun anew
        return 1


def _filed_under(person: Person, *, ever: bool) -> list[Places]:
    held = list(every_membership_of(person) if ever else memberships_of(person, on=timezone.localdate()))
    trusts = {row.school.trust_id if row.school else row.trust_id for row in held}
    authorities = {row.authority_id for row in held}
    filed: list[Places] = [
        {"trust_id": trust, "authority_id": None, "school_id": None} for trust in sorted(trusts - {None}, key=str)
    ]
    filed += [
        {"trust_id": None, "authority_id": one, "school_id": None} for one in sorted(authorities - {None}, key=str)
    ]
    return filed or [{"trust_id": None, "authority_id": None, "school_id": None}]
