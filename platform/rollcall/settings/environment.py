"""The one place that reads the environment. Every variable the product knows is a field here."""

import datetime as dt
import os
from dataclasses import dataclass, field
from typing import Any

from psycopg.conninfo import conninfo_to_dict


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0", "false", "no")


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment variables that the product knows."""

    #: The application's login: NOINHERIT, owns nothing. Web and worker use only this one.
    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    #: The owner's login, given only to `rollcall migrate`, provisioning and set-up.
    database_owner_url: str = field(default_factory=lambda: os.environ.get("DATABASE_OWNER_URL", ""))
    redis_url: str = field(default_factory=lambda: os.environ.get("REDIS_URL", ""))
    secret_key: str = field(default_factory=lambda: os.environ.get("SECRET_KEY", ""))
    #: The parent of every host: id.<domain>, <school>.<domain>, ...
    domain: str = field(default_factory=lambda: os.environ.get("ROLLCALL_DOMAIN", "rollcall.localhost"))
    #: The port people type, empty behind a proxy that serves 443.
    port: str = field(default_factory=lambda: os.environ.get("ROLLCALL_PORT", ""))
    #: True only where people are invented: shows the sign-ins on a page.
    demo: bool = field(default_factory=lambda: _flag("ROLLCALL_DEMO"))
    #: Folder of the demo's own secrets and state.
    demo_state: str = field(default_factory=lambda: os.environ.get("ROLLCALL_DEMO_STATE", ""))
    #: How far the demo's invented day is from the real moment, in seconds (negative: behind it).
    clock_ahead: dt.timedelta = field(
        default_factory=lambda: dt.timedelta(seconds=int(os.environ.get("ROLLCALL_CLOCK_AHEAD", "0")))
    )
    sentry_dsn: str = field(default_factory=lambda: os.environ.get("SENTRY_DSN", ""))


def database(url: str, *, engine: str) -> dict[str, Any]:
    """Django's form of a PostgreSQL URL. Raises ValueError when the URL names no database."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    name = parts.pop("dbname", "")
    if not name:
        message = "The database URL names no database: write postgresql://login:password@host:port/database"
        raise ValueError(message)
    return {
        "ENGINE": engine,
        "NAME": name,
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": dict(parts),
        "CONN_MAX_AGE": 600,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
