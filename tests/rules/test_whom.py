"""With which authorities something of a pupil may be shared (B 44)."""

from schools.sharing.rules.whom import Whom, whom, whom_fault
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ACKNOWLEDGED, RECEIVED, was_given

EAST, WEST, NORTH = Whom("eastshire", "Eastshire"), Whom("westmoor", "Westmoor"), Whom("north-hill", "North Hill")
KNOWN = [NORTH, EAST, WEST]


def test_it_goes_to_the_schools_own_and_to_the_homes() -> None:
    assert whom("eastshire", "", KNOWN) == [EAST]
    assert whom("eastshire", "  west\u00a0moor", KNOWN) == [EAST]
    assert whom("westmoor", "north  HILL", KNOWN) == [WEST, NORTH]
    assert whom("westmoor", "north-hill", KNOWN) == [WEST, NORTH]
    assert whom("elsewhere", "", KNOWN) == []


def test_another_is_refused_by_name_and_with_what_to_do() -> None:
    assert whom_fault("eastshire", "Eastshire", [EAST]) is None
    fault = whom_fault("westmoor", "Westmoor", [EAST])
    assert fault is not None
    assert (fault.code, fault.field) == ("not_theirs", "authority")
    assert "Westmoor is neither" in fault.said
    assert "where the pupil lives" in fault.said


def test_a_return_that_was_acknowledged_was_given_and_all_else_was_lent() -> None:
    assert was_given(Purpose.LEAVER, ACKNOWLEDGED)
    assert not was_given(Purpose.LEAVER, RECEIVED)
    assert not was_given(Purpose.TEN_DAYS, ACKNOWLEDGED)
