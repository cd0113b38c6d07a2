"""What the worker does about returns: looks for what has to be told, as the roll and the marks change and every night."""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.returns.operations.looking import look, look_nightly
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def roll_changed(school: School, _messages: list[Message]) -> None:
    """Look at joiners and leavers. A message seen twice raises nothing twice."""
    now = clock.now()
    with school_work(school):
        look(now=now, today=clock.local(now).date())


def night_come(school: School, _messages: list[Message]) -> None:
    """Look at everything, and have it looked at again the night after."""
    now = clock.now()
    with school_work(school):
        look_nightly(now=now, today=clock.local(now).date())
