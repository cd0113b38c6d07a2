"""Giving an invented pupil the name that the cast needs."""

from schools.roll.models import Pupil
from schools.roll.rules.names import sort_name


def rename(pupil: Pupil, forename: str, surname: str) -> None:
    """Call a pupil so; whoever renames several then has the school tell them apart."""
    pupil.forename, pupil.preferred, pupil.surname = forename, "", surname
    pupil.sort_name = sort_name(surname, forename)
    pupil.save(update_fields=["forename", "preferred", "surname", "sort_name"])
