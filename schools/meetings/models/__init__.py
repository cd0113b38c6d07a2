"""Meetings, what they talk about and decide; and groups that are helped for some weeks."""

from schools.meetings.models.groups import HelpGroup, HelpGroupPupil
from schools.meetings.models.meetings import AgendaItem, Comer, Decision, Meeting

__all__ = ["AgendaItem", "Comer", "Decision", "HelpGroup", "HelpGroupPupil", "Meeting"]
