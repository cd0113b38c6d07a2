"""A reply in words: who wrote it, how, what it suggests, and what became of it."""

import datetime as dt

from foundation.ui.numbers import clock
from schools.absence.models import Reply
from schools.absence.rules.replies import LATE
from schools.registers.rules.spoken import words_of

_HOW = {Reply.Way.TEXT: "text", Reply.Way.LINK: "by the link", Reply.Way.CALL: "rang"}


def who_wrote(reply: Reply) -> str:
    """ "Dawn Brown, text"; a number that nobody or several have is shown as itself."""
    how = _HOW[Reply.Way(reply.way)]
    who = reply.contact.name if reply.contact else reply.address or "somebody else"
    return f"{who}, {how}"


def code_words(code: str, on: dt.date) -> str:
    """ "I: illness", "on the way", or nothing."""
    if code == LATE:
        return "on the way"
    return f"{code}: {words_of(code, on)}" if code else ""


def suggestion_words(reply: Reply) -> str:
    """What a reply suggests."""
    return code_words(reply.suggested, reply.date)


def event_words(reply: Reply) -> str:
    """ "Reply, Dawn Brown, text, suggests I: illness"."""
    suggests = suggestion_words(reply)
    return f"Reply, {who_wrote(reply)}{f', suggests {suggests}' if suggests else ''}"


def settled_words(reply: Reply) -> str:
    """What a person made of it, or that nobody has read it."""
    if reply.settled_at is None:
        return "to be read"
    return f"{reply.get_settled_as_display()}, {reply.settled_by} {clock(reply.settled_at)}"
