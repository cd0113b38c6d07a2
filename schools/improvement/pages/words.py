"""What is said of a notice to improve: its state as a tag, where it is, how far its weeks have come."""

import datetime as dt
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted, middle_date
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules import states
from schools.improvement.rules.states import NOTICE
from schools.roll.pages.today_lists import Tag

_TAGS: Final = {
    states.DRAFT: "amending",
    states.APPROVED: "requested",
    states.SENT: "sent",
    states.RUNNING: "soon",
    states.IMPROVED: "sent",
    states.NOT_IMPROVED: "now",
    states.ENDED_EARLY: "now",
    states.WITHDRAWN: "off",
}


def notice_address(key: object) -> str:
    """Where a notice is."""
    return reverse("improvement", args=[key])


def is_to_review(row: ImprovementNotice, today: dt.date) -> bool:
    """Whether its weeks are over and nobody has said what came of them."""
    return row.state == states.RUNNING and row.ends_on is not None and row.ends_on < today


def notice_tag(row: ImprovementNotice, today: dt.date) -> Tag:
    """How a notice stands."""
    if is_to_review(row, today):
        return Tag("now", "to be reviewed")
    return Tag(_TAGS[row.state], NOTICE.words(row.state))


def weeks_words(row: ImprovementNotice) -> str:
    """ "3 school weeks, 23 November to 11 December 2026"; nothing before it is approved."""
    if row.begins_on is None or row.ends_on is None or row.weeks is None:
        return ""
    return f"{counted(row.weeks, 'school week')}, {middle_date(row.begins_on)} to {middle_date(row.ends_on)}"


def next_words(row: ImprovementNotice, today: dt.date) -> str:
    """What comes next, in a few words; nothing of one that is over."""
    if is_to_review(row, today):
        return "review it now"
    return {
        states.DRAFT: "the headteacher approves it",
        states.APPROVED: f"print or send its letters before {middle_date(row.begins_on)}" if row.begins_on else "",
        states.SENT: f"begins {middle_date(row.begins_on)}" if row.begins_on else "",
        states.RUNNING: f"review after {middle_date(row.ends_on)}" if row.ends_on else "",
    }.get(row.state, "")
