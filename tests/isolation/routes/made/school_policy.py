"""A school that holds version 1 of its trust's policy, and a draft of one line of its own."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.database.functions import new_keys
from schools.policy.models import OwnExample
from schools.policy.operations.examples import add_example
from schools.policy.operations.overriding import set_line
from schools.policy.operations.taking_in import ToldVersion, take_in
from schools.policy.queries import draft
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.examples import packaged
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.overriding import Line

FIVE = "stages.listen.criteria.five.unauthorised.at_least"
TODAY = dt.date(2026, 11, 19)


def told(version: int = 1, from_day: dt.date = dt.date(2026, 9, 1), text: str = "") -> ToldVersion:
    """A version as a trust has it; the default's document unless another is given."""
    document = text or canonical(default_policy())
    then = dt.datetime.combine(from_day, dt.time(9), tzinfo=dt.UTC)
    return ToldVersion(version, from_day, from_day, document, sha256_of(document), "Ms Leader", then)


def own_example() -> OwnExample:
    """One example of the school's own."""
    example, policy = packaged()[0], CitedPolicy(default_policy())
    now = dt.datetime.combine(TODAY, dt.time(9), tzinfo=dt.UTC)
    return add_example(example, policy, by=Actor(new_keys(1)[0], "Asha Rao"), now=now)


def with_a_draft() -> None:
    """Take version 1 in, and begin a draft unless there is one."""
    now = dt.datetime.combine(TODAY, dt.time(9), tzinfo=dt.UTC)
    take_in([told()], heads=(), address="/policy/", now=now)
    if draft() is None:
        line = Line(path=FIVE, value=6, reason="Agreed with heads of year")
        set_line(line, edits=0, by=Actor(new_keys(1)[0], "Asha Rao"), now=now, today=TODAY)
