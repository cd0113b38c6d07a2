"""What hangs on every pupil's name: how it is sorted, and what tells two of one name apart."""

from typing import Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.roll.models import Pupil
from schools.roll.rules.names import sort_name

# Two who share their birthday too are told apart by the end of their numbers.
_APART: Final = """
UPDATE roll_pupil AS pupil SET apart = told.apart
FROM (
  SELECT id,
    CASE WHEN count(*) OVER name > 1 THEN
      'born ' || to_char(birth, 'FMDD Mon YYYY')
      || CASE WHEN count(*) OVER birthday > 1
           THEN ', ' || coalesce('UPN ending ' || right(upn, 4), 'without a UPN, no. ' || key) ELSE '' END
    ELSE '' END AS apart
  FROM roll_pupil
  WINDOW name AS (PARTITION BY lower(surname), lower(coalesce(nullif(preferred, ''), forename))),
    birthday AS (PARTITION BY lower(surname), lower(coalesce(nullif(preferred, ''), forename)), birth)
) AS told
WHERE told.id = pupil.id AND pupil.apart <> told.apart
"""


def tell_apart() -> None:
    """Have everybody of whom another is or was here with the same name told apart, and nobody else.

    To be called by whatever gives a pupil a name, a birthday or a number.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_APART)


def sort_again() -> None:
    """Sort those already held as names are sorted now."""
    stale = []
    for pupil in Pupil.objects.only("surname", "forename", "sort_name").order_by():
        wanted = sort_name(pupil.surname, pupil.forename)
        if pupil.sort_name != wanted:
            pupil.sort_name = wanted
            stale.append(pupil)
    Pupil.objects.bulk_update(stale, ["sort_name"], batch_size=500)
