"""Database roles and what each may do, derived from the models' own `grants` and `row_security`.

Group roles hold the rights on shared tables; one role per trust and per authority inherits its group's. One role per
school, and beside it those of its links and its sealer, hold rights on that school's schema alone. The application's
login may take on any of them and inherits none.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models
from psycopg import sql

from foundation.database.scope import role_name
from tenants.trusts.hidden_rows import hiding_statements

#: Groups of roles on the shared tables.
GROUPS = ("identity", "trust", "authority", "seal")

#: How the roles of one trust and one authority are called; the place's key in hex follows.
ROLE_PREFIXES = {"trust": "t_", "authority": "la_"}

#: What the name of a school's second role adds to the first's: that of links, which opens one row.
LINK_SUFFIX = "_l"

#: And of its third: the one that reads audit lines and adds seals over them.
SEAL_SUFFIX = "_s"

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
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def shared_statements() -> Iterator[sql.Composed]:
    """Roles, grants and policies of the `public` schema; safe to run again."""
    for group in GROUPS:
        yield from create_role(role_name(group))
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role_name(group)))
    for model in models_in(settings.SHARED_APPS):
        table = model._meta.db_table
        yield from _table_grants(table, {group: rights_on(model, group) for group in GROUPS})
        if hasattr(model, "row_security"):
            yield from _row_security(table, model)
    for table, rights in LIBRARY_TABLES.items():
        yield from _table_grants(table, {"identity": rights})


def rights_on(model: Any, kind: str) -> str:
    """What a kind of role may do with a model's table, as GRANT has it.

    Where the database alone says when a row was written (`kept_by_database`), INSERT names all other columns.
    """
    rights: str = getattr(model, "grants", {}).get(kind, "")
    kept = getattr(model, "kept_by_database", ())
    if not kept:
        return rights
    given = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if field.column not in kept)
    return re.sub(r"\bINSERT\b", f"INSERT ({given})", rights)


def _table_grants(table: str, grants: dict[str, str]) -> Iterator[sql.Composed]:
    for group in GROUPS:
        role = sql.Identifier(role_name(group))
        yield sql.SQL("REVOKE ALL ON public.{} FROM {}").format(sql.Identifier(table), role)
        if rights := grants.get(group):
            yield sql.SQL("GRANT {} ON public.{} TO {}").format(
                sql.SQL(rights),
                sql.Identifier(table),
                role,
            )


def _row_security(table: str, model: Any) -> Iterator[sql.Composed]:
    """Only rows of the trust or authority the transaction speaks for; an unset setting is an error, never no rows.

    `model.row_security` says which column holds whose a row is, for each kind of place that may reach the table: what is
    of one is not seen by another. The setting alone would be any statement's to change: it must also name the very role
    that the transaction took on. The owner is held to the first of these columns.
    A `directory` (the trusts and schools themselves) is open to identity and to the owner, which find places in it.
    """
    name = sql.Identifier(table)
    every = (*(f"by_{group}" for group in ROLE_PREFIXES), "by_owner", *_OTHERS)
    policies: dict[str, sql.Composed | None] = dict.fromkeys(every)
    policies |= {f"by_{group}": _of_place(group, column) for group, column in model.row_security.items()}
    if getattr(model, "directory", False):
        others = {"directory"}
    else:
        group, column = next(iter(model.row_security.items()))
        policies["by_owner"] = sql.SQL("TO {} USING ({})").format(sql.Identifier(owner_login()), _is_of(group, column))
        others = {"identity_adds"} if "INSERT" in model.grants.get("identity", "") else set()
        others |= {"sealed"} if "seal" in model.grants else set()
    roles = {group: sql.Identifier(role_name(group)) for group in GROUPS} | {"owner": sql.Identifier(owner_login())}
    policies |= {policy: sql.SQL(_OTHERS[policy]).format(**roles) for policy in others}
    yield sql.SQL("ALTER TABLE public.{} ENABLE ROW LEVEL SECURITY").format(name)
    yield sql.SQL("ALTER TABLE public.{} FORCE ROW LEVEL SECURITY").format(name)
    for policy, words in policies.items():
        yield sql.SQL("DROP POLICY IF EXISTS {} ON public.{}").format(sql.Identifier(policy), name)
        if words is not None:
            yield sql.SQL("CREATE POLICY {} ON public.{} {}").format(sql.Identifier(policy), name, words)


#: Policies that ask for no place.
_OTHERS: Final = {
    "identity_adds": "FOR INSERT TO {identity} WITH CHECK (true)",
    "sealed": "FOR SELECT TO {seal} USING (true)",
    "directory": "TO {identity}, {owner} USING (true) WITH CHECK (true)",
}


def _is_of(group: str, column: str) -> sql.Composed:
    setting = sql.Literal(f"app.{group}")
    return sql.SQL("{} = current_setting({})::uuid").format(sql.Identifier(column), setting)


def _of_place(group: str, column: str) -> sql.Composed:
    """What one place's work reaches, and may write: a policy without WITH CHECK holds new rows to its USING.

    Whether the role is the place's own is the same for every row, so it is asked in a SELECT of its own: once a statement.
    Not so the setting: within a SELECT it would be missed only where there are rows, and it must be missed everywhere.
    """
    return sql.SQL("TO {} USING ({} AND (SELECT current_user = {} || replace(current_setting({}), '-', '')))").format(
        sql.Identifier(role_name(group)),
        _is_of(group, column),
        sql.Literal(role_name(ROLE_PREFIXES[group])),
        sql.Literal(f"app.{group}"),
    )


def school_grant_statements(schema: str, role: str) -> Iterator[sql.Composed]:
    """What a school's role may do in its own schema; safe to run again."""
    at, who = sql.Identifier(schema), sql.Identifier(role)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(at, who)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(at, who)
    for model in models_in(settings.TENANT_APPS):
        rights = rights_on(model, "school")
        if rights:
            yield sql.SQL("GRANT {} ON {}.{} TO {}").format(
                sql.SQL(rights),
                at,
                sql.Identifier(model._meta.db_table),
                who,
            )
    yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(at, who)
    yield from hiding_statements(schema, role, models_in(settings.TENANT_APPS))
    yield from _link_statements(schema, role)
    yield from _seal_statements(schema, role)


