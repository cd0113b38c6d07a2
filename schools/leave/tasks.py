"""What the worker does about leave."""

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.journal.queries import inbox_rows
from schools.leave.operations.links import keep_asked
from schools.leave.operations.telling import tell_deciders
from tenants.memberships.queries import people_with
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work


def asked(school: School, messages: list[Message]) -> None:
    """Keep what parents asked for by their links."""
    now = clock.now()
    with school_work(school):
        for row in inbox_rows(message.payload["inbox"] for message in messages):
            keep_asked(row, now=now)


def waits(school: School, messages: list[Message]) -> None:
    """Tell the headteacher, and whom they have named to decide, that leave was asked for."""
    now = clock.now()
    with identity_work():
        heads = people_with(Role.HEADTEACHER, school, on=clock.local(now).date())
    address = reverse("leave", urlconf=settings.PLACE_URLCONFS["school"])
    with school_work(school):
        tell_deciders([message.payload["request"] for message in messages], heads, address, now=now)
