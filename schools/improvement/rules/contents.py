"""What a notice to improve has to hold before it is approved, and what is lacking.

The contents are those of the national framework as Nottinghamshire's code lists them [V: NOTTS]: the attendance record and
the offences; the benefits of attending and the duty of section 7 of the Education Act 1996; support already given; support
on offer; a clear warning; a period of three to six weeks; what sufficient improvement looks like; and grounds for a penalty
notice before it ends. The words that we begin with are our own, and no law's.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.improvement.rules.record import Record
from tenants.policies.rules.profile import Profile


class Content(StrEnum):
    """One of the contents that a person writes; the record, the offences and the weeks come from the register."""

    DUTY = "duty"
    GIVEN = "given"
    OFFERED = "offered"
    ENOUGH = "enough"
    WARNING = "warning"
    SOONER = "sooner"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Content.DUTY: "Why attendance matters, and a parent’s duty by section 7",
    Content.GIVEN: "Support already given",
    Content.OFFERED: "Support on offer now",
    Content.ENOUGH: "What sufficient improvement looks like",
    Content.WARNING: "The warning: what follows without it",
    Content.SOONER: "What may bring a penalty notice before the weeks end",
}
#: What a draft begins with. Section 7 is law; every other word is ours, and the school's to change.
DUTY: Final = (
    "A child who is at school every day learns more, keeps up more easily and keeps their friends. By section 7 of the "
    "Education Act 1996 every parent of a child of compulsory school age must see that the child receives suitable "
    "full-time education. For a child on a school’s register, that means coming to school regularly."
)
WARNING: Final = (
    "If attendance does not improve enough in these weeks, the school may ask the local authority to consider a penalty "
    "notice for each parent, or the authority may use another measure that the law gives it."
)
LONGEST_CONTENT: Final = 3_000


class Mends(StrEnum):
    """The act or the page that gives what is lacking."""

    WRITE = "write"
    CASE = "case"
    PROFILE = "profile"
    REGISTER = "register"
    CONTACTS = "contacts"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is lacking, and what mends it."""

    words: str
    mends: Mends
    code: str


@dataclass(frozen=True, slots=True)
class Stands:
    """A notice as far as this asks. `parents` is how many may be written to; `supported` whether the case has any support
    on record; `period` the first and the last day of its weeks, None where the calendar ends before.
    """

    authority: str
    profile: Profile | None
    record: Record
    written: Mapping[str, str]
    supported: bool
    parents: int
    period: tuple[dt.date, dt.date] | None
    case_closed: bool = False


def against_beginning(authority: str, profile: Profile | None, record: Record) -> Lacking | None:
    """Why no notice to improve is begun by the school at all, for these sessions under this authority's profile."""
    if profile is None:
        words = f"What {authority} asks before a penalty notice is not written down for today. Ask the trust to."
        return Lacking(words, Mends.PROFILE, "no_profile")
    if not profile.uses_notices_to_improve:
        return Lacking(f"{authority} uses no notices to improve.", Mends.PROFILE, "not_used")
    if profile.notice_to_improve.issued_by == "authority":
        words = (
            f"{authority} issues notices to improve itself: ask it for one, and write down in the case that you did."
        )
        return Lacking(words, Mends.PROFILE, "authority_issues")
    if not record.offences:
        codes = ", ".join(profile.codes)
        words = f"No session of the last ten school weeks is one of {codes}: there is nothing to improve on."
        return Lacking(words, Mends.REGISTER, "no_offences")
    if not profile.wants_notice_for(record.codes):
        without = " and ".join(profile.notice_to_improve.not_used_for)
        words = f"{authority} uses no notice to improve where every session is {without}, as all of these are."
        return Lacking(words, Mends.PROFILE, "not_used_for")
    return None


def lacking(one: Stands) -> list[Lacking]:
    """Everything that keeps it from being approved, in the order of the page."""
    return list(_lacking(one))


def _lacking(one: Stands) -> Iterator[Lacking]:
    if one.case_closed:
        yield Lacking("The case is closed: reopen it first.", Mends.CASE, "case_closed")
    if (stands := against_beginning(one.authority, one.profile, one.record)) is not None:
        yield stands
    if not one.supported:
        words = "The case has no support on record: no offer, plan, conversation, meeting or visit. Write it down."
        yield Lacking(words, Mends.CASE, "no_support")
    for content in Content:
        if not one.written.get(content, "").strip():
            yield Lacking(f"Nobody has written: {content.words.lower()}.", Mends.WRITE, content.value)
    if not one.parents:
        words = "No parent is on record who may be written to about this pupil."
        yield Lacking(words, Mends.CONTACTS, "no_parent")
    if one.profile is not None and one.period is None:
        weeks = one.profile.notice_to_improve.weeks
        words = f"The calendar ends before {weeks} more school weeks: enter the next half-term’s dates."
        yield Lacking(words, Mends.CALENDAR, "no_period")
