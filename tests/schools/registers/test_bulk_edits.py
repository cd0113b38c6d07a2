"""One code for many pupils: every change and refusal shown, done by the worker as shown or not at all, undone as one."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connections

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.models import AuditLine, OutboxRow, Shown
from schools.journal.tasks import drain
from schools.registers.models import BulkEdit, Mark, MarkVersion, Plan
from schools.registers.operations import bulk_edits as operations
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.bulk_edits import BULK_WANTED, do_edit, preview_edit
from schools.registers.queries.bulk_edits import edited_cells
from schools.registers.rules.bulk_edits import BulkAsk
from schools.roll.models import Placement, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.killed import die, killed
from tests.schools.registers.planning import AWAY, CLUB, LEFT, days, stands, state_sources, want
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

FRIDAY = THURSDAY + dt.timedelta(days=1)
OFFICER, TEACHER = Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER
NEW = "/bulk-edits/new/"
ASKED = {"who": "9B", "first": "19/11/2026", "last": "20/11/2026", "half": "1", "code": "S", "reason": ""}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """10:00 on Thursday: 9B's morning register is taken but for the last pupil, and the first is suspended on Friday."""
    state_sources(monkeypatch)
    made = taking(world, monkeypatch, now=at(8, 55))
    made.save(made.mark(0, "L", minutes=7), *(made.mark(place, "/") for place in range(1, 5)))
    want(made, AWAY, days((FRIDAY, 1), code="E"))
    made.set_clock(at(10))
    return made


def preview(school: Taking, **typed: str) -> Any:
    return school.clients[OFFICER].post(NEW, ASKED | typed)


