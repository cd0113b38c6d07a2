"""What the worklist near persistent absence opens with: no database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui.sentences import Said
from schools.pupils.pages.pupil_list import Choices, PupilLine
from schools.registers.rules.basis import Basis
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals
from schools.reports.pages.near_persistent import NearList, near_sort

#: Of a hundred possible sessions with a hundred to come: missed by one who can recover, is near, and cannot recover.
RECOVERS, NEAR, CANNOT = 10, 9, 30


def listed(*missed: int, everyone: int) -> NearList:
    pupil: Any = SimpleNamespace()
    standings = [PupilStanding(Totals(present=100 - count, unauthorised=count), 100) for count in missed]
    lines = tuple(PupilLine(pupil, "Year 9", standing) for standing in standings)
    return NearList(2026, Basis.PUBLISHED, dt.date(2026, 11, 19), everyone, lines, near_sort(), Choices((), ()))


@pytest.mark.parametrize(
    ("missed", "counts", "are"),
    [
        ((RECOVERS, RECOVERS, NEAR), ("2", "1", "0"), "is"),
        ((NEAR, NEAR, CANNOT), ("0", "2", "1"), "are"),
        ((CANNOT,), ("0", "0", "1"), "are"),
    ],
)
def test_it_counts_who_can_recover_who_is_near_and_who_cannot(
    missed: tuple[int, ...], counts: tuple[str, str, str], are: str
) -> None:
    recover, near, cannot = counts
    assert listed(*missed, everyone=30).lede == [
        Said(strong=recover, after=" persistently absent can still recover,", href="#why-recover"),
        Said(strong=near, after=f" {are} near it, and", href="#why-near"),
        Said(strong=cannot, after=" cannot finish the year below it.", href="#why-cannot"),
    ]


@pytest.mark.parametrize(("everyone", "pupils"), [(1, "1 pupil"), (1200, "1,200 pupils")])
def test_it_says_that_nobody_is_there(everyone: int, pupils: str) -> None:
    assert listed(everyone=everyone).lede == [Said(f"Nobody of {pupils} is persistently absent or near it.")]
