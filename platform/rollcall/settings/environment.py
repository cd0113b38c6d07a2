"""The one place that reads the environment. Every variable the product knows is a field here, with what it means.

`docs/variables.md` is written from these fields (`table`).
"""

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

#: How mail may travel: the port it is taken to when none is named, and the setting of Django's that says how.
MAIL_SCHEMES: dict[str, tuple[int, str | None]] = {
    "smtps": (465, "EMAIL_USE_SSL"),
    "smtp+starttls": (587, "EMAIL_USE_TLS"),
    "smtp": (25, None),
}


def _flag(text: str) -> bool:
    return text not in ("", "0", "false", "no")


def _seconds(text: str) -> dt.timedelta:
    return dt.timedelta(seconds=int(text or "0"))


def _port(text: str) -> str:
    return str(int(text)) if text else ""


def _variable(
    name: str, means: str, read: Callable[[str], Any] = str, *, default: str = "", production: str = "if wanted"
) -> Any:
    """A field that is read from the variable `name` when an Environment is made.

    `means` and `production` (needed, refused, or when it is wanted there) are what the table of variables says. Raises
    ImproperlyConfigured, which names the variable and not its value, when the value cannot be read.
    """

    def value() -> Any:
        try:
            return read(os.environ.get(name, default))
        except ValueError as problem:
            message = f"{name} cannot be read: {means}."
            raise ImproperlyConfigured(message) from problem

    said = {"name": name, "means": means, "default": default, "production": production}
    return field(default_factory=value, metadata=said)


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment variables that the product knows."""

    database_url: str = _variable(
        "DATABASE_URL",
        "The application's login, which owns nothing: `postgresql://login:password@host:port/database`. Over a network"
        " with `?sslmode=verify-full`",
        production="needed",
    )
    database_owner_url: str = _variable(
        "DATABASE_OWNER_URL",
        "The owner's login. Only `rollcall migrate`, `rollcall schools` and the owner's worker are given it; all others"
        " refuse it",
    )
    redis_url: str = _variable(
        "REDIS_URL",
        "Queues and caches: `redis://:password@127.0.0.1:6379/0`. Over a network"
        " `rediss://:password@host:6379/0?ssl_cert_reqs=required`",
        production="needed",
    )
    secret_key: str = _variable(
        "SECRET_KEY",
        "Signs sessions and links, and encrypts the secrets that rest in the database: 50 characters or more, at random",
        production="needed",
    )
    secret_key_fallbacks: tuple[str, ...] = _variable(
        "SECRET_KEY_FALLBACKS",
        "Keys that SECRET_KEY has replaced, with blanks between them: what they signed and encrypted can still be read",
        lambda text: tuple(text.split()),
        production="while a key is being replaced",
    )
    mover_keys: tuple[str, ...] = _variable(
        "MOVER_KEYS",
        "Keys by which a pupil who moves between schools of a trust is known without a UPN, newest first with blanks"
        " between them: 50 characters or more each, at random, and none of them SECRET_KEY. An old one stays until a night"
        " has passed under the new one",
        lambda text: tuple(text.split()),
        production="needed",
    )
    domain: str = _variable(
        "ROLLCALL_DOMAIN",
        "The parent of every host: people sign in at `id.<domain>`, a school is at `<school>.<domain>`",
        default="rollcall.localhost",
        production="needed",
    )
    port: str = _variable(
        "ROLLCALL_PORT",
        "The port people type, a whole number; empty behind a proxy that serves 443",
        _port,
    )
    email_url: str = _variable(
        "EMAIL_URL",
        "The mail server for invitations, passwords and notices to staff: `smtps://login:password@host` or"
        " `smtp+starttls://login:password@host`, what is unusual in them percent-encoded; `smtp://` on this machine only",
        production="needed",
    )
    email_from: str = _variable(
        "EMAIL_FROM",
        "Who that mail is from: `Rollcall <rollcall@trust.example>`. When empty, no-reply at the domain",
    )
    file_store_url: str = _variable(
        "FILE_STORE_URL",
        "Where files are kept, a store that speaks S3 and that people's browsers reach:"
        " `https://login:secret@host/bucket?region=eu-west-2&kms=key`, without a login where the machine has a role of its"
        " own; `kms` names the key that encrypts what rests there",
        production="needed",
    )
    antivirus: str = _variable(
        "ANTIVIRUS",
        "The clamd that looks at every file people send: `tcp://127.0.0.1:3310` or `unix:///run/clamav/clamd.ctl`; `off`"
        " where nothing shall, and pages then say so of each file",
        production="needed",
    )
    sentry_dsn: str = _variable(
        "SENTRY_DSN", "Where faults are reported, without messages or values; nowhere when empty"
    )
    clock_ahead: dt.timedelta = _variable(  # noqa: RUF009 - it gives a field
        "ROLLCALL_CLOCK_AHEAD",
        "How far the demo's invented day is from the real moment, in whole seconds (negative: behind it)",
        _seconds,
        production="refused",
    )
    demo: bool = _variable(
        "ROLLCALL_DEMO",
        "1 only where people are invented: a page then shows how each signs in",
        _flag,
        production="refused",
    )
    demo_state: str = _variable(
        "ROLLCALL_DEMO_STATE", "The folder of the demo's own secrets and state", production="refused"
    )


def table() -> str:
    """`docs/variables.md`: every variable, what it means, what stands in for it and whether production wants it."""
    lines = [
        "# Environment variables",
        "",
        "Written from the fields of `platform/rollcall/settings/environment.py`; to write it anew:",
        "`.venv/bin/python -m rollcall.settings.environment > docs/variables.md`. What production refuses, and why, is in",
        "`platform/rollcall/settings/starting.py` and in the decision on starting in production. `rollcall gateway` also",
        "reads a school's secrets from `ROLLCALL_GATEWAY_...`, which its help names.",
        "",
        "| variable | means | default | in production |",
        "|---|---|---|---|",
    ]
    for said in (one.metadata for one in fields(Environment)):
        default = f"`{said['default']}`" if said["default"] else "none"
        lines.append(f"| `{said['name']}` | {said['means']} | {default} | {said['production']} |")
    return "\n".join(lines) + "\n"


def database(name: str, url: str, *, engine: str) -> dict[str, Any]:
    """Django's form of a PostgreSQL URL. Raises ImproperlyConfigured, which names the variable, when it cannot be used."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        parts = {}
    database_name = parts.pop("dbname", "")
    if not database_name:
        message = f"{name} names no database: write postgresql://login:password@host:port/database"
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": engine,
        "NAME": database_name,
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": dict(parts),
        "CONN_MAX_AGE": 600,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings for a mail server's URL. Raises ImproperlyConfigured for one that cannot be understood."""
    parts = urlsplit(url)
    try:
        usual, means = MAIL_SCHEMES[parts.scheme]
        port = parts.port or usual
    except (KeyError, ValueError) as problem:
        message = f"EMAIL_URL begins with {', '.join(f'{scheme}://' for scheme in MAIL_SCHEMES)} and names a host."
        raise ImproperlyConfigured(message) from problem
    if not parts.hostname or parts.path not in ("", "/") or parts.query:
        message = "EMAIL_URL names a host, and nothing after it but a port."
        raise ImproperlyConfigured(message)
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": means == "EMAIL_USE_SSL",
        "EMAIL_USE_TLS": means == "EMAIL_USE_TLS",
    }


if __name__ == "__main__":
    sys.stdout.write(table())
