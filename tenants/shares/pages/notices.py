"""The list of notices: each that was issued on something shared, with its days to pay and what was paid."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.ui.numbers import counted, middle_date
from foundation.ui.spreadsheets import Cell, csv_text
from tenants.policies.rules import notice_states
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.paying import Pay
from tenants.shares.models import Notice, Share
from tenants.shares.operations.answering import to_pay_of
from tenants.shares.pages.words import Tag, next_words, state_tag, state_words
from tenants.shares.queries.listed import notices_on, parents_of
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.states import NOTICE_STANDS

HEAD = (
    *("Pupil", "Parent", "School", "Notice", "State", "First issued", "Received", "To pay", "Paid"),
    "Next",
)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice, the share it was issued on, and the parent it is to."""

    share: Share
    notice: Notice
    parent: str
    today: dt.date

    @property
    def pay(self) -> Pay | None:
        return to_pay_of(self.notice)

    @property
    def is_second(self) -> bool:
        """Whether it is at the flat rate, as a second one in three years is."""
        return bool(self.notice.rate == Rate.FLAT)

    @property
    def order(self) -> str:
        return Rate(self.notice.rate).words

    @property
    def lapsed(self) -> bool:
        """Whether its days to pay are over and nobody has said that it is unpaid."""
        return self.pay is not None and self.pay.full_by < self.today and self.share.state == notice_states.SERVED

    @property
    def tag(self) -> Tag:
        if self.lapsed:
            return Tag("now", "Days to pay are over")
        return state_tag(self.share)

    @property
    def to_pay(self) -> str:
        """What is to be paid by when; nothing once it is paid, withdrawn or before a court."""
        if self.share.state not in (notice_states.ISSUED, notice_states.SERVED, notice_states.UNPAID):
            return ""
        return pay_words(self.pay, self.today)

    @property
    def next(self) -> str:
        return "Enter that it is unpaid" if self.lapsed else next_words(self.share, self.today)

    @property
    def cells(self) -> tuple[Cell, ...]:
        notice = self.notice
        days = [middle_date(day) if day else "" for day in (notice.issued_on, notice.received_on)]
        paid = middle_date(notice.paid_on) if notice.paid_on else ""
        words = state_words(self.share)
        about = (self.share.about, self.parent, self.share.school_name)
        return *about, self.order, words, *days, self.to_pay, paid, self.next


def pay_words(pay: Pay | None, today: dt.date) -> str:
    """What is to be paid by when: "£80 by 9 December 2026, then £160 by 16 December 2026"."""
    if pay is None:
        return "from the day of receipt"
    full = f"£{pay.full} by {middle_date(pay.full_by)}"
    if pay.reduced_by is None or pay.reduced_by < today:
        return full
    return f"£{pay.reduced} by {middle_date(pay.reduced_by)}, then {full}"


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The notices, what needs somebody first."""

    lines: Sequence[NoticeLine]

    @property
    def said(self) -> str:
        """How many there are."""
        return f"{counted(len(self.lines), 'notice was', 'notices were')} issued on what is shared with you."

    @property
    def needs(self) -> str:
        """How many are unpaid, or are past their days to pay."""
        unpaid = sum(line.share.state == notice_states.UNPAID for line in self.lines)
        lapsed = sum(line.lapsed for line in self.lines)
        said = [counted(unpaid, "is unpaid", "are unpaid")] if unpaid else []
        if lapsed:
            said.append(f"{lapsed} {'is past its' if lapsed == 1 else 'are past their'} days to pay")
        return f"{' and '.join(said)}." if said else ""

    @property
    def file(self) -> str:
        """What is listed, as a CSV file."""
        return csv_text([HEAD, *(line.cells for line in self.lines)])


def notice_list(today: dt.date) -> NoticeList:
    """Every notice on something that is shared still, withdrawn ones too. Three statements."""
    rows = list(open_shares().filter(state__in=[*NOTICE_STANDS, notice_states.WITHDRAWN]))
    notices, parents = notices_on(rows), parents_of(rows)
    lines = [NoticeLine(row, notices[row.pk], parents.get(row.pk, ""), today) for row in rows if row.pk in notices]
    return NoticeList(sorted(lines, key=_urgent))


#: Which notices come first.
_FIRST = {notice_states.UNPAID: 0, notice_states.SERVED: 1, notice_states.ISSUED: 2}


def _urgent(line: NoticeLine) -> tuple[int, dt.date, dt.date]:
    place = 0 if line.lapsed else _FIRST.get(line.share.state, 3)
    return place, line.pay.full_by if line.pay else dt.date.max, line.notice.issued_on
