"""The rows that addresses name: made once for a school, before anything is asked there.

A route to a new kind of row has a line here; its address in the table then names the row (`/imports/{run}/`).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.london import LONDON
from foundation.messaging import Channel
from schools.absence.models import FirstDay, HandOver, HomeVisit, Message, MessageChild, Reply
from schools.absence.operations.answering import ANSWER
from schools.absence.operations.gateways import set_gateway
from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.desk.models import Device, Evacuation, Visit
from schools.documents.models import Document
from schools.exclusions.models import Board, Exclusion, HalfDaysElsewhere, PackItem, PanelMember
from schools.intake.models import ImportChange, ImportFile, ImportProblem, ImportRun
from schools.intake.rules.changes import Kind
from schools.journal.operations import make_link
from schools.leave.models import ExamEntry, ExamPaper, LeaveRequest, PartTimeReview, PartTimeTimetable, StudyLeave
from schools.leave.operations.links import ASK
from schools.letters.models import Letter
from schools.provision.models import Provider, ProviderContact, ProvisionPlacement, Review, Word
from schools.provision.operations.asking import DAY
from schools.registers.models import BulkEdit, Closure, Entry
from schools.returns.models import Return, ReturnFile, ReturnLine
from schools.roll.models import (
    Contact,
    ContactRestriction,
    DualRegistration,
    GroupTutor,
    Household,
    HouseholdPupil,
    Pupil,
    PupilContact,
    RegistrationGroup,
    RestrictedFlag,
    YearLead,
)
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.routes.route import Keys, Place
from tests.world import HALF_TERMS, World, canary

SINCE = HALF_TERMS[0][1]
PAST = {"starts_on": SINCE, "ends_on": SINCE + dt.timedelta(days=1)}


def rows_at(school: School) -> Keys:
    """Make what addresses at a filled school name, and give its keys. All that is about a pupil is about the first."""
    with school_work(school):
        pupil = Pupil.objects.order_by("key")[0]
        group = RegistrationGroup.objects.order_by("pk")[0]
        made = {"pupil": pupil, "group": group}
        made |= _of_contacts(school, pupil) | _of_pupil(pupil) | _of_groups(group)
        made |= _followed(school, pupil, made["contact"].contact)
        made |= _of_closures()
        made |= {"leave": _refused(school, pupil)} | _part_time(school, pupil) | _exams(school, pupil)
        # Given up long ago and never applied.
        made["run"] = run = ImportRun.objects.create(
            source="sims", status=ImportRun.Status.DISCARDED, as_at=SINCE, by_name=canary(school)
        )
        kind = ImportFile.Kind.ROLL
        ImportFile.objects.create(run=run, kind=kind, name="roll.csv", size=1, sha256="0")
        said = {"severity": "error", "code": "x", "words": "x", "remedy": "x"}
        ImportProblem.objects.create(run=run, file=kind, value=canary(school), **said)
        ImportChange.objects.create(run=run, kind=Kind.NEW_PUPIL, pupil=canary(school), upn="", what="x")
        made |= _at_the_desk(school) | {"document": _removed(pupil, school)}
        made |= _told(school, pupil) | _excluded(school, pupil) | _elsewhere(school, pupil)
        made["letter"] = letter = _letter(school, pupil, made["contact"].contact)
        others = {"batch": str(letter.batch), "carrier": _carrier()}
        others |= {"answer": _answers(school), "leave_link": _asking(school), "provider_day": _provider_day(school)}
    return {name: str(row.pk) for name, row in made.items()} | others


def _letter(school: School, pupil: Pupil, contact: Contact) -> Letter:
    """A letter that was printed, with others, and then withdrawn."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    return Letter.objects.create(
        kind="parent",
        pupil=pupil,
        contact=contact,
        to_name=canary(school),
        heading=canary(school),
        body=f"{canary(school)}, {pupil.forename}",
        as_drafted="x",
        state=Letter.State.WITHDRAWN,
        state_at=then,
        drafted_at=then,
        drafted_by="x",
        batch=uuid.uuid4(),
        dated=SINCE,
    )


