"""What of a trial may leave the school for its trust: counts, and of these only such as lead back to no child.

Of a stage the pupils are in four parts: whom both policies bring there, whom the draft adds, whom it takes out, and the
others. They are told together or not at all: only if each part is nobody, or as many as the smallest number shown
(`SMALLEST`, as on Compare), for each comes from the others by subtraction. Letters and time are told of the whole only, and
only if nobody or as many had any by each policy, and had other ones by the two. No week or month leaves the school: so few
pupils enter a stage in one that nearly all would be hidden. A period is a whole school year, so that no two periods differ
by a day.
"""

from collections.abc import Iterable
from typing import Any, Final

from schools.whatif.rules.outcome import Outcome

#: As `trust_reporting.comparison.rules.counts_told.SMALLEST`, which lies above; a test holds the two equal.
SMALLEST: Final = 10


def told(outcome: Outcome, stages: Iterable[str], *, smallest: int = SMALLEST) -> dict[str, Any]:
    """The counts that may be told, as JSON; None for what is hidden."""
    live, draft = outcome.live, outcome.draft
    work = None
    if not _few((live.busy, draft.busy, outcome.differ), smallest):
        sides = {"live": live, "draft": draft}
        work = {
            name: {"letters": side.letters.total(), "minutes": side.minutes.total()} for name, side in sides.items()
        }
    return {"stages": {stage: _stage(outcome, stage, smallest) for stage in stages}, "work": work}


def _stage(outcome: Outcome, stage: str, smallest: int) -> dict[str, int] | None:
    live, draft = len(outcome.live.pupils(stage)), len(outcome.draft.pupils(stage))
    added, removed = len(outcome.added(stage)), len(outcome.removed(stage))
    both = live - removed
    if _few((both, added, removed, outcome.pupils - both - added - removed), smallest):
        return None
    return {"live": live, "draft": draft, "added": added, "removed": removed}


def _few(parts: Iterable[int], smallest: int) -> bool:
    return any(0 < part < smallest for part in parts)
