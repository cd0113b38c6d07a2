"""Everything the server knows of one schema, with the schema's own name taken out, for comparing two schemas."""

import uuid
from typing import Any

import psycopg

#: Each answers with rows that name every object of a kind and all that is said of it. Sequence positions come apart.
QUESTIONS = {
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, a.attcollation, a.attstorage, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = {schema}::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')""",
    "constraints": """
        SELECT c.relname, o.conname, o.contype, o.condeferrable, o.condeferred, o.convalidated, pg_get_constraintdef(o.oid)
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE o.connamespace = {schema}::regnamespace""",
    "indexes": """
        SELECT c.relname, i.indexrelid::regclass::text, i.indisunique, i.indisvalid, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = {schema}::regnamespace""",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, min_value, max_value, increment_by, cycle, last_value
        FROM pg_sequences WHERE schemaname = {schema}""",
    "owned sequences": """
        SELECT d.objid::regclass::text, d.refobjid::regclass::text, d.refobjsubid, d.deptype
        FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        WHERE s.relnamespace = {schema}::regnamespace AND d.refclassid = 'pg_class'::regclass""",
    "owners and kinds": """
        SELECT relname, relkind, relpersistence, relrowsecurity, relforcerowsecurity, relreplident, reloptions,
               pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = {schema}::regnamespace""",
    "grants": """
        SELECT relname, g.privilege_type, pg_get_userbyid(g.grantor), CASE g.grantee WHEN 0 THEN 'PUBLIC'
               ELSE pg_get_userbyid(g.grantee) END, g.is_grantable
        FROM pg_class CROSS JOIN LATERAL aclexplode(coalesce(relacl, acldefault(
          CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner))) g
        WHERE relnamespace = {schema}::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')""",
    "column grants": """
        SELECT c.relname, a.attname, a.attacl::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = {schema}::regnamespace AND a.attacl IS NOT NULL""",
    "schema": """
        SELECT pg_get_userbyid(nspowner), nspacl::text, obj_description(oid, 'pg_namespace')
        FROM pg_namespace WHERE nspname = {schema}""",
    "policies": """
        SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies WHERE schemaname = {schema}""",
    "triggers": """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = {schema}::regnamespace AND NOT t.tgisinternal""",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = {schema}::regnamespace",
    "types": "SELECT typname, typtype FROM pg_type WHERE typnamespace = {schema}::regnamespace AND typtype <> 'c'",
    "comments": """
        SELECT c.relname, d.objsubid, d.description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
        WHERE c.relnamespace = {schema}::regnamespace""",
    "role": """
        SELECT rolsuper, rolinherit, rolcanlogin, rolcreaterole, rolbypassrls, m.inherit_option, m.set_option,
               m.admin_option, pg_get_userbyid(m.member)
        FROM pg_roles r JOIN pg_auth_members m ON m.roleid = r.oid WHERE starts_with(r.rolname, current_database() || '__')
          AND r.rolname LIKE '%%' || {schema}""",
}


def catalogue(url: str, schema: str) -> dict[str, set[tuple[Any, ...]]]:
    """What the server knows of a schema, by kind of thing, and its rows. `{s}` stands for the schema's name."""
    with psycopg.connect(url) as connection:
        connection.execute("SET search_path = pg_catalog")
        known = {
            kind: {_neutral(row, schema) for row in connection.execute(text.replace("{schema}", f"'{schema}'"))}
            for kind, text in QUESTIONS.items()
        }
        tables = [row[0] for row in known["owners and kinds"] if row[1] == "r"]
        for table in tables:
            # When each migration ran, and when a school's rows were made, differ by nature.
            columns = [
                row[2]
                for row in sorted(known["columns"], key=lambda row: (row[0], row[1]))
                if row[0] == table and row[2] not in ("applied", "created_at")
            ]
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = connection.execute(f'SELECT {listed} FROM "{schema}"."{table}"')
            known[f"rows of {table}"] = {_neutral(row, schema) for row in rows}
    return known


def _neutral(row: tuple[Any, ...], schema: str) -> tuple[Any, ...]:
    """A row without what differs between schools by nature: the name of the schema, and keys that the server draws."""
    named = (str(value).replace(schema, "{s}") if isinstance(value, str | list | dict) else value for value in row)
    return tuple("a key" if isinstance(value, uuid.UUID) else value for value in named)


def differences(one: dict[str, set[Any]], two: dict[str, set[Any]]) -> dict[str, tuple[set[Any], set[Any]]]:
    """What is said of only one of them, in both directions."""
    return {
        kind: (one.get(kind, set()) - two.get(kind, set()), two.get(kind, set()) - one.get(kind, set()))
        for kind in one.keys() | two.keys()
        if one.get(kind, set()) != two.get(kind, set())
    }