def _removed(pupil: Pupil, school: School) -> Document:
    """A file of a pupil that is gone: whatever is asked of it, nobody asks the store."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    return Document.objects.create(
        about_kind="pupil",
        about_id=pupil.pk,
        name=f"{canary(school)}.pdf",
        kind="pdf",
        size=1,
        sha256="0",
        stored_as=uuid.uuid4().hex,
        state=Document.State.REMOVED,
        by_name=canary(school),
        received_at=then,
        removed_at=then,
        removed_by_name=canary(school),
        gone_at=then,
    )


def _answers(school: School) -> str:
    """The token of a link by which a family answers; for ever, so that it opens whenever it is asked."""
    child = {"day": "x", "name": canary(school), "birth": "x"}
    facts = {"message": "x", "date": SINCE.isoformat(), "children": [child]}
    return make_link(ANSWER, about=("contact", "x"), facts=facts).split("/")[2]


def _told(school: School, pupil: Pupil) -> dict:
    """A return set aside, and a file that was sent, of long ago."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    row = Return.objects.create(
        kind="new_pupil",
        pupil=pupil,
        about="x",
        state="not_needed",
        starts_on=SINCE,
        due_on=SINCE,
        values={"surname": canary(school)},
        found_at=then,
        found_by="x",
        ended_at=then,
        ended_by="x",
        ended_because="x",
    )
    file = ReturnFile.objects.create(
        kind="new_pupil",
        authority="x",
        content=f"{canary(school)},{pupil.forename}",
        sha256="0" * 64,
        made_at=then,
        made_by="x",
        made_position="x",
        sent_on=SINCE,
        sent_way="post",
        recorded_at=then,
        recorded_by="x",
    )
    ReturnLine.objects.create(file=file, row=row, place=1)
    return {"return": row, "return_file": file}


def _excluded(school: School, pupil: Pupil) -> dict[str, Any]:
    """An internal placement of long ago, days at another school that were taken back, and a panel nobody sits on."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    by = {"proposed_at": then, "proposed_by": canary(school), "decided_at": then, "decided_by": canary(school)}
    at = {"starts_on": SINCE, "start_session": 1, "ends_on": SINCE, "end_session": 2}
    said = {"circumstances": canary(school), "room": canary(school), "reasons": []}
    exclusion = Exclusion.objects.create(pupil=pupil, kind="internal", **at, **by, **said)
    half_days = HalfDaysElsewhere.objects.create(
        pupil=pupil,
        academic_year=2026,
        half_days=1,
        school=canary(school),
        source=canary(school),
        at=then,
        by_name=canary(school),
        taken_back_at=then,
    )
    panel = Board.objects.create(exclusion=exclusion)
    post = StaffMember.objects.create(name=canary(school), position="Governor", starts_on=SINCE, ends_on=SINCE)
    member = PanelMember.objects.create(board=panel, post=post, named_at=then, named_by=canary(school), ended_at=then)
    out = {"struck_out_at": then, "struck_out_by": canary(school), "taken_out_at": then}
    item = PackItem.objects.create(board=panel, page="exclusion", title=canary(school), **out)
    found = {"exclusion": exclusion, "half_days_elsewhere": half_days, "panel": panel}
    return found | {"panel_member": member, "pack_item": item}


def _asking(school: School) -> str:
    """The token of a link by which a parent asks for leave; for ever, too."""
    child = {"pupil": "x", "name": canary(school), "birth": "x"}
    return make_link(ASK, about=("contact", "x"), facts={"children": [child]}).split("/")[2]


def _at_the_desk(school: School) -> dict:
    """A visitor, a drill and a device that kept the list, of long ago."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    by = {"in_by_id": uuid.uuid4(), "in_by_name": canary(school)}
    visit = Visit.objects.create(day=SINCE, name=canary(school), sees="Head", in_at=then, idempotency_key="visit", **by)
    drill = Evacuation.objects.create(
        day=SINCE, drill=True, began_at=then, ended_at=then, began_by_id=uuid.uuid4(), began_by_name=canary(school)
    )
    device = Device.objects.create(
        name=canary(school), day=SINCE, person_id=uuid.uuid4(), person_name=canary(school), kept_at=then, asked_at=then
    )
    return {"visit": visit, "evacuation": drill, "device": device}


def _carrier() -> str:
    """The token of the address at which whoever carries the school's texts reports."""
    settings = {"account": f"AC{'0' * 32}", "token": "0" * 32, "sender": "+447700900900"}
    at = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    return set_gateway(Channel.TEXT, "twilio", settings, address_of=str, by=SYSTEM, now=at).split("/")[2]


