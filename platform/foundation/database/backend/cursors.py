"""Cursors that refuse statements which would outlive their transaction.

A connection is kept and serves another school next. Whatever a statement leaves on the session (a setting, a prepared
statement, a lock, a channel listened to), and any statement that would change who the transaction speaks for, is
refused before it is sent. This catches mistakes; what the role may reach is for the server to enforce.
"""

import re
from typing import Any, Final

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

from foundation.database.errors import LastingStatement

# Parameters are not in the text yet, so nothing a person typed is looked at. Every statement of every page is: what most
# of them cannot hold is looked for by plain words before any pattern is.
_BEGINS_LASTING = re.compile(
    r"""
    \s*
    (?:LISTEN|NOTIFY|PREPARE|LOAD|DISCARD|RESET|BEGIN|START|COMMIT|END|ABORT
      |ROLLBACK(?!\s+TO\b)
      |SET(?!\s+(?:CONSTRAINTS\b|LOCAL\s+(?:statement_timeout|lock_timeout|work_mem|enable_\w+|jit)\b))
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOLDS_LASTING = re.compile(
    r"""
    \bWITH\s+HOLD\b
    |\b(?:set_config|pg_notify|pg_(?:try_)?advisory_lock(?:_shared)?)\s*\(
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: One of these is in every text that the second pattern finds anything in.
_HINTS: Final = ("hold", "set_config", "pg_notify", "advisory_lock")


def refuse_lasting(statement: Any, connection: Any = None) -> None:
    """Raise LastingStatement for a statement that would outlive its transaction or change its place."""
    text = statement if isinstance(statement, str) else statement.as_string(connection)
    found = _lasting(text)
    if found is not None:
        message = f"{found.group().strip(' (')!r} outlives its transaction or changes its place"
        raise LastingStatement(message)


def _lasting(text: str) -> re.Match[str] | None:
    for part in text.split(";"):
        if found := _BEGINS_LASTING.match(part):
            return found
    lowered = text.lower()
    return _HOLDS_LASTING.search(text) if any(hint in lowered for hint in _HINTS) else None


class GuardedCursor(CursorWrapper):
    """The cursor of a place's transaction."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        refuse_lasting(sql, self.db.connection)
        return super().execute(sql, params)

    def executemany(self, sql: Any, param_list: Any) -> Any:
        refuse_lasting(sql, self.db.connection)
        return super().executemany(sql, param_list)


class GuardedDebugCursor(CursorDebugWrapper):
    """As above, where Django records queries."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        refuse_lasting(sql, self.db.connection)
        return super().execute(sql, params)

    def executemany(self, sql: Any, param_list: Any) -> Any:
        refuse_lasting(sql, self.db.connection)
        return super().executemany(sql, param_list)
