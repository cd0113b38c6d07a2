"""Calls taken down about a pupil today, on the pupil's page: what was said, and that it waits for the register."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.absence.models import Reply
from schools.absence.pages.reply_words import code_words, who_wrote
from schools.absence.queries.replies import stopped_contacts
from schools.roll.pages.pupil_panels import Panel, PanelPupil


@dataclass(frozen=True, slots=True)
class Told:
    """What was taken down today, and which contacts (by name) want no texts since when."""

    pupil: uuid.UUID
    calls: tuple[Reply, ...]
    stopped: tuple[tuple[str, dt.datetime], ...]

    @property
    def lines(self) -> list[tuple[Reply, str, str]]:
        """Each call, who rang, and what was done with it."""
        return [(call, who_wrote(call), taken_words(call)) for call in self.calls]


def told_panel(about: PanelPupil, member: Member) -> Panel | None:
    """Today's calls about a pupil, who wants no texts, and in the page's head how to take a call down.

    Nothing for who follows nobody up. Numbers are not told: one that must not be rung is nobody's to read here.
    """
    if not may(member, Permission.FOLLOW_ABSENCE):
        return None
    calls = Reply.objects.filter(pupil=about.pupil, date=about.today).select_related("contact").order_by("at")
    panel = Told(about.pupil.pk, tuple(calls), tuple(stopped_contacts(about.pupil, about.today)))
    return Panel("absence/panel_told.html", panel, act="absence/panel_told_act.html")


def taken_words(call: Reply) -> str:
    """What became of a call: planned, or kept until the register has an N."""
    said = code_words(call.suggested, call.date)
    if call.settled_as == Reply.Settled.REASON and call.day_id is None:
        return f"Planned: {said}. The register confirms it."
    if call.settled_at is not None:
        return f"Noted. {call.get_settled_as_display()}."
    if call.day_id is not None:
        return "Noted. It waits in Today, to be accepted."
    return f"Noted{f', {said}' if said else ''}. It is offered once the register says that the child is missing."
