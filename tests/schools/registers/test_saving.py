"""Saving a register by hand: one transaction, cells against what was seen, windows, amendments and keys."""

import datetime as dt
import itertools
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Entry, Mark, Register
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from schools.registers.queries.board import day_board
from schools.roll.models import Admission, Placement
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

OFFICER, TEACHER, YEAR_HEAD = Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.HEAD_OF_YEAR


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday 19 November 2026."""
    return taking(world, monkeypatch)


def _errors(response: object) -> list[tuple[int, str, str]]:
    return [(one["row"], one["field"], one["code"]) for one in response.json()["errors"]]  # type: ignore[attr-defined]


def test_a_teacher_takes_the_register(morning: Taking) -> None:
    """Marks, versions, weeks, audit line, promise and version come of one save, put down to post and moment."""
    marks = [morning.mark(place, "/") for place in range(4)]
    answer = morning.save(*marks, morning.mark(4, "L", minutes=12), morning.mark(5, "n"), role=TEACHER)
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["version"], answer.json()["saved"]) == (1, 6)
    assert morning.marks()[4, THURSDAY, 1] == ("L", 12)
    assert morning.marks()[5, THURSDAY, 1] == ("N", None)  # a small letter is the code
    assert {(row["entry__by_name"], row["entry__by_position"]) for row in morning.versions()} == {
        (morning.read()["marks"][0]["by"], "Class teacher")
    }
    assert morning.weeks_agree()
    with school_work(morning.school):
        entry = Entry.objects.get()
        assert (entry.at, entry.source, entry.register_version) == (at(8, 55), Entry.Source.API, 1)
        line = AuditLine.objects.get(act="register.saved")
        assert line.details == {"date": "2026-11-19", "session": 1, "marks": 6, "entry": entry.pk}
        assert OutboxRow.objects.get(topic="marks.changed", handler="figures").payload == {
            "dates": ["2026-11-19"],
            "pupils": sorted(Mark.objects.filter(entry_id=entry.pk).values_list("pupil_key", flat=True)),
        }


def test_a_register_is_not_taken_because_that_of_the_day_before_was(morning: Taking) -> None:
    eve = THURSDAY - dt.timedelta(days=1)
    assert morning.save(morning.mark(0, "N"), on=eve).status_code == 200
    with school_work(morning.school):
        ((today,), (before,)) = (day_board(on, [1]) for on in (THURSDAY, eve))
    assert (today.version, today.saved_at, today.marked) == (0, None, 0)
    assert (before.version, before.saved_at, before.marked) == (1, at(8, 55), 1)


def test_what_is_refused_saves_nothing(morning: Taking) -> None:
    """Two faults among six marks: both are named, and not one mark, version, entry or register comes of it."""
    wrong = [morning.mark(1, "\\"), morning.mark(3, "Z9")]
    answer = morning.save(morning.mark(0, "/"), wrong[0], morning.mark(2, "/"), wrong[1])
    assert answer.status_code == 422
    assert _errors(answer) == [(2, "code", "code_refused"), (4, "code", "code_refused")]
    assert answer["Content-Type"] == "application/problem+json"
    assert morning.marks() == {}
    with school_work(morning.school):
        assert not Entry.objects.exists()
        assert not Register.objects.exists()


def test_two_officers_merge_but_for_the_cells_both_changed(morning: Taking) -> None:
    """Cells only one of them changed merge; a cell both changed is refused with name and time, and nothing is saved."""
    assert morning.save(morning.mark(0, "N"), morning.mark(1, "/"), role=TEACHER).status_code == 200
    morning.set_clock(at(8, 57))
    second = morning.save(morning.mark(0, "/"), morning.mark(1, "/"), morning.mark(2, "/"))
    assert second.status_code == 409
    conflict = second.json()["conflicts"]
    assert [one["pupil"] for one in conflict] == [str(morning.pupils[0])]
    assert conflict[0]["theirs"] == {"code": "N", "minutes": None}
    assert conflict[0]["yours"] == {"code": "/", "minutes": None}
    assert conflict[0]["by"] in second.json()["detail"]
    assert "08:55" in second.json()["detail"]
    assert (2, THURSDAY, 1) not in morning.marks()
    merged = morning.save(morning.mark(2, "/"), version=0)
    assert merged.status_code == 200
    assert merged.json()["version"] == 2
    assert {place: code for (place, _, _), (code, _) in morning.marks().items()} == {0: "N", 1: "/", 2: "/"}
    chosen = morning.save(morning.mark(0, "/", was="N"), version=2)
    assert chosen.status_code == 200
    assert morning.marks()[0, THURSDAY, 1] == ("/", None)


def test_the_same_answer_is_no_conflict_and_no_version(morning: Taking) -> None:
    """Both typed the same: nobody has to choose, and nothing is written a second time."""
    morning.save(morning.mark(0, "I"), role=TEACHER)
    again = morning.save(morning.mark(0, "I"))
    assert (again.status_code, again.json()["saved"], again.json()["version"]) == (200, 0, 1)
    assert len(morning.versions()) == 1


def test_a_retried_save_is_one_save(morning: Taking) -> None:
    """The same key and body again, also when others have saved since: the first answer, and nothing new."""
    key = str(uuid.uuid4())
    first = morning.save(morning.mark(0, "N"), key=key)
    morning.save(morning.mark(0, "/", was="N"), version=1)
    morning.set_clock(at(9, 5))
    again = morning.save(morning.mark(0, "N"), key=key)
    assert again.status_code == 200
    assert (again.json()["version"], again.json()["at"]) == (first.json()["version"], first.json()["at"])
    assert morning.marks()[0, THURSDAY, 1] == ("/", None)
    other = morning.save(morning.mark(0, "I", was="/"), key=key, version=2)
    assert (other.status_code, _errors(other)) == (422, [(0, "idempotency_key", "key_reused")])
    somebody = morning.save(morning.mark(0, "N"), key=key, role=TEACHER)
    assert somebody.status_code == 422


@pytest.mark.parametrize(
    ("moment", "code", "minutes", "answer"),
    [
        (at(8, 40), "/", None, (1, "code", "too_early")),
        (at(8, 40), "I", None, (1, "code", "too_early")),
        (at(8, 40), "C", None, None),
        (at(8, 55), "L", 1, None),
        (at(8, 55), "L", 20, None),
        (at(8, 55), "L", 21, (1, "minutes", "after_close")),
        (at(8, 55), "L", None, (1, "minutes", "minutes_missing")),
        (at(8, 55), "U", 25, (1, "code", "still_open")),
        (at(8, 55), "/", 5, (1, "minutes", "not_late")),
        (at(9, 15), "U", 25, None),
        (at(9, 15), "U", None, None),
        (at(9, 15), "U", 20, (1, "minutes", "before_close")),
        (at(9, 15), "U", 241, (1, "minutes", "minutes_out_of_range")),
        (at(9, 15), "L", 0, (1, "minutes", "minutes_out_of_range")),
        (at(9, 15), "/", None, None),
    ],
)
def test_the_window_says_what_may_be_entered(
    morning: Taking, moment: dt.datetime, code: str, minutes: int | None, answer: tuple[int, str, str] | None
) -> None:
    """Before it opens only what is planned; L inside the window and U after it, by the minutes."""
    morning.set_clock(moment)
    response = morning.save(morning.mark(0, code, minutes=minutes), role=TEACHER)
    assert (_errors(response) if response.status_code == 422 else []) == ([answer] if answer else [])
    assert bool(morning.marks()) == (answer is None)


def test_what_is_typed_in_the_grid_is_told_from_what_a_program_sends(morning: Taking) -> None:
    body = {"version": 0, "reason": "", "marks": [morning.mark(0, "/")]}
    headers = {"idempotency-key": "a-key", "x-requested-with": "rollcall-grid"}
    morning.clients[TEACHER].post(morning.address(), body, content_type="application/json", headers=headers)
    morning.save(morning.mark(1, "/"), role=TEACHER, version=1)
    with school_work(morning.school):
        assert list(Entry.objects.order_by("id").values_list("source", flat=True)) == ["page", "api"]


def test_a_planned_mark_gives_way_when_the_register_is_taken(morning: Taking) -> None:
    """Leave entered in the evening is changed by the teacher in the window, with no reason asked."""
    morning.set_clock(at(18, on=THURSDAY - dt.timedelta(days=1)))
    assert morning.save(morning.mark(0, "C")).status_code == 200
    morning.set_clock(at(8, 55))
    assert morning.save(morning.mark(0, "/", was="C"), role=TEACHER, version=1).status_code == 200


def test_what_is_planned_counts_once_the_register_is_taken(morning: Taking) -> None:
    """Leave entered beforehand enters no week and promises no figure; the register's first save lets it count."""
    morning.set_clock(at(18, on=THURSDAY - dt.timedelta(days=1)))
    morning.save(morning.mark(0, "C"), morning.mark(1, "M"))
    assert morning.week_sums() == {}
    assert morning.weeks_agree()
    with school_work(morning.school):
        assert not OutboxRow.objects.filter(topic="marks.changed").exists()
        assert set(Mark.objects.values_list("planned", flat=True)) == {True}
    morning.set_clock(at(8, 55))
    taken = [morning.mark(1, "/", was="M"), *(morning.mark(place, "/") for place in range(2, 6))]
    assert morning.save(*taken, role=TEACHER, version=1).status_code == 200
    assert morning.week_sums() == {"authorised": 1, "present": 5}
    assert morning.weeks_agree()
    with school_work(morning.school):
        assert set(Mark.objects.values_list("planned", flat=True)) == {False}


