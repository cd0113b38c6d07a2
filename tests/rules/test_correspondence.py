"""Which letters a case may have, on what they rest, to whom they are, in which language, and what fills them in."""

import datetime as dt
from dataclasses import dataclass

import pytest

from schools.correspondence.rules.filling import Known, asked_fields, days, values_of
from schools.correspondence.rules.languages import as_named, both, language_for
from schools.correspondence.rules.offered import At, gone, offered, rests_on
from schools.correspondence.rules.whom import addressees
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.letter_fields import NAMES

POLICY = default_policy()
LISTEN = At("listen")


@dataclass(frozen=True)
class Person:
    responsibility: str
    lives_with: bool


def keys(at: At) -> list[str]:
    return [one.letter.key for one in offered(POLICY, at)]


def test_a_stage_offers_its_own_letters_and_the_thanks_of_an_exit_that_led_there() -> None:
    assert keys(LISTEN)[0] == "we_noticed"
    assert "invitation" not in keys(LISTEN)
    assert keys(At("support"))[0] == "invitation"
    assert keys(At("authority")) == ["what_happens_now"]
    assert keys(At("strange")) == []


def test_a_closed_case_offers_thanks_where_it_ended_well_and_nothing_else() -> None:
    assert keys(At("monitor", closed=True, improved=True)) == ["thanks"]
    assert keys(At("monitor", closed=True)) == []
    assert keys(At("notice", closed=True, improved=True)) == []


def test_a_letter_loses_its_ground_when_the_case_moves_either_way_is_closed_or_reopened() -> None:
    (one,) = [one for one in offered(POLICY, LISTEN) if one.letter.key == "we_noticed"]
    rests = rests_on(LISTEN, one, policy=("northfield", 3, 1))
    assert gone(LISTEN, rests, stage="Listen") is None
    for at in (At("monitor"), At("support"), At("listen", closed=True), None):
        fault = gone(at, rests, stage="Listen")
        assert fault is not None
        assert fault.code == "ground_gone"
    ended = At("monitor", closed=True, improved=True)
    (thanks,) = offered(POLICY, ended)
    assert gone(ended, rests_on(ended, thanks, policy=("northfield", 3, 1)), stage="Monitor") is None
    assert gone(At("monitor"), rests_on(ended, thanks, policy=("northfield", 3, 1)), stage="Monitor") is not None


def test_thanks_stay_when_the_case_is_closed_and_no_other_letter_does() -> None:
    at = At("monitor")
    (thanks,) = [one for one in offered(POLICY, at) if one.after_exit]
    rests = rests_on(at, thanks, policy=("northfield", 3, 1))
    assert gone(At("monitor", closed=True), rests, stage="Monitor") is None


def test_parents_are_who_has_responsibility_or_care_and_nobody_of_whom_the_school_knows_otherwise() -> None:
    mother, father = Person("yes", lives_with=True), Person("yes", lives_with=False)
    aunt, neighbour, lodger = (
        Person("unknown", lives_with=True),
        Person("unknown", lives_with=False),
        Person("no", lives_with=True),
    )
    everybody = [mother, father, aunt, neighbour, lodger]
    assert addressees(everybody, "each_parent") == [mother, father, aunt]
    assert addressees(everybody, "each_parent_lived_with") == [mother, aunt]


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("Polish, please bring somebody", "Polish"),
        ("polish", "Polish"),
        ("", ""),
        ("English and Polish", ""),
        ("Polish and English", "Polish"),
        ("Speaks no English; Polish", "Polish"),
        ("little Polish, Urdu", "Urdu"),
        ("Polished manners", ""),
        ("Brazilian Portuguese", "Brazilian Portuguese"),
        ("Somali", ""),
    ],
)
def test_the_first_language_that_a_contact_is_said_to_speak_and_that_there_is(spoken: str, language: str) -> None:
    assert language_for(spoken, ["Polish", "Urdu", "Brazilian Portuguese"]) == language


def test_a_translated_letter_has_the_english_below() -> None:
    assert both("Dzień dobry", "Good morning").startswith("Dzień dobry\n\n")
    assert both("Dzień dobry", "Good morning").endswith("In English:\n\nGood morning")
    assert as_named("  polish ") == "Polish"


def test_the_record_fills_in_days_and_dates_and_leaves_empty_what_it_does_not_know() -> None:
    day = dt.date(2026, 12, 3)
    known = Known(
        missed=5,
        since=dt.date(2026, 9, 7),
        key_person="Ms Joan Cole, attendance officer",
        meeting_on=day,
        meeting_at=dt.time(16),
        given=[("Conversation", dt.date(2026, 9, 21))],
        offers=["Breakfast club", "A mentor"],
        review_on=dt.date(2027, 1, 8),
        today=day,
    )
    assert values_of(known) == {
        "missed": "2½ days since 7 September 2026",
        "key_person": "Ms Joan Cole, attendance officer",
        "meeting": "Thursday 3 December 2026 at 16:00",
        "support_given": "Conversation on 21 September 2026",
        "support_offered": "Breakfast club; A mentor",
        "period": "3 December 2026 to 8 January 2027",
        "enough": "",
        "review_on": "8 January 2027",
    }
    assert set(values_of(Known()).values()) == {""}
    assert set(values_of(known)) < NAMES


@pytest.mark.parametrize(("sessions", "words"), [(1, "half a day"), (2, "1 day"), (3, "1½ days"), (20, "10 days")])
def test_sessions_are_said_in_days(sessions: int, words: str) -> None:
    assert days(sessions) == words


def test_a_letter_asks_for_the_fields_that_it_names_and_no_others() -> None:
    assert [one.name for one in asked_fields(POLICY.letter("we_noticed"))] == [
        "missed",
        "key_person",
        "support_offered",
    ]
    for letter in POLICY.letters:
        assert {one.name for one in asked_fields(letter)} <= NAMES
