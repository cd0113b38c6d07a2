"""The school's roll: who is a pupil here, since when, where they live and learn, and whom to ring about them."""

from schools.roll.models.contacts import Contact, ContactPhone, ContactRestriction, PupilContact
from schools.roll.models.families import ContactFirst, DualRegistration, Household, HouseholdPupil, RestrictedFlag
from schools.roll.models.groups import GroupTutor, RegistrationGroup, YearLead
from schools.roll.models.pupils import (
    Admission,
    Flag,
    FormerName,
    FormerUpn,
    LeavingVersion,
    NextPupilKey,
    Placement,
    Pupil,
)
from schools.roll.models.related import RelatedStaff
from schools.roll.models.schools import SisterSchool

__all__ = [
    "Admission",
    "Contact",
    "ContactFirst",
    "ContactPhone",
    "ContactRestriction",
    "DualRegistration",
    "Flag",
    "FormerName",
    "FormerUpn",
    "GroupTutor",
    "Household",
    "HouseholdPupil",
    "LeavingVersion",
    "NextPupilKey",
    "Placement",
    "Pupil",
    "PupilContact",
    "RegistrationGroup",
    "RelatedStaff",
    "RestrictedFlag",
    "SisterSchool",
    "YearLead",
]
