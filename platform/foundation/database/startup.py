"""What web and worker check before they serve anybody."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg.rows import namedtuple_row

from foundation.database.scope import ALIAS
from foundation.database.superuser import OPEN_TO_EVERYBODY, backup_login, closing

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
       ARRAY(
         SELECT DISTINCT p.proname::text FROM pg_proc p
         WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ %s
           AND has_function_privilege('public', p.oid, 'EXECUTE')
       ) AS open_to_everybody,
       ARRAY(
         SELECT p.oid::regprocedure::text FROM pg_proc p
         WHERE p.prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE') ORDER BY 1
       ) AS lending_rights,
       current_user <> session_user AS changed,
       current_setting('server_encoding') AS encoding,
       current_setting('server_version_num')::int AS version
FROM pg_roles r WHERE r.rolname = session_user
"""

_CAN_DUMP = """
SELECT EXISTS (
  SELECT FROM pg_roles WHERE rolcanlogin AND rolbypassrls AND NOT rolsuper
    AND pg_has_role(oid, 'pg_read_all_data', 'USAGE') AND has_database_privilege(oid, current_database(), 'CONNECT'))
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
        message = "What serves people must not hold the owner's login: start it without DATABASE_OWNER_URL."
        raise ImproperlyConfigured(message)


def login_faults(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    """What is wrong with the login and server behind a connection, in words; closes the connection."""
    with connection.cursor(row_factory=namedtuple_row) as cursor, connection:
        found = cursor.execute(_LOGIN, [_ROLES, OPEN_TO_EVERYBODY]).fetchone()
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
        (bool(found.open_to_everybody), _open_words(found.open_to_everybody)),
        (bool(found.lending_rights), _lending_words(found.lending_rights)),
        (found.changed, "its login takes on a role as it connects (ALTER ROLE ... RESET role)"),
        (found.encoding != "UTF8", f"the server's encoding is {found.encoding}, not UTF8"),
        (found.version < MINIMUM_SERVER, "the server is older than PostgreSQL 18"),
    ]


def _open_words(functions: list[str]) -> str:
    owner = settings.DATABASES.get("owner", {}).get("USER") or "the owner's login"
    named = ", ".join(functions[:3]) + (" ..." if len(functions) > 3 else "")
    return (
        f"everybody (PUBLIC) may call {named}, by which a school's role leaves its schema; a superuser runs in this"
        f" database, with the owner's login in its place: {closing(str(owner))}"
    )


def _lending_words(functions: list[str]) -> str:
    statements = "; ".join(f"REVOKE EXECUTE ON ROUTINE {function} FROM PUBLIC" for function in functions)
    return (
        "everybody (PUBLIC) may call functions that work with the rights of whoever made them (SECURITY DEFINER); who made"
        f" them, or a superuser, runs in this database, and grants them by name to who needs them: {statements}"
    )


def missing_backup_login() -> str:
    """What to have a superuser run so that this database can be dumped; empty when some login can dump it.

    Row-level security is forced, so neither the owner's login nor the application's reads every row. A server whose
    backups are copies of its files needs no such login: this is advice and keeps nobody from starting.
    """
    with _connect() as connection:
        found = connection.execute(_CAN_DUMP).fetchone()
    connection.close()
    if found == (True,):
        return ""
    statements = "; ".join(backup_login(str(settings.DATABASES[ALIAS]["NAME"])))
    return f"No login can dump this database. A superuser makes one, and gives it a password, by: {statements}"


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
