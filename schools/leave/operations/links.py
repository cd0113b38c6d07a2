"""A parent's link to ask for leave: opened for one contact and the children who live with them, used once, and kept."""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.dated import holds_on, meets
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.absence.operations.second_fact import birth_proof
from schools.documents.operations import receive_by_link
from schools.journal.models import InboxRow
from schools.journal.operations import close_links, make_link, record
from schools.journal.queries import link_by
from schools.leave.models import LeaveRequest
from schools.leave.operations.asking import Wish, keep_as_it_came
from schools.leave.operations.letters import REQUEST
from schools.leave.operations.planning import Act
from schools.leave.queries.requests import lives_with
from schools.leave.rules.grounds import Ground
from schools.leave.rules.requests import Stretch
from schools.roll.models import Admission, ContactRestriction, Pupil, PupilContact
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import Signature

#: What such a link opens; and the outbox topic of what came in by one.
ASK: Final = "leave.ask"
ASKED: Final = "leave.asked"
#: Our choice: long enough to be found again in a mailbox, too short to lie about.
OPEN_FOR: Final = dt.timedelta(days=14)


@transaction.atomic(using=ALIAS)
def open_asking(pupil: Pupil, contact: uuid.UUID, *, act: Act) -> str:
    """Open the page by which a contact asks for leave; its path, which is kept nowhere. An earlier one of theirs closes.

    Only for a parent whom the pupil normally lives with, and whom nothing bars anywhere as long as it is open: who is barred
    about one child is asked about first. The page knows the first names of the children who live with them, and shows them
    only to who knows a birth date: of that it holds a proof and not the date.
    """
    may_be_given(pupil, contact, act.today)
    close_links(ASK, about=[("contact", contact)], at=act.now)
    children = [_facts(one) for one in _children_of(contact, act.today)]
    facts = {"children": children, "from": act.today.isoformat()}
    path = make_link(ASK, about=("contact", contact), facts=facts, expires_at=act.now + OPEN_FOR)
    record("leave.link_opened", about=("pupil", pupil.pk), by=act.signed.by, details={"contact": str(contact)})
    return f"{path}leave/"


def may_be_given(pupil: Pupil, contact: uuid.UUID, today: dt.date) -> None:
    """Raise Refused with why a contact may not have a link that is open from today, if they may not."""
    theirs = next((one for one in contacts_of(pupil, today) if one.contact == contact), None)
    if theirs is None or not lives_with(theirs.lives_with, theirs.responsibility):
        words = "A link is for a parent whom the pupil normally lives with."
        raise Refused(words, code="lives_with", field="contact", remedy="Choose that parent, or use the school’s form.")
    if _is_barred(contact, today, today + OPEN_FOR):
        words = "Something stands against speaking to this contact. Ask the safeguarding lead first."
        raise Refused(words, code="barred", field="contact")


def _is_barred(contact: uuid.UUID, today: dt.date, until: dt.date) -> bool:
    """Whether something stands against speaking to a contact about any child on one of these days."""
    return ContactRestriction.objects.filter(meets(today, until), link__contact=contact).exists()


def _children_of(contact: uuid.UUID, today: dt.date) -> list[Pupil]:
    """The pupils on roll who normally live with a contact, the oldest first."""
    rows = PupilContact.objects.filter(holds_on(today), contact=contact, lives_with=True)
    rows = rows.exclude(responsibility=PupilContact.Responsibility.NO)
    here = Admission.objects.filter(holds_on(today)).values("pupil")
    return list(Pupil.objects.filter(pk__in=rows.values("pupil")).filter(pk__in=here).order_by("birth", "sort_name"))


def _facts(pupil: Pupil) -> dict[str, str]:
    return {
        "pupil": str(pupil.pk),
        "name": pupil.preferred or pupil.forename,
        "birth": birth_proof(ASK, str(pupil.pk), pupil.birth),
    }


def close_asking(contact: uuid.UUID, since: dt.date) -> None:
    """Close a contact's link, when the school may no longer speak to them about one of their children.

    At once, too, where that begins while the link would still be open: nobody comes back on that day to close it.
    """
    now = clock.now()
    if since <= local(now).date() + OPEN_FOR:
        close_links(ASK, about=[("contact", contact)], at=now)


def keep_asked(row: InboxRow, *, now: dt.datetime) -> list[LeaveRequest]:
    """Keep what a parent asked for by a link: a request for each child they chose, with its files, to be decided. Safe to
    repeat.

    What stands against it is for whoever decides to see: nothing that was sent is lost.
    """
    link = link_by(row.link_hash)
    if link is None:
        return []
    said, facts = row.payload, link.facts["children"]
    files = zip(said["children"], said["files"], strict=True)
    brought = {facts[number]["pupil"]: told for number, told in files if 0 <= number < len(facts)}
    chosen = list(brought)
    pupils = sorted(Pupil.objects.filter(pk__in=chosen), key=lambda one: chosen.index(str(one.pk)))
    signed = Signature(SYSTEM, "by a parent’s link")
    wish = Wish(
        ground=Ground(said["ground"]),
        stretch=_stretch(said),
        reason=said["reason"],
        evidence=said["evidence"],
        asked_on=local(dt.datetime.fromisoformat(said["at"])).date(),
        contact=uuid.UUID(link.about_id),
        way=LeaveRequest.Way.LINK,
        key=f"inbox-{row.pk}",
    )
    made = keep_as_it_came(pupils, wish, act=Act(signed, now))
    for one in made:
        for told in brought[str(one.pupil_id)]:
            receive_by_link(told, about=(REQUEST, one.pk), by=SYSTEM, now=now)
    return made


def _stretch(said: dict[str, Any]) -> Stretch:
    first, last = (dt.date.fromisoformat(said[name]) for name in ("starts_on", "ends_on"))
    return Stretch(first, last, said["starts_session"], said["ends_session"])
