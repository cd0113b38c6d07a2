"""How each school of the trust stands: what decides there, and who has not the newest version yet."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.access.roles import Role
from foundation.ui.numbers import counted
from tenants.policies.models import PolicyVersion, SchoolPolicy
from tenants.trusts.models import School


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school: what decides there, in words, and since when it lacks a version that is approved; None if it has all.

    `unheld` are the roles of its policy that nobody there holds, in words.
    """

    name: str
    decides: str
    own: str
    held: int
    behind_since: dt.datetime | None
    unheld: tuple[str, ...] = ()


def school_rows(
    schools: Iterable[School], told: dict[uuid.UUID, SchoolPolicy], versions: Iterable[PolicyVersion]
) -> list[SchoolRow]:
    """The schools, those behind first, then by name. `versions` are all that the trust has approved."""
    oldest_first = sorted(versions, key=lambda row: row.version)
    rows = [_row(school, told.get(school.pk), oldest_first) for school in schools]
    return sorted(rows, key=lambda row: (row.behind_since is None, row.name))


def _row(school: School, told: SchoolPolicy | None, versions: list[PolicyVersion]) -> SchoolRow:
    held = told.held if told else 0
    lacking = [row.approved_at for row in versions if row.version > held]
    # A school that has said nothing yet has waited since it was made.
    since = None if not lacking else lacking[0] if told else school.created_at
    if told is None or not told.version:
        return SchoolRow(school.name, "No version yet", "", held, since)
    unheld = tuple(Role(role).label for role in told.unheld)
    return SchoolRow(school.name, f"Version {told.version}", _own(told), held, since, unheld)


def _own(told: SchoolPolicy) -> str:
    """Which of the school's own lines are in it: "Override 2: 3 lines; 1 line does not stand"."""
    if not told.override:
        return "None"
    lost = f"; {counted(told.dropped, 'line does not stand', 'lines do not stand')}" if told.dropped else ""
    return f"Override {told.override}: {counted(told.lines, 'line')}{lost}"


def lede(rows: list[SchoolRow], newest: int) -> str:
    """The page's first sentence."""
    behind = sum(1 for row in rows if row.behind_since is not None)
    lacking = sum(1 for row in rows if row.unheld)
    said = f"Every school has version {newest}, the newest."
    if behind:
        said = (
            f"{behind} of {counted(len(rows), 'school')} {'has' if behind == 1 else 'have'} not version {newest} yet."
        )
    if not lacking:
        return said
    return f"{said} At {counted(lacking, 'school')} nobody holds a role that the policy gives work to."
