"""Who saw or changed a pupil: reads, marks and everything else that was done, in one order of time, newest first.

Three tables answer: the journal's read lines (by the pupils each page really showed), the entries that made a version of
one of the pupil's marks, and the audit lines about the pupil. Their moments are put in order by the database, and only
the lines of the page asked for are read in full.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from foundation.london import LONDON
from schools.journal.models import AuditLine, ReadLine, Shown
from schools.pupils.pages.history_words import MarkChange, act_words, marks_words, read_words
from schools.registers.models import Entry, MarkVersion
from schools.roll.models import Pupil, RegistrationGroup
from schools.roll.queries.restricted import SEEN as RESTRICTED_SEEN
from schools.sharing.models import Share
from schools.sharing.operations.seeing import SEEN as SHARE_SEEN
from schools.sharing.operations.sharing import ABOUT_SHARE
from schools.staff.models import StaffMember

#: Audit lines that are reads.
READ_ACTS = ("history.downloaded", RESTRICTED_SEEN, SHARE_SEEN)
_DAY = dt.timedelta(days=1)


class Kind(StrEnum):
    """What the history may be narrowed to."""

    EVERYTHING = ""
    SEEN = "seen"
    CONTACTS = "contacts"
    RESTRICTED_FLAGS = "flags"
    MARKS = "marks"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Which part of a history: of one kind, by one person, from the first day to the last (both as lived in London)."""

    kind: Kind = Kind.EVERYTHING
    person: uuid.UUID | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    def within(self, path: str) -> dict[str, dt.datetime]:
        """The period as conditions on a moment."""
        found = {}
        if self.first is not None:
            found[f"{path}__gte"] = dt.datetime.combine(self.first, dt.time(), LONDON)
        if self.last is not None:
            found[f"{path}__lt"] = dt.datetime.combine(self.last + _DAY, dt.time(), LONDON)
        return found


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing somebody did. `changes` are the marks it changed, `notes` what else the journal kept of it."""

    at: dt.datetime
    who: str
    position: str
    kind: Kind
    said: str
    changes: tuple[MarkChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def here(self) -> dt.datetime:
        """The moment as clocks at the school showed it."""
        return self.at.astimezone(LONDON)


class History:
    """A pupil's history, as a list that a paginator can count and cut. Newest first.

    `shares` are the restricted ones of which the reader may know: without them it is as it would be had there been none.
    They are asked for together with the lines, never by themselves.
    """

    def __init__(self, pupil: Pupil, asked: HistoryAsked, *, shares: QuerySet[Share] | None = None) -> None:
        self.pupil = pupil
        self.asked = asked
        self.shares = shares

    def count(self) -> int:
        """How many lines there are. One query."""
        return int(self._moments().count())

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[HistoryLine]:
        """The lines of one page: nine queries at most, whatever its length."""
        order = list(self._moments().order_by("-moment", "place", "-row")[part])
        keys: dict[str, list[int]] = defaultdict(list)
        for source, _, key in order:
            keys[source].append(key)
        lines = {("read", key): line for key, line in _reads(keys["read"])}
        lines |= {("marks", key): line for key, line in _marks(self.pupil, keys["marks"])}
        lines |= {("act", key): line for key, line in _acts(keys["act"])}
        return [lines[source, key] for source, _, key in order]

    def __iter__(self) -> Iterator[HistoryLine]:
        """Every line, a thousand at a time."""
        start = 0
        while page := self[start : start + 1000]:
            yield from page
            start += 1000

    def _moments(self) -> Any:
        """The source, moment and key of every line asked for."""
        asked = self.asked
        sources: list[QuerySet[Any]] = []
        if asked.kind in (Kind.EVERYTHING, Kind.SEEN, Kind.CONTACTS):
            sources.append(_marked(self._read_lines(), "read"))
        if asked.kind in (Kind.EVERYTHING, Kind.MARKS):
            sources.append(_marked(self._entries(), "marks"))
        if asked.kind not in (Kind.CONTACTS, Kind.MARKS):
            sources.append(_marked(self._audit_lines(Q(about_kind="pupil", about_id=str(self.pupil.pk))), "act"))
            if self.shares is not None:
                # Apart: together, as one or the other, the server would read every line of the school.
                keys = self.shares.annotate(key=Cast("pk", TextField())).values("key")
                sources.append(_marked(self._audit_lines(Q(about_kind=ABOUT_SHARE, about_id__in=keys)), "act"))
        return sources[0].union(*sources[1:], all=True) if len(sources) > 1 else sources[0]

    def _read_lines(self) -> QuerySet[ReadLine]:
        asked = self.asked
        rows = ReadLine.objects.filter(shown__pupil_keys__contains=[self.pupil.key], **asked.within("at"))
        if asked.kind is Kind.CONTACTS:
            rows = rows.filter(shown__what=Shown.What.CONTACTS)
        return rows if asked.person is None else rows.filter(person_id=asked.person)

    def _entries(self) -> QuerySet[Entry]:
        versions = MarkVersion.objects.filter(pupil_key=self.pupil.key)
        rows = Entry.objects.filter(pk__in=versions.values("entry_id"), **self.asked.within("at"))
        if self.asked.person is None:
            return rows
        posts = StaffMember.objects.filter(person_id=self.asked.person)
        return rows.filter(staff_id__in=posts.values("pk"))

    def _audit_lines(self, about: Q) -> QuerySet[AuditLine]:
        asked = self.asked
        rows = AuditLine.objects.filter(about, **asked.within("at"))
        if asked.kind is Kind.SEEN:
            rows = rows.filter(act__in=READ_ACTS)
        elif asked.kind is Kind.RESTRICTED_FLAGS:
            rows = rows.filter(act=RESTRICTED_SEEN)
        elif asked.kind is Kind.RECORD:
            rows = rows.exclude(act__in=READ_ACTS)
        return rows if asked.person is None else rows.filter(person_id=asked.person)


def _marked(rows: QuerySet[Any], source: str) -> QuerySet[Any]:
    marked = rows.order_by().annotate(place=Value(source, CharField()), moment=F("at"), row=F("id"))
    return cast("QuerySet[Any]", marked.values_list("place", "moment", "row"))


def _reads(keys: list[int]) -> Iterator[tuple[int, HistoryLine]]:
    if not keys:
        return
    rows = list(ReadLine.objects.filter(pk__in=keys))
    # Apart, because a list of a whole school, with all its keys, would come again with every line about it.
    pages = Shown.objects.in_bulk({row.shown_id for row in rows})
    of_groups = {page.about_id for page in pages.values() if page.about_kind == "group"}
    named = RegistrationGroup.objects.filter(pk__in=of_groups).values_list("pk", "name") if of_groups else ()
    groups = {str(pk): name for pk, name in named}
    posts = Posts(row.person_id for row in rows)
    for row in rows:
        page = pages[row.shown_id]
        said = read_words(page, groups.get(page.about_id, ""), row.day)
        yield row.pk, HistoryLine(row.at, row.person_name, posts.of(row.person_id, row.at), Kind.SEEN, said)


def _marks(pupil: Pupil, keys: list[int]) -> Iterator[tuple[int, HistoryLine]]:
    if not keys:
        return
    changes: dict[int, list[MarkChange]] = defaultdict(list)
    versions = MarkVersion.objects.filter(pupil_key=pupil.key, entry_id__in=keys).order_by("date", "session")
    for row in versions:
        changes[row.entry_id].append(
            MarkChange(row.date, row.session, row.old_code, row.new_code, row.minutes, row.reason or "")
        )
    for entry in Entry.objects.filter(pk__in=keys):
        made = tuple(changes[entry.pk])
        said = marks_words(made, Entry.Source(entry.source))
        yield entry.pk, HistoryLine(entry.at, entry.by_name, entry.by_position, Kind.MARKS, said, made)


def _acts(keys: list[int]) -> Iterator[tuple[int, HistoryLine]]:
    if not keys:
        return
    rows = list(AuditLine.objects.filter(pk__in=keys))
    posts = Posts(row.person_id for row in rows)
    for row in rows:
        said, notes = act_words(row.act, row.details)
        kind = Kind.SEEN if row.act in READ_ACTS else Kind.RECORD
        yield row.pk, HistoryLine(row.at, row.person_name, posts.of(row.person_id, row.at), kind, said, notes=notes)


class Posts:
    """The posts that some people hold or held, for saying what each was at the time. One query."""

    def __init__(self, people: Iterable[uuid.UUID | None]) -> None:
        self._posts: dict[uuid.UUID | None, list[StaffMember]] = defaultdict(list)
        wanted = {person for person in people if person is not None}
        for post in StaffMember.objects.filter(person_id__in=wanted).order_by("starts_on") if wanted else ():
            self._posts[post.person_id].append(post)

    def of(self, person: uuid.UUID | None, moment: dt.datetime) -> str:
        """The position somebody held on that day, the newest begun; empty for the system and for who held none."""
        day = moment.astimezone(LONDON).date()
        held = [
            post
            for post in self._posts[person]
            if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)
        ]
        return held[-1].position if held else ""


def people() -> list[tuple[str, str]]:
    """Everyone who works or worked here and can sign in: key and name, by name. One query."""
    rows = StaffMember.objects.filter(person_id__isnull=False).order_by("name").values_list("person_id", "name")
    return list({str(person): name for person, name in rows}.items())
