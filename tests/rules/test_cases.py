"""Cases: how they move, what has to be said, who may see what, what is missing. No database."""

import datetime as dt

import pytest

from foundation.access.roles import Role
from foundation.refusals import Refused
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.cases.rules.barriers import first_list
from schools.cases.rules.missing import Held, missing
from schools.cases.rules.opening import last_day_to_reopen
from schools.cases.rules.rights import Level, Part, Reaches, table
from schools.cases.rules.stages import DEFAULT, stage_fault
from schools.cases.rules.states import CASE, OFFER, PLAN, TASK, THINGS
from schools.cases.rules.tasks import TaskKind, end_fault, task_faults
from schools.cases.rules.wording import words_fault
from tests.world import HALF_TERMS, YEAR

THURSDAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
CALENDAR = SchoolCalendar(tuple(HalfTerm(YEAR, *row) for row in HALF_TERMS), ())


@pytest.mark.parametrize("thing", THINGS, ids=[one.key for one in THINGS])
def test_every_move_is_between_states_of_its_thing_and_every_state_is_reached(thing) -> None:
    states = {one.key for one in thing.states}
    assert {state for move in thing.moves for state in (*move.before, move.after)} <= states
    assert {thing.begins, *(move.after for move in thing.moves)} == states


@pytest.mark.parametrize("thing", THINGS, ids=[one.key for one in THINGS])
def test_what_is_no_move_from_a_state_is_refused_with_what_is(thing) -> None:
    for state in thing.states:
        for move in thing.moves:
            if state.key in move.before:
                assert thing.after(state.key, move.key) == move.after
            else:
                with pytest.raises(Refused, match=state.words) as refused:
                    thing.after(state.key, move.key)
                assert refused.value.first.code == "no_such_move"
                assert refused.value.first.remedy


def test_the_moves_are_those_agreed() -> None:
    said = {(thing.key, move.key): (set(move.before), move.after) for thing in THINGS for move in thing.moves}
    assert said == {
        ("case", "wait"): ({"open", "waiting"}, "waiting"),
        ("case", "go_on"): ({"waiting"}, "open"),
        ("case", "close"): ({"open", "waiting"}, "closed"),
        ("case", "reopen"): ({"closed"}, "open"),
        ("decision", "agree"): ({"proposed"}, "agreed"),
        ("decision", "differ"): ({"proposed"}, "differed"),
        ("decision", "put_off"): ({"proposed"}, "waiting"),
        ("decision", "overtake"): ({"proposed"}, "overtaken"),
        ("task", "finish"): ({"open"}, "done"),
        ("task", "refuse"): ({"open"}, "refused"),
        ("task", "cancel"): ({"open"}, "cancelled"),
        ("offer", "take"): ({"made", "refused"}, "taken"),
        ("offer", "refuse"): ({"made"}, "refused"),
        ("plan", "end"): ({"running"}, "ended"),
    }
    assert [thing.begins for thing in (CASE, TASK, OFFER, PLAN)] == ["open", "open", "made", "running"]


@pytest.mark.parametrize(
    ("was", "to", "code"),
    [
        ("monitor", "listen", None),
        ("monitor", "support", "skips_stage"),
        ("listen", "authority", "skips_stage"),
        ("support", "notice", None),
        ("authority", "monitor", None),
        ("notice", "notice", "same_stage"),
        ("notice", "court", "no_stage"),
        ("gone", "listen", None),
    ],
)
def test_a_stage_is_set_one_up_at_a_time_and_down_as_far_as_it_goes(was: str, to: str, code: str | None) -> None:
    fault = stage_fault(DEFAULT, was, to)
    assert (fault.code if fault else None) == code
    if code == "skips_stage":
        assert "support comes first" in fault.words


def test_a_stage_that_is_left_out_is_named() -> None:
    fault = stage_fault(DEFAULT, "listen", "notice")
    assert fault.remedy == "Choose Formal support."


def test_a_closed_case_is_reopened_within_twenty_school_days_and_no_later() -> None:
    # 19 November is day 0; the 20th school day after it is 17 December.
    assert last_day_to_reopen(THURSDAY, CALENDAR) == dt.date(2026, 12, 17)
    # The holidays are no school days.
    assert last_day_to_reopen(dt.date(2026, 12, 18), CALENDAR) == dt.date(2027, 1, 29)
    # Where no calendar has been entered yet, four weeks.
    assert last_day_to_reopen(dt.date(2027, 7, 21), CALENDAR) == dt.date(2027, 8, 18)


def faults(**typed: object) -> list[tuple[str, str]]:
    task = {"kind": "task", "what": "Ring", "due_on": THURSDAY, "made_on": THURSDAY} | typed
    return [(one.field, one.code) for one in task_faults(**task)]


def test_a_task_is_due_when_it_is_made_or_later() -> None:
    assert faults() == []
    assert faults(due_on=THURSDAY - DAY) == [("due_on", "due_early")]


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ((9, 0), (9, 30), []),
        ((9, 0), (9, 0), [("ends_at", "ends_early")]),
        ((9, 30), (9, 0), [("ends_at", "ends_early")]),
        ((9, 0), None, [("ends_at", "half_times")]),
        (None, (9, 0), [("starts_at", "half_times")]),
    ],
)
def test_a_meeting_ends_after_it_begins(starts, ends, said) -> None:
    times = {name: dt.time(*at) if at else None for name, at in (("starts_at", starts), ("ends_at", ends))}
    assert faults(kind="meeting", **times) == said


