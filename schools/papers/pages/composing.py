"""A paper for somebody outside the school as it stands now: its parts, what is bound behind them, and what is left out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from foundation.access.member import Member
from foundation.ui.numbers import middle_date, short_date
from schools.cases.models import Case
from schools.cases.pages.words import kind_words, owner_words
from schools.decisions.queries.decided import newest_of
from schools.papers.models import Paper
from schools.papers.pages.attendance import attendance_of
from schools.papers.pages.chronology import Chronology, chosen_barriers, chosen_notes, spoken
from schools.papers.pages.stage import stage_part
from schools.papers.queries.names import others_of
from schools.papers.queries.rights import as_officer
from schools.papers.rules.kinds import Chosen, PaperKind
from schools.papers.rules.shapes import Because, Entry, LeftOut, Part, digest, in_order
from schools.papers.rules.sifting import sift
from schools.roll.queries.placed import placed_pupils

LINES = ("Day", "What", "In full", "By")
LINE_SHARES = (0, 2, 3, 0)
#: Events of what was offered to a family, and of what was agreed with it.
_SUPPORT = ("Help offered", "Offer ", "Attendance contract", "Personal attendance plan", "Action plan")


@dataclass(frozen=True)
class Composed:
    """What a paper says. `bound` are a title and the key of a file of the school's, each."""

    parts: tuple[Part, ...]
    bound: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def digest(self) -> str:
        """What tells it from what it said before or will say later."""
        return digest(self.parts, *self.bound, [one.key for one in self.left_out])

    def because(self, *reasons: Because) -> int:
        """How much is left out for these reasons."""
        return sum(one.because in reasons for one in self.left_out)


def composed(paper: Paper, member: Member, today: dt.date, *, school: str) -> Composed:
    """What a paper says now, whoever of those who may prepare it asks."""
    making = _Composing(paper, as_officer(member.place_id, member), today, school)
    return making.for_family() if paper.kind == PaperKind.FAMILY else making.for_agency()


@dataclass(frozen=True)
class _Composing:
    paper: Paper
    reader: Member
    today: dt.date
    school: str

    @property
    def case(self) -> Case:
        return self.paper.case

    @cached_property
    def lines(self) -> Chronology:
        family = self.paper.kind == PaperKind.FAMILY
        return Chronology(self.case, self.reader, others_of(self.paper), family=family, contact=self.paper.contact_id)

    def for_family(self) -> Composed:
        """Everything of the case in the order of time, with its letters behind it."""
        sifted = sift(in_order(self.lines.entries()), self.lines.others, put_back=self.paper.put_back)
        about = [
            *self._whose(),
            ("Case", f"{kind_words(self.case)}, {self._lasted}. Owner {owner_words(self.case)}"),
            ("For", self.paper.recipient),
            ("Asked for on", middle_date(self.paper.asked_on)),
        ]
        said = (
            "Where the name of another child or person stood, it says so. What belongs to other people is not in here.",
            "If you think that something is missing or wrong, ask the school.",
        )
        parts = (
            Part("About this record", facts=tuple(about), words=said),
            *self._figures(),
            _told("In the order of time", sifted.entries),
        )
        bound = [(f"{one.what}, {middle_date(one.on)}", one.file) for one in sifted.entries if one.file]
        return Composed(parts, tuple(bound), sifted.left_out)

    def for_agency(self) -> Composed:
        """A summary and the parts that were chosen; nothing is bound behind it."""
        summary = Entry("summary", self.today, "", self.paper.summary)
        kind = PaperKind(self.paper.kind)
        about = [
            *self._whose(),
            ("Born", middle_date(self.case.pupil.birth)),
            ("For", ", ".join(one for one in (self.paper.recipient, self.paper.organisation) if one)),
            ("Meeting", f"{kind.words}, {middle_date(self.paper.asked_on)}"),
            ("Purpose", self.paper.purpose),
        ]
        parts = [Part("About this paper", facts=tuple(about))]
        left_out: list[LeftOut] = []

        def sifted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
            found = sift(in_order(entries), self.lines.others, put_back=self.paper.put_back)
            left_out.extend(found.left_out)
            return found.entries

        (said,) = sifted([summary])
        parts.append(Part("Summary", words=tuple(said.more.split("\n\n"))))
        figures = dict(zip((Chosen.ATTENDANCE, Chosen.STAGE), self._figures(), strict=True))
        parts += [part for chosen, part in figures.items() if chosen in self.paper.chosen]
        parts += [_told(heading, sifted(entries)) for heading, entries in self._chosen()]
        sifted(one for one in self.lines.sensitive() if not self._is_chosen(one))
        return Composed(tuple(parts), (), tuple({one.key: one for one in left_out}.values()))

    def _chosen(self) -> Iterator[tuple[str, Iterable[Entry]]]:
        chosen, sensitive = set(self.paper.chosen), Chosen.SENSITIVE in self.paper.chosen
        if Chosen.SUPPORT in chosen:
            helped = [one for one in self.lines.events() if one.what.startswith(_SUPPORT)]
            yield "What was offered and agreed", helped
        if chosen & {Chosen.BARRIERS, Chosen.SENSITIVE}:
            held = chosen_barriers(self.case, plain=Chosen.BARRIERS in chosen, sensitive=sensitive)
            yield "What keeps the child away", held
        if Chosen.VIEWS in chosen:
            yield "What child and parents say", self.lines.views()
        if Chosen.CHRONOLOGY in chosen:
            yield "Chronology", self.lines.told()
        if self.paper.notes:
            yield "Notes of the safeguarding lead", chosen_notes(self.case, self.paper.notes)

    def _is_chosen(self, entry: Entry) -> bool:
        if entry.because is Because.SENSITIVE:
            return Chosen.SENSITIVE in self.paper.chosen
        return entry.key.partition(":")[2] in {str(key) for key in self.paper.notes}

    def _whose(self) -> Iterator[tuple[str, str]]:
        pupil = self.case.pupil
        placed = placed_pupils([pupil.key], self.today, self.today).get(pupil.key)
        yield "Child", f"{spoken(pupil)}{f', {placed.form}' if placed else ''}"
        yield "School", self.school

    @property
    def _lasted(self) -> str:
        closed = f", closed {middle_date(self.case.closed_on)}" if self.case.closed_on else ""
        return f"opened {middle_date(self.case.opened_on)}{closed}"

    def _figures(self) -> tuple[Part, Part]:
        decision = newest_of([self.case.pupil_id]).get(self.case.pupil_id)
        return attendance_of(self.case.pupil, self.today), stage_part(self.case, decision, self.today)


def _told(heading: str, entries: Iterable[Entry]) -> Part:
    rows = tuple((f"{short_date(one.on)} {one.on.year}", one.what, one.more, one.by) for one in entries)
    return Part(heading, heads=LINES, rows=rows, none="Nothing.", shares=LINE_SHARES)
