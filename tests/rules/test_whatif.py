"""What a trial adds up to."""

import datetime as dt
import json

from schools.policy.rules.simulating import Course, Entered, Worked, Written
from schools.whatif.rules.outcome import Outcome

DAY = dt.date(2026, 11, 19)
LISTENED = Course((Entered("listen", DAY),), (Written("we_noticed", DAY),), (Worked("attendance_officer", DAY, 20),))


def outcome(*, both: int = 0, added: int = 0, removed: int = 0, others: int = 0) -> Outcome:
    made = Outcome()
    sides = [(LISTENED, LISTENED)] * both + [(Course(), LISTENED)] * added
    for number, (live, draft) in enumerate(sides + [(LISTENED, Course())] * removed + [(Course(), Course())] * others):
        made.add(str(number), live, draft)
    return made


def test_both_policies_are_added_up_over_the_same_pupils() -> None:
    made = outcome(both=2, added=1, removed=3, others=4)
    assert made.pupils == 10
    assert [len(made.live.pupils("listen")), len(made.draft.pupils("listen"))] == [5, 3]
    assert [made.live.letters["2026-11"], made.draft.minutes["attendance_officer"]] == [5, 60]
    assert [len(made.added("listen")), len(made.removed("listen"))] == [1, 3]
    assert made.live.weeks("listen") == {dt.date(2026, 11, 16): 5}
    assert Outcome.of_plain(json.loads(json.dumps(made.plain()))) == made
