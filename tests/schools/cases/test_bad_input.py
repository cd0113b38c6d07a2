"""Every bad input about cases of tests/bad_input.toml, as it is typed: a clear 4xx beside its field, and nothing saved."""

import tomllib
from typing import Any

import pytest
from django.apps import apps

from foundation.access.roles import Role
from schools.cases.models import Note
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.staff.models import StaffDuty
from tenants.trusts.scopes import school_work
from tests.layout.tree import ROOT
from tests.schools.cases.keeping import THURSDAY, Keeping, keeping
from tests.world import World

CASES = [
    case
    for case in tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
    if case["surface"] == "case"
]
LETTERS = 1_000_000
#: What is refused of who may not: what does not exist is not explained.
NOWHERE = "no_such_page"


def rows(kept: Keeping) -> dict[str, int]:
    """How many rows each table of the room holds."""
    with school_work(kept.taking.school):
        return {model.__name__: model.objects.count() for model in apps.get_app_config("cases").get_models()}


def sent(kept: Keeping, path: str, case: dict[str, Any]) -> Any:
    given = case["input"]
    to = f"/cases/for/{kept.pupil().pk}/" if given["to"] == "pupil" else f"{path}{given['to']}"
    form = given["form"] | ({given["made"]: "a" * LETTERS} if "made" in given else {})
    return kept.client(Role(given.get("as", "attendance_officer"))).post(to, form)


def test_every_bad_input_about_cases_is_refused_clearly_and_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeping(world, monkeypatch)
    row = kept.open()
    with school_work(kept.taking.school):
        duty = StaffDuty.Duty.CLERK
        add_task(row, kind=TaskKind.TASK, what="Ring", due_on=THURSDAY, duty=duty, act=kept.act())
    path = f"/cases/{row.pk}/"
    assert [int(case["id"].strip("Bbc")) for case in CASES] == list(range(25, 35))
    for case in CASES:
        before = rows(kept)
        response = sent(kept, path, case)
        if case["answer"] == "clean":
            assert response.status_code == 302, case["id"]
            assert kept.only(Note).words == case["input"]["form"]["words"], case["id"]
            body = kept.page(path)
        else:
            assert response.status_code == (404 if case["code"] == NOWHERE else 422), case["id"]
            assert rows(kept) == before, case["id"]
            body = response.content.decode()
            check(case, response)
        assert all(words in body for words in case.get("says", [])), (case["id"], case["says"])
        assert not any(words in body for words in case.get("never", [])), case["id"]


def check(case: dict[str, Any], response: Any) -> None:
    """The fault stands beside the field it is about."""
    if "field" in case:
        form = response.context["form"]
        assert set(form.errors) == {case["field"]}, case["id"]
        assert f'id="id_{case["field"]}' in response.content.decode(), case["id"]
