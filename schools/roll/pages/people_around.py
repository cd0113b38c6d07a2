"""Who is around a pupil today, as far as the reader may see: siblings, whom to ring, who tutors and leads."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.journal.models import Shown
from schools.roll.models import Pupil
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.queries import ContactOf, Post, Sibling, contacts_of, leads_of, siblings_of, tutors_of


@dataclass(frozen=True, slots=True)
class ContactsPanel:
    """Whom to ring about a pupil, in order."""

    pupil: Pupil
    contacts: tuple[ContactOf, ...]

    @property
    def first_to_ring(self) -> ContactOf | None:
        """Who is rung first: the first contact with a number and nothing against speaking to them."""
        return next((one for one in self.contacts if one.callable), None)


@dataclass(frozen=True, slots=True)
class WorkingWith:
    """Who tutors the pupil and leads the year today."""

    tutors: tuple[Post, ...]
    leads: tuple[Post, ...]


def contacts_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The contacts of a pupil, with whom to call in the page's head; nothing for who may not see them."""
    if not policy_for(Permission.SEE_CONTACTS).may(member, about.pupil):
        return None
    panel = ContactsPanel(about.pupil, tuple(contacts_of(about.pupil, about.today)))
    return Panel("roll/panel_contacts.html", panel, act="roll/panel_contacts_act.html", shown=Shown.What.CONTACTS)


def working_with_panel(about: PanelPupil, _member: Member) -> Panel:
    """The tutors and heads of year of where the pupil is placed."""
    placement = about.placement
    panel = WorkingWith(
        tutors=tuple(tutors_of(placement.group, about.today)) if placement and placement.group else (),
        leads=tuple(leads_of(placement.year_group, about.today)) if placement else (),
    )
    return Panel("roll/panel_working_with.html", panel)


def siblings_here(pupil: Pupil, today: dt.date, *, visible: QuerySet[Pupil]) -> Collection[Sibling]:
    """The siblings on roll at this school whom the reader may see."""
    siblings = [one for one in siblings_of(pupil, today) if one.on_roll]
    if not siblings:
        return ()
    allowed = set(visible.filter(pk__in=[one.id for one in siblings]).values_list("pk", flat=True))
    return [one for one in siblings if one.id in allowed]
