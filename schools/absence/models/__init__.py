"""What the school did about each child who was not there and had no reason, and what it wrote and heard."""

from schools.absence.models.following import Attempt, FirstDay, HandOver, LadderVersion
from schools.absence.models.links import SentLink
from schools.absence.models.messages import Gateway, Message, MessageChild, Reply, Stopped
from schools.absence.models.visits import HomeVisit

__all__ = [
    "Attempt",
    "FirstDay",
    "Gateway",
    "HandOver",
    "HomeVisit",
    "LadderVersion",
    "Message",
    "MessageChild",
    "Reply",
    "SentLink",
    "Stopped",
]
