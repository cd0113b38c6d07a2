"""Row security that hides, from who a transaction is read for, what is about a pupil they are related to.

Derived from the models' own foreign keys, as the rights of roles are from their `grants`.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from psycopg import sql

from foundation.database.hiding import SETTING

#: The keys of what is hidden at this moment, worked out once a statement; none where nothing is.
_HIDDEN = "(SELECT string_to_array(coalesce(current_setting({setting}, true), ''), ',')::uuid[])::uuid[]"
_ITSELF = f"({{column}} = ANY ({_HIDDEN})) IS NOT TRUE"
#: With its parent, whose own policy is asked; who has nothing hidden is through before that.
_WITH_PARENT = (
    f"(cardinality({_HIDDEN}) = 0 OR {{column}} IS NULL"
    " OR EXISTS (SELECT FROM {parent} p WHERE p.{key} = {column}))"
)


def hidden_rows(every: Collection[type[models.Model]]) -> dict[type[models.Model], list[tuple[str, Any]]]:
    """Which of these models have rows that can be hidden from a reader, and what decides it of a row.

    That is its own key, where the model says so (`hidden_from_reader`), the key of such a row that a column points at, or
    a row that is hidden in turn: pairs of a column and, then, that row's model. So a new table has it by itself; but none
    of them can be filled by COPY, which row security does not know.
    """
    found: dict[Any, list[tuple[str, Any]]] = {}
    by_key = {model for model in every if getattr(model, "hidden_from_reader", False)}
    for model in every:
        columns = [column for column, _ in _pointing(model, by_key)]
        if model in by_key:
            columns.append(str(model._meta.pk.column))
        if columns:
            found[model] = [(column, None) for column in columns]
    parents = set(found)
    while parents:  # a level at a time, so that no policy asks one that asks it
        more = {model: rows for model in every if model not in found and (rows := _pointing(model, parents))}
        found |= more
        parents = set(more)
    for model, rows in found.items():  # what may be about nobody itself is hidden with what it belongs to
        mine = [column for column, parent in rows if parent is None]
        if mine and all(model._meta.get_field(column.removesuffix("_id")).null for column in mine):
            rows += [one for one in _pointing(model, set(found) - {model}) if one[0] not in mine]
    return found


def _pointing(model: Any, at: Collection[Any]) -> list[tuple[str, Any]]:
    fields = [field for field in model._meta.concrete_fields if field.is_relation]
    return [(field.column, field.related_model) for field in fields if field.related_model in at]


def hiding_statements(schema: str, role: str, every: Collection[type[models.Model]]) -> Iterator[sql.Composed]:
    """What a school's role is not shown while it works for somebody from whom it is hidden (`foundation.database.hiding`).

    Rows are left out of what is read, changed and deleted; adding one is for the page's own 404 to prevent.
    """

    def table(model: Any) -> sql.Composed:
        return sql.SQL("{}.{}").format(sql.Identifier(schema), sql.Identifier(model._meta.db_table))

    for model, deciding in hidden_rows(every).items():
        shown = sql.SQL(" AND ").join(
            sql.SQL(_ITSELF if parent is None else _WITH_PARENT).format(
                column=sql.SQL("{}.{}").format(sql.Identifier(model._meta.db_table), sql.Identifier(column)),
                setting=sql.Literal(SETTING),
                **({} if parent is None else {"parent": table(parent), "key": sql.Identifier(parent._meta.pk.column)}),
            )
            for column, parent in deciding
        )
        for statement in (
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            "DROP POLICY IF EXISTS by_school ON {table}",
            "CREATE POLICY by_school ON {table} TO {school} USING (true) WITH CHECK (true)",
            "DROP POLICY IF EXISTS but_hidden ON {table}",
            "CREATE POLICY but_hidden ON {table} AS RESTRICTIVE TO {school} USING ({shown}) WITH CHECK (true)",
        ):
            yield sql.SQL(statement).format(table=table(model), school=sql.Identifier(role), shown=shown)
