"""Working out what the trust's versions and the school's lines are together, and when that decides."""

import datetime as dt
from typing import Final

from foundation.clock import local
from foundation.london import LONDON
from schools.journal.operations import promise, promise_at
from schools.policy.models import InForce, PolicyVersion
from schools.policy.queries import lines_of, overrides_begin, versions_begin
from schools.policy.rules.in_effect import Pair, pairs
from tenants.policies.rules.canonical import canonical, kept, sha256_of
from tenants.policies.rules.overriding import in_force

#: From a day on another document decides than did before. Its payload is {"from": "2027-01-04"}.
POLICY_CHANGED: Final = "policy.changed"
#: The school has taken in a version, approved lines of its own, or a night has come: its trust is told how it stands.
POLICY_TAKEN: Final = "policy.taken"


def work_out(*, now: dt.datetime) -> list[InForce]:
    """Keep what is new of all that ever decides, and promise that it is acted on from its day; the new rows.

    What was worked out once stays as it is: it is only added to, so that doing it again changes nothing.
    """
    new = []
    for pair in pairs(versions_begin(), overrides_begin()):
        row, made = _keep(pair)
        if made:
            new.append(row)
            _promise(pair, now=now)
    return new


def _keep(pair: Pair) -> tuple[InForce, bool]:
    held = InForce.objects.filter(version=pair.version, override=pair.override).first()
    if held is not None:
        return held, False
    version = PolicyVersion.objects.get(pk=pair.version)
    together = in_force(kept(version.document), lines_of(pair.override))
    text = canonical(together.policy)
    return InForce.objects.get_or_create(
        version=pair.version,
        override=pair.override,
        defaults={
            "from_day": pair.from_day,
            "letters_from": max(version.letters_from, pair.from_day),
            "document": text,
            "sha256": sha256_of(text),
            "dropped": [{"path": line.path, "why": fault.words} for line, fault in together.dropped],
        },
    )


def _promise(pair: Pair, *, now: dt.datetime) -> None:
    payload = {"from": pair.from_day.isoformat()}
    if pair.from_day <= local(now).date():
        promise(POLICY_CHANGED, payload)
        return
    begins = dt.datetime.combine(pair.from_day, dt.time(), LONDON)
    promise_at(POLICY_CHANGED, payload, key=f"{pair.version}.{pair.override}", at=begins)