def test_a_register_of_nothing_but_planned_marks_is_taken_by_confirming_them(morning: Taking) -> None:
    """The same code again is a save: from then on it counts, put down to who confirmed it."""
    morning.set_clock(at(18, on=THURSDAY - dt.timedelta(days=1)))
    morning.save(morning.mark(0, "C"))
    morning.set_clock(at(8, 55))
    assert morning.save(morning.mark(0, "C", was="C"), role=TEACHER, version=1).json()["saved"] == 1
    assert morning.week_sums() == {"authorised": 1}
    assert morning.versions()[-1]["entry__by_position"] == "Class teacher"


def test_after_the_window_a_change_is_an_amendment(morning: Taking) -> None:
    """The teacher may not; the officer may with a reason; the year head in their own year; all of it stays readable."""
    morning.save(morning.mark(0, "N"), role=TEACHER)
    morning.set_clock(at(11))
    change = morning.mark(0, "I", was="N")
    assert _errors(morning.save(change, role=TEACHER, version=1)) == [(1, "code", "may_not_amend")]
    assert _errors(morning.save(change, version=1)) == [(1, "reason", "reason_missing")]
    assert _errors(morning.save(change, version=1, reason="x" * 10_001)) == [(0, "reason", "reason_too_long")]
    assert morning.save(change, version=1, reason="Mother rang").status_code == 200
    assert morning.save(morning.mark(0, "M", was="I"), version=2, role=YEAR_HEAD, reason="Card seen").status_code == 200
    changes = [(one["old_code"], one["new_code"], one["reason"]) for one in morning.versions()]
    assert changes == [(None, "N", None), ("N", "I", "Mother rang"), ("I", "M", "Card seen")]
    removal = morning.save(morning.mark(0, None, was="M"), version=3, reason="Wrong pupil")
    assert _errors(removal) == [(1, "code", "not_removable")]
    assert morning.weeks_agree()


