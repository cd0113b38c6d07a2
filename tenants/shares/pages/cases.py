"""The list of what schools have shared: most overdue first, with its figures, and as a file."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.paginator import Page, Paginator

from foundation.ui.numbers import counted, in_words, middle_date
from foundation.ui.spreadsheets import Cell, csv_text
from tenants.shares.models import Notice, Share
from tenants.shares.operations.answering import to_pay_of
from tenants.shares.operations.indexing import reference_of
from tenants.shares.pages.words import Tag, due_tag, next_words, state_words
from tenants.shares.queries.listed import notices_on, parents_of
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.due import due_on, is_a_case, is_over
from tenants.shares.rules.purposes import Purpose

#: Lines of a page of the list; the file has all.
PER_PAGE = 100
HEAD = ("Pupil", "Reference", "School", "For", "Parent", "State", "Next", "Due", "Taken by", "Version", "Kept until")
#: What the list is narrowed to besides single states.
OPEN, OVER = "open", "over"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One share in the list: `due` by when something is expected; `parent` whom it is about, once that was asked
    (`with_parents`), where it is about one."""

    share: Share
    due: dt.date | None
    today: dt.date
    parent: str = ""

    @property
    def about(self) -> str:
        return str(self.share.about)

    @property
    def purpose(self) -> str:
        return Purpose(self.share.purpose).words

    @property
    def is_over(self) -> bool:
        return is_over(Purpose(self.share.purpose), self.share.state)

    @property
    def tag(self) -> Tag:
        return due_tag(self.share, self.due, self.today)

    @property
    def next(self) -> str:
        return next_words(self.share, self.today)

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < self.today

    @property
    def reference(self) -> str:
        return reference_of(self.share.pk)

    @property
    def cells(self) -> tuple[Cell, ...]:
        share = self.share
        return (
            *(self.about, self.reference, share.school_name, self.purpose, self.parent, state_words(share), self.next),
            middle_date(self.due) if self.due else "",
            *(share.taken_name, share.number, middle_date(share.expires_on)),
        )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a reader narrowed the list to; empty where they did not. `state` is a state's key, `OPEN` or `OVER`."""

    school: str = ""
    purpose: str = ""
    state: str = OPEN
    mine: bool = False

    def has(self, line: CaseLine, person: uuid.UUID) -> bool:
        """Whether a line stands in the list so narrowed."""
        share = line.share
        kept = {OPEN: not line.is_over, OVER: line.is_over}.get(self.state, share.state == self.state)
        of_school = self.school in ("", str(share.school_id))
        of_purpose = self.purpose in ("", share.purpose)
        return kept and of_school and of_purpose and (not self.mine or share.taken_by == person)


@dataclass(frozen=True)
class CaseList:
    """The list as one officer sees it: `every` line there is, and those that `chosen` leaves."""

    every: Sequence[CaseLine]
    chosen: Narrowed
    person: uuid.UUID
    lines: Sequence[CaseLine] = field(init=False)

    def __post_init__(self) -> None:
        shown = [line for line in self.every if self.chosen.has(line, self.person)]
        object.__setattr__(self, "lines", shown)

    @property
    def is_narrowed(self) -> bool:
        return self.chosen != Narrowed()

    @property
    def schools(self) -> list[tuple[str, str]]:
        """The schools that shared any, by name."""
        found = {str(line.share.school_id): line.share.school_name for line in self.every}
        return sorted(found.items(), key=lambda one: one[1])

    @property
    def purposes(self) -> list[tuple[str, str]]:
        found = {line.share.purpose: line.purpose for line in self.every}
        return sorted(found.items(), key=lambda one: one[1])

    @property
    def states(self) -> list[tuple[str, str]]:
        found = {line.share.state: state_words(line.share) for line in self.every}
        return [
            (OPEN, "All that are not over"),
            *sorted(found.items(), key=lambda one: one[1]),
            (OVER, "All that are over"),
        ]

    @property
    def counts(self) -> str:
        """How many there are, from how many schools."""
        schools = len({line.share.school_id for line in self.lines})
        if not self.lines:
            return "No case here." if self.is_narrowed else "No case is open."
        return f"{counted(len(self.lines), 'case')} from {counted(schools, 'school')}."

    @property
    def dates(self) -> str:
        """How many are over their date, or due today."""
        late = sum(line.late for line in self.lines)
        due = sum(line.due == line.today for line in self.lines)
        said = [f"{late} {_be(late)} over {'its' if late == 1 else 'their'} date"] if late else []
        said += [f"{due} {_be(due)} due today"] if due else []
        return f"{' and '.join(said)}." if said else ""

    @property
    def file(self) -> str:
        """What is listed, as a CSV file."""
        return csv_text([HEAD, *(line.cells for line in with_parents(self.lines))])

    def shown(self, page: str) -> Page[CaseLine]:
        """One page of what is listed, each line with its parent; the nearest there is to the one that was asked for."""
        shown = Paginator(self.lines, PER_PAGE).get_page(page)
        shown.object_list = with_parents(shown.object_list)
        return shown


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def lines_of(shares: Iterable[Share], today: dt.date) -> list[CaseLine]:
    """Shares as lines, most overdue first; what no day is given for comes last, the newest first. One statement."""
    rows = list(shares)
    notices = notices_on(rows)
    return sorted((CaseLine(row, _due(row, notices), today) for row in rows), key=_urgent)


def with_parents(lines: Iterable[CaseLine]) -> list[CaseLine]:
    """The same with the parent that each is about. One statement."""
    rows = list(lines)
    parents = parents_of([line.share for line in rows])
    return [replace(line, parent=parents.get(line.share.pk, "")) for line in rows]


def _due(share: Share, notices: Mapping[uuid.UUID, Notice]) -> dt.date | None:
    notice = notices.get(share.pk)
    pay = to_pay_of(notice) if notice is not None else None
    return due_on(
        Purpose(share.purpose),
        share.state,
        answer_by=share.answer_by,
        next_on=share.next_on,
        pay_by=pay.full_by if pay else None,
    )


def _urgent(line: CaseLine) -> tuple[dt.date, float, str]:
    return line.due or dt.date.max, -line.share.received_at.timestamp(), line.about


def case_list(chosen: Narrowed, person: uuid.UUID, today: dt.date) -> CaseList:
    """The list of cases as an officer narrowed it. Two statements, and one for the parents of what is shown."""
    rows = [row for row in open_shares() if is_a_case(Purpose(row.purpose), row.state, row.next_on, today)]
    return CaseList(lines_of(rows, today), chosen, person)


def found(asked: str, today: dt.date) -> list[CaseLine]:
    """What is open and about somebody whose name has each of the words that were typed, or has that reference.

    Capitals and accents do not matter.
    """
    words = _plain(asked).split()
    if not words:  # Accents alone: every name has them.
        return []
    rows = [
        row
        for row in open_shares()
        if all(word in _plain(row.about) for word in words) or reference_of(row.pk).casefold() in words
    ]
    return with_parents(lines_of(rows, today))


def found_words(lines: Sequence[CaseLine]) -> str:
    """How many were found."""
    count = len(lines)
    return (
        f"{in_words(count).capitalize()} shared with you {'has' if count == 1 else 'have'} that name." if count else ""
    )


def _plain(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
