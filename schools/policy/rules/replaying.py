"""What a decision was made from, kept so that it can be made again from nothing else: the same bytes, years later.

Kept are the policy documents, the facts, what was agreed, and the day: as canonical JSON, compressed. `MADE_BY` numbers the
way of deciding itself; whoever changes what these rules answer raises it, and keeps the way of before for what it decided.
"""

import datetime as dt
import json
import zlib
from typing import Any, Final

from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.facts import Facts
from schools.policy.rules.standing import Standing
from schools.policy.rules.times import day
from tenants.policies.rules.canonical import kept

MADE_BY: Final = 1


def keep(
    policy: CitedPolicy, facts: Facts, standing: Standing, today: dt.date, *, entered_under: CitedPolicy | None = None
) -> bytes:
    """Everything `decide` was asked, in bytes."""
    asked = {
        "made_by": MADE_BY,
        "today": today.isoformat(),
        "policy": _plain(policy),
        "entered_under": entered_under and _plain(entered_under),
        "standing": standing.plain(),
        "facts": json.loads(facts.canonical),
    }
    return zlib.compress(json.dumps(asked, sort_keys=True, separators=(",", ":")).encode(), 6)


def replay(bytes_kept: bytes) -> bytes:
    """The decision made again: byte for byte `Decision.text` of then. ValueError for what another way of deciding kept."""
    asked = json.loads(zlib.decompress(bytes_kept))
    if asked["made_by"] != MADE_BY:
        raise ValueError(f"This was decided by way {asked['made_by']} of deciding, and here is way {MADE_BY}.")
    policy = _read(asked["policy"])
    entered_under = _read(asked["entered_under"]) if asked["entered_under"] else policy
    pupil = Pupil(policy, Facts.of_plain(asked["facts"]), Standing.of_plain(asked["standing"]), entered_under)
    return pupil.decide(day(asked["today"])).text.encode()


def policies_of(bytes_kept: bytes) -> tuple[CitedPolicy, CitedPolicy]:
    """The policy that decided, and the one that the agreed stage was entered by: often the same."""
    asked = json.loads(zlib.decompress(bytes_kept))
    policy = _read(asked["policy"])
    return policy, _read(asked["entered_under"]) if asked["entered_under"] else policy


def _plain(policy: CitedPolicy) -> dict[str, Any]:
    return {"document": policy.text, "override": policy.override}


def _read(plain: dict[str, Any]) -> CitedPolicy:
    return CitedPolicy(kept(plain["document"]), plain["override"])
