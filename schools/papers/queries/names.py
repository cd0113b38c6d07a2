"""The names that a paper for somebody outside the school must not hold."""

from collections.abc import Iterator

from foundation.database.hiding import whole_lists
from schools.papers.models import Paper
from schools.papers.rules.kinds import PaperKind
from schools.papers.rules.sifting import Others
from schools.roll.models import Contact, FormerName, Pupil, PupilContact
from schools.staff.models import StaffMember


def others_of(paper: Paper) -> Others:
    """Names of every other child that was ever on the roll and, for the family, of other contacts of this one."""
    family = paper.kind == PaperKind.FAMILY
    return others_than(paper.case.pupil, paper.contact if family else None, contacts=family)


def others_than(pupil: Pupil, contact: Contact | None, *, contacts: bool) -> Others:
    """Names of every other child that was ever on the roll and, if `contacts`, of this one’s contacts but one.

    The list is whole whoever asks: the name of a child that is hidden from them must not stay for that.
    """
    with whole_lists():
        children = list(_names(pupil))
        rows = PupilContact.objects.filter(pupil=pupil).exclude(contact=contact)
        people = list(rows.values_list("contact__name", flat=True)) if contacts else []
    own = [f"{pupil.forename} {pupil.preferred} {pupil.surname}"]
    own += FormerName.objects.filter(pupil=pupil).values_list("forename", flat=True)
    if contact is not None:
        own.append(contact.name)
    staff = StaffMember.objects.values_list("name", flat=True).distinct()
    return Others.of(children=children, people=people, own=own, staff=staff)


def _names(but: Pupil) -> Iterator[str]:
    rows = Pupil.objects.exclude(pk=but.pk).values_list("forename", "preferred", "surname")
    former = FormerName.objects.exclude(pupil=but).values_list("forename", "preferred", "surname")
    for forename, preferred, surname in (*rows, *former):
        yield f"{forename} {surname}"
        if preferred:
            yield f"{preferred} {surname}"
