"""A bundle as it stands now: its evidence, gathered from registers, case, letters and leave as they stood at a moment.

About one child and for one parent: what another parent said, was written or is called stands nowhere in it. Notes, what is
restricted and what is sensitive stay in the school, whoever prepares it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from foundation.access.member import Member
from foundation.clock import local
from foundation.ui.numbers import counted, middle_date
from schools.bundles.models import Bundle
from schools.bundles.queries.register import readings
from schools.bundles.queries.standing import Behind, left_on
from schools.bundles.rules.evidence import Attached, Evidence, Line, Reading
from schools.bundles.rules.kinds import BundleKind
from schools.bundles.rules.lacking import Lacking, lacking
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.cases.pages.words import kind_words
from schools.improvement.rules.states import NOTICE
from schools.papers.pages.attendance import attendance_of
from schools.papers.pages.chronology import Chronology
from schools.papers.queries.names import others_than
from schools.papers.queries.rights import as_officer
from schools.papers.rules.shapes import Entry, Part, in_order
from schools.papers.rules.sifting import Others, Sifted, sift, without_names
from schools.penalties.queries.ledgers import notices_of
from schools.roll.queries.placed import placed_pupils
from tenants.policies.rules.notice_states import PENALTY

#: Events of the case itself that a chronology tells beside the support: how it went on.
_COURSE = ("opened", "waiting", "went_on", "closed", "reopened", "stage", "paper", "notice")


@dataclass(frozen=True)
class Composed:
    """What a bundle says, what is lacking, and how many lines and names were left out because they are another's."""

    evidence: Evidence
    lacking: Sequence[Lacking]
    left_out: int

    @property
    def blocks(self) -> bool:
        """Whether anything keeps it from being frozen."""
        return any(one.blocks for one in self.lacking)


def composed(bundle: Bundle, member: Member, now: dt.datetime, *, school: str, number: int) -> Composed:
    """What a bundle says at this moment, whoever of those who may prepare it asks."""
    making = _Composing(bundle, as_officer(member.place_id, member), now, school)
    return Composed(
        making.evidence(number), lacking(making.behind.stands(making.read), making.today), len(making.sifted.left_out)
    )


