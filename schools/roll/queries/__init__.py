"""Questions about the roll: who is on it, where, whom to ring, and what changed."""

from foundation.database.dated import holds_on, meets, not_over
from schools.roll.queries.contact_first import contact_first_sign, is_contact_first
from schools.roll.queries.contacts import (
    ContactOf,
    Number,
    contacts_of,
    contacts_of_siblings,
    is_barred,
    parents_without_number,
)
from schools.roll.queries.families import (
    Dual,
    Home,
    Sibling,
    dual_registration_of,
    dual_registrations_of,
    due_elsewhere,
    homes_of,
    siblings_of,
)
from schools.roll.queries.history import Event, roll_history
from schools.roll.queries.on_roll import OnRoll, on_roll, placement_on
from schools.roll.queries.posts import GroupLine, LedYear, Post, leads_of, tutors_of, years_of_school
from schools.roll.queries.restricted import (
    Restricted,
    RestrictedRecord,
    RestrictionNote,
    restricted_flags_of,
    restricted_record_of,
)
from schools.roll.queries.spells import Move, ground_words, joiners, leavers, never_on_roll

__all__ = [
    "ContactOf",
    "Dual",
    "Event",
    "GroupLine",
    "Home",
    "LedYear",
    "Move",
    "Number",
    "OnRoll",
    "Post",
    "Restricted",
    "RestrictedRecord",
    "RestrictionNote",
    "Sibling",
    "contact_first_sign",
    "contacts_of",
    "contacts_of_siblings",
    "dual_registration_of",
    "dual_registrations_of",
    "due_elsewhere",
    "ground_words",
    "holds_on",
    "homes_of",
    "is_barred",
    "is_contact_first",
    "joiners",
    "leads_of",
    "leavers",
    "meets",
    "never_on_roll",
    "not_over",
    "on_roll",
    "parents_without_number",
    "placement_on",
    "restricted_flags_of",
    "restricted_record_of",
    "roll_history",
    "siblings_of",
    "tutors_of",
    "years_of_school",
]
