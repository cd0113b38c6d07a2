"""The list of what an import would change, or has: by kind, on pages, and as a file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from foundation.ui.numbers import counted
from foundation.ui.spreadsheets import csv_text
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.intake.models import ImportChange, ImportRun
from schools.intake.rules.changes import Kind
from schools.roll.queries.related import hidden_keys

LINES: Final = 100
HEAD: Final = ("Kind", "Pupil", "UPN", "Date", "Session", "What", "Before", "After", "Entered before by")


@dataclass(frozen=True, slots=True)
class KindLink:
    """One kind, how many lines it has, and whether it is the one shown."""

    kind: str
    words: str
    count: int
    shown: bool


@dataclass(frozen=True)
class ChangesPage:
    """The changes of one import, of one kind: the one asked for, or the first that has any."""

    run: ImportRun
    asked: str
    number: str | None

    @cached_property
    def counts(self) -> dict[str, int]:
        rows = shown_of(self.run).order_by().values("kind").annotate(lines=Count("pk"))
        return {row["kind"]: row["lines"] for row in rows}

    @property
    def kinds(self) -> list[KindLink]:
        """The kinds that have lines."""
        return [
            KindLink(str(kind), kind.words, self.counts[kind], kind == self.kind)
            for kind in Kind
            if kind in self.counts
        ]

    @cached_property
    def kind(self) -> str:
        """The kind that is shown; empty where nothing changes."""
        kinds = [str(kind) for kind in Kind if kind in self.counts]
        return self.asked if self.asked in kinds else next(iter(kinds), "")

    @property
    def heading(self) -> str:
        return Kind(self.kind).words if self.kind else ""

    @cached_property
    def page(self) -> Page[ImportChange]:
        return Paginator(shown_of(self.run).filter(kind=self.kind), LINES).get_page(self.number)

    @property
    def lines(self) -> list["ChangeLine"]:
        return [ChangeLine(change) for change in self.page]

    @property
    def of_marks(self) -> bool:
        """Whether lines have a session, and who entered what stands there."""
        return self.kind == Kind.MARK

    @property
    def keys(self) -> list[int]:
        """The pupils shown who are here already."""
        return [change.pupil_key for change in self.page if change.pupil_key is not None]

    @property
    def said(self) -> str:
        """What the page says above the list."""
        if not self.kind:
            return "Nothing would change."
        if self.run.status == ImportRun.Status.APPLIED:
            return "What stood before and what this import put in its place."
        total = counted(sum(self.counts.values()), "line")
        return f"{total}: what stands now, and what would stand. Nothing has been changed yet."


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line as the page shows it."""

    change: ImportChange

    @property
    def when(self) -> str:
        """ "Mon 14 Sep, AM", or the week of first marks."""
        return when_words(self.change.date, self.change.session)


def when_words(on: dt.date | None, session: int | None) -> str:
    """Where a mark is: "Mon 14/09/2026 AM"; without a session the week that begins on the date; empty without a date."""
    if on is None:
        return ""
    return f"Week of {on:%d/%m/%Y}" if session is None else f"{on:%a %d/%m/%Y} {SESSION_NAMES[session]}"


def shown_of(run: ImportRun) -> QuerySet[ImportChange]:
    """The lines of an import, but for those of pupils who are hidden from the reader: the lines name them by value."""
    rows: QuerySet[ImportChange] = run.changes.exclude(pupil_key__in=hidden_keys())
    return rows


def changes_csv(run: ImportRun, kind: str) -> tuple[str, list[int]]:
    """The lines of a kind, or of all, as a file; and the compact keys of the pupils in it who are here already."""
    rows = shown_of(run)
    if kind:
        rows = rows.filter(kind=kind)
    keys: set[int] = set()
    return csv_text(_rows(rows.iterator(), keys)), sorted(keys)


def _rows(changes: Iterator[ImportChange], keys: set[int]) -> Iterator[tuple[str, ...]]:
    yield HEAD
    for change in changes:
        if change.pupil_key is not None:
            keys.add(change.pupil_key)
        yield (
            Kind(change.kind).words,
            change.pupil,
            change.upn,
            f"{change.date:%d/%m/%Y}" if change.date else "",
            SESSION_NAMES[change.session] if change.session else "",
            change.what,
            change.before,
            change.after,
            change.entered_by,
        )
