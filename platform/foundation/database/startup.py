"""What web and worker check before they serve anybody."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg.rows import namedtuple_row

from foundation.database.scope import ALIAS

MINIMUM_SERVER = 180000

#: What a login may become: the roles of this product, and no other.
_ROLES = "__(identity|trust|authority|seal|s_[0-9a-f]{32}(_l|_s)?|(t|la)_[0-9a-f]{32})$"

_LOGIN = """
SELECT r.rolsuper, r.rolbypassrls OR r.rolreplication AS past_policies, r.rolcreaterole OR r.rolcreatedb AS makes,
       r.rolinherit OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid AND inherit_option) AS inherits,
       EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid AND admin_option) AS passes_on,
       EXISTS (
         SELECT FROM pg_roles o
         WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER') AND (
           o.rolname !~ %s OR o.rolsuper OR o.rolbypassrls OR o.rolcreaterole OR o.rolcreatedb OR o.rolcanlogin)
       ) AS becomes,
       EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
         OR EXISTS (SELECT FROM pg_namespace WHERE nspowner = r.oid)
         OR EXISTS (SELECT FROM pg_database WHERE datdba = r.oid) AS owns,
       EXISTS (
         SELECT FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
         WHERE g.grantee IN (0, r.oid)
           AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
       ) AS granted,
       has_database_privilege(r.oid, current_database(), 'TEMP') AS temp,
       has_database_privilege(r.oid, current_database(), 'CREATE')
         OR has_schema_privilege(r.oid, 'public', 'CREATE') AS creates,
       current_user <> session_user AS changed,
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


def refuse_owner_login() -> None:
    """Raise ImproperlyConfigured where the owner's login is configured: nothing that serves people may hold it."""
    if "owner" in settings.DATABASES:
        message = "The web server must not hold the owner's login: start it without DATABASE_OWNER_URL."
        raise ImproperlyConfigured(message)


def login_faults(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    """What is wrong with the login and server behind a connection, in words; closes the connection."""
    with connection.cursor(row_factory=namedtuple_row) as cursor, connection:
        found = cursor.execute(_LOGIN, [_ROLES]).fetchone()
    connection.close()
    if found is None:
        return ["its login is unknown to the server"]
    return [words for wrong, words in _judged(found) if wrong]


def _judged(found: Any) -> list[tuple[bool, str]]:
    return [
        (found.rolsuper, "its login is a superuser"),
        (found.past_policies, "its login bypasses row-level security or may replicate"),
        (found.makes, "its login may create roles or databases"),
        (
            found.inherits,
            "its login inherits the rights of its roles (make it NOINHERIT, and grant WITH INHERIT FALSE)",
        ),
        (found.passes_on, "its login may grant its roles to others (grant them without ADMIN)"),
        (found.becomes, "its login may become a role that is not one of this product's, or one that may do too much"),
        (found.owns, "its login owns tables, schemas or databases"),
        (found.granted, "its login, or everybody (PUBLIC), has rights on tables of its own accord"),
        (found.temp, "its login may make temporary tables (REVOKE TEMP ON DATABASE ... FROM PUBLIC)"),
        (found.creates, "its login may create schemas or tables (REVOKE CREATE ... FROM PUBLIC)"),
        (found.changed, "its login takes on a role as it connects (ALTER ROLE ... RESET role)"),
        (found.encoding != "UTF8", f"the server's encoding is {found.encoding}, not UTF8"),
        (found.version < MINIMUM_SERVER, "the server is older than PostgreSQL 18"),
    ]


def _connect() -> "psycopg.Connection[tuple[Any, ...]]":
    database = settings.DATABASES[ALIAS]
    return psycopg.connect(
        dbname=database["NAME"],
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        **database["OPTIONS"],  # with TLS, where the URL says so, as whatever comes after
    )
