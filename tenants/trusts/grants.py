"""Database roles and what each may do, derived from the models' own `grants` and `row_security`.

Group roles hold the rights on shared tables; one role per trust and per authority inherits its group's. One role per
school holds rights on that school's schema alone. The application's login may take on any of them and inherits none.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from psycopg import sql

from foundation.database.scope import role_name

#: Groups of roles on the shared tables.
GROUPS = ("identity", "trust", "authority")

#: Tables of libraries, which cannot carry `grants` themselves: all of them are about signing in.
LIBRARY_TABLES = {
    "account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
}

_ROLE_IF_ABSENT = """DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN CREATE ROLE {role} NOLOGIN NOINHERIT; END IF;
END $$"""


def application_login() -> str:
    """The login web and worker use."""
    return str(settings.DATABASES["default"]["USER"])


def owner_login() -> str:
    """The login that owns every table."""
    return str(settings.DATABASES["owner"]["USER"])


def create_role(role: str, *, inherits: str | None = None) -> Iterator[sql.Composed]:
    """Make a role the application's login may take on; `inherits` is a group whose rights it has."""
    yield sql.SQL(_ROLE_IF_ABSENT).format(name=sql.Literal(role), role=sql.Identifier(role))
    if inherits is not None:
        yield sql.SQL("GRANT {} TO {} WITH INHERIT TRUE").format(sql.Identifier(inherits), sql.Identifier(role))
    yield sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
        sql.Identifier(role), sql.Identifier(application_login())
    )


def models_in(app_names: Iterable[str]) -> list[type[models.Model]]:
    """The concrete models of these apps, by table name."""
    found = [
        model
        for config in apps.get_app_configs()
        if config.name in set(app_names)
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy  # noqa: SLF001 - Django's documented model API
    ]
    return sorted(found, key=lambda model: model._meta.db_table)  # noqa: SLF001 - as above


def shared_statements() -> Iterator[sql.Composed]:
    """Roles, grants and policies of the `public` schema; safe to run again."""
    for group in GROUPS:
        yield from create_role(role_name(group))
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role_name(group)))
    for model in models_in(settings.SHARED_APPS):
        table = model._meta.db_table  # noqa: SLF001 - Django's documented model API
        yield from _table_grants(table, getattr(model, "grants", {}))
        if hasattr(model, "row_security"):
            yield from _row_security(table, model.row_security, getattr(model, "grants", {}))
    for table, rights in LIBRARY_TABLES.items():
        yield from _table_grants(table, {"identity": rights})


def _table_grants(table: str, grants: dict[str, str]) -> Iterator[sql.Composed]:
    for group in GROUPS:
        role = sql.Identifier(role_name(group))
        yield sql.SQL("REVOKE ALL ON public.{} FROM {}").format(sql.Identifier(table), role)
        if rights := grants.get(group):
            yield sql.SQL("GRANT {} ON public.{} TO {}").format(
                sql.SQL(rights),  # type: ignore[arg-type]
                sql.Identifier(table),
                role,
            )


def _row_security(table: str, column: str, grants: dict[str, str]) -> Iterator[sql.Composed]:
    """Only rows of the trust (or authority) the transaction speaks for; an unset setting is an error, never no rows."""
    name = sql.Identifier(table)
    yield sql.SQL("ALTER TABLE public.{} ENABLE ROW LEVEL SECURITY").format(name)
    yield sql.SQL("ALTER TABLE public.{} FORCE ROW LEVEL SECURITY").format(name)
    yield sql.SQL("DROP POLICY IF EXISTS by_place ON public.{}").format(name)
    group = column.removesuffix("_id")
    yield sql.SQL(
        "CREATE POLICY by_place ON public.{table} TO {group}, {owner}"
        " USING ({column} = current_setting({setting})::uuid)"
    ).format(
        table=name,
        group=sql.Identifier(role_name(group)),
        owner=sql.Identifier(owner_login()),
        column=sql.Identifier(column),
        setting=sql.Literal(f"app.{group}"),
    )
    yield sql.SQL("DROP POLICY IF EXISTS identity_adds ON public.{}").format(name)
    if "INSERT" in grants.get("identity", ""):
        yield sql.SQL("CREATE POLICY identity_adds ON public.{} FOR INSERT TO {} WITH CHECK (true)").format(
            name, sql.Identifier(role_name("identity"))
        )


def school_grant_statements(schema: str, role: str) -> Iterator[sql.Composed]:
    """What a school's role may do in its own schema; safe to run again."""
    at, who = sql.Identifier(schema), sql.Identifier(role)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(at, who)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(at, who)
    for model in models_in(settings.TENANT_APPS):
        rights = getattr(model, "grants", {}).get("school")
        if rights:
            yield sql.SQL("GRANT {} ON {}.{} TO {}").format(
                sql.SQL(rights),
                at,
                sql.Identifier(model._meta.db_table),  # noqa: SLF001 - Django's documented model API
                who,
            )
    yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(at, who)