def test_a_late_register_is_taken_by_its_teacher_only_on_its_day(morning: Taking) -> None:
    """At noon the teacher fills the blanks; next morning only who amends does."""
    morning.set_clock(at(12))
    assert morning.save(morning.mark(0, "/"), role=TEACHER).status_code == 200
    morning.set_clock(at(8, 55, on=THURSDAY + dt.timedelta(days=1)))
    assert _errors(morning.save(morning.mark(1, "/"), role=TEACHER, version=1)) == [(1, "code", "may_not_amend")]
    assert morning.save(morning.mark(1, "/"), version=1).status_code == 200


def test_in_the_window_a_slip_is_put_back_to_missing(morning: Taking) -> None:
    """No row is left, and the version says who cleared it."""
    morning.save(morning.mark(0, "/"), role=TEACHER)
    assert morning.save(morning.mark(0, None, was="/"), role=TEACHER, version=1).status_code == 200
    assert morning.marks() == {}
    assert [(one["old_code"], one["new_code"]) for one in morning.versions()] == [(None, "/"), ("/", None)]
    assert morning.weeks_agree()
    assert morning.read()["marks"][0] == {
        "pupil": str(morning.pupils[0]),
        "code": None,
        "minutes": None,
        "planned": False,
        "by": "",
        "at": None,
    }


def test_a_save_counts_as_made_after_the_one_before_it(morning: Taking) -> None:
    """A save that began earlier and waited for the register must not sort before what it waited for."""
    morning.save(morning.mark(0, "N"))
    morning.set_clock(at(8, 54))
    morning.save(morning.mark(0, "I", was="N"), version=1)
    with school_work(morning.school):
        first, second = Entry.objects.order_by("pk").values_list("at", flat=True)
    assert first == at(8, 55)
    assert second == first + dt.timedelta(microseconds=1)


