"""A school's own lines as a file has them: read as strictly as a policy, and each checked against the trust's document."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from foundation.refusals import Fault, Malformed
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Base, Line, Override, in_force
from tenants.policies.rules.reading_in import understood, written

#: Faults of where a line stands, not of what is set there.
_OF_ITS_PATH: Final = frozenset({"no_such_line", "locked", "same_key"})


def read_lines(text: str, policy: Policy, *, name: str = "") -> tuple[Line, ...]:
    """The lines, all of which stand under the trust's policy. Malformed with every fault at once, and its line in the file.

    A file made on an earlier version is read: its lines are checked against the one that decides.
    """
    plain, rows = written(text, name=name)
    override = understood(Override, plain, rows)
    faults = [replace(fault, row=rows.of(("base", fault.field))) for fault in _base_faults(override.base, policy)]
    faults = [replace(fault, field=f"base.{fault.field}") for fault in faults]
    for line, fault in in_force(policy, override.set).dropped:
        place = next(number for number, one in enumerate(override.set) if one is line)
        key = "path" if fault.code in _OF_ITS_PATH else "value"
        faults.append(replace(fault, field=line.path, row=rows.of(("set", place, key))))
    if faults:
        raise Malformed.because(*sorted(faults, key=lambda fault: fault.row or 0))
    return override.set


def _base_faults(base: Base, policy: Policy) -> Iterator[Fault]:
    if base.key != policy.key:
        yield Fault(
            f"These lines are for the policy “{base.key}”.",
            "another_policy",
            "key",
            remedy=f"The trust’s is “{policy.key}”.",
        )
    elif base.version > policy.version:
        yield Fault(
            f"Version {base.version} does not decide here yet.",
            "later_version",
            "version",
            remedy=f"Check the lines against version {policy.version}, and write that.",
        )
