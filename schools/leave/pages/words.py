"""How leave is said: states as tags, stretches, sessions, and addresses."""

import uuid
from collections.abc import Sequence

from django.urls import reverse

from foundation.ui.numbers import counted, short_date
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS, SchoolSession
from schools.leave.models import LeaveRequest
from schools.roll.pages.today_lists import Tag

State = LeaveRequest.State
_TAGS = {
    State.WAITING: "requested",
    State.GRANTED: "sent",
    State.REFUSED: "off",
    State.RECORDED: "sent",
    State.WITHDRAWN: "off",
}


def state_tag(row: LeaveRequest) -> Tag:
    """The state of a request; of one that is granted in part, says so."""
    part = row.state == State.GRANTED and row.granted != row.stretch
    return Tag(_TAGS[State(row.state)], "granted in part" if part else row.get_state_display().lower())


def request_address(key: object) -> str:
    """Where a request is."""
    return reverse("leave_request", args=[key])


def source_address(key: uuid.UUID) -> str | None:
    """The same, for who asks what planned a mark."""
    return request_address(key)


def exams_address(_key: uuid.UUID) -> str | None:
    """Where study leaves are listed."""
    return reverse("exams")


def days_words(sessions: Sequence[SchoolSession]) -> str:
    """Sessions by day: "30 Nov; 1 Dec PM"."""
    days: dict[object, list[SchoolSession]] = {}
    for one in sessions:
        days.setdefault(one.date, []).append(one)
    said = []
    for held in days.values():
        whole = len(held) == len(SESSIONS)
        said.append(short_date(held[0].date) + ("" if whole else f" {SESSION_NAMES[held[0].session]}"))
    return "; ".join(said)


def sessions_words(count: int) -> str:
    """ "3 sessions"."""
    return counted(count, "session")
