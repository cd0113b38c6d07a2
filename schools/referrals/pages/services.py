"""The directory: a line for each service, one of them, and what a file of them comes to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.ui.numbers import counted, middle_date
from foundation.ui.spreadsheets import csv_text
from schools.referrals.models import Referral, Service
from schools.referrals.operations.services import about_of, in_use
from schools.referrals.pages.words import for_whom, waiting_words
from schools.referrals.queries.rights import see_referrals
from schools.referrals.rules.directory import HEADINGS, Read, cells_of
from schools.referrals.rules.services import About, Way
from schools.referrals.rules.wanted import parts_of


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the directory; `open` are the referrals to it, of those the reader sees, that are not over."""

    service: Service
    ages: str
    waiting: str
    open: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory as one reader sees it."""

    lines: Sequence[ServiceLine]
    retired: Sequence[Service]
    unheard: int

    @property
    def lede(self) -> str:
        if not self.lines:
            return "No service is in the directory yet. It is the school’s own list of whom it works with."
        said = f"{counted(len(self.lines), 'service')} the school works with"
        unheard = f"; of {self.unheard} nobody has written down how long one waits" if self.unheard else ""
        return f"{said}{unheard}."


def directory(member: Member) -> Directory:
    """Every service, those retired apart. Two queries."""
    rows = list(Service.objects.all())
    counts = Counter(
        see_referrals.visible(member).filter(over_on__isnull=True).order_by().values_list("service", flat=True)
    )
    lines = [
        ServiceLine(row, for_whom(row), waiting_words(row), counts[row.pk]) for row in rows if row.ended_on is None
    ]
    retired = [row for row in rows if row.ended_on is not None]
    return Directory(lines, retired, sum(line.service.heard_on is None for line in lines))


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One service, with what is known of it in pairs, and the referrals to it that the reader sees."""

    service: Service
    facts: Sequence[tuple[str, str]]
    referrals: Sequence[Referral]
    keeps: bool

    @property
    def lede(self) -> str:
        row = self.service
        state = (
            f"Retired {middle_date(row.ended_on)}."
            if row.ended_on
            else f"In the directory since {middle_date(row.starts_on)}."
        )
        waits = sum(one.over_on is None for one in self.referrals)
        return f"{state} {counted(waits, 'referral')} to it that you see {'is' if waits == 1 else 'are'} not over."


def service_page(service: Service, member: Member, *, keeps: bool) -> ServicePage:
    """One service as a reader sees it."""
    facts = [
        ("For", service.purpose),
        ("Ages", for_whom(service)),
        ("Reached by", service.reached),
        ("Email", service.email or "none"),
        ("A referral goes by", ", ".join(Way(way).words for way in service.ways)),
        ("It wants", ", ".join(one.words.lower() for one in parts_of(service.wants))),
        ("Waiting time", waiting_words(service)),
        ("Answers within", counted(service.reply_days, "school day")),
        ("Last changed", f"{middle_date(service.changed_at)}, {service.changed_by}"),
    ]
    rows = see_referrals.visible(member).filter(service=service)
    return ServicePage(service, facts, list(rows), keeps and service.ended_on is None)


def directory_file() -> str:
    """The directory as a CSV file. Nothing of a pupil is in it."""
    return csv_text([list(HEADINGS.values()), *(cells_of(about_of(row)) for row in in_use())])


@dataclass(frozen=True, slots=True)
class FileLine:
    """A row of a file, and what it would do."""

    number: int
    about: About
    does: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file of services comes to."""

    lines: Sequence[FileLine]
    read: Read
    text: str

    @property
    def changes(self) -> int:
        return sum(line.does != "as it is" for line in self.lines)

    @property
    def lede(self) -> str:
        wrong = f", {counted(len(self.read.faults), 'thing')} wrong" if self.read.faults else ""
        found = f"{counted(len(self.lines), 'service')} in the file, {counted(self.changes, 'change')}{wrong}"
        return f"{found}. Nothing has changed yet."


def file_preview(read: Read, text: str) -> Preview:
    """What each row would do. One query."""
    held = {row.name.casefold(): about_of(row) for row in in_use()}

    def line(number: int, about: About) -> FileLine:
        known = held.get(about.name.casefold())
        does = "new" if known is None else "as it is" if known == about else "changed"
        return FileLine(number, about, does)

    return Preview([line(number, about) for number, about in read.rows], read, text)