def _elsewhere(school: School, pupil: Pupil) -> dict:
    """A provider with two to speak to, and a placement of two days long over, of which all is said and settled."""
    moment = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    provider = Provider.objects.create(name=canary(school), kind="provider", activity=canary(school))
    place = ProvisionPlacement.objects.create(
        pupil=pupil, provider=provider, code="B", slots=[1], purpose=canary(school), made_at=moment, made_by="x", **PAST
    )
    said = {"said": "absent", "way": "officer", "at": moment, "by_name": "x", "settled_at": moment, "settled_by": "x"}
    return {
        "provider": provider,
        "provider_contact": ProviderContact.objects.create(provider=provider, name=canary(school)),
        "provider_contact_off": ProviderContact.objects.create(provider=provider, name=canary(school)),
        "provision": place,
        "provision_review": Review.objects.create(placement=place, kind="review", due_on=SINCE, done_on=SINCE),
        "word": Word.objects.create(placement=place, date=SINCE, session=1, words=canary(school), **said),
    }


def _provider_day(school: School) -> str:
    """The token of a link by which a provider says who came; for ever, so that it opens whenever it is asked."""
    pupils = [{"placement": "x", "name": "Somebody"}]
    facts = {
        "provider": "x",
        "name": "Somewhere",
        "by": "x",
        "date": SINCE.isoformat(),
        "sessions": [{"session": 1, "opens_at": "", "pupils": pupils}],
    }
    return make_link(DAY, about=("provider", "x"), facts=facts).split("/")[2]


def _of_contacts(school: School, pupil: Pupil) -> dict:
    contact = Contact.objects.create(name=canary(school))
    link = PupilContact.objects.create(pupil=pupil, contact=contact, relationship="aunt", priority=1, starts_on=SINCE)
    restriction = ContactRestriction.objects.create(link=link, kind="ask_first", starts_on=SINCE)
    return {"contact": link, "restriction": restriction}


def _of_pupil(pupil: Pupil) -> dict:
    dual = DualRegistration(status="S", other_school="Elsewhere", slots=[1], **PAST)
    dual.pupil = pupil
    dual.save()
    household = Household.objects.create()
    return {
        "home": HouseholdPupil.objects.create(household=household, pupil=pupil, starts_on=SINCE),
        "dual": dual,
        "flag": RestrictedFlag.objects.create(pupil=pupil, kind="young_carer", **PAST),
    }


def _followed(school: School, pupil: Pupil, contact: Contact) -> dict:
    """A day on which the pupil had no reason, over and signed off; a message and a reply about it, dealt with; and its
    visit, by two who are not on the staff list."""
    moment = dt.datetime.combine(SINCE, dt.time(9, 10), LONDON)
    day = FirstDay.objects.create(pupil=pupil, date=SINCE, session=1, opens_at=moment, ended_at=moment)
    HandOver.objects.create(
        day=day, why="time", at=moment, by_name="x", acknowledged_at=moment, acknowledged_by="x", settled_at=moment
    )
    reply = Reply.objects.create(
        at=moment, date=SINCE, way=Reply.Way.TEXT, day=day, settled_at=moment, settled_by="x", settled_as="aside"
    )
    visit = HomeVisit.objects.create(
        day=day,
        first_name=canary(school),
        second_name="x",
        address=canary(school),
        safety=canary(school),
        minutes=60,
        planned_at=moment,
        planned_by="x",
        went_at=moment,
        back_at=moment,
    )
    message = Message.objects.create(
        date=SINCE,
        contact=contact,
        channel="text",
        state=Message.State.DELIVERED,
        asked_at=moment,
        send_at=moment,
        state_at=moment,
    )
    MessageChild.objects.create(message=message, day=day, place=1)
    return {"message": message, "reply": reply, "home_visit": visit}