def _link_statements(schema: str, role: str) -> Iterator[sql.Composed]:
    """What somebody without an account reaches by a link: rows whose `link_column` holds the hash of its token.

    To the school's own role such a table is open as any other.
    """
    at, link = sql.Identifier(schema), f"{role}{LINK_SUFFIX}"
    who = sql.Identifier(link)
    yield from create_role(link)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(at, who)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(at, who)
    for model in models_in(settings.TENANT_APPS):
        rights = getattr(model, "grants", {}).get("link")
        if not rights:
            continue
        table = sql.SQL("{}.{}").format(at, sql.Identifier(model._meta.db_table))
        names = {
            "table": table,
            "column": sql.Identifier(model.link_column),  # type: ignore[attr-defined]
            "link": who,
            "school": sql.Identifier(role),
        }
        of_link = "{column} = current_setting('app.link')"
        for statement in (
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            "DROP POLICY IF EXISTS by_school ON {table}",
            "CREATE POLICY by_school ON {table} TO {school} USING (true) WITH CHECK (true)",
            "DROP POLICY IF EXISTS by_link ON {table}",
            f"CREATE POLICY by_link ON {{table}} TO {{link}} USING ({of_link}) WITH CHECK ({of_link})",
        ):
            yield sql.SQL(statement).format(**names)
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), table, who)


def _seal_statements(schema: str, role: str) -> Iterator[sql.Composed]:
    """What the worker does as this school's sealer: read audit lines and add seals, which no other role may."""
    at, seal = sql.Identifier(schema), f"{role}{SEAL_SUFFIX}"
    who = sql.Identifier(seal)
    yield from create_role(seal)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(at, who)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(at, who)
    for model in models_in(settings.TENANT_APPS):
        if rights := rights_on(model, "seal"):
            table = sql.SQL("{}.{}").format(at, sql.Identifier(model._meta.db_table))
            yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), table, who)


def grant_school(schema: str, role: str, *, mark: str | None = None) -> Iterator[sql.Composed]:
    """A school's rights, and the fingerprint that says it has them: `mark`, where the caller has worked it out already."""
    yield from school_grant_statements(schema, role)
    yield remember(schema, mark or school_fingerprint())


def fingerprint(statements: Iterable[sql.Composed]) -> str:
    """A hash of what these statements say, kept as the schema's comment: roles that changed since show in one query."""
    text = "\n".join(statement.as_string(None) for statement in statements)
    return f"rollcall grants {hashlib.sha256(text.encode()).hexdigest()}"


def remember(schema: str, mark: str) -> sql.Composed:
    """Keep a fingerprint with its schema."""
    return sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(schema), sql.Literal(mark))


def school_fingerprint() -> str:
    """The fingerprint that every school's schema should carry."""
    return fingerprint(school_grant_statements("school", "role"))
