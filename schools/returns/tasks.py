"""What the worker does about returns: looks for what has to be told, as the roll and the marks change and every night."""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.registers.operations import ALL
from schools.returns.operations.looking import look_at_changed_marks, look_at_everything, look_at_roll
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def roll_changed(school: School, _messages: list[Message]) -> None:
    """Look at joiners and leavers. A message seen twice raises nothing twice."""
    now = clock.now()
    with school_work(school):
        look_at_roll(now=now, today=clock.local(now).date())


def marks_changed(school: School, messages: list[Message]) -> None:
    """Look at those whose marks have changed."""
    now = clock.now()
    named = [message.payload.get("pupils", ALL) for message in messages]
    keys = None if ALL in named else {key for keys in named for key in keys}
    with school_work(school):
        look_at_changed_marks(keys, now=now, today=clock.local(now).date())


def look_again(school: School, _messages: list[Message]) -> None:
    """Look at everything: a night has come, or the school's days have changed."""
    now = clock.now()
    with school_work(school):
        look_at_everything(now=now, today=clock.local(now).date())