@pytest.mark.parametrize(
    ("kind", "move", "needed"),
    [
        ("task", "finish", False),
        ("meeting", "finish", False),
        ("question", "finish", True),
        ("task", "refuse", True),
        ("question", "cancel", True),
    ],
)
def test_a_question_ends_with_its_answer_and_a_refusal_with_words(kind: str, move: str, needed: bool) -> None:
    fault = end_fault(kind=kind, move=move, answer=" ")
    assert (fault.code if fault else None) == ("empty" if needed else None)
    assert end_fault(kind=kind, move=move, answer="On Friday") is None


def test_every_kind_of_task_has_its_word() -> None:
    assert len({kind.words for kind in TaskKind}) == len(TaskKind)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("a\x00b", "nul"),
        ("a" * 2_001, "too_long"),
        ("a" * 2_000, None),
        ("<script>", None),
        ("Zoë", None),
    ],
)
def test_what_is_written_is_something_and_not_everything(words: str, code: str | None) -> None:
    fault = words_fault(words, "words", needed="Write it.")
    assert (fault.code if fault else None) == code
    assert fault is None or fault.field == "words"


def test_the_parts_are_seen_by_those_agreed_and_nobody_else() -> None:
    """Casework's table, by its letters: who is not named has nothing."""
    letters = {
        (Level.WRITE, Reaches.EVERYBODY): "W",
        (Level.WRITE, Reaches.OWN_YEARS): "Wy",
        (Level.READ, Reaches.EVERYBODY): "R",
        (Level.READ, Reaches.OWN_YEARS): "Ry",
        (Level.READ, Reaches.OWN_GROUPS): "Rg",
        (Level.EXISTS, Reaches.EVERYBODY): "E",
        (Level.EXISTS, Reaches.OWN_YEARS): "Ey",
        (Level.OWN, None): "t",
    }
    columns = [
        "attendance_officer",
        "class_teacher",
        "head_of_year",
        "senior_leader",
        "safeguarding_lead",
        "headteacher",
    ]
    said = {
        part: " ".join(
            letters[row.rights[role].level, row.rights[role].reaches] if role in row.rights else "-" for role in columns
        )
        for part, row in table().items()
    }
    assert said == {
        Part.PLAN: "W Rg Wy R W W",
        Part.STAGE: "W - Wy R W W",
        Part.RECORD: "W - Wy R W W",
        Part.TASKS: "W t Wy t W W",
        Part.PENALTIES: "W - Ry R W W",
        Part.SENSITIVE: "E - Ey - W W",
        Part.RESTRICTED: "- - - - W W",
    }
    assert {role for row in table().values() for role in row.rights} <= {role.value for role in Role}


def held(**other: object) -> Held:
    everything = {
        "owner": True,
        "open_tasks": 1,
        "overdue_tasks": 0,
        "child_heard": True,
        "parent_heard": True,
        "barriers": 1,
        "offers": 1,
        "unanswered_offers": 0,
        "plans_without_review": 0,
        "first_review_due": None,
        "wait_until": None,
    }
    return Held(**(everything | other))


@pytest.mark.parametrize(
    ("lacks", "act", "late"),
    [
        ({"owner": False}, "give", False),
        ({"open_tasks": 0}, "task", False),
        ({"overdue_tasks": 2}, "tasks", True),
        ({"child_heard": False}, "view", False),
        ({"parent_heard": False}, "view", False),
        ({"barriers": 0}, "barrier", False),
        ({"offers": 0}, "offer", False),
        ({"unanswered_offers": 1}, "offers", False),
        ({"plans_without_review": 1}, "plans", False),
        ({"first_review_due": THURSDAY}, "plans", True),
        ({"wait_until": THURSDAY}, "go_on", True),
    ],
)
def test_each_thing_that_is_missing_is_named_with_its_act(lacks: dict, act: str, late: bool) -> None:
    assert [(one.act, one.late) for one in missing(held(**lacks), THURSDAY)] == [(act, late)]


def test_nothing_is_missing_of_a_case_that_waits_or_has_a_review_to_come() -> None:
    assert missing(held(), THURSDAY) == []
    assert missing(held(open_tasks=0, wait_until=THURSDAY + DAY), THURSDAY) == []
    assert missing(held(open_tasks=0, first_review_due=THURSDAY + DAY), THURSDAY) == []


def test_what_presses_stands_first() -> None:
    lacks = missing(held(owner=False, overdue_tasks=1), THURSDAY)
    assert [one.late for one in lacks] == [True, False]


def test_the_first_list_names_what_is_sensitive() -> None:
    assert {one.name for one in first_list() if one.sensitive} == {
        "Health",
        "Mental health, or waiting for CAMHS",
        "Pregnancy, or a child of their own",
        "Cares for somebody at home",
    }
