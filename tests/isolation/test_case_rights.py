"""Every role against every part of a case, as `schools/cases/rules/rights.toml` has it: pages, and what is sent to them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from foundation.access.roles import Role
from schools.cases.models import BarrierKind
from schools.cases.operations.plans import agree_plan
from schools.cases.operations.support import make_offer, note_barrier
from schools.cases.operations.work import add_task, write_note
from schools.cases.rules.plans import PlanKind
from schools.cases.rules.rights import Level, Part, Reaches, table
from schools.cases.rules.tasks import TaskKind
from schools.roll.models import GroupTutor, Placement, RegistrationGroup, YearLead
from schools.staff.models import StaffDuty
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import EVERYBODY, THURSDAY, Keeping, keeping
from tests.world import World

TOMORROW = THURSDAY + dt.timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """A case with something in every part, by the words that only that part shows."""

    kept: Keeping
    path: str
    task: str

    def words(self, role: Role) -> str:
        """All that a role is shown: the case, the plans, the pupil, and the page for a meeting with all it may hold."""
        pupil = self.kept.pupil().pk
        pages = (self.path, "/cases/", "/cases/plans/", f"/pupils/{pupil}/", f"/papers/pupils/{pupil}/?with=sensitive")
        answers = [self.kept.client(role).get(path) for path in pages]
        return "".join(one.content.decode() for one in answers if one.status_code == 200)

    def sends(self, role: Role, path: str, form: dict[str, str]) -> bool:
        """Whether what a role sends is taken; what is not, does not exist for them."""
        status = self.kept.sends(path, form, role)
        assert status in (302, 404), (role, path, status)
        return status == 302


@pytest.fixture
def case(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    kept = keeping(world, monkeypatch)
    row, act = kept.open(because="record-words"), kept.act()
    with school_work(kept.taking.school):
        make_offer(row, what="offer-words", made_on=THURSDAY, act=act)
        agreed = {"agreed_on": THURSDAY, "agreed_with": "x", "review_on": TOMORROW}
        agree_plan(row, kind=PlanKind.CONTRACT, words="agreed-words", helps="helps-words", act=act, **agreed)
        note_barrier(row, kind=BarrierKind.objects.get(name="Health"), words="sensitive-words", act=act)
        write_note(row, words="restricted-words", restricted=True, act=act)
        given = {"what": "task-words", "due_on": TOMORROW, "duty": StaffDuty.Duty.CLERK}
        task = add_task(row, kind=TaskKind.TASK, act=act, **given)
    return Case(kept, f"/cases/{row.pk}/", f"/cases/tasks/{task.pk}/")


#: What is read of each part, and what is written: a page below the case with what is typed there.
READ = {
    Part.PLAN: "helps-words",
    Part.STAGE: 'aria-label="Stages"',
    Part.RECORD: "agreed-words",
    Part.TASKS: "task-words",
    Part.SENSITIVE: "sensitive-words",
    Part.RESTRICTED: "restricted-words",
}
SENT: dict[Part, Callable[[Case, str], tuple[str, dict[str, str]]]] = {
    Part.STAGE: lambda case, turn: (
        f"{case.path}stage/",
        {"stage": "listen" if turn == "up" else "monitor", "because": "x"},
    ),
    Part.RECORD: lambda case, _turn: (f"{case.path}offer/", {"what": "x", "made_on": "today"}),
    Part.TASKS: lambda case, _turn: (
        f"{case.path}task/",
        {"kind": "task", "what": "x", "whose": "clerk", "due_on": "today"},
    ),
}


def reaches(role: Role, part: Part, level: Level, *, theirs: bool) -> bool:
    """What the table says of a pupil in the year and group that somebody has, or in another."""
    right = table()[part].rights.get(role.value)
    return right is not None and right.gives(level) and (theirs or right.reaches is Reaches.EVERYBODY)


@pytest.mark.parametrize("theirs", [True, False], ids=["own pupil", "another's pupil"])
def test_every_role_has_of_every_part_what_the_table_says(case: Case, theirs: bool) -> None:
    if not theirs:
        with school_work(case.kept.taking.school):
            other = RegistrationGroup.objects.create(academic_year=2026, name="7Z", year_group="7")
            Placement.objects.filter(pupil_id=case.kept.pupil().pk).update(group=other, year_group="7")
            assert GroupTutor.objects.exclude(group=other).exists()
            assert YearLead.objects.exclude(year_group="7").exists()
    for role in EVERYBODY:
        shown = case.words(role)
        for part, words in READ.items():
            assert (words in shown) == reaches(role, part, Level.READ, theirs=theirs), (role, part)
        exists = reaches(role, Part.SENSITIVE, Level.EXISTS, theirs=theirs)
        knows = exists and not reaches(role, Part.SENSITIVE, Level.READ, theirs=theirs)
        assert ("safeguarding lead keeps" in shown) == knows, role
        for part, sent in SENT.items():
            writes = reaches(role, part, Level.WRITE, theirs=theirs)
            for turn in ("up", "down") if part is Part.STAGE else ("",):
                assert case.sends(role, *sent(case, turn)) == writes, (role, part)


def test_a_task_is_ended_by_who_writes_tasks_and_by_who_has_it(case: Case) -> None:
    refused = [role for role in EVERYBODY if not reaches(role, Part.TASKS, Level.WRITE, theirs=True)]
    for role in refused:
        assert not case.sends(role, case.task, {"move": "finish"}), role
    with school_work(case.kept.taking.school):
        StaffDuty.objects.create(post=case.kept.post(Role.CLASS_TEACHER), duty=StaffDuty.Duty.CLERK, starts_on=THURSDAY)
    assert "task-words" in case.words(Role.CLASS_TEACHER)
    assert "agreed-words" not in case.words(Role.CLASS_TEACHER)
    assert case.sends(Role.CLASS_TEACHER, case.task, {"move": "finish"})
