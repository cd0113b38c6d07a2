"""Writing the audit lines of acts above the schools."""

import json
import uuid
from collections.abc import Mapping

from foundation.audit.actors import Actor
from foundation.database.scope import guarded_connection

_ADD = """
INSERT INTO trust_journal_auditline
  (person_id, person_name, act, about_kind, about_id, details, trust_id, authority_id, school_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record(
    act: str,
    *,
    by: Actor,
    about_kind: str,
    about_id: object,
    details: Mapping[str, object] | None = None,
    trust_id: uuid.UUID | None = None,
    authority_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
) -> None:
    """Add a line in the open transaction (identity or trust work). `details` holds counts, codes and keys, never names.

    One INSERT that asks nothing back: identity may add lines and read none. Raises NoScope outside work, and
    ProgrammingError when a trust's work adds a line to another trust.
    """
    places = [trust_id, authority_id, school_id]
    line = [by.person_id, by.name, act, about_kind, str(about_id), json.dumps(dict(details or {})), *places]
    with guarded_connection().cursor() as cursor:
        cursor.execute(_ADD, line)
