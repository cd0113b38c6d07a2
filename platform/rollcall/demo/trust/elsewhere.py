"""Who of Alder is educated elsewhere today, beside those whom the invented year has there (`behind`): Jo, and who is due at
another school.

Jo Bright is at a workshop that has not confirmed this morning, beside one of whom it says that they did not come. A visit
to her is overdue. Played once, after the cast of the morning.
"""

import datetime as dt
from typing import Final

from foundation.audit.actors import Actor
from foundation.phones import parse_phone
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer as attendance_officer
from schools.provision.models import Provider, ProvisionPlacement
from schools.provision.operations.placing import Agreed, Due, place
from schools.provision.operations.providers import About, Person, add_provider, keep_contact
from schools.provision.operations.saying import Told, note_word
from schools.provision.rules.elsewhere import Said
from schools.registers.models import Mark
from schools.roll.models import DualRegistration, Placement, Pupil
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from schools.roll.rules.names import sort_name
from schools.roll.rules.week_slots import SLOTS
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.elsewhere"
#: For how long placements go on from the demo's day.
AHEAD: Final = dt.timedelta(days=60)
_DAY: Final = dt.timedelta(days=1)
WORKSHOP: Final = About("Harbour Workshop", "provider", "Motor mechanics, English and mathematics", "2 Quay Street")


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Put the placements down on the demo's day; whether that was still to be done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        officer = attendance_officer()
        signed = Signature(Actor(officer.person_id, officer.name), officer.position, officer.pk)
        _dual(on, signed, now)
        _at_the_workshop(on, _provider(WORKSHOP, signed, now), signed, now)
        filling.done(PLAYED, school)
    return True


def _provider(about: About, signed: Signature, now: dt.datetime) -> Provider:
    row = add_provider(about, by=signed.by)
    word = about.name.partition(" ")[0].lower()
    person = Person("Lou Bell", "Manager", parse_phone("07700 900161"), f"attendance@{word}.example", gets_link=True)
    keep_contact(row, person, now=now, by=signed.by)
    return row


def _dual(on: dt.date, signed: Signature, now: dt.datetime) -> None:
    """The other schools of who is registered at two, asked for their reports of absence."""
    for row in DualRegistration.objects.filter(holds_on(on)).select_related("pupil").order_by("pk"):
        school = Provider.objects.filter(name=row.other_school).first()
        if school is None:
            school = _provider(About(row.other_school, "school", "Lessons at the other school"), signed, now)
        last = min(row.ends_on or on + AHEAD, on + AHEAD)
        agreed = Agreed(school, "D", tuple(row.slots), on, last, "Registered at both schools")
        taken = ProvisionPlacement.objects.filter(pupil=row.pupil, slots__overlap=row.slots).exists()
        if row.slots and not taken:
            place(row.pupil, agreed, review=None, may_amend=True, signed=signed, now=now)


def _at_the_workshop(on: dt.date, workshop: Provider, signed: Signature, now: dt.datetime) -> None:
    """Jo, of whom nothing is known this morning; one who came, and one who did not."""
    marked = Mark.objects.filter(date=on, session=1).values("pupil_key")
    rows = Pupil.objects.filter(placements__in=Placement.objects.filter(holds_on(on), group__isnull=False))
    free = rows.exclude(key__in=marked).exclude(provision__isnull=False).exclude(contact_first_signs__isnull=False)
    people = list(free.exclude(restricted_flags__isnull=False).distinct().order_by("key")[:3])
    for pupil, (forename, surname), said in zip(
        people, (("Jo", "Bright"), ("", ""), ("", "")), (None, Said.PRESENT, Said.ABSENT), strict=False
    ):
        if forename:
            pupil.forename, pupil.preferred, pupil.surname = forename, "", surname
            pupil.sort_name = sort_name(surname, forename)
            pupil.save(update_fields=["forename", "preferred", "surname", "sort_name"])
        agreed = Agreed(
            workshop, "B", SLOTS, on, on + AHEAD, "To learn a trade and stay in education", portal_reference="EX-2417"
        )
        review = Due("review", on + 14 * _DAY)
        row = place(pupil, agreed, review=review, may_amend=True, signed=signed, now=now).row
        if forename:
            row.reviews.create(kind="visit", due_on=on - _DAY)
        if said is not None:
            words = "Was not on the minibus" if said is Said.ABSENT else ""
            note_word(row.pk, Told(on, 1, said, words), signed=signed, now=now)
    tell_apart()
