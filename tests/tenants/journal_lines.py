"""What the journal above the schools says, read as the owner without its row-level security, which no request may."""

from typing import Any

import psycopg

from foundation.accounts.models import Person
from tests.session_database import SUPERUSER_URL


def lines(where: str, *values: Any) -> list[dict[str, Any]]:
    with psycopg.connect(SUPERUSER_URL, row_factory=psycopg.rows.dict_row) as connection:
        query = f"SELECT * FROM trust_journal_auditline WHERE {where} ORDER BY id"
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


def acts_about(person: Person) -> list[str]:
    """The acts written about somebody, oldest first."""
    return [line["act"] for line in lines("about_kind = 'person' AND about_id = %s", str(person.pk))]
