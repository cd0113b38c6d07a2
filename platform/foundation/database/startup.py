"""What web and worker check before they serve anybody."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from foundation.database.scope import ALIAS

MINIMUM_SERVER = 180000

_LOGIN = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolinherit,
       EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
         OR EXISTS (SELECT FROM pg_namespace WHERE nspowner = r.oid)
         OR EXISTS (SELECT FROM pg_database WHERE datdba = r.oid) AS owns,
       has_database_privilege(current_database(), 'TEMP') AS temp,
       current_setting('server_encoding') AS encoding,
       current_setting('server_version_num')::int AS version
FROM pg_roles r WHERE r.rolname = session_user
"""


def refuse_unsafe_login() -> None:
    """Raise ImproperlyConfigured unless the application's login can do nothing by itself and the server fits.

    The guard is worth as much as this login is weak: it must inherit no role, own nothing and make nothing.
    """
    faults = login_faults(_connect())
    if faults:
        message = f"DATABASE_URL is not safe to serve with: {'; '.join(faults)}."
        raise ImproperlyConfigured(message)


def login_faults(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    """What is wrong with the login and server behind a connection, in words; closes the connection."""
    with connection:
        row = connection.execute(_LOGIN).fetchone()
    if row is None:
        return ["its login is unknown to the server"]
    superuser, bypass, create_role, create_db, inherits, owns, temp, encoding, version = row
    return [
        words
        for wrong, words in [
            (superuser, "its login is a superuser"),
            (bypass, "its login bypasses row-level security"),
            (create_role or create_db, "its login may create roles or databases"),
            (inherits, "its login inherits the rights of its roles (make it NOINHERIT)"),
            (owns, "its login owns tables, schemas or databases"),
            (temp, "its login may make temporary tables (REVOKE TEMP ON DATABASE ... FROM PUBLIC)"),
            (encoding != "UTF8", f"the server's encoding is {encoding}, not UTF8"),
            (version < MINIMUM_SERVER, "the server is older than PostgreSQL 18"),
        ]
        if wrong
    ]


def _connect() -> "psycopg.Connection[tuple[Any, ...]]":
    database = settings.DATABASES[ALIAS]
    return psycopg.connect(
        dbname=database["NAME"],
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
    )
