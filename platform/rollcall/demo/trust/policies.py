"""What the invented trust has made of its policy: two versions since it began, and a draft of a fourth, from January.

Each version changes something that people argue about. The third locks a line and rewrites a
letter; the draft changes when two criteria open.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.policy.operations.overriding import approve_override, set_line
from schools.policy.queries import newest_override
from schools.policy.tasks import bring_policies
from tenants.policies.operations.approving import approve_draft
from tenants.policies.operations.drafting import begin_draft, change_draft
from tenants.policies.queries import document_of, newest
from tenants.policies.rules.document import Policy
from tenants.policies.rules.editing import plain_of, with_item, with_letter, with_values
from tenants.policies.rules.overriding import Line
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work

#: Days before the demo's own on which the second and the third version began.
SECOND: Final = 60
THIRD: Final = 17
#: What the head of the school that is looked at has set: each line, its value there, and why.
OWN_LINES: Final = (
    ("stages.listen.criteria.five.unauthorised.at_least", 6, "Agreed with heads of year in July."),
    ("stages.listen.criteria.after_registers.codes:U.at_least", 8, "The bus of two villages comes after the bell."),
)


def play(trust: Trust, made_for: dt.date, *, by: Mapping[Role, Actor]) -> bool:
    """Draft and approve them as the trust's own people. False where it was done before."""
    manager, leader = by[Role.TRUST_DATA_MANAGER], by[Role.TRUST_LEADER]
    with trust_work(trust):
        begun = newest(trust.pk)
        if begun is not None and begun.version > 1:
            return False
        for days, make in ((SECOND, _second), (THIRD, _third)):
            today = made_for - dt.timedelta(days=days)
            draft = begin_draft(trust.pk, by=manager, now=clock.now(), today=today)
            change_draft(trust.pk, make(document_of(draft)), edits=0, by=manager, now=clock.now())
            approve_draft(
                trust.pk, edits=1, from_day=today, past_is_meant=False, by=leader, now=clock.now(), today=today
            )
        draft = begin_draft(trust.pk, by=manager, now=clock.now(), today=made_for)
        fourth = _fourth(document_of(draft)).model_copy(update={"from_day": _in_january(made_for)})
        change_draft(trust.pk, fourth, edits=0, by=manager, now=clock.now())
    return True


def play_own_lines(school: School, made_for: dt.date, *, by: Actor) -> bool:
    """Bring the versions to the school, and have its head set two lines since the second. False where it was done before.

    One of them the third version takes back: it drops, and the page says so. The other stands.
    """
    bring_policies(school.trust, [])
    since = made_for - dt.timedelta(days=SECOND)
    with school_work(school):
        if newest_override() is not None:
            return False
        edits = 0
        for path, value, reason in OWN_LINES:
            line = Line(path=path, value=value, reason=reason)
            edits = set_line(line, edits=edits, by=by, now=clock.now(), today=since).edits
        approve_override(edits=edits, from_day=since, by=by, now=clock.now(), today=since)
    return True


def _second(policy: Policy) -> Policy:
    """Fewer letters a day, and a conversation sooner."""
    sooner = _item(policy, "listen", "actions", "talk") | {"within_school_days": 3}
    return with_item(
        with_values(policy, {"cap_letters_a_day": 30, "title": "Northfield attendance policy"}),
        "listen", "actions", sooner, instead_of="talk",
    )  # fmt: skip


def _third(policy: Policy) -> Policy:
    """What is late after registers close is the trust's to say from now on; and the invitation says how long it takes."""
    locked = _item(policy, "listen", "criteria", "after_registers")
    locked["all"][0].pop("school_may")
    letter = next(one for one in plain_of(policy)["letters"] if one["key"] == "invitation")
    before, line = "You will meet: {key_person}", "\nIt takes about half an hour, and a drink and a biscuit are there."
    letter["body"] = letter["body"].replace(before, before + line)
    return with_letter(
        with_item(policy, "listen", "criteria", locked, instead_of="after_registers"), letter, instead_of="invitation"
    )


def _fourth(policy: Policy) -> Policy:
    """Who has just joined is given four weeks, and formal support waits for a third review without improvement.

    Of the examples that come with the product, just two come out otherwise.
    """
    later = _item(policy, "listen", "criteria", "five")
    later["unless"] = [*later["unless"], "joined_within:20"]
    third = _item(policy, "support", "criteria", "no_better")
    third["all"][0]["at_least"] = 3
    policy = with_item(policy, "listen", "criteria", later, instead_of="five")
    return with_item(policy, "support", "criteria", third, instead_of="no_better")


def _item(policy: Policy, stage: str, items: str, key: str) -> dict[str, Any]:
    held = next(one for one in plain_of(policy)["stages"] if one["key"] == stage)[items]
    found: dict[str, Any] = next(one for one in held if one["key"] == key)
    return found


def _in_january(day: dt.date) -> dt.date:
    """The first Monday of January after a day from the fourth on, when schools are back."""
    fourth = dt.date(day.year + 1, 1, 4)
    return fourth + dt.timedelta(days=-fourth.weekday() % 7)
