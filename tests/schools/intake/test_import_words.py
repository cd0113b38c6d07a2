"""What the page of an import says, wherever it has got to: no database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui.sentences import Said
from schools.intake.models import ImportFile, ImportRun
from schools.intake.pages.import_words import agree_words, apply_words, changes_said, file_lines, gave_up, run_said
from schools.intake.pages.imports import State, with_states

Status = ImportRun.Status
#: Still summer time, so that London is an hour ahead.
ENDED = dt.datetime(2026, 9, 30, 23, 5, tzinfo=dt.UTC)
ROLL = {"new": 1, "changed": 2, "same": 3}
MARKS = {"new": 1200, "changed": 1, "same": 5, "pupils": 1, "set_aside": 0}


def page(status: str = Status.CHECKED, *, given_up: bool = False, **summary: Any) -> Any:
    """As much of an import's page as its words are made of."""
    roll, marks = summary.get("roll", {}), summary.get("marks", {})
    return SimpleNamespace(
        run=SimpleNamespace(status=status, ended_at=ENDED, summary=summary),
        given_up=given_up,
        roll=roll,
        marks=marks,
        held_back=sum(summary.get("held_back", {}).values()),
        changes=sum(part.get(kind, 0) for part in (roll, marks) for kind in ("new", "changed")),
        files=[ImportFile(kind=kind) for kind in ("roll", "marks")],
    )


NEW_PUPIL = Said(strong="1 new pupil", after=" and 2 changed pupils.")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (page(Status.RECEIVED), [Said("The files are being checked.")]),
        (page(Status.RECEIVED, given_up=True), [Said("The files could not be checked.")]),
        (page(Status.CHECKED, roll=ROLL), [Said("Checked. Applying it would bring"), NEW_PUPIL]),
        (
            page(Status.CHECKED),
            [Said("Checked. Everything in it is here already: ", "applying it would change nothing", ".")],
        ),
        (page(Status.APPLIED, roll=ROLL), [Said("Applied on 1 October 2026 at 00:05:"), NEW_PUPIL]),
        (
            page(Status.APPLIED),
            [Said("Applied on 1 October 2026. Everything in it was here already, so ", "nothing changed", ".")],
        ),
        (
            page(Status.DISCARDED),
            [Said("This import was discarded and its files are deleted. Nothing of it was used.")],
        ),
    ],
)
def test_where_an_import_has_got_to(shown: Any, said: list[Said]) -> None:
    assert run_said(shown) == said


def test_a_refused_import_says_what_to_do() -> None:
    (said,) = run_said(page(Status.REFUSED))
    assert said.strong == "This import cannot be used as it is."
    assert said.after.startswith(" Correct what is listed")


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ({}, []),
        ({"roll": ROLL}, [NEW_PUPIL]),
        ({"marks": MARKS}, [Said(strong="1,200 new marks", after=" and 1 changed mark of 1 pupil.")]),
        (
            {"roll": ROLL, "marks": MARKS | {"pupils": 30, "set_aside": 1}},
            [
                Said(strong="1 new pupil", after=" and 2 changed pupils,"),
                Said(strong="1,200 new marks", after=" and 1 changed mark of 30 pupils; 1 mark set aside."),
            ],
        ),
    ],
)
def test_what_an_import_brings(summary: dict[str, Any], said: list[Said]) -> None:
    assert changes_said(page(**summary)) == said


def test_what_was_tried_and_what_to_do_now() -> None:
    assert "tried many times to check this import" in gave_up(page(Status.RECEIVED))
    assert "changed. Discard it and send the files again; if that fails too" in gave_up(page(Status.RECEIVED))
    assert "tried many times to apply this import" in gave_up(page(Status.CHECKED))
    assert "changed. Try once more; if that fails too" in gave_up(page(Status.CHECKED))


def test_the_button_counts_the_changes() -> None:
    assert apply_words(page(roll={"new": 1})) == "Apply 1 change"
    assert apply_words(page(roll=ROLL)) == "Apply 3 changes"
    assert apply_words(page()) == "Apply it anyway"


def test_each_file_has_its_own_counts() -> None:
    roll, marks = file_lines(page(roll=ROLL, marks=MARKS, rows={"roll": 6, "marks": 1206}))
    assert (roll.rows, roll.new, roll.changed, roll.same, roll.set_aside) == (6, 1, 2, 3, None)
    assert (marks.rows, marks.new, marks.changed, marks.same, marks.set_aside) == (1206, 1200, 1, 5, 0)
    assert [(line.rows, line.new) for line in file_lines(page())] == [(0, 0), (0, 0)]
    assert [line.held_back for line in file_lines(page(held_back={"roll": 3}))] == [3, 0]


def test_rows_held_back_are_counted_wherever_an_import_is_spoken_of() -> None:
    checked, applied = (page(status, roll=ROLL, held_back={"roll": 1}) for status in (Status.CHECKED, Status.APPLIED))
    assert run_said(checked)[-1] == Said(strong="1 row", after=" is held back.")
    assert run_said(applied)[-1] == Said(strong="1 row", after=" was held back.")
    assert agree_words(checked) == "Go on without the row that is held back"
    several = page(held_back={"roll": 2, "marks": 1})
    assert agree_words(several) == "Go on without the 3 rows that are held back"
    assert run_said(several)[0].before == "Checked. Everything else in it is here already: "
    assert agree_words(page()) == ""


def test_the_list_of_imports_says_where_each_has_got_to() -> None:
    shown = with_states(ImportRun(status=status) for status in Status)
    assert {run.status: state for run, state in shown} == {
        Status.RECEIVED: State("requested", "Being checked"),
        Status.CHECKED: State("soon", "Ready to apply"),
        Status.REFUSED: State("now", "Needs correcting"),
        Status.APPLIED: State("sent", "Applied"),
        Status.DISCARDED: State("off", "Discarded"),
    }
