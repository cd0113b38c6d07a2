"""From the id host, where people sign in, to the host where they work: a code for one use, one host, one browser.

    school host   /pupils/                      no session: keep a nonce in a cookie of this host
    id host       /go/?to=...&path=...&nonce=   signed in, a member there today: make a code
    school host   /arrive/?code=...             code, nonce, host, age and use fit: start this host's own session
    school host   /pupils/

A code lives 60 s and is stored as its hash. Without the nonce, which never leaves the browser that began, a code is
worth nothing: nobody can be signed in as somebody else by a link. The path wanted stays with the code, not in the link.
"""

import base64
import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.accounts.models import HandOver, Person
from foundation.accounts.one_time import hash_of, new_secret
from foundation.accounts.operations import keep_code, use_code
from tenants.trusts.places import address

#: The cookie that holds the nonce on the host somebody is on the way to.
NONCE_COOKIE = "__Host-arriving"
#: Long enough to sign in, to choose a password and to set up an authenticator app on the way.
NONCE_SECONDS = 60 * 60
CODE_SECONDS = 60
LONGEST_PATH = 2000
NONCE_FORM = re.compile(r"[A-Za-z0-9_-]{22}")
HOST_FORM = re.compile(r"[a-z0-9.-]{1,253}")

GO = "/go/"
ARRIVE = "/arrive/"
SIGN_OUT = "/sign-out/"
SWEPT = "/swept/"
#: Paths of school, trust and authority hosts whose views are identity work and are nobody's work there.
IDENTITY_PATHS = frozenset({ARRIVE, SIGN_OUT, SWEPT})


def begin(request: HttpRequest) -> HttpResponseRedirect:
    """Send somebody with no session to the id host, remembering this browser by a nonce.

    A nonce that is there already is kept, so that two tabs opened at once both arrive.
    """
    kept = request.COOKIES.get(NONCE_COOKIE, "")
    nonce = kept if NONCE_FORM.fullmatch(kept) else new_secret()
    there = {
        "to": request.place.host,  # type: ignore[attr-defined]
        "path": local_path(request.get_full_path()),
        "nonce": _written(hash_of(nonce)),
    }
    response = HttpResponseRedirect(address(settings.ID_HOST, f"{GO}?{urlencode(there)}"))
    response.set_cookie(
        NONCE_COOKIE, nonce, max_age=NONCE_SECONDS, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return response


def local_path(path: str) -> str:
    """`path` when it stays on its host, is written as addresses are and is of a sane length, else the first page."""
    stays = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if stays and len(path) <= LONGEST_PATH and path.isascii() and path.isprintable() else "/"


def nonce_hash(written: str) -> bytes | None:
    """The nonce's hash as a link carries it, or None when it is not one."""
    try:
        found = base64.urlsafe_b64decode(written.encode("ascii") + b"=")
    except ValueError:
        return None
    return found if len(found) == 32 else None


def make_code(person: Person, *, host: str, path: str, nonce: bytes, carries: dict[str, Any], now: dt.datetime) -> str:
    """A code that takes `person` to `path` on `host`, in the browser whose nonce has this hash.

    `carries` is what the session there takes over from the one here (`foundation.accounts.sessions.CARRIED`).
    """
    code = new_secret()
    keep_code(
        HandOver(
            code_hash=hash_of(code),
            nonce_hash=nonce,
            host=host,
            path=local_path(path),
            person=person,
            carries=carries,
            expires_at=now + dt.timedelta(seconds=CODE_SECONDS),
        )
    )
    return code


def redeem(code: str, *, nonce: str, host: str, now: dt.datetime) -> HandOver | None:
    """Use up a code. None unless it was made for this host and browser, is unused and young, and its person is active.

    Of two arrivals at once exactly one succeeds.
    """
    if not code or not nonce:
        return None
    hashed = hash_of(code)
    if not use_code(hashed, hash_of(nonce), host=host, now=now):
        return None
    return HandOver.objects.select_related("person").filter(code_hash=hashed, person__is_active=True).first()


def arrival(code: str, *, host: str) -> str:
    """The address on `host` that uses up a code."""
    return address(host, f"{ARRIVE}?{urlencode({'code': code})}")


def _written(hashed: bytes) -> str:
    return base64.urlsafe_b64encode(hashed).decode("ascii").rstrip("=")
