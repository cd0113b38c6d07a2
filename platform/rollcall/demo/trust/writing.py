"""Letters of the demo's morning at Alder: one that is being written, some to print, one that waits for the lead, one gone.

Played once, after the cast of the morning.
"""

import datetime as dt
from typing import Final

from django.db.models import QuerySet

from foundation.audit.actors import Actor
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer as attendance_officer
from schools.letters.models import Letter
from schools.letters.operations import approve, draft, edit, print_letters
from schools.letters.operations.templates import change_letterhead
from schools.letters.queries.templates import Head, letterhead_now
from schools.roll.models import ContactRestriction, PupilContact
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.letters"
RING: Final = "the office on 01632 960118"
HEAD: Final = Head("Foundry Road\nEastmoor\nEX9 9ZA", "01632 960118", "office@alder.example", RING)
#: What each says after its first sentence, and how far it has come.
WORDS: Final = (
    ("has been late to morning registration nine times since September. Is there something that we can help with?", ""),
    ("has come every day since half-term. Thank you: we know what that takes.", "approved"),
    ("missed six sessions (3 days) in October. We would like to hear how things are, and what would help.", "approved"),
    ("was not in school on Monday and Tuesday. Thank you for telling us why.", "printed"),
)
TO_THE_LEAD: Final = "would like to take part in the residential in May. Please let us know by the end of term."


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Write them on the demo's day; whether that was still to be done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        officer = attendance_officer()
        signed = Signature(Actor(officer.person_id, officer.name), officer.position, officer.pk)
        change_letterhead(HEAD, version=letterhead_now().version, by=signed.by, now=now)
        for link, (words, state) in zip(_at_home(on, len(WORDS)), WORDS, strict=False):
            _write(link, words, state, signed, now)
        asked_first = _links(on).filter(restrictions__kind=ContactRestriction.Kind.ASK_FIRST).first()
        if asked_first is not None:
            _write(asked_first, TO_THE_LEAD, "approved", signed, now)
        filling.done(PLAYED, school)
    return True


def _links(on: dt.date) -> QuerySet[PupilContact]:
    """Contacts with an address, by the names of their pupils."""
    rows = PupilContact.objects.filter(holds_on(on)).exclude(contact__address="")
    return rows.select_related("pupil", "contact").order_by("pupil__sort_name", "priority")


def _at_home(on: dt.date, count: int) -> list[PupilContact]:
    """Those of so many pupils who live with them and of whom nothing restricts the school."""
    free = _links(on).filter(lives_with=True, restrictions__isnull=True, priority=1)
    return list(free.order_by("-pupil__sort_name")[:count])


def _write(link: PupilContact, words: str, state: str, signed: Signature, now: dt.datetime) -> Letter:
    letter = draft("parent", pupil=link.pupil, contact=link.contact_id, by=signed.by, now=now)
    name = link.pupil.preferred or link.pupil.forename
    body = letter.body.replace(f"I am writing to you about {name}.", f"{name} {words}")
    edit(letter, heading=letter.heading, body=body, version=1, by=signed.by, now=now)
    if state:
        approve(letter, signed=signed, now=now)
    if state == "printed":
        print_letters([letter], by=signed.by, now=now)
    return letter
