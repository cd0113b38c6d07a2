"""One notice to improve: what it lacks with what mends it, its contents, the register then and since, and its letters."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.clock import local
from foundation.ui.numbers import counted, long_date, middle_date
from schools.cases.pages.files import case_address
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.holding import ABOUT
from schools.improvement.pages.words import is_to_review, next_words, notice_tag, weeks_words
from schools.improvement.queries.rights import approve_notices, work_notices
from schools.improvement.queries.standing import Authority, codes_of, marks_of, parents_of, since_begun, stands
from schools.improvement.rules import states
from schools.improvement.rules.contents import Content, Mends, Stands, lacking
from schools.improvement.rules.record import Record, by_code, offences_words, record_words
from schools.letters.models import Letter
from schools.letters.pages.words import state_tag
from schools.letters.queries.letters import letters_about, letters_for
from schools.letters.rules.states import WAITS_TO_LEAVE
from schools.registers.rules.windows import SlotMark
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.contacts import ContactOf

_MENDS: Final[dict[Mends, tuple[str, Callable[[ImprovementNotice], str]]]] = {
    Mends.WRITE: ("Write it", lambda row: reverse("improvement_write", args=[row.pk])),
    Mends.CASE: ("Open the case", lambda row: case_address(row.case_id)),
    Mends.PROFILE: ("What our authority asks", lambda _: reverse("school_authorities")),
    Mends.REGISTER: ("Open the pupil", lambda row: reverse("pupil", args=[row.case.pupil_id])),
    Mends.CONTACTS: ("Contacts", lambda row: reverse("pupil_contacts", args=[row.case.pupil_id])),
    Mends.CALENDAR: ("", lambda _: ""),
}


@dataclass(frozen=True, slots=True)
class LackingLine:
    """What is lacking, and the page that mends it."""

    words: str
    act: str
    address: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of it, to one parent; `address` is empty for who may not open it. `late`: the weeks began before it left."""

    row: Letter
    tag: Tag
    address: str
    late: bool


@dataclass(frozen=True)
class NoticePage:
    """A notice as one reader sees it. `since` are the sessions of its weeks so far, `missed` those that count."""

    row: ImprovementNotice
    tag: Tag
    authority: str
    lacking: Sequence[LackingLine]
    contents: Sequence[tuple[str, str]]
    record: Record | None
    amended: int
    letters: Sequence[LetterLine]
    parents: Sequence[ContactOf]
    barred: Sequence[ContactOf]
    since: Sequence[SlotMark]
    missed: Sequence[SlotMark]
    would_run: str
    works: bool
    approves: bool
    today: dt.date

    @property
    def lede(self) -> str:
        """Where it is, in a sentence with its figures."""
        if self.row.state == states.DRAFT:
            lacks = f"{counted(len(self.lacking), 'thing')} lacking" if self.lacking else "nothing lacking"
            return f"Begun by {self.row.drafted_by}, {lacks}; {next_words(self.row, self.today)}."
        said = weeks_words(self.row)
        if self.row.over_on is not None:
            over = f"{states.NOTICE.words(self.row.state).capitalize()} on {middle_date(self.row.over_on)}"
            return f"{over} by {self.row.over_by}{f', after {said}' if said else ''}."
        if not self.row.begins_on or self.today < self.row.begins_on:
            return f"{said}: {next_words(self.row, self.today)}."
        return f"{said}: {self.so_far}; {next_words(self.row, self.today)}."

    @property
    def so_far(self) -> str:
        """What was missed of its weeks so far."""
        missed = (
            f"{len(self.missed)} missed without agreement ({by_code(self.missed)})" if self.missed else "none missed"
        )
        return f"of {counted(len(self.since), 'session')} so far, {missed}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What came of it by whom."""
        found = [("Drafted", f"{middle_date(local(self.row.drafted_at).date())}, {self.row.drafted_by}")]
        if self.row.approved_at is not None:
            found.append(("Approved", f"{middle_date(local(self.row.approved_at).date())}, {self.row.approved_by}"))
        if self.row.sent_on is not None:
            found.append(("Sent", middle_date(self.row.sent_on)))
        if self.row.over_on is not None:
            over = states.NOTICE.words(self.row.state).capitalize()
            found.append((over, f"{middle_date(self.row.over_on)}, {self.row.over_by}: {self.row.over_words}"))
        if self.row.profile_version is not None:
            found.append(("Goes by", f"{self.authority}, version {self.row.profile_version} of what it asks"))
        return found

    @property
    def record_said(self) -> list[str]:
        """The record and the offences, as the family reads them."""
        return [record_words(self.record), offences_words(self.record)] if self.record else []

    @property
    def may(self) -> frozenset[str]:
        """The keys of the moves that this reader can make now."""
        moves = {one.key for one in states.NOTICE.moves_from(self.row.state)} - {"send", "run"}
        if not is_to_review(self.row, self.today):
            moves -= {"improve", "fail"}
        if self.lacking:
            moves -= {"approve"}
        return frozenset(key for key in moves if (self.approves if key == "approve" else self.works))


def notice_page(row: ImprovementNotice, member: Member, authority: Authority, now: dt.datetime) -> NoticePage:
    """The page of a notice."""
    today, draft = local(now).date(), row.state == states.DRAFT
    now_stands = stands(row.case, row.written, authority, now) if draft else None
    lacks = lacking(now_stands) if now_stands else []
    record = now_stands.record if now_stands else Record.of_plain(row.record) if row.record else None
    since = since_begun(row, now)
    counts = codes_of(row)
    to, barred = parents_of(row.case.pupil, today)
    return NoticePage(
        row,
        notice_tag(row, today),
        authority.name if row.authority == authority.slug else row.authority,
        [LackingLine(one.words, _MENDS[one.mends][0], _MENDS[one.mends][1](row)) for one in lacks],
        [(one.words, row.written.get(one, "")) for one in Content],
        record,
        _amended(row, record, now),
        _letters(row, member, today),
        to,
        barred,
        since,
        [mark for mark in since if mark.code in counts],
        _would_run(now_stands),
        works=work_notices.may(member, row),
        approves=approve_notices.may(member, row),
        today=today,
    )


def _amended(row: ImprovementNotice, record: Record | None, now: dt.datetime) -> int:
    """How many of the sessions it names read otherwise in the register now."""
    if row.as_at is None or record is None or not record.offences:
        return 0
    held = set(marks_of(row.case.pupil, record.offences[0].date, record.offences[-1].date, now))
    return sum(mark not in held for mark in record.offences)


def _would_run(one: Stands | None) -> str:
    """The weeks that a draft would have if it were approved now; nothing where that cannot be said."""
    if one is None or one.profile is None or one.period is None:
        return ""
    first, last = one.period
    weeks = counted(one.profile.notice_to_improve.weeks, "school week")
    return f"{weeks}, from {long_date(first)} to {long_date(last)}"


def _letters(row: ImprovementNotice, member: Member, today: dt.date) -> list[LetterLine]:
    opens = set()
    if may(member, Permission.WRITE_LETTERS):
        mine = letters_for(member).filter(about_kind=ABOUT, about_id=row.pk)
        opens = set(mine.order_by().values_list("pk", flat=True))
    begun = row.over_on is None and row.begins_on is not None and row.begins_on <= today

    def line(one: Letter) -> LetterLine:
        address = reverse("letter", args=[one.pk]) if one.pk in opens else ""
        return LetterLine(one, state_tag(one), address, late=begun and one.state in WAITS_TO_LEAVE)

    return [line(one) for one in letters_about(ABOUT, row.pk)]
