"""Writing the audit lines of acts above the schools, and sealing them."""

import json
import uuid
from collections.abc import Mapping
from typing import TypedDict

from django.db import connections

from foundation import clock
from foundation.audit.actors import Actor
from foundation.audit.operations import add_seal
from foundation.database.scope import ALIAS
from tenants.journal.models import AuditLine, Seal

#: What the log and `rollcall audit` call the lines above the schools.
ABOVE = "public"

_ADD = """
INSERT INTO trust_journal_auditline
  (at, person_id, person_name, act, about_kind, about_id, details, trust_id, authority_id, school_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Places(TypedDict):
    """Under which trust and place a line is filed."""

    trust_id: uuid.UUID | None
    authority_id: uuid.UUID | None
    school_id: uuid.UUID | None


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
    using: str = ALIAS,
) -> None:
    """Add a line in the open transaction (identity or trust work). `details` holds counts, codes and keys, never names.

    One INSERT that asks nothing back: identity may add lines and read none. Raises NoScope outside work, and
    ProgrammingError when a trust's work adds a line to another trust. `using` names another login than the guard's.
    """
    places = [trust_id, authority_id, school_id]
    line = [
        clock.now(),
        by.person_id,
        by.name,
        act,
        about_kind,
        str(about_id),
        json.dumps(dict(details or {})),
        *places,
    ]
    with connections[using].cursor() as cursor:
        cursor.execute(_ADD, line)


def seal_lines() -> int:
    """Seal the oldest lines above the schools that have no seal; how many. To be called in sealing work."""
    return add_seal(AuditLine.objects.all(), Seal.objects.all(), place=ABOVE)