@dataclass(frozen=True)
class _Composing:
    bundle: Bundle
    reader: Member
    now: dt.datetime
    school: str

    @property
    def today(self) -> dt.date:
        return local(self.now).date()

    @cached_property
    def behind(self) -> Behind:
        return Behind(self.bundle, self.today)

    @cached_property
    def read(self) -> tuple[Reading, ...]:
        """The extract, which ends with the last session that is due."""
        row, rests = self.bundle, self.behind.rests
        slots = None if rests is None else {(one.date, one.session) for one in rests}
        last = min(row.last, self.today)
        return readings(row.case.pupil, row.first, last, self.now, codes=self.behind.codes, rests=slots)

    @cached_property
    def others(self) -> Others:
        return others_than(self.bundle.case.pupil, self.bundle.contact, contacts=True)

    @cached_property
    def sifted(self) -> Sifted:
        """The chronology: how the case went, help, letters to this parent, and how the school asked after the child."""
        row = self.bundle
        lines = Chronology(row.case, self.reader, self.others, family=True, contact=row.contact_id)
        told = {f"event:{one.pk}" for one in row.case.events.filter(kind__in=_COURSE)}
        told |= {f"event:{one.pk}" for one in self.behind.support}
        kept = [one for one in lines.events() if one.key in told]
        return sift(in_order([*kept, *lines.letters(), *lines.elsewhere()]), self.others)

    def evidence(self, number: int) -> Evidence:
        """All of it."""
        row, kind = self.bundle, BundleKind(self.bundle.kind)
        return Evidence(
            kind=kind.value,
            number=number,
            as_at=self.now,
            authority=row.authority_name,
            school=self.school,
            about=(
                ("School", self.school),
                ("Case", f"{kind_words(row.case)}, opened {middle_date(row.case.opened_on)}"),
                ("Register from", f"{middle_date(row.first)} to {middle_date(min(row.last, self.today))}"),
                ("Sessions it rests on", self._rests()),
            ),
            parts=tuple(self._parts()),
            readings=self.read,
            chronology=tuple(map(_line, self.sifted.entries)),
            attached=tuple(self._attached()),
            statement=without_names(row.statement.strip(), self.others),
        )

    def _rests(self) -> str:
        """How many, and how many of them at another school, which has the register of those."""
        here = counted(sum(one.counted for one in self.read), "session")
        away = sum(not one.session for one in self.behind.rests or ())
        return f"{here}, and {counted(away, 'session')} at another school of the trust" if away else here

    def _parts(self) -> Iterator[Part]:
        yield Part("The child", facts=tuple(self._child()))
        yield Part("The parent", facts=tuple(self._parent()))
        yield self._counted()
        yield attendance_of(self.bundle.case.pupil, self.today)
        yield self._support()
        yield self._leave()
        yield self._letters()
        yield self._improvement()
        yield self._notices()

    def _child(self) -> Iterator[tuple[str, str]]:
        pupil = self.bundle.case.pupil
        placed = placed_pupils([pupil.key], self.today, self.today).get(pupil.key)
        yield "Name", f"{pupil.forename} {pupil.surname}"
        yield "Born", middle_date(pupil.birth)
        if pupil.upn:
            yield "UPN", pupil.upn
        if placed:
            yield "Year and group", f"{placed.form}"

    def _parent(self) -> Iterator[tuple[str, str]]:
        parent = self.behind.parent
        yield "Name", self.bundle.contact.name
        if self.bundle.contact.birth:
            yield "Born", middle_date(self.bundle.contact.birth)
        if parent is not None:
            yield "Relationship", parent.relationship
            yield "Responsibility", parent.responsibility
            yield "The child lives with them", "yes" if parent.lives_with else "no"
            yield "Address", "" if parent.restrictions else parent.address.replace("\n", ", ")

    def _counted(self) -> Part:
        rows = tuple(
            (middle_date(one.date), f"{one.date:%A} {SESSION_NAMES[one.session]}", one.code, one.words)
            for one in self.read
            if one.counted
        )
        heads = ("Date", "Session", "Code", "Meaning")
        return Part("Sessions it rests on", heads=heads, rows=rows, none="None.", shares=(0, 1, 0, 2))

    def _support(self) -> Part:
        found = {f"event:{one.pk}" for one in self.behind.support}
        rows = tuple(_row(one) for one in self.sifted.entries if one.key in found)
        heads = ("Day", "What", "What was said or done", "By")
        none = "None is recorded."
        return Part("Support, and what came of it", heads=heads, rows=rows, none=none, shares=(0, 2, 3, 0))

    def _leave(self) -> Part:
        rows = tuple(
            (
                middle_date(row.asked_on),
                row.stretch.said,
                without_names(row.decision, self.others),
                "yes" if letter else "no",
            )
            for row, letter in self.behind.leave
        )
        heads = ("Asked for on", "For", "Why it was not granted", "Decision sent")
        return Part("Leave that was not granted", heads=heads, rows=rows, none="None.", shares=(0, 1, 2, 0))

    def _letters(self) -> Part:
        rows = tuple((middle_date(left_on(one)), one.heading, one.reference) for one in self.behind.letters)
        heads = ("Left on", "Letter", "Reference")
        return Part("Letters to this parent", heads=heads, rows=rows, none="None.", shares=(0, 1, 0))

    def _improvement(self) -> Part:
        row, none = self.behind.improvement, "None was given."
        if row is None or row.begins_on is None or row.ends_on is None:
            return Part("Notice to improve", none=none)
        facts = [("Weeks", f"{row.weeks}, {middle_date(row.begins_on)} to {middle_date(row.ends_on)}")]
        facts += [("State", NOTICE.words(row.state))]
        facts += [("Review", without_names(row.over_words, self.others))] if row.over_words else []
        return Part("Notice to improve", facts=tuple(facts))

    def _notices(self) -> Part:
        known = notices_of(self.bundle.case.pupil).known
        mine = [one for one in known if one.contact == self.bundle.contact_id]
        rows = tuple(
            (middle_date(one.issued.issued_on), PENALTY.words(one.issued.state), one.issued.where) for one in mine
        )
        heads = ("First issued on", "What became of it", "By")
        none = "None is known."
        return Part("Earlier notices to this parent", heads=heads, rows=rows, none=none, shares=(0, 1, 1))

    def _attached(self) -> Iterator[Attached]:
        for one in self.behind.files:
            yield Attached(str(one.pk), one.name, one.kind, one.size, one.sha256)


def _line(entry: Entry) -> Line:
    return Line(entry.on, entry.what, entry.more, entry.by)


def _row(entry: Entry) -> tuple[str, ...]:
    return (middle_date(entry.on), entry.what, entry.more, entry.by)
