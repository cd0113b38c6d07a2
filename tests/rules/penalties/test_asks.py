"""What of an authority's profile is asked, and what holds where the trust keeps none; and the days of a legal step."""

import datetime as dt

from schools.penalties.rules.asks import asks_of
from schools.penalties.rules.steps import days_faults
from tenants.policies.rules.profile import NoticeToImprove, Profile

ON = dt.date(2026, 11, 19)
WESTMOOR = Profile.model_validate(
    {
        "authority": "westmoor",
        "from": dt.date(2026, 9, 1),
        "source": "invented",
        "codes": ["G", "O", "U"],
        "documents": ["extract"],
        "request_within_school_days": 10,
        "oldest_session_days": 150,
        "pupil_living_outside": "home_authority",
        "answer_within_working_days": 3,
        "deemed_served_working_days": 2,
        "notice_to_improve": NoticeToImprove(issued_by="authority", weeks=6, not_used_for=("G",)),
    }
)


def test_a_profile_says_what_counts_by_when_and_to_whom() -> None:
    asks = asks_of("Westmoor", WESTMOOR)
    assert (asks.known, asks.codes, asks.within_school_days) == (True, frozenset("GOU"), 10)
    assert asks.improves_first == frozenset("OU")
    assert (asks.to("Eastshire"), asks.to("")) == ("Eastshire", "Westmoor")
    assert not asks.too_old(ON - dt.timedelta(days=150), ON)
    assert asks.too_old(ON - dt.timedelta(days=151), ON)


def test_without_one_the_national_codes_count_and_no_day_is_known() -> None:
    asks = asks_of("Eastshire", None)
    assert (asks.known, asks.codes, asks.within_school_days) == (False, frozenset("GNOU"), None)
    assert asks.deemed_working_days is None
    assert asks.to("Westmoor") == "Eastshire"
    assert not asks.too_old(dt.date(2020, 1, 1), ON)


def test_a_legal_step_is_of_a_day_that_is_past_and_ends_after_it() -> None:
    assert not days_faults(ON, ON, ON)
    assert [one.field for one in days_faults(ON + dt.timedelta(days=1), ON, ON)] == ["made_on", "ends_on"]
