"""Answers kept under the keys that clients send, so that a repeated save is answered again and not done again."""

import uuid
from typing import Any

from django.db import connections
from psycopg.types.json import Jsonb

from foundation.database.scope import ALIAS

#: An answer is kept of what was done alone: programs are told 200 again. What was refused may be asked again.
_ANSWER = (
    "INSERT INTO journal_idempotencykey (key, person_id, request_hash, status, answer)"
    " VALUES (%(key)s, %(person)s, %(fingerprint)s, 200, %(answer)s) ON CONFLICT (key) DO NOTHING"
)


def keep_answer(key: str, person: uuid.UUID | None, fingerprint: bytes, answer: dict[str, Any]) -> bool:
    """Keep what an act was answered under its key; whether the key was free. Waits for an act that is taking it."""
    values: dict[str, Any] = {"key": key, "person": person, "fingerprint": fingerprint, "answer": Jsonb(answer)}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_ANSWER, values)
        return int(cursor.rowcount) == 1
