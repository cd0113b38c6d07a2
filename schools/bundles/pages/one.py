"""The page of one bundle: what it says or said, what is lacking, its versions, and what may be done with it."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.clock import local
from foundation.ui.numbers import clock, counted, middle_date, short_date
from schools.bundles.models import Bundle, BundleVersion
from schools.bundles.pages.boxes import tag_of
from schools.bundles.pages.composing import Composed, composed
from schools.bundles.pages.printing import chronology_part, weeks
from schools.bundles.queries.register import amended_since
from schools.bundles.queries.rights import prepare_bundles, sign_bundles
from schools.bundles.queries.standing import left_on, letters_to
from schools.bundles.rules.evidence import Evidence
from schools.bundles.rules.kinds import ASKED, DRAFT, FROZEN, SENT, BundleKind
from schools.bundles.rules.lacking import Lacking, Mends
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.cases.pages.files import CASE, case_address
from schools.documents.models import Document
from schools.documents.queries.files import documents_of
from schools.papers.rules.shapes import Part
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is lacking, with the page that mends it."""

    words: str
    address: str
    blocks: bool

    @property
    def tag(self) -> Tag:
        return Tag("missing", "lacking") if self.blocks else Tag("soon", "look at it")


@dataclass(frozen=True, slots=True)
class Amended:
    """A session in which another mark stands now than in a version that was frozen."""

    slot: str
    then: str
    now: str


@dataclass(frozen=True)
class VersionLine:
    """One version as the page lists it, with what was amended in the register since."""

    row: BundleVersion
    amended: Sequence[Amended]

    @property
    def words(self) -> str:
        at = local(self.row.as_at)
        return f"Version {self.row.number}, as it stood on {middle_date(at.date())} at {clock(at)}"

    @property
    def how(self) -> str:
        """When it went, or that it has not."""
        if self.row.sent_on is None:
            return "" if self.row.files else "Its files are being made."
        return f"Sent {middle_date(self.row.sent_on)}, {self.row.get_sent_how_display()}, {self.row.sent_by}"

    @property
    def amended_words(self) -> str:
        return f"{counted(len(self.amended), 'session')} amended since" if self.amended else ""


@dataclass(frozen=True)
class BundlePage:
    """A bundle as one reader sees it."""

    bundle: Bundle
    evidence: Evidence
    now: Composed | None
    versions: Sequence[VersionLine]
    faults: Sequence[Fault]
    works: bool
    signs: bool

    @property
    def title(self) -> str:
        return BundleKind(self.bundle.kind).words

    @property
    def tag(self) -> Tag:
        return tag_of(self.bundle)

    @property
    def is_prepared(self) -> bool:
        return self.bundle.state in {DRAFT, ASKED}

    @property
    def may_freeze(self) -> bool:
        """Whether this reader may freeze it, once nothing is lacking."""
        return self.signs and self.is_prepared and self.now is not None and not self.now.blocks

    @property
    def freezes(self) -> str:
        """What the button that freezes it says."""
        return "Sign and freeze it" if BundleKind(self.bundle.kind).is_signed else "Freeze it as it stands"

    @property
    def may_be_sent(self) -> bool:
        return self.works and self.bundle.state == FROZEN and bool(self.versions and self.versions[0].row.files)

    @property
    def may_be_answered(self) -> bool:
        return self.works and self.bundle.state in {SENT, ASKED}

    @property
    def may_be_dropped(self) -> bool:
        return self.works and self.bundle.state in {DRAFT, FROZEN}

    @property
    def lede(self) -> str:
        """What it rests on, and what stands against it."""
        count = len(self.evidence.counted)
        said = f"It rests on {counted(count, 'session')}, and asks the authority {BundleKind(self.bundle.kind).asks}."
        blocking = sum(one.blocks for one in self.faults)
        if self.is_prepared and blocking:
            return f"{said} {counted(blocking, 'thing is', 'things are')} lacking."
        if self.is_prepared and not self.signs:
            return f"{said} Nothing is lacking: the headteacher signs it."
        return f"{said} Nothing is lacking." if self.is_prepared else said

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        found = [("Parent", self.bundle.contact.name), ("Authority", self.bundle.authority_name)]
        found += [one for one in self.evidence.about if one[0] != "School"]
        if self.bundle.answer:
            found.append(("The authority", self.bundle.answer))
        return found

    @property
    def parts(self) -> Iterator[Part]:
        """What it says, in the order of the paper."""
        yield from self.evidence.parts
        heads = ("Week of", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
        yield Part("Register extract", heads=heads, rows=tuple(weeks(self.evidence.readings)), none="No session yet.")
        yield chronology_part(self.evidence)
        if self.evidence.attached:
            yield Part("Goes with it", rows=tuple((one.name,) for one in self.evidence.attached), heads=("File",))
        if self.evidence.statement:
            yield Part("Statement", words=tuple(self.evidence.statement.split("\n\n")))


def bundle_page(bundle: Bundle, member: Member, now: dt.datetime, *, school: str) -> BundlePage:
    """A bundle: as it would be now while it is prepared, else as its newest version was frozen."""
    rows = list(bundle.versions.all())
    prepared = bundle.state in {DRAFT, ASKED}
    made = composed(bundle, member, now, school=school, number=len(rows) + 1) if prepared or not rows else None
    evidence = made.evidence if made else Evidence.of(rows[0].evidence)
    faults = [Fault(one.words, _mends(bundle, one, member), one.blocks) for one in made.lacking] if made else []
    return BundlePage(
        bundle,
        evidence,
        made,
        [VersionLine(row, _amended(bundle, row)) for row in rows],
        faults,
        prepare_bundles.may(member, bundle),
        sign_bundles.may(member, bundle),
    )


def _amended(bundle: Bundle, version: BundleVersion) -> list[Amended]:
    return [
        Amended(f"{short_date(one.date)} {SESSION_NAMES[one.session]}", one.code or "no mark", now or "no mark")
        for one, now in amended_since(bundle.case.pupil, Evidence.of(version.evidence).readings)
    ]


def _mends(bundle: Bundle, fault: Lacking, member: Member) -> str:
    """Where that is mended; empty where the reader may not go there."""
    pupil, case = bundle.case.pupil_id, bundle.case_id
    if fault.mends is Mends.REGISTER and fault.on is not None:
        return reverse("mark_history", args=[pupil, fault.on.isoformat()])
    if fault.mends is Mends.LEAVE and not may(member, Permission.SEE_LEAVE):
        return ""
    pages = {
        Mends.LEAVE: reverse("leave_ask", args=[pupil]),
        Mends.CONTACTS: reverse("pupil_contacts", args=[pupil]),
        Mends.IMPROVEMENT: reverse("case_improve", args=[case]),
        Mends.PENALTY: reverse("case_consider", args=[case]),
        Mends.POLICY: reverse("school_authorities"),
        Mends.BUNDLE: reverse("bundle_change", args=[bundle.pk]),
    }
    return pages.get(fault.mends, case_address(case))


def files_offered(bundle: Bundle) -> list[tuple[uuid.UUID, str]]:
    """Files that may go with it: those of the case that may be opened, and the letters that left to this parent."""
    rows = documents_of((CASE, bundle.case_id)).filter(state__in=Document.OPENED)
    found = [(row.pk, f"{row.name}, {middle_date(local(row.received_at).date())}") for row in rows]
    found += [
        (one.document, f"Letter: {one.heading}, {middle_date(left_on(one))}")
        for one in letters_to(bundle)
        if one.document
    ]
    return found
