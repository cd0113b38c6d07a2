"""What decides at the school on a day, what will, and the lines that are its own."""

import datetime as dt
import uuid

from foundation.access.roles import Role
from schools.policy.models import InForce, OverrideDraft, OverrideVersion, OwnExample, PolicyVersion, Unheld
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.holders import work_of_roles
from schools.policy.rules.in_effect import NO_OVERRIDE, Begins, Pair, pair_on, pairs
from schools.policy.rules.own_examples import of_plain
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Line


def versions_begin() -> Begins:
    """The day on which each of the trust's versions begins."""
    return dict(PolicyVersion.objects.values_list("version", "from_day"))


def overrides_begin() -> Begins:
    """The day on which each of the school's own sets of lines begins."""
    return dict(OverrideVersion.objects.values_list("number", "from_day"))


def in_force_on(day: dt.date) -> InForce | None:
    """What decides on a day; None at a school that has no version yet, or before the first begins."""
    return _row(pair_on(day, versions_begin(), overrides_begin()))


def in_force_after(day: dt.date) -> list[InForce]:
    """What will decide once that day is over, in the order of the days."""
    found = [_row(pair) for pair in pairs(versions_begin(), overrides_begin()) if pair.from_day > day]
    return [row for row in found if row is not None]


def of_pair(version: int, override: int) -> InForce | None:
    """A version with an override, as a decision cites it."""
    return InForce.objects.filter(version=version, override=override).first()


def documents() -> dict[tuple[int, int], Policy]:
    """Everything that ever decided here, by version and override."""
    return {(row.version, row.override): kept(row.document) for row in InForce.objects.all()}


def trusts_on(day: dt.date) -> Policy | None:
    """The trust's own document on a day, without a line of the school's."""
    pair = pair_on(day, versions_begin(), {})
    return None if pair is None else kept(PolicyVersion.objects.get(pk=pair.version).document)


def lines_of(override: int) -> tuple[Line, ...]:
    """The lines of one of the school's overrides; none of none."""
    if override == NO_OVERRIDE:
        return ()
    return as_lines(OverrideVersion.objects.get(pk=override).lines)


def newest_override() -> OverrideVersion | None:
    """The school's own lines that were approved last, whether they have begun or not."""
    return OverrideVersion.objects.order_by("-number").first()


def draft() -> OverrideDraft | None:
    """The next lines, if somebody is writing them."""
    return OverrideDraft.objects.first()


def own_examples() -> dict[uuid.UUID, Example]:
    """The examples that the school has added itself, by name."""
    return {row.pk: of_plain(row.example) for row in OwnExample.objects.all()}


def as_lines(kept_lines: list[dict[str, object]]) -> tuple[Line, ...]:
    """Lines as a row keeps them."""
    return tuple(Line.model_validate(one) for one in kept_lines)


def _row(pair: Pair | None) -> InForce | None:
    return None if pair is None else of_pair(pair.version, pair.override)


def roles_asked(day: dt.date) -> set[Role]:
    """Every role to which what decides on a day, or will, gives work."""
    rows = [row for row in (in_force_on(day), *in_force_after(day)) if row is not None]
    return {role for row in rows for role in work_of_roles(kept(row.document))}


def unheld() -> dict[Role, dt.date]:
    """The roles among these that nobody held when last looked, each with the day on which that was first found."""
    return {Role(role): since for role, since in Unheld.objects.values_list("role", "since")}


def standing_on(day: dt.date) -> dict[str, int | list[str]]:
    """How the school stands, in numbers: the newest version it holds, what decides on a day, and its lines in that.

    A number is 0 where there is none. `unheld` are the roles of the policy that nobody there holds.
    """
    row = in_force_on(day)
    lines = len(lines_of(row.override)) if row else 0
    return {
        "held": max(versions_begin(), default=0),
        "version": row.version if row else 0,
        "override": row.override if row else NO_OVERRIDE,
        "lines": lines - len(row.dropped) if row else 0,
        "dropped": len(row.dropped) if row else 0,
        "unheld": sorted(unheld()),
    }
