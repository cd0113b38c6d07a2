"""What production refuses to start with. Each fault names its variable and says what to do; no value is repeated."""

import ipaddress
import re
import zlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from foundation.documents.where import scanner_at, store_at
from foundation.refusals import Refused
from rollcall.settings.environment import Environment

#: Characters of a secret key (Django's own measure), and bytes that what is in it may not be packed into: keys made at
#: random come to 47 and more, what people type over and over to less.
KEY_LENGTH, KEY_CONTENT = 50, 45
MAKE_A_KEY = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+{_LABEL}\Z")
_NEVER_PUBLIC = ("localhost", "local", "invalid", "test")


def refuse_unsafe_production(environment: Environment) -> None:
    """Raise ImproperlyConfigured with everything that stands against starting in production, one line each."""
    faults = list(production_faults(environment))
    if faults:
        raise ImproperlyConfigured("\n  ".join(["Rollcall does not start in production:", *faults]))


def production_faults(environment: Environment) -> Iterator[str]:
    """What is missing, weak, unsafe or the demo's among the variables, in words."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MOVER_KEYS", "EMAIL_URL", "FILE_STORE_URL", "ANTIVIRUS"):
        if not getattr(environment, name.lower()):
            yield f"{name} is not set: production does not guess it."
    yield from _keys(environment)
    yield from _domain(environment.domain)
    yield from _redis(environment.redis_url)
    yield from _postgres("DATABASE_URL", environment.database_url)
    yield from _postgres("DATABASE_OWNER_URL", environment.database_owner_url)
    yield from _mail(environment.email_url)
    yield from _files(environment.file_store_url)
    yield from _antivirus(environment.antivirus)
    if environment.database_url and _login(environment.database_url) == _login(environment.database_owner_url):
        yield "DATABASE_OWNER_URL is the login of DATABASE_URL: the application must not own the tables."
    if environment.sentry_dsn and not environment.sentry_dsn.startswith("https://"):
        yield "SENTRY_DSN does not begin with https://: faults would be reported in the clear."
    if environment.clock_ahead:
        yield "ROLLCALL_CLOCK_AHEAD is set: only the demo's clock may differ from the real one. Unset it."
    if environment.demo:
        yield "ROLLCALL_DEMO is set: the demo shows how people sign in. Unset it."
    if environment.demo_state:
        yield "ROLLCALL_DEMO_STATE is set: that folder is the demo's. Unset it."


def _keys(environment: Environment) -> Iterator[str]:
    named = [("SECRET_KEY", environment.secret_key)] if environment.secret_key else []
    named += [("SECRET_KEY_FALLBACKS", key) for key in environment.secret_key_fallbacks]
    if {key for _, key in named} & set(environment.mover_keys):
        yield "MOVER_KEYS holds a key of SECRET_KEY or SECRET_KEY_FALLBACKS: who learns one would know the other."
    named += [("MOVER_KEYS", key) for key in environment.mover_keys]
    for name, key in named:
        if key.split() != [key]:
            yield f"{name} has a blank in it: it could never be put among SECRET_KEY_FALLBACKS; {MAKE_A_KEY}"
        elif len(key) < KEY_LENGTH:
            yield f"{name} holds a key of less than {KEY_LENGTH} characters: it can be guessed; {MAKE_A_KEY}"
        elif key.startswith("django-insecure-") or len(zlib.compress(key.encode(), 9)) < KEY_CONTENT:
            yield f"{name} holds a key that was not made at random: it can be guessed; {MAKE_A_KEY}"


def _domain(domain: str) -> Iterator[str]:
    if domain.rpartition(".")[2] in _NEVER_PUBLIC:
        yield "ROLLCALL_DOMAIN is not set, or the demo's: name the domain that the schools' addresses end in."
    elif not _DOMAIN.match(domain) or domain.replace(".", "").isdigit():
        yield "ROLLCALL_DOMAIN is no domain: small letters, digits, hyphens and dots, without https:// or a port."


def _redis(url: str) -> Iterator[str]:
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss"):
        yield "REDIS_URL begins with neither redis:// nor rediss://: queues and caches both understand these alone."
        return
    if not parts.password:
        yield "REDIS_URL has no password: whoever reaches Redis could put tasks into the queues. Set requirepass."
    if parts.scheme == "redis" and not _is_here(parts.hostname or ""):
        yield "REDIS_URL goes over a network without TLS: use rediss://...?ssl_cert_reqs=required"
    if parts.scheme == "rediss" and parse_qs(parts.query).get("ssl_cert_reqs") != ["required"]:
        # The queues' library would take any certificate.
        yield "REDIS_URL does not say that Redis must prove who it is: end it with ?ssl_cert_reqs=required"


def _postgres(name: str, url: str) -> Iterator[str]:
    """What libpq will do, with what it takes from PGHOST, PGSSLMODE and the like where the URL says nothing."""
    if not url:
        return
    said = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    if "service" in said:
        yield f"{name} names a service, whose file may say anything: name host and database."
    usual = {option.keyword.decode(): option.val.decode() for option in pq.Conninfo.get_defaults() if option.val}
    meant = usual | said
    hosts = (meant.get("hostaddr") or meant.get("host") or "").split(",")
    if not all(_is_here(host) for host in hosts) and meant.get("sslmode") != "verify-full":
        yield (
            f"{name} goes over a network without TLS that proves which server it is: end it with"
            " ?sslmode=verify-full (and sslrootcert=... unless the system knows the authority: sslrootcert=system)"
        )


def _mail(url: str) -> Iterator[str]:
    if url and urlsplit(url).scheme == "smtp" and not _is_here(urlsplit(url).hostname or ""):
        yield "EMAIL_URL goes over a network without TLS: use smtps:// or smtp+starttls://"


def _files(url: str) -> Iterator[str]:
    if not url:
        return
    try:
        at = store_at(url)
    except Refused as unreadable:
        yield f"FILE_STORE_URL cannot be read: {unreadable.words}"
        return
    if at.address.startswith("http://"):
        yield "FILE_STORE_URL begins with http://: browsers are sent there, and would fetch files in the clear."
    if not at.kms_key:
        yield "FILE_STORE_URL names no key that encrypts what rests in the store: end it with ?kms=..."


def _antivirus(url: str) -> Iterator[str]:
    try:
        at = scanner_at(url) if url else None
    except Refused as unreadable:
        yield f"ANTIVIRUS cannot be read: {unreadable.words}"
        return
    if at is not None and not _is_here(at.host):
        # clamd knows no TLS, and what it is given are the files themselves.
        yield "ANTIVIRUS goes over a network, in the clear: run clamd on this machine, or end a tunnel here."


def _login(url: str) -> str | None:
    """The login that a URL names; None without a URL."""
    return str(conninfo_to_dict(url).get("user", "")) if url else None


def _is_here(host: str) -> bool:
    """Whether a host is this machine: a socket's folder, `localhost` or a loopback address."""
    if host == "" or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
