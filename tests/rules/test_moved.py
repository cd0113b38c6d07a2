"""What is carried of a pupil who moves: read back as it was written, and refused whole when there is anything else."""

import datetime as dt
import json
from typing import Any

import pytest

from schools.moved.rules.facts import (
    WEEK_CODES,
    MoverFacts,
    OldNotice,
    OldStage,
    SchoolWeek,
    as_json,
    from_json,
)
from schools.moved.rules.repeated import Repeated, repeated
from schools.moved.rules.trust_wide import TrustWide
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from schools.registers.rules.windows import penalty_notice_codes
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.once import counted_once

FACTS = MoverFacts(
    half_terms={(2026, 1): Totals(present=60, unauthorised=12, late_before=3), (2025, 6): Totals(authorised=2)},
    weeks=(SchoolWeek(dt.date(2026, 9, 7), (0, 1, 4, 0), used=2), SchoolWeek(dt.date(2026, 9, 14), (0, 0, 0, 0))),
    suspended={(2026, 1): 3},
    stage=OldStage("support", "Formal support", dt.date(2026, 11, 16)),
    notices=(OldNotice(dt.date(2026, 12, 1), 1, "paid in full", "mother"),),
)


def written() -> dict[str, Any]:
    return json.loads(json.dumps(as_json(FACTS)))


def test_what_is_written_is_read_back_the_same() -> None:
    assert from_json(written()) == FACTS
    assert from_json(as_json(MoverFacts())) == MoverFacts()


def test_the_codes_of_weeks_are_those_of_the_penalty_threshold() -> None:
    assert set(WEEK_CODES) == penalty_notice_codes()


@pytest.mark.parametrize(
    "more",
    [
        {"note": "Her uncle says she is afraid of school"},
        {"stage": {"key": "s", "name": "S", "since": "2026-09-07", "because": "Her uncle says"}},
        {"notices": [{"issued_on": "2026-09-07", "order": 1, "state": "x", "relationship": "x", "name": "Ida"}]},
        {"half_terms": {"2026-1": {"present": "many"}}},
        {"half_terms": {"2026-1": {"present": -1}}},
        {"half_terms": {"2026-1": {"happy": 1}}},
        {"weeks": [["2026-09-07", 0, 0, 0, 0]]},
        {"weeks": [["Her uncle says", 0, 0, 0, 0, 0]]},
        {"suspended": {"2026-1": True}},
        {"stage": "support"},
    ],
)
def test_anything_else_is_refused_whole_and_repeated_nowhere(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        from_json(written() | more)
    assert refused.value.__suppress_context__
    assert "uncle" not in str(refused.value)


def test_what_is_missing_is_refused_too() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        from_json({"half_terms": {}})


@pytest.mark.parametrize(
    ("here", "there", "standing"),
    [
        (Totals(present=178, unauthorised=14), Totals(present=74, unauthorised=90), "persistent absence"),
        (Totals(present=95, authorised=5), Totals(present=85, authorised=15), "persistent absence"),  # 20 of 200
        (Totals(present=95, authorised=5), Totals(present=86, authorised=14), ""),  # 19 of 200
        (Totals(present=40, authorised=10), Totals(authorised=30), "severe absence"),  # 40 of 80
        (Totals(), Totals(), ""),
    ],
)
def test_the_year_of_the_pupil_is_asked_of_both_schools_counts_together(
    here: Totals, there: Totals, standing: str
) -> None:
    year = TrustWide(here, (("Cedar Academy", there),))
    assert (year.together, year.standing, year.here) == (here + there, standing, here)


#: Ada: 74 of 164 sessions attended at Cedar, 178 of 192 at Alder.
CEDAR, ALDER = Totals(present=74, unauthorised=90), Totals(present=178, unauthorised=14)


@pytest.mark.parametrize(
    ("schools", "found"),
    [
        ([CEDAR, ALDER], Repeated(1, 1, 0, 1)),  # persistently absent at one and over the whole, severely at one alone
        ([CEDAR, CEDAR], Repeated(1, 1, 1, 1)),
        ([ALDER, ALDER], Repeated(1, 1, 0, 0)),
        ([Totals(authorised=2, present=18), Totals(present=90)], Repeated(1, 1, 1, 0)),  # 2 of 110 are no tenth
        ([CEDAR, ALDER, CEDAR], Repeated(1, 2, 1, 2)),
        ([CEDAR, Totals()], Repeated()),
        ([CEDAR], Repeated()),
        ([], Repeated()),
    ],
)
def test_who_moved_counts_once_over_all_their_sessions(schools: list[Totals], found: Repeated) -> None:
    assert repeated(schools) == found


def test_what_is_published_of_movers_is_their_sum() -> None:
    assert repeated([CEDAR, ALDER]) + repeated([CEDAR, CEDAR]) == Repeated(2, 2, 1, 2)


POOLED = Enrolments(1110, 200, 20, 3)


@pytest.mark.parametrize(
    ("published", "whole", "told"),
    [(10, 10, True), (9, 9, False), (0, 0, False), (10, 12, False), (10, 20, True), (9, 40, False)],
)
def test_the_second_reading_is_told_where_the_difference_tells_of_many(published: int, whole: int, told: bool) -> None:
    found = {
        Basis.PUBLISHED: Repeated(published, published, 4, 1),
        Basis.WHOLE_ROLL: Repeated(whole, whole, 5, 1),
    }
    for basis, over in ((Basis.PUBLISHED, (published, 4)), (Basis.WHOLE_ROLL, (whole, 5))):
        expected = Enrolments(1110 - over[0], 200 - over[1], 19, 3) if told else None
        assert counted_once(POOLED, found, basis, smallest=10) == expected
    assert counted_once(POOLED, {}, Basis.PUBLISHED, smallest=10) is None
