"""What families are told in writing: the decision about leave, and the part-time timetable that was agreed.

The wording is the school's own; each school keeps its texts (`schools.letters`). No law words a decision: what it must say
is the sessions granted and the reason, which the record of each request holds.
"""

from typing import Final

from foundation.access.permissions import Permission
from foundation.documents.merging import Field
from schools.letters.rules.kinds import LetterKind

DECISION: Final = LetterKind(
    "leave_decision",
    "Decision about leave",
    fields=(
        Field("asked_on", "The day leave was asked for", "19 November 2026"),
        Field("asked_for", "The time it was asked for", "20 to 24 November 2026"),
        Field("decision", "The decision, in a sentence or two", "Leave is granted for 20 November 2026."),
        Field("why", "Why it was decided so", "The funeral is on that day."),
    ),
    heading="Leave for {pupil_first_name}",
    text=(
        "Dear {contact_name}\n\nOn {asked_on} you asked for leave of absence for {pupil_first_name}, for {asked_for}.\n\n"
        "{decision}\n\n{why}\n\nIf you would like to talk about this, please ring {ring}."
    ),
    approve=Permission.DECIDE_LEAVE,
    seen_by=Permission.SEE_LEAVE,
)
PART_TIME_AGREED: Final = LetterKind(
    "part_time_agreed",
    "Part-time timetable agreed",
    fields=(
        Field("starts_on", "The first day", "19 November 2026"),
        Field("ends_on", "The last day", "18 December 2026"),
        Field("not_expected", "The sessions at which the pupil is not expected", "Thursday PM, Friday AM"),
        Field("reviews", "The days of its reviews", "30 November 2026, 18 December 2026"),
        Field("purpose", "What it is for", "A return after illness"),
    ),
    heading="A part-time timetable for {pupil_first_name}",
    text=(
        "Dear {contact_name}\n\n"
        "We have agreed with you that {pupil_first_name} has a part-time timetable from {starts_on} to {ends_on}."
        " It is for: {purpose}.\n\n"
        "In that time {pupil_first_name} is not expected on: {not_expected}. At every other session, and at all of them"
        " after {ends_on}, {pupil_first_name} is expected at school.\n\n"
        "We review it with you and {pupil_first_name} on: {reviews}.\n\n"
        "If you would like to talk about this, please ring {ring}."
    ),
    seen_by=Permission.SEE_LEAVE,
)
