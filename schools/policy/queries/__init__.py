"""What decides at the school on a day, and what authorities ask of it."""

from schools.policy.queries.in_force import (
    as_lines,
    documents,
    draft,
    in_force_after,
    in_force_on,
    lines_of,
    newest_override,
    of_pair,
    overrides_begin,
    own_examples,
    roles_asked,
    standing_on,
    trusts_on,
    unheld,
    versions_begin,
)

__all__ = [
    "as_lines",
    "documents",
    "draft",
    "in_force_after",
    "in_force_on",
    "lines_of",
    "newest_override",
    "of_pair",
    "overrides_begin",
    "own_examples",
    "roles_asked",
    "standing_on",
    "trusts_on",
    "unheld",
    "versions_begin",
]