def confirm(school: Taking, page: str) -> Any:
    """Press the button of a preview."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    areas = dict(re.findall(r'<input type="hidden" name="(who)" value="([^"]*)"', page))
    return school.clients[OFFICER].post(NEW, hidden | areas | {"confirmed": "yes"})


def edited(school: Taking, **typed: str) -> BulkEdit:
    """An edit that was asked for and done."""
    answer = confirm(school, preview(school, **typed).content.decode())
    assert answer.status_code == 302, answer.content.decode()
    drain(str(school.school.pk))
    with school_work(school.school):
        return BulkEdit.objects.get()


def undo(school: Taking, edit: BulkEdit) -> Any:
    return school.clients[OFFICER].post(f"/bulk-edits/{edit.pk}/", {"reason": "Wrong group", "key": uuid.uuid4().hex})


def test_each_change_and_each_refusal_is_shown_and_nothing_is_done(school: Taking) -> None:
    page = preview(school).content.decode()
    rows = re.findall(r'<th scope="row">.*?</tr>', page[page.index('id="pupils"') :], re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert len(said) == 6
    assert "L stays. L was entered there" in said[0]
    assert "E stays; suspension comes first" in said[0]
    assert "Fri 20 Nov AM: no mark → S planned" in said[1]
    assert "Thu 19 Nov AM: no mark → S" in said[5]
    assert "Change 6 marks" in page
    with school_work(school.school):
        assert not BulkEdit.objects.exists()
        assert Mark.objects.count() == 6
        assert sorted(Shown.objects.get(about_kind="bulk_edit").pupil_keys) == sorted(school.keys)


def test_it_is_done_by_the_worker_as_it_was_shown(school: Taking) -> None:
    edit = edited(school, reason="Study day, agreed by the head")
    assert edit.status == BulkEdit.Status.DONE
    assert edit.counts == {"marks": 11, "stands": 11, "behind": 1}
    assert [stands(school, place=place) for place in (0, 5)] == [("S", False)] * 2
    assert stands(school, FRIDAY, place=0) == ("E", True)
    assert stands(school, FRIDAY, place=5) == ("S", True)
    assert school.week_sums() == {"authorised": 6}
    assert school.weeks_agree()
    with school_work(school.school):
        version = MarkVersion.objects.get(pupil_key=school.keys[0], date=THURSDAY, new_code="S")
        assert version.reason == "Study day, agreed by the head"
        assert version.entry.by_position == "Attendance officer"
        assert AuditLine.objects.filter(act="bulk_edit.done").count() == 1
    page = school.clients[OFFICER].get(f"/bulk-edits/{edit.pk}/").content.decode()
    assert "11 marks were changed." in page
    assert "1 kept behind another plan" in page


def test_what_it_did_is_in_the_order_of_names_and_of_one_name_in_that_of_admission(school: Taking) -> None:
    with school_work(school.school):
        Pupil.objects.filter(key__in=school.keys[1:4]).update(sort_name="wright jo")
    edit = edited(school, reason="Study day")
    with school_work(school.school):
        cells = [(one.key, one.date) for one in edited_cells(edit) if one.key in school.keys[1:4]]
    assert cells == [(key, on) for key in sorted(school.keys[1:4]) for on in (THURSDAY, FRIDAY)]


def test_where_two_placements_overlap_a_pupil_is_listed_in_the_newer_ones_form(school: Taking) -> None:
    edit = edited(school, last="19/11/2026", reason="Study day")
    with school_work(school.school):
        other = RegistrationGroup.objects.create(academic_year=2026, name="9C", year_group="9")
        pupil = Pupil.objects.get(key=school.keys[1])
        Placement.objects.create(pupil=pupil, year_group="9", group=other, starts_on=THURSDAY)
        assert [(one.key, one.group_name) for one in edited_cells(edit) if one.key in school.keys[:2]] == [
            (school.keys[0], "9B"),
            (school.keys[1], "9C"),
        ]


def test_undone_each_mark_goes_back_that_stands_as_the_edit_left_it(school: Taking) -> None:
    edit = edited(school, reason="Study day")
    school.save(school.mark(1, "M", was="S"), version=1, reason="Rang")
    school.save(school.mark(2, "C", was="S"), on=FRIDAY)
    page = school.clients[OFFICER].get(f"/bulk-edits/{edit.pk}/").content.decode()
    assert page.count("<span data-name>") == 2
    assert undo(school, edit).status_code == 302
    assert [stands(school, place=place) for place in range(6)] == [
        ("L", False),
        ("M", False),
        *[("/", False)] * 3,
        None,
    ]
    assert school.marks()[0, THURSDAY, 1] == ("L", 7), "with its minutes"
    assert [stands(school, FRIDAY, place=place) for place in range(4)] == [("E", True), None, ("C", True), None]
    assert school.weeks_agree()
    with school_work(school.school):
        assert not Plan.objects.filter(source="bulk").exists()
        assert AuditLine.objects.get(act="bulk_edit.undone").details == {"marks": 9, "left": 2}
        assert MarkVersion.objects.filter(reason="Bulk edit undone: Wrong group").count() == 5
        gone = [one for one in edited_cells(edit) if one.key == school.keys[5] and one.date == THURSDAY]
        assert [(one.wrote, one.mark.code, one.by, one.undone) for one in gone] == [("S", None, "", True)]
    page = school.clients[OFFICER].get(f"/bulk-edits/{edit.pk}/").content.decode()
    assert page.count("<span data-name>") == 2, "the rest stays listed"
    assert undo(school, edit).status_code == 422


def test_undone_a_hand_has_its_mark_again_and_a_plan_what_is_planned_now(school: Taking) -> None:
    """Three marks were only planned when it entered S: two by a plan, of which one is withdrawn since, one by hand."""
    want(school, CLUB, days((THURSDAY, 2), code="R"), place=1)
    want(school, CLUB, days((THURSDAY, 2), code="R"), place=2)
    school.save(school.mark(3, "R"), session="pm")
    school.set_clock(at(13, 5))
    edit = edited(school, last="19/11/2026", half="2", reason="Study afternoon")
    assert edit.counts["marks"] == 6
    want(school, CLUB, [], place=1)
    assert stands(school, session=2, place=1) == ("S", False)
    undo(school, edit)
    assert [stands(school, session=2, place=place) for place in range(4)] == [None, None, ("R", True), ("R", True)]
    assert school.week_sums() == {"present": 5, "late_before": 1}
    assert school.weeks_agree()
    want(school, AWAY, days((THURSDAY, 2), code="E"), place=3)
    want(school, CLUB, [], place=2)
    assert [stands(school, session=2, place=place) for place in (2, 3)] == [None, ("R", True)]


def test_what_went_back_elsewhere_hides_nothing_that_was_left(school: Taking) -> None:
    edit = edited(school)
    want(school, AWAY, [])
    assert stands(school, FRIDAY, place=0) == ("S", True), "planned by the edit, and put there once nothing came first"
    school.save(school.mark(2, "C", was="S"), on=FRIDAY)
    undo(school, edit)
    with school_work(school.school):
        assert AuditLine.objects.get(act="bulk_edit.undone").details == {"marks": 6, "left": 1}


def test_what_counts_since_its_register_was_taken_is_left(school: Taking) -> None:
    edit = edited(school)
    school.set_clock(at(8, 55, on=FRIDAY))
    school.save(*(school.mark(place, "S", was="S") for place in range(1, 4)), on=FRIDAY)
    assert undo(school, edit).status_code == 302
    assert stands(school, FRIDAY, place=1) == ("S", False)
    page = school.clients[OFFICER].get(f"/bulk-edits/{edit.pk}/").content.decode()
    assert page.count("<span data-name>") == 5, "taking the register has let all five count"


def test_too_late_it_is_amended_and_not_undone(school: Taking) -> None:
    edit = edited(school)
    school.set_clock(at(9, on=FRIDAY + dt.timedelta(days=3)))
    assert "Now its registers are amended" in undo(school, edit).content.decode()


def test_an_edit_that_would_do_anything_else_does_nothing(school: Taking) -> None:
    page = preview(school, reason="Study day").content.decode()
    school.save(school.mark(1, "M", was="/"), version=1, reason="Rang")
    assert "Marks have changed since this was shown" in confirm(school, page).content.decode()
    fresh = preview(school, reason="Study day").content.decode()
    assert confirm(school, fresh).status_code == 302
    school.save(school.mark(1, "I", was="M"), version=2, reason="Rang again")
    drain(str(school.school.pk))
    with school_work(school.school):
        assert BulkEdit.objects.get().status == BulkEdit.Status.OVERTAKEN
        assert not Plan.objects.filter(source="bulk").exists()
    assert stands(school, place=1) == ("I", False)


def test_an_edit_under_way_holds_its_weeks_before_it_looks_at_them(
    school: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a register saved meanwhile would be overwritten by what was drawn up before it."""
    assert confirm(school, preview(school).content.decode()).status_code == 302
    real, waited = operations.carry_out, []

    def another_waits(*drawn: Any, **options: Any) -> Any:
        with ThreadPoolExecutor(1) as other, pytest.raises(OperationalError, match="lock timeout"):
            other.submit(hold_the_week).result()
        waited.append(options["signed"])
        return real(*drawn, **options)

    def hold_the_week() -> None:
        try:
            with school_work(school.school):
                with connections[ALIAS].cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '50ms'")
                lock_weeks(THURSDAY, THURSDAY)
        finally:
            connections.close_all()

    monkeypatch.setattr(operations, "carry_out", another_waits)
    drain(str(school.school.pk))
    with school_work(school.school):
        edit = BulkEdit.objects.get()
    assert undo(school, edit).status_code == 302
    assert len(waited) == 2, "for the edit, and for its undoing"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"who": "9Q"}, "Line 1, “9Q”: no group, year or pupil on roll is called so."),
        ({"who": "Canary"}, "6 pupils are called so. Type more of the name, or the UPN."),
        ({"who": ""}, "Fill in “Pupils and groups”."),
        ({"code": "Z9"}, "Select a valid choice."),
        ({"last": "18/11/2026"}, "The last day is before the first."),
        ({"last": "31/02/2027"}, "31"),
        ({"first": "21/11/2026", "last": "22/11/2026"}, "The school meets in none of these sessions."),
        ({"reason": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(school: Taking, typed: dict[str, str], words: str) -> None:
    answer = preview(school, **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_five_thousand_marks_are_too_many(school: Taking) -> None:
    """Bad input A 20."""
    sessions = tuple((THURSDAY + dt.timedelta(days=number), 1) for number in range(500))
    with school_work(school.school), pytest.raises(Refused) as refused:
        preview_edit(BulkAsk(tuple(range(1, 11)), sessions, "S", "", "k"), now=at(10))
    assert "That is 5,000 marks, 10 pupils in 500 sessions: one edit changes at most 4,000." in refused.value.words


def test_asked_twice_it_is_one_edit_and_a_message_twice_does_it_once(school: Taking) -> None:
    page = preview(school).content.decode()
    assert confirm(school, page).headers["location"] == confirm(school, page).headers["location"]
    drain(str(school.school.pk))
    with school_work(school.school):
        edit = BulkEdit.objects.get()
        versions = MarkVersion.objects.count()
        assert do_edit(edit.pk, now=at(11)) is BulkEdit.Status.DONE
        assert MarkVersion.objects.count() == versions


@pytest.mark.parametrize("step", ["draw_up", "carry_out", "_counts", "record"])
def test_a_worker_killed_at_any_step_leaves_it_whole_or_absent(
    school: Taking, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    assert confirm(school, preview(school).content.decode()).status_code == 302
    with school_work(school.school):
        key = BulkEdit.objects.get().pk

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: Any, **options: Any) -> Any:
            real(*args, **options)
            die()

        return act

    def work() -> None:
        with school_work(school.school):
            do_edit(key, now=at(10))

    with monkeypatch.context() as dies:
        dies.setattr(operations, step, dying(getattr(operations, step)))
        killed(work)
    with school_work(school.school):
        assert BulkEdit.objects.get().status == BulkEdit.Status.WANTED
        assert not Plan.objects.filter(source="bulk").exists()
        assert MarkVersion.objects.filter(new_code="S").count() == 0
        assert OutboxRow.objects.filter(topic=BULK_WANTED).exists()
    work()
    assert stands(school, FRIDAY, place=1) == ("S", True)


def test_only_officers_edit_in_bulk(school: Taking) -> None:
    for role in (TEACHER, Role.HEADTEACHER, Role.HEAD_OF_YEAR):
        assert school.clients[role].get(NEW).status_code == 404
    assert "Nobody has edited marks in bulk yet." in school.clients[OFFICER].get("/bulk-edits/").content.decode()
    edit = edited(school)
    assert school.clients[TEACHER].get(f"/bulk-edits/{edit.pk}/").status_code == 404
    assert (
        "S, study leave: Thu 19 Nov AM; Fri 20 Nov AM" in school.clients[OFFICER].get("/bulk-edits/").content.decode()
    )
    want(school, LEFT, days((FRIDAY, 1), code="C"), place=1)
    clashes = school.clients[OFFICER].get("/clashes/").content.decode()
    assert f'href="/bulk-edits/{edit.pk}/"' in clashes
