"""What the explanation of a pupil's standing says: no database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui.sentences import Said
from schools.registers.rules.basis import Basis
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals, most_absence_below_persistent
from schools.reports.pages.why_near import WhyNear


def why(missed: int, possible: int, left: int, basis: Basis = Basis.PUBLISHED, **changed: Any) -> WhyNear:
    totals = Totals(present=possible - missed, unauthorised=missed)
    pupil: Any = SimpleNamespace()
    most = most_absence_below_persistent(possible + left)
    values: dict[str, Any] = {"through": dt.date(2026, 11, 19)} | changed
    return WhyNear(pupil, basis, 2026, values["through"], PupilStanding(totals, left), most)


@pytest.mark.parametrize(
    ("missed", "possible", "left", "said"),
    [
        (
            30,
            100,
            100,
            Said(
                strong="cannot finish below PA",
                after=": with every session left attended, 30 of 200 is 15.0%; the most that can be missed and still "
                "end below is 19",
            ),
        ),
        (10, 100, 100, Said("leaves after 1 attended session: 10 of 101 is 9.9%, under 10%")),
        (9, 99, 100, Said("1 more session to PA: 10 of 100 would be 10.0%")),
        (5, 100, 100, Said("6 more sessions to PA: 11 of 106 would be 10.4%")),
        (0, 0, 100, None),
    ],
)
def test_how_the_line_is_crossed_from_here(missed: int, possible: int, left: int, said: Said | None) -> None:
    assert why(missed, possible, left).from_here == said


def test_the_facts_behind_a_standing() -> None:
    facts = dict(why(10, 100, 2).facts)
    assert list(facts) == [
        "Missed",
        "Persistent",
        "From here",
        "Left this year",
        "The whole year",
        "Basis",
        "As at",
    ]
    assert facts["Persistent"] == Said("yes: 10 × 10 = 100 is at least 100")
    assert facts["Left this year"].before.startswith("2 sessions (1 day) in the school’s calendar")
    assert facts["The whole year"] == Said("102 sessions; 10 may be missed and still end below 10%")
    assert facts["Basis"].before.startswith("published: pupils aged 5 to 15 on 31 August 2026, without")
    assert facts["As at"] == Said("marks to Thursday 19 November 2026")


def test_a_pupil_below_the_line_on_the_whole_roll() -> None:
    facts = dict(why(9, 100, 0, Basis.WHOLE_ROLL, through=None).facts)
    assert facts["Persistent"] == Said("no: 10 × 9 = 90 is under 100")
    assert (facts["Basis"], facts["As at"]) == (Said("whole roll"), Said("no marks yet"))
