"""What the worker does about pupils who move: looks, as the roll and the marks of those who left change, and each night."""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.moved.operations.looking import look
from schools.moved.queries.spells import anybody_left
from schools.registers.operations import ALL
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def look_again(school: School, _messages: list[Message]) -> None:
    """The roll has changed, another school has asked or told something, or a night has come."""
    look(school)


def marks_changed(school: School, messages: list[Message]) -> None:
    """Marks have changed: of those who left, or of any, what is carried is counted again."""
    named = [message.payload.get("pupils", ALL) for message in messages]
    if ALL not in named:
        with school_work(school):
            if not anybody_left([key for keys in named for key in keys], clock.today()):
                return
    look(school)
