"""Whether anything that Today shows has changed."""

from django.db import connections, models

from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine
from schools.roll.pages.today_lists import watched

#: Rows are numbered as they come, but those that come together are not always seen in that order. The newest are added
#: up, not looked at alone: one that was seen late changes the sum too, and the sum of the newest only ever grows.
NEWEST = 100


def newest_rows() -> str:
    """Which rows are the newest of every table that a list watches, and of the audit lines. One statement, by keys alone."""
    tables: set[type[models.Model]] = {AuditLine, *watched()}
    sums = ", ".join(sorted(_sum(table) for table in tables))
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT concat_ws('.', {sums})")
        (found,) = cursor.fetchone()
    return str(found)


def _sum(table: type[models.Model]) -> str:
    """What a table's newest come to; the names in it are its model's own."""
    key = table._meta.pk.column
    newest = f'SELECT "{key}" FROM "{table._meta.db_table}" ORDER BY "{key}" DESC LIMIT {NEWEST}'  # noqa: S608
    return f'(SELECT coalesce(sum("{key}"), 0) FROM ({newest}) AS newest)'  # noqa: S608
