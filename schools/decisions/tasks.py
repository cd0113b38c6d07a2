"""What the worker does about decisions: decides anew of whom something changed, in parts, each a transaction of its own.

A message seen twice decides nothing twice, and a worker killed between two parts leaves the message open.
"""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.cases.queries.stages import policy_on
from schools.decisions.operations.deciding import look_at
from schools.decisions.operations.handing_on import tell_of, whose_to_agree
from schools.decisions.operations.looking import look_next_night, parts
from schools.registers.operations import ALL
from tenants.memberships.queries import people_with
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work


def marks_changed(school: School, messages: list[Message]) -> None:
    """Those whose marks have changed; everybody, where that is not said."""
    named = [message.payload.get("pupils", ALL) for message in messages]
    if ALL in named:
        _look(school, everybody=True)
    else:
        _look(school, keys={key for keys in named for key in keys})


def case_changed(school: School, messages: list[Message]) -> None:
    """Those in whose case something happened."""
    _look(school, pupils={uuid.UUID(message.payload["pupil"]) for message in messages})


def look_again(school: School, _messages: list[Message]) -> None:
    """Everybody: the roll, the calendar or the policy has changed, or a night has come."""
    _look(school, everybody=True)


def handed_on(school: School, messages: list[Message]) -> None:
    """Tell whoever may agree to what was put before them; the headteacher, where nobody holds the role."""
    now = clock.now()
    today = clock.local(now).date()
    address = reverse("decisions", urlconf=settings.PLACE_URLCONFS["school"])
    for decision in {uuid.UUID(message.payload["decision"]) for message in messages}:
        with school_work(school):
            role = whose_to_agree(decision)
        if role is None:
            continue
        with identity_work():
            people = people_with(role, school, on=today)
            role, people = (
                (role, people) if people else (Role.HEADTEACHER, people_with(Role.HEADTEACHER, school, on=today))
            )
        with school_work(school):
            tell_of(decision, role, people=people, address=address, now=now)


def _look(
    school: School, *, keys: Collection[int] = (), pupils: Collection[uuid.UUID] = (), everybody: bool = False
) -> None:
    now = clock.now()
    today = clock.local(now).date()
    with school_work(school):
        found, policy = parts(today, keys=keys, pupils=pupils, everybody=everybody), policy_on(today)
    for part in found:
        with school_work(school):
            look_at(part, now=now, policy=policy)
    with school_work(school):
        look_next_night(today)
