"""What a trial adds up to, and what of it a school tells its trust."""

import datetime as dt
import json

import pytest

from schools.policy.rules.simulating import Course, Entered, Worked, Written
from schools.whatif.rules.outcome import Outcome
from schools.whatif.rules.telling import SMALLEST, told
from trust_reporting.comparison.rules import counts_told

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
    assert (made.pupils, made.differ) == (10, 4)
    assert [len(made.live.pupils("listen")), len(made.draft.pupils("listen"))] == [5, 3]
    assert [made.live.letters["2026-11"], made.draft.minutes["attendance_officer"]] == [5, 60]
    assert [len(made.added("listen")), len(made.removed("listen"))] == [1, 3]
    assert made.live.weeks("listen") == {dt.date(2026, 11, 16): 5}
    assert Outcome.of_plain(json.loads(json.dumps(made.plain()))) == made


def test_the_smallest_number_is_that_of_compare() -> None:
    assert SMALLEST == counts_told.SMALLEST


@pytest.mark.parametrize("part", ["both", "added", "removed", "others"])
@pytest.mark.parametrize(("size", "tells"), [(0, True), (1, False), (9, False), (10, True)])
def test_a_stage_is_told_only_if_no_part_of_the_pupils_is_few(part: str, size: int, *, tells: bool) -> None:
    sizes = dict.fromkeys(["both", "added", "removed", "others"], 20) | {part: size}
    said = told(outcome(**sizes), ["listen"])["stages"]["listen"]
    assert (said is not None) == tells
    if said is not None:
        assert said["live"] == sizes["both"] + sizes["removed"]
        assert said["draft"] == sizes["both"] + sizes["added"]


def test_letters_and_time_are_told_only_if_no_few_had_any_or_had_others() -> None:
    assert told(outcome(both=20, added=10), [])["work"]["draft"] == {"letters": 30, "minutes": 600}
    assert told(outcome(both=20, added=9), [])["work"] is None
    assert told(outcome(both=9), [])["work"] is None
