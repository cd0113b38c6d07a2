"""Cache keys that carry the place they were made in."""

from foundation.database.errors import NoScope
from foundation.database.scope import current_scope


def place_key(key: str, key_prefix: str, version: int) -> str:
    """`KEY_FUNCTION` of the `default` cache: raises NoScope with no place, so that no value is shared by accident."""
    scope = current_scope()
    if scope is None:
        message = "The default cache needs a place; use the `platform` cache for hosts and limits."
        raise NoScope(message)
    return f"{scope.name}:{key_prefix}:{version}:{key}"
