"""Database functions the models share."""

import uuid
from typing import Any

from django.db import connections, models

from foundation.database.scope import ALIAS


class UuidV7(models.Func):
    """PostgreSQL 18's `uuidv7()`: unguessable enough for a key, ordered by time so that indexes stay compact."""

    function = "uuidv7"
    template = "%(function)s()"
    output_field = models.UUIDField()


class TransactionId(models.Func):
    """The number of the transaction that writes, counted by the server since it was made."""

    function = "pg_current_xact_id"
    template = "(%(function)s()::text)::bigint"
    output_field = models.BigIntegerField()


def new_keys(count: int) -> list[uuid.UUID]:
    """So many new keys, in order: for rows made together that others will point at. Of many, Django does not learn the keys
    that the database gave. One statement."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [count])
        return [key for (key,) in cursor.fetchall()]


def uuid_key(**options: Any) -> "models.UUIDField[uuid.UUID | str, uuid.UUID]":
    """The primary key of every row that a URL, a file or another system names."""
    return models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False, **options)
