"""Contacts and what is recorded of a pupil, of long ago."""

from schools.roll.models import (
    Contact,
    ContactRestriction,
    DualRegistration,
    Household,
    HouseholdPupil,
    Pupil,
    PupilContact,
    RelatedStaff,
    RestrictedFlag,
)
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tests.isolation.routes.made import PAST, SINCE
from tests.world import canary


def of_contacts(school: School, pupil: Pupil) -> dict:
    contact = Contact.objects.create(name=canary(school))
    link = PupilContact.objects.create(pupil=pupil, contact=contact, relationship="aunt", priority=1, starts_on=SINCE)
    restriction = ContactRestriction.objects.create(link=link, kind="ask_first", starts_on=SINCE)
    return {"contact": link, "restriction": restriction}


def of_pupil(pupil: Pupil) -> dict:
    dual = DualRegistration(status="S", other_school="Elsewhere", slots=[1], **PAST)
    dual.pupil = pupil
    dual.save()
    household = Household.objects.create()
    # Long lifted, and of somebody who could not sign in: it hides nothing.
    post = StaffMember.objects.create(name="Left", position="Teacher", **PAST)
    lifted = {"lifted_on": PAST["ends_on"], "lifted_by_name": "x"}
    return {
        "related": RelatedStaff.objects.create(post=post, pupil=pupil, set_on=SINCE, by_name="x", **lifted),
        "home": HouseholdPupil.objects.create(household=household, pupil=pupil, starts_on=SINCE),
        "dual": dual,
        "flag": RestrictedFlag.objects.create(pupil=pupil, kind="young_carer", **PAST),
        "worker_flag": RestrictedFlag.objects.create(pupil=pupil, kind="cin", worker_name="x", starts_on=SINCE),
    }