def test_who_sees_a_register_need_not_take_it(morning: Taking) -> None:
    """The headteacher reads it and may not save; a governor finds nothing."""
    assert morning.read(Role.HEADTEACHER)["version"] == 0
    assert morning.save(morning.mark(0, "/"), role=Role.HEADTEACHER).status_code == 404
    assert morning.clients[Role.SCHOOL_GOVERNOR].get(morning.address()).status_code == 404


def test_a_save_and_a_page_take_as_many_statements_however_many_pupils(morning: Taking) -> None:
    """One mark or five, an empty register or a full one."""
    morning.read(TEACHER)  # the connection is open
    counts = []
    for places in ([0], [1, 2, 3, 4, 5]):
        with CaptureQueriesContext(connections[ALIAS]) as saving:
            answer = morning.save(*(morning.mark(place, "/") for place in places), role=TEACHER)
        assert answer.status_code == 200
        with CaptureQueriesContext(connections[ALIAS]) as reading:
            assert morning.clients[TEACHER].get(morning.form().removesuffix("form/")).status_code == 200
        counts.append((len(saving), len(reading)))
    assert counts == [(19, 16), (19, 16)]


class TestAnyDay:
    """Any saves at all leave the pupils' weeks equal to a recount, and no mark without a version that says it."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 5),
                st.sampled_from(["/", "N", "I", "O", "L", "C2", "D", "V", "U", None]),
                st.sampled_from([0, 1]),
                st.integers(0, 2),
            ),
            min_size=1,
            max_size=25,
        )
    )
    def test_weeks_follow(self, morning: Taking, saves: list[tuple[int, str | None, int, int]]) -> None:
        morning.set_clock(at(16))
        for place, code, session, days in saves:
            on = THURSDAY - dt.timedelta(days=days)
            held = morning.marks().get((place, on, session + 1))
            written = "\\" if code == "/" and session else code
            mark = morning.mark(place, written, minutes=10 if code == "L" else None)
            mark["was"] = {"code": held[0], "minutes": held[1]} if held else None
            morning.save(mark, session="pm" if session else "am", on=on, reason="Property", version=0)
        assert morning.weeks_agree()
        newest: dict[int, dict[str, object]] = {}
        for row in morning.versions():
            newest[row["pupil_key"]] = row
        assert len(morning.versions()) >= len(morning.marks())


def test_a_register_records_a_pupil_from_the_first_day_to_the_last(morning: Taking) -> None:
    """On roll and in the group, both days included; not the day before the first nor the day after the last."""
    outside = {"starts_on": THURSDAY + dt.timedelta(days=1), "ends_on": THURSDAY - dt.timedelta(days=1)}
    for place, (spells, bound) in enumerate(itertools.product((Admission, Placement), outside)):
        mark, of_pupil = morning.mark(place, "/"), {"pupil": morning.pupils[place]}
        ground = {"leaving_ground": "a"} if (spells, bound) == (Admission, "ends_on") else {}
        with school_work(morning.school):
            spells.objects.filter(**of_pupil).update(**{bound: outside[bound]}, **ground)
        refused = morning.save(mark)
        assert (refused.status_code, _errors(refused)) == (422, [(1, "pupil", "not_in_register")]), (spells, bound)
        with school_work(morning.school):
            spells.objects.filter(**of_pupil).update(**{bound: THURSDAY})
        assert morning.save(mark).status_code == 200, (spells, bound)


def test_a_mark_is_taken_out_of_its_own_cell_alone(morning: Taking) -> None:
    """Neither another pupil's goes, nor the pupil's of another session or day; and one save puts in beside it."""
    wednesday = THURSDAY - dt.timedelta(days=1)
    with school_work(morning.school):  # an import is one entry of many days
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        slots = [(0, wednesday, 1), (0, THURSDAY, 1), (0, THURSDAY, 2), (1, THURSDAY, 1)]
        copy_marks(entry, [(morning.keys[place], on, session, "N", None) for place, on, session in slots])
        refresh_weeks(wednesday, THURSDAY)
    assert morning.save(morning.mark(0, None, was="N"), morning.mark(2, "/")).status_code == 200
    assert {cell: code for cell, (code, _) in morning.marks().items()} == {
        (0, wednesday, 1): "N",
        (0, THURSDAY, 2): "N",
        (1, THURSDAY, 1): "N",
        (2, THURSDAY, 1): "/",
    }
    assert morning.weeks_agree()
