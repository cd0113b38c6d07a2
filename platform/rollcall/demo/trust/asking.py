"""What the two invented authorities ask before a penalty notice, as the trust's own people read it, drafted and approved.

Nothing of it is any real authority's: Eastshire counts N and has schools issue notices to improve of three weeks; Westmoor
does not count N, and issues its own of six.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from rollcall.demo.trust.calendars import EASTSHIRE, WESTMOOR
from rollcall.demo.trust.schools import AUTHORITIES
from tenants.policies.operations.profiles import NO_DRAFT, approve_profile, keep_profile
from tenants.policies.queries import newest_profile
from tenants.policies.rules.profile_file import of_values
from tenants.trusts.models import Trust
from tenants.trusts.scopes import trust_work

#: They hold from the first of September so many years before the demo's own.
YEARS: Final = 2
_INVENTED: Final = "Invented for this demo: no real authority’s code of conduct"
ASKS: Final[Mapping[str, Mapping[str, object]]] = {
    EASTSHIRE: {
        "codes": ["G", "N", "O", "U"],
        "documents": ["extract", "letters", "support", "notice_to_improve", "leave_decision", "parent"],
        "request_within_school_days": 10,
        "oldest_session_days": 150,
        "pupil_living_outside": "school_authority",
        "answer_within_working_days": 3,
        "deemed_served_working_days": 2,
        "notice_to_improve": {"issued_by": "school", "weeks": 3, "not_used_for": ["G"]},
    },
    WESTMOOR: {
        "codes": ["G", "O", "U"],
        "documents": ["extract", "code_key", "chronology", "support", "notice_to_improve", "parent", "earlier_notices"],
        "request_within_school_days": 15,
        "oldest_session_days": 120,
        "pupil_living_outside": "home_authority",
        "answer_within_working_days": 5,
        "deemed_served_working_days": 2,
        "notice_to_improve": {"issued_by": "authority", "weeks": 6, "not_used_for": []},
    },
}


def play(trust: Trust, made_for: dt.date, *, by: Mapping[Role, Actor]) -> bool:
    """Draft and approve both as the trust's own people. False where it was done before."""
    manager, leader, made = by[Role.TRUST_DATA_MANAGER], by[Role.TRUST_LEADER], False
    holds = dt.date(made_for.year - YEARS, 9, 1)
    with trust_work(trust):
        for authority, asks in ASKS.items():
            if newest_profile(trust.pk, authority) is not None:
                continue
            profile = of_values({"authority": authority, "from": holds.isoformat(), "source": _INVENTED, **asks})
            keep_profile(trust.pk, authority, profile, edits=NO_DRAFT, by=manager, now=clock.now())
            approve_profile(
                trust.pk, authority, name=AUTHORITIES[authority].name, edits=1, from_day=holds, past_is_meant=False,
                by=leader, now=clock.now(), today=holds,
            )  # fmt: skip
            made = True
    return made
