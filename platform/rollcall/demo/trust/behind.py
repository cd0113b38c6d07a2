"""What stands behind the codes of earlier days: suspensions, leave granted, part-time timetables, providers and their word.

For each run of E a suspension, of C leave, of C2 a timetable; for B and K who was expected where and what was said of it.

Dual registrations (D) come with families (`family_rows`). Rows are made as they would stand had each act been done then:
nothing is planned over marks that are there. Placements that still run are planned from the demo's own day on.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.dice import stream
from rollcall.demo.trust.family_rows import PupilIds
from rollcall.demo.trust.invention import SEED, InventedSchool
from rollcall.demo.trust.register import YearRegister
from rollcall.demo.trust.roll import EXCLUDED_CHILD
from schools.calendar.rules.sessions import AM, PM
from schools.exclusions.models import Board, Exclusion, Notice, Review
from schools.exclusions.rules.notices import About, How, To
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.reasons import reasons_on
from schools.exclusions.rules.reviews import Decision
from schools.leave.models import LeaveRequest, PartTimeReview, PartTimeTimetable
from schools.leave.rules.grounds import Ground
from schools.provision.models import Provider, ProviderContact, ProvisionPlacement, Word
from schools.provision.queries.placements import ELSEWHERE
from schools.provision.rules.elsewhere import Said, sessions_between
from schools.registers.operations.plans import PlannedSession, plan
from schools.roll.models import Pupil, PupilContact
from schools.roll.queries.signing import Signature
from schools.roll.rules.week_slots import slot_of
from schools.staff.models import StaffMember

SUSPENDED, GRANTED, PART_TIME = "E", "C", "C2"
#: By code: what the provider is called, what is done there, who is spoken to.
PROVIDERS: Final = {
    "B": ("Mill Lane Workshop", "Construction and motor vehicle courses", "Ros Tanner"),
    "K": ("Eastshire tuition service", "Tuition arranged by the authority", "Noor Aziz"),
}
CIRCUMSTANCES: Final = "Told to leave the lesson and refused; staff were called, and the pupil was asked to go home."
REVIEW_AFTER: Final = dt.timedelta(days=28)


Run = tuple[int, int]  # slots (2 * day is AM, the next PM) from the first to the last of a run of one code


def enter_records(invented: InventedSchool, ids: PupilIds) -> int:
    """Put into a school what its codes rest on; returns how many records. After families and marks."""
    head = StaffMember.objects.filter(position="Headteacher").order_by("name").first()
    officer = StaffMember.objects.filter(position="Attendance officer").order_by("name").first()
    names = {"head": head.name if head else "The headteacher", "officer": officer.name if officer else "The office"}
    years = list(zip(invented.years, invented.registers, strict=True))
    made = _suspend(years, ids, head, names["officer"])
    made += _granted(years, ids, names["head"])
    made += _part_time(years, ids, names["officer"])
    return made + _elsewhere(invented, years, ids, officer)


Years = list[tuple[SchoolYear, tuple[YearRegister, ...]]]


def _runs(register: YearRegister, code: str) -> Iterator[Run]:
    """Each run of a code, over nights and holidays."""
    first = None
    for slot, held in enumerate([*register.codes, ""]):
        if held == code:
            first = slot if first is None else first
        elif first is not None:
            yield first, slot - 1
            first = None


def _when(year: SchoolYear, slot: int) -> tuple[dt.date, int]:
    return year.days[slot // 2], AM if slot % 2 == 0 else PM


def _at(on: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour), LONDON)


def _dice(register: YearRegister, what: str) -> Random:
    year = register.book.year
    return stream(SEED, year.school, year.academic_year, register.pupil.number, what)


def _suspend(years: Years, ids: PupilIds, head: StaffMember | None, officer: str) -> int:
    """Suspensions, each decided by the headteacher on the afternoon before; the pupil of the story is out for good."""
    rows = []
    for year, registers in years:
        for register in registers:
            for first, last in _runs(register, SUSPENDED):
                (starts, at_start), (ends, at_end) = _when(year, first), _when(year, last)
                before = _at(starts - dt.timedelta(days=1), 16)
                gone = register.pupil.story == EXCLUDED_CHILD
                reasons = reasons_on(starts)
                row = Exclusion(
                    pupil_id=ids[register.pupil.number],
                    kind=Kind.PERMANENT if gone else Kind.SUSPENSION,
                    starts_on=starts,
                    start_session=at_start,
                    ends_on=None if gone else ends,
                    end_session=None if gone else at_end,
                    reasons=[_dice(register, f"reason {first}").choice(reasons).code],
                    circumstances=CIRCUMSTANCES,
                    proposed_at=before,
                    proposed_by=officer,
                    decided_at=before,
                    decided_by=head.name if head else "The headteacher",
                    decided_as="Headteacher",
                    decided_staff=head,
                )
                rows.append(row)
    Exclusion.objects.bulk_create(rows)
    # Read again: rows made together do not know the keys that the database gave them.
    Notice.objects.bulk_create(notice for row in Exclusion.objects.all() for notice in told(row))
    for row in Exclusion.objects.filter(kind=Kind.PERMANENT):
        _upheld(row, officer)
    return len(rows)


def told(row: Exclusion) -> Iterator[Notice]:
    """Everybody who had to be told was, within the hour; of what the board decided of a permanent one, a fortnight later."""
    given_at = _at(row.starts_on - dt.timedelta(days=1), 17)
    told = [(to, About.EXCLUDED, given_at) for to in (To.PARENTS, To.AUTHORITY, To.LEAD, To.BOARD)]
    if row.kind == Kind.PERMANENT:
        later = given_at + dt.timedelta(days=15)
        told += [(to, About.DECIDED, later) for to in (To.PARENTS, To.AUTHORITY, To.LEAD)]
    for to, about, moment in told:
        # What the safeguarding lead told names nobody.
        whom, words = ("", "") if to is To.LEAD else (to.words, CIRCUMSTANCES)
        yield Notice(
            exclusion=row,
            to=to,
            about=about,
            how=How.LETTER,
            given_at=moment,
            whom=whom,
            words=words,
            recorded_at=moment,
            recorded_by=row.proposed_by,
        )


def _upheld(row: Exclusion, clerk: str) -> None:
    """The board declined to reinstate, and the parents wrote that they would not ask for a review."""
    heard = row.starts_on + dt.timedelta(days=14)
    Board.objects.create(
        exclusion=row,
        received_on=row.starts_on,
        received_by=clerk,
        decision=Decision.DECLINED,
        decided_on=heard,
        because="The board found the decision lawful, reasonable and fair.",
        recorded_at=_at(heard, 17),
        recorded_by=clerk,
    )
    Review.objects.create(exclusion=row, waived_on=heard + dt.timedelta(days=7))


def _granted(years: Years, ids: PupilIds, head: str) -> int:
    """Leave that was asked for a fortnight before and granted; brothers and sisters each have a request of their own."""
    adults = at_home()
    rows = []
    for year, registers in years:
        for register in registers:
            for first, last in _runs(register, GRANTED):
                (starts, at_start), (ends, at_end) = _when(year, first), _when(year, last)
                asked = starts - dt.timedelta(days=14)
                pupil = ids[register.pupil.number]
                rows.append(
                    LeaveRequest(
                        pupil_id=pupil,
                        ground=Ground.EXCEPTIONAL,
                        starts_on=starts,
                        starts_session=at_start,
                        ends_on=ends,
                        ends_session=at_end,
                        reason="A wedding in the family.",
                        contact_id=adults[pupil][0] if pupil in adults else None,
                        applicant=adults[pupil][1] if pupil in adults else "A parent",
                        lives_with=True,
                        asked_on=asked,
                        way=LeaveRequest.Way.FORM,
                        together=uuid.UUID(int=_dice(register, f"leave {first}").getrandbits(128)),
                        by_name=head,
                        created_at=_at(asked, 9),
                        state=LeaveRequest.State.GRANTED,
                        decided_at=_at(asked, 16),
                        decided_by=head,
                        decided_position="Headteacher",
                        decision="Exceptional for this family, and asked for beforehand.",
                        granted_from=starts,
                        granted_from_session=at_start,
                        granted_to=ends,
                        granted_to_session=at_end,
                    )
                )
    LeaveRequest.objects.bulk_create(rows)
    return len(rows)


def at_home() -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """Of each pupil the first parent they live with: key and name."""
    links = PupilContact.objects.filter(lives_with=True).select_related("contact").order_by("-priority")
    return {link.pupil_id: (link.contact_id, link.contact.name) for link in links}


def _part_time(years: Years, ids: PupilIds, officer: str) -> int:
    """One timetable for each pupil and year with C2: from the first to the last, reviewed after four weeks, and over."""
    adults = at_home()
    rows, reviews = [], []
    for year, registers in years:
        for register in registers:
            held = [_when(year, slot) for slot, code in enumerate(register.codes) if code == PART_TIME]
            if not held:
                continue
            pupil, starts, ends = ids[register.pupil.number], held[0][0], held[-1][0]
            slots = sorted({slot for on, session in held if (slot := slot_of(on, session)) is not None})
            row = PartTimeTimetable(
                id=uuid.UUID(int=_dice(register, "part-time").getrandbits(128)),
                pupil_id=pupil,
                contact_id=adults[pupil][0] if pupil in adults else None,
                agreed_with=adults[pupil][1] if pupil in adults else "A parent",
                agreed_on=starts - dt.timedelta(days=3),
                purpose="Building up to whole days again after a long absence.",
                wider_plan="Key worker each morning; work at home; whole days from the end date on.",
                slots=slots,
                hours=str(3 * (10 - len(slots))),
                starts_on=starts,
                ends_on=ends,
                at=_at(starts - dt.timedelta(days=3), 15),
                by_name=officer,
                closed_at=_at(ends, 16),
                closed_by=officer,
                closed_as="Back full-time.",
            )
            rows.append(row)
            looked = min(starts + REVIEW_AFTER, ends)
            reviews.append(
                PartTimeReview(
                    timetable=row,
                    due_on=looked,
                    held_on=looked,
                    with_parent=True,
                    with_pupil=True,
                    note="Mornings go well. Whole days from the agreed date.",
                    at=_at(looked, 15),
                    by_name=officer,
                )
            )
    PartTimeTimetable.objects.bulk_create(rows)
    PartTimeReview.objects.bulk_create(reviews)
    return len(rows)


def _elsewhere(invented: InventedSchool, years: Years, ids: PupilIds, officer: StaffMember | None) -> int:
    """Placements at a provider by pupil, year and code, with its word for each session; one of this year still runs."""
    name = officer.name if officer else "The office"
    providers: dict[str, Provider] = {}
    words: list[Word] = []
    running: list[ProvisionPlacement] = []
    made = 0
    for year, registers in years:
        goes_on = year.days[-1] >= invented.today
        for register in registers:
            for code, held in _by_code(year, register).items():
                provider = providers.get(code) or providers.setdefault(code, _provider(code))
                starts, ends = held[0][0], year.days[-1] if goes_on else held[-1][0]
                row = ProvisionPlacement.objects.create(
                    pupil_id=ids[register.pupil.number],
                    provider=provider,
                    code=code,
                    slots=sorted({slot for on, session in held if (slot := slot_of(on, session)) is not None}),
                    starts_on=starts,
                    ends_on=min(ends, register.pupil.ends_on or ends),
                    purpose="To stay in education while school is too much.",
                    referred_on=starts - dt.timedelta(days=21),
                    referred_by=name,
                    made_at=_at(starts - dt.timedelta(days=7), 15),
                    made_by=name,
                )
                made += 1
                words += _words(row, held, PROVIDERS[code][2], name)
                if row.ends_on >= invented.today:
                    running.append(row)
    Word.objects.bulk_create(words, batch_size=5_000)
    if officer is not None:
        _go_on(running, invented.today, officer)
    return made


def _by_code(year: SchoolYear, register: YearRegister) -> Mapping[str, list[tuple[dt.date, int]]]:
    found: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for slot, code in enumerate(register.codes):
        if code in PROVIDERS:
            found[code].append(_when(year, slot))
    return found


def _provider(code: str) -> Provider:
    name, activity, contact = PROVIDERS[code]
    made = Provider.objects.create(name=name, kind=Provider.Kind.PROVIDER, activity=activity)
    ProviderContact.objects.create(provider=made, name=contact, job="Registrar")
    return made


def _words(row: ProvisionPlacement, held: Iterable[tuple[dt.date, int]], contact: str, officer: str) -> Iterator[Word]:
    for on, session in held:
        yield Word(
            placement=row,
            date=on,
            session=session,
            said=Said.PRESENT,
            way=Word.Way.OFFICER,
            at=_at(on, 11 if session == AM else 15),
            by_name=contact,
            settled_at=_at(on, 11 if session == AM else 15),
            settled_by=officer,
            settled_code=row.code,
        )


def _go_on(running: Iterable[ProvisionPlacement], today: dt.date, officer: StaffMember) -> None:
    """From this afternoon on the registers expect them elsewhere; this morning's are entered already."""
    signed = Signature(Actor(officer.person_id, officer.name), officer.position, officer.pk)
    keys = dict(Pupil.objects.filter(provision__in=[row.pk for row in running]).values_list("pk", "key"))
    for row in running:
        wanted = [
            PlannedSession(on, session, row.code, confirmed=False)
            for on, session in sessions_between(row.slots, today, row.ends_on)
            if (on, session) > (today, AM)
        ]
        plan(source=ELSEWHERE, source_id=row.pk, pupil_key=keys[row.pupil_id], sessions=wanted, signed=signed)
