"""The names that a paper for somebody outside the school must not hold."""

from collections.abc import Iterator

from foundation.database.hiding import whole_lists
from schools.papers.models import Paper
from schools.papers.rules.kinds import PaperKind
from schools.papers.rules.sifting import Others
from schools.roll.models import FormerName, Pupil, PupilContact
from schools.staff.models import StaffMember


def others_of(paper: Paper) -> Others:
    """Names of every other child that was ever on the roll and, for the family, of other contacts of this one.

    The list is whole whoever asks: the name of a child that is hidden from them must not stay for that.
    """
    pupil = paper.case.pupil
    with whole_lists():
        children = list(_names(pupil))
        contacts = list(
            PupilContact.objects.filter(pupil=pupil)
            .exclude(contact=paper.contact_id)
            .values_list("contact__name", flat=True)
        )
    own = [f"{pupil.forename} {pupil.preferred} {pupil.surname}"]
    own += FormerName.objects.filter(pupil=pupil).values_list("forename", flat=True)
    if paper.kind == PaperKind.FAMILY and paper.contact is not None:
        own.append(paper.contact.name)
    people = contacts if paper.kind == PaperKind.FAMILY else []
    staff = StaffMember.objects.values_list("name", flat=True).distinct()
    return Others.of(children=children, people=people, own=own, staff=staff)


def _names(but: Pupil) -> Iterator[str]:
    rows = Pupil.objects.exclude(pk=but.pk).values_list("forename", "preferred", "surname")
    former = FormerName.objects.exclude(pupil=but).values_list("forename", "preferred", "surname")
    for forename, preferred, surname in (*rows, *former):
        yield f"{forename} {surname}"
        if preferred:
            yield f"{preferred} {surname}"
