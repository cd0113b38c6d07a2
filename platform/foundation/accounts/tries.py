"""How often somebody may be wrong, with passwords and with codes, counted so that a stranger keeps nobody else out.

A wrong try counts for the account as tried from this network address, and more slowly for the account wherever it is
tried from. A browser that signed in to the account before says so by a signed cookie and has a count of its own, which
strangers' tries do not touch. Nothing is counted for an address alone: a whole school comes from one.

The counts go by the password in force as well, so whoever has chosen a new one begins anew.
"""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from foundation.accounts.models import Person

KNOWN_COOKIE = "__Host-known"
_KNOWN_SECONDS = 180 * 24 * 60 * 60
#: Accounts that one browser is known to: a computer of a staff room has many, and a cookie is no more than 4 kB.
_MOST_ACCOUNTS = 40
_SALT = "foundation.accounts.tries"

#: Wrong tries that are borne, as allauth writes rates. Ours: nobody prescribes them. From one address three quarters of
#: an hour's tries are left for others, so that one address alone locks an account for nobody else.
_RATES = {"here": "5/5m/key,10/h/key", "anywhere": "40/h/key", "known": "5/5m/key,20/h/key"}


def take(request: HttpRequest, email: str, what: str) -> RateLimitUsage:
    """Count a try with a password or a code (`what`) before it is looked at; who was right calls `rollback()`.

    Raises what the adapter makes of `too_many_login_attempts` when no more tries are borne. The same is done for an
    address that nobody has: an answer says nothing of who is known.
    """
    account = _account(email)
    in_force = Person.objects.filter(email=_written(email)).values_list("password", flat=True).first() or ""
    one = salted_hmac(_SALT, f"{what} {account} {in_force}").hexdigest()
    browser, accounts = _read(request)
    if account in accounts:
        counts = {"known": f"{one} {browser}"}
    else:
        counts = {"here": f"{one} {ratelimit.get_ip(request)}", "anywhere": one}
    taken = RateLimitUsage(usage=[])
    for action, key in counts.items():
        usage = ratelimit.consume(request, app="rollcall", action=action, config=_RATES, key=f"{action} {key}")
        if usage is None:
            taken.rollback()
            raise get_adapter().validation_error("too_many_login_attempts")
        taken.usage += usage.usage
    return taken


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Have this browser say from now on that the person has signed in with it."""
    browser, accounts = _read(request)
    account = _account(person.email)
    kept = [account, *(other for other in accounts if other != account)][:_MOST_ACCOUNTS]
    value = signing.dumps([browser or secrets.token_urlsafe(12), kept], salt=_SALT)
    response.set_cookie(
        KNOWN_COOKIE, value, max_age=_KNOWN_SECONDS, path="/", secure=True, httponly=True, samesite="Lax"
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """This browser's own name and the accounts it is known to."""
    try:
        found: Any = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=_SALT, max_age=_KNOWN_SECONDS)
    except signing.BadSignature:
        return "", []
    return found[0], found[1]


def _account(email: str) -> str:
    """What stands for an account in the cookie, which tells nobody its address."""
    return salted_hmac(_SALT, _written(email)).hexdigest()[:24]


def _written(email: str) -> str:
    return email.strip().lower()
