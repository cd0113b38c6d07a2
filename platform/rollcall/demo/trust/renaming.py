"""Giving an invented pupil the name that the cast needs."""

from schools.roll.models import Contact, Pupil
from schools.roll.rules.names import sort_name


def rename(pupil: Pupil, forename: str, surname: str) -> None:
    """Call a pupil so; whoever renames several then has the school tell them apart."""
    pupil.forename, pupil.preferred, pupil.surname = forename, "", surname
    pupil.sort_name = sort_name(surname, forename)
    pupil.save(update_fields=["forename", "preferred", "surname", "sort_name"])


def rename_family(pupil: Pupil, forename: str, surname: str) -> None:
    """The same, with those of the pupil's contacts who bear the surname. They are to be contacts of nobody else."""
    for contact in Contact.objects.filter(pk__in=pupil.contacts.values("contact"), name__endswith=f" {pupil.surname}"):
        contact.name = f"{contact.name.removesuffix(pupil.surname)}{surname}"
        contact.save(update_fields=["name"])
    rename(pupil, forename, surname)
