"""What the school did about each child who was not there and had no reason, and what it wrote and heard."""

from schools.absence.models.following import Attempt, FirstDay, HandOver, HomeVisit, LadderVersion
from schools.absence.models.messages import Gateway, Message, MessageChild, Reply, Stopped

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
    "Stopped",
]
