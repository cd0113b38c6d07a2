"""A leaving that a file tells of and that may not be: held back, with the reason, until what its ground asks for is there.

A removal without what its ground asks for is refused when a person makes it, and a file is no door round that. Spells that
were never open here come in as they are: what they rested on was never here either.
"""

import uuid
from collections.abc import Callable

from schools.intake.rules.held import HeldPupil
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import RollRow
from schools.roll.rules.rows import Spell

#: Why a pupil may not leave the roll on a ground, or None: asked with the pupil's key and the ground's reference.
GroundTest = Callable[[uuid.UUID, str], str | None]


def held_back(
    row: RollRow, pupil: HeldPupil | None, wanted: Spell, held: Spell, *, problems: Problems, refused: GroundTest
) -> bool:
    """Whether a leaving is held back, which `problems` says then: the row ends a spell that is open here, or puts another
    ground to one that has ended, and that ground may not be used of the pupil.
    """
    if pupil is None or wanted.ends_on is None or (held.ends_on is not None and held.ground == wanted.ground):
        return False
    words = refused(pupil.key, wanted.ground)
    if words is None:
        return False
    stays = "The pupil stays on the roll here" if held.ends_on is None else "The leaving stays as it is recorded here"
    problems.quarantine(
        "ground_refused",
        f"The file has the pupil leave on {wanted.ends_on:%d/%m/%Y}. {words}",
        f"{stays}. Import again once that is settled.",
        row=row.row,
        field="Date of Leaving",
    )
    return True