def _refused(school: School, pupil: Pupil) -> LeaveRequest:
    """Leave that was asked for and refused, of long ago."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    return LeaveRequest.objects.create(
        pupil=pupil,
        ground="exceptional",
        starts_on=SINCE,
        ends_on=SINCE,
        reason=canary(school),
        applicant=canary(school),
        lives_with=True,
        asked_on=SINCE,
        way=LeaveRequest.Way.FORM,
        together=uuid.uuid4(),
        by_name="x",
        created_at=at,
        state=LeaveRequest.State.REFUSED,
        decided_at=at,
        decided_by="x",
    )


def _part_time(school: School, pupil: Pupil) -> dict:
    """A part-time timetable of long ago, ended, with its review."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    row = PartTimeTimetable.objects.create(
        pupil=pupil,
        agreed_with=canary(school),
        agreed_on=SINCE,
        purpose=canary(school),
        wider_plan="x",
        slots=[1],
        hours=20,
        **PAST,
        at=at,
        by_name="x",
        closed_at=at,
    )
    return {"timetable": row, "review": PartTimeReview.objects.create(timetable=row, due_on=SINCE)}


def _exams(school: School, pupil: Pupil) -> dict:
    """A paper of long ago that the pupil was entered for, and a study leave that was withdrawn."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    paper = ExamPaper.objects.create(
        code="X/1", title=canary(school), kind="public", date=SINCE, session=1, starts_at=dt.time(9), minutes=90
    )
    ExamEntry.objects.create(paper=paper, pupil=pupil)
    study = StudyLeave.objects.create(name=canary(school), **PAST, at=at, by_name="x", withdrawn_at=at)
    return {"exam_paper": paper, "study": study}


def _of_closures() -> dict:
    """An INSET day, and a closure that was entered and undone, of a year whose registers are closed."""
    before = dt.date(2026, 7, 1)
    at = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
    ClosedYear.objects.create(academic_year=2025, closed_at=at, closed_by="Somebody")
    entry = Entry.objects.create(at=at, by_name="Somebody", by_position="Headteacher", source=Entry.Source.CLOSURE)
    return {
        "inset": NonSchoolDay.objects.create(date=before, kind=NonSchoolDay.Kind.INSET),
        "closure": Closure.objects.create(date=before, reason="Snow", entry=entry, undone=entry),
        "bulk_edit": BulkEdit.objects.create(
            status=BulkEdit.Status.UNDONE,
            pupils=[],
            dates=[before],
            sessions=[1],
            code="S",
            reason="x",
            shown=b"",
            wanted_at=at,
            by_name="Somebody",
            by_position="x",
            done_at=at,
        ),
    }


def _of_groups(group: RegistrationGroup) -> dict:
    """Over long ago: nobody reaches anything by them."""
    staff = StaffMember.objects.order_by("name")[0]
    return {
        "post": staff,
        "notice": _notice(),
        "duty": StaffDuty.objects.create(post=staff, duty=StaffDuty.Duty.FIRE_MARSHAL, **PAST),
        "tutor": GroupTutor.objects.create(group=group, staff=staff, **PAST),
        "lead": YearLead.objects.create(year_group="E1", staff=staff, **PAST),
    }


def _notice() -> StaffNotice:
    """The officer's, from long ago."""
    officer = StaffMember.objects.get(position=Role.ATTENDANCE_OFFICER.label)
    at = dt.datetime(2026, 9, 2, 9, 0, tzinfo=dt.UTC)
    return StaffNotice.objects.create(
        post=officer, kind="duty_given", count=1, address="/staff/", at=at, by_name="x", email_state="none"
    )


@dataclass(frozen=True)
class Rows:
    """What addresses name at every place of a world: keys by the place's slug, and whose they are."""

    at: dict[str, Keys]
    trust_of: dict[str, str]

    def own(self, place: Place) -> Keys:
        """The keys of this place. A trust's is the address of one of its schools; an authority has none."""
        return self.at.get(place.slug, {})

    def elsewhere(self, place: Place) -> list[Keys]:
        """The keys of every other school; to a trust, the schools of every other trust."""
        if isinstance(place, School):
            return [keys for slug, keys in self.at.items() if slug in self.trust_of and slug != place.slug]
        return [{"school": slug} for slug, trust in self.trust_of.items() if trust != place.slug]


def rows_of(world: World) -> Rows:
    """Make them at every school of a world."""
    trusts = {trust.pk: trust.slug for trust in (world.northfield, world.southgate)}
    trust_of = {school.slug: trusts[school.trust_id] for school in world.schools}
    at = {school.slug: rows_at(school) for school in world.schools}
    return Rows(at | {trust: {"school": school} for school, trust in trust_of.items()}, trust_of)
