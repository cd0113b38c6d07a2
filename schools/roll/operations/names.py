"""What hangs on every pupil's name and number: what tells two apart, and what was borne before."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import connections

from foundation.database.hiding import whole_lists
from foundation.database.scope import ALIAS
from schools.roll.models import FormerUpn, Pupil

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


@whole_lists()
def tell_apart() -> None:
    """Have everybody of whom another is or was here with the same name told apart, and nobody else.

    To be called by whatever gives a pupil a name, a birthday or a number.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_APART)


def keep_numbers(pupil: Pupil, numbers: Iterable[str | None], *, until: dt.date, by_name: str) -> None:
    """Keep on record the numbers that a pupil bore until a day, but for those that are kept already."""
    kept = set(pupil.former_upns.values_list("upn", flat=True))
    FormerUpn.objects.bulk_create(
        FormerUpn(pupil=pupil, upn=number, until=until, by_name=by_name)
        for number in numbers
        if number and number not in kept
    )
