"""The list of notices to improve, on Today, and on a case's page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import counted
from foundation.ui.sentences import Said
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.rules import states as case_states
from schools.improvement.models import ImprovementNotice
from schools.improvement.pages.words import is_to_review, next_words, notice_address, notice_tag, weeks_words
from schools.improvement.queries.rights import approve_notices, see_notices, work_notices
from schools.improvement.rules import states
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Tag
from schools.roll.queries.placed import placed_pupils

PER_PAGE: Final = 50
SHOWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "": ("Not over", states.OPEN),
    "over": ("Over", tuple(one.key for one in states.NOTICE.states if one.over)),
}
#: In which order those that are not over are listed.
_NEED: Final = (states.RUNNING, states.SENT, states.APPROVED, states.DRAFT)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice of a list."""

    row: ImprovementNotice
    form: str
    tag: Tag
    weeks: str
    next: str
    address: str


@dataclass(frozen=True)
class Listing:
    """A page of the list as one reader sees it."""

    show: str
    open: int
    to_review: int
    shown: "Page[ImprovementNotice]"
    lines: Sequence[NoticeLine]

    @property
    def shows(self) -> list[tuple[str, str]]:
        return [(key, words) for key, (words, _) in SHOWS.items()]

    @property
    def heading(self) -> str:
        return SHOWS[self.show][0]

    @property
    def lede(self) -> str:
        if not self.open:
            return "No notice to improve is under way. One is begun from a case."
        over = f", {self.to_review} of them to be reviewed now" if self.to_review else ""
        return f"{counted(self.open, 'notice')} to improve under way{over}."


def notice_list(member: Member, today: dt.date, show: str, page: str) -> Listing:
    """The notices that a reader sees, what is to be reviewed first."""
    show = show if show in SHOWS else ""
    rows = see_notices.visible(member)
    held = list(rows.filter(state__in=SHOWS[""][1]))
    found = list(rows.filter(state__in=SHOWS["over"][1])) if show else _in_need(held, today)
    shown = Paginator(found, PER_PAGE).get_page(page)
    late = sum(is_to_review(row, today) for row in held)
    return Listing(show, len(held), late, shown, lines_of(list(shown), today))


def _in_need(rows: Sequence[ImprovementNotice], today: dt.date) -> list[ImprovementNotice]:
    def need(row: ImprovementNotice) -> tuple[int, dt.date]:
        return _NEED.index(row.state), row.ends_on or today

    return sorted(rows, key=need)


def lines_of(rows: Sequence[ImprovementNotice], today: dt.date) -> list[NoticeLine]:
    """Notices as lists have them. One query."""
    placed = placed_pupils({row.case.pupil.key for row in rows}, today, today)

    def line(row: ImprovementNotice) -> NoticeLine:
        where = placed.get(row.case.pupil.key)
        form, tag = where.form if where else "", notice_tag(row, today)
        return NoticeLine(row, form, tag, weeks_words(row), next_words(row, today), notice_address(row.pk))

    return [line(row) for row in rows]


def waiting(asked: Asked) -> QuerySet[Any]:
    """Where it is seen that something may wait: drafts, what has not left yet, and weeks that are over."""
    over = Q(state__in=[states.SENT, states.RUNNING], ends_on__lt=asked.today)
    return ImprovementNotice.objects.filter(over | Q(state__in=[states.DRAFT, states.APPROVED]))


def notices_waiting(asked: Asked) -> Answer:
    """What waits for the reader: weeks that are over, then letters that have not left, then drafts to approve."""
    rows = see_notices.visible(asked.member).filter(pk__in=waiting(asked).order_by().values("pk"))
    approves, works = approve_notices.may(asked.member), work_notices.may(asked.member)
    mine = [row for row in rows if works or (approves and row.state == states.DRAFT)]
    found = _in_need(mine, asked.today)
    placed = placed_pupils({one.case.pupil.key for one in found}, asked.today, asked.today)

    def line(row: ImprovementNotice) -> Line:
        where, late = placed.get(row.case.pupil.key), is_to_review(row, asked.today)
        return Line(
            key=str(row.pk),
            head=str(row.case.pupil),
            note=where.form if where else "",
            address=notice_address(row.pk),
            pupil=row.case.pupil.key,
            contact_first=where.contact_first if where else False,
            cells=(notice_tag(row, asked.today), weeks_words(row) or "weeks begin once it is approved"),
            act="Review it" if late else "Open the notice",
            act_address=f"{notice_address(row.pk)}review/" if late and works else notice_address(row.pk),
            now=late,
        )

    late = sum(is_to_review(row, asked.today) for row in found)
    said = Said(
        strong=counted(late, "notice to improve", "notices to improve"), after=" to review.", href="#improvement"
    )
    return Answer(
        ("Pupil", "State", "Weeks", "Next"),
        Lines(found, line),
        aside="to review, to send or to approve",
        hint=Tag("now", f"{late} to review") if late else f"{len(found)} waiting" if found else "",
        lede=(said,) if late else (),
    )


@dataclass(frozen=True, slots=True)
class NoticesBox:
    """The box of a case. `begins` for who may begin one from it now."""

    case: Case
    lines: Sequence[NoticeLine]
    begins: bool


def notices_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """A case's notices to improve, to who sees penalties of it; nothing where there is neither a notice nor a way to one."""
    if not may(member, Permission.SEE_IMPROVEMENT) or not see_notices.cases.may(member, case):
        return None
    rows = list(see_notices.visible(member).filter(case=case))
    works = work_notices.cases.may(member, case) and case.state != case_states.CLOSED
    begins = works and not any(row.state in states.OPEN for row in rows)
    if not rows and not begins:
        return None
    asks = works and any(is_to_review(row, today) for row in rows)
    return Box("improvement/box.html", NoticesBox(case, lines_of(rows, today), begins), asks=asks)
