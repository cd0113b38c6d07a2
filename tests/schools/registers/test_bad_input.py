"""Every bad mark of tests/bad_input.toml, by the interface and by the plain form: a clear 4xx, and nothing saved."""

import datetime as dt
import html
import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

import pytest

from foundation.access.roles import Role
from foundation.london import LONDON
from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.registers.models import Entry, Mark
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World, canary

CASES = [
    case
    for case in tomllib.loads((Path(__file__).resolve().parents[2] / "bad_input.toml").read_text(encoding="utf-8"))[
        "case"
    ]
    if case["surface"] == "register"
]
FORMS = [case for case in CASES if case.get("form_status", case["status"])]
SAVED_BEFORE = at(8, 51)


@pytest.fixture
def crowd(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The register of 9B with a pupil who joins on Monday, one who left on Friday, and one in another group."""
    school = taking(world, monkeypatch)
    with school_work(school.school):
        pupils = list(Pupil.objects.order_by("sort_name", "key"))
        monday, friday = THURSDAY + dt.timedelta(days=4), THURSDAY - dt.timedelta(days=6)
        Admission.objects.filter(pupil=pupils[5]).update(starts_on=monday)
        Admission.objects.filter(pupil=pupils[4]).update(ends_on=friday, leaving_ground="a")
        other = RegistrationGroup.objects.create(academic_year=2026, name="9C", year_group="9")
        Placement.objects.filter(pupil=pupils[3]).update(group=other)
        NonSchoolDay.objects.create(date=THURSDAY + dt.timedelta(days=1), kind="inset")
    with school_work(world.fern):
        foreign = Pupil.objects.order_by("key")[0].pk
    return {
        "taking": school,
        "pupils": {
            "joins-later": pupils[5].pk,
            "left": pupils[4].pk,
            "other-group": pupils[3].pk,
            "other-school": foreign,
            "unknown": uuid.UUID("00000000-0000-7000-8000-000000000000"),
        },
    }


def _prepare(case: dict[str, Any], crowd: dict[str, Any]) -> tuple[Taking, uuid.UUID, dict[str, Any]]:
    """What the case needs to be there beforehand, and the moment it happens at."""
    given, school = case["input"], crowd["taking"]
    pupil = crowd["pupils"].get(given.get("pupil"), school.pupils[0])
    where = {name: given[name] for name in ("session",) if name in given}
    if "date" in given:
        where["on"] = given["date"]
    if "held" in given:
        school.set_clock(SAVED_BEFORE)
        assert school.save(school.mark(0, given["held"])).status_code == 200
    if "meanwhile" in given:
        school.set_clock(at(8, 53))
        assert school.save(school.mark(0, given["meanwhile"])).status_code == 200
    if given.get("closed"):
        with school_work(school.school):
            ClosedYear.objects.create(academic_year=2026, closed_at=at(9), closed_by="Head")
    school.set_clock(dt.datetime.fromisoformat(given.get("now", "2026-11-19T08:55")).replace(tzinfo=LONDON))
    return school, pupil, where


def _reason(given: dict[str, Any]) -> str:
    return "x" * given["long_reason"] if "long_reason" in given else str(given.get("reason", ""))


def _counts(school: Taking) -> tuple[int, int]:
    with school_work(school.school):
        return Mark.objects.count(), Entry.objects.count()


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}-{case['title']}" for case in CASES])
def test_the_interface_answers_clearly(case: dict[str, Any], crowd: dict[str, Any], world: World) -> None:
    """Status, code, row and field as listed; words that say what is wrong and what to do; not a mark changed."""
    school, pupil, where = _prepare(case, crowd)
    given, role, key = case["input"], Role(case["input"].get("role", "attendance_officer")), uuid.uuid4().hex
    was = {"code": given["held"], "minutes": None} if "held" in given else None
    mark = {"pupil": str(pupil), "was": was, "code": given.get("code"), "minutes": given.get("minutes")}
    if "raw" in given:
        mark["code"] = json.loads(given["raw"])
    version = given.get("version", 1 if "held" in given else 0)
    body = {"version": version, "reason": _reason(given), "marks": [mark] * given.get("marks", 1)}
    if "key" in given:
        first = {**body, "marks": [{**mark, "code": "I"}]} if given["key"] == "other-body" else body
        assert school.send(first, role=role, key=key, **where).status_code == 200
    before = _counts(school)
    answer = school.send(body, role=role, key=key, **where)
    assert answer.status_code == case["status"], answer.content
    if case["status"] == 200:
        assert school.marks()[0, THURSDAY, 1][0] == case["saved"]
        return
    assert _counts(school) == before
    _is_clear(answer, case, world)


def _is_clear(answer: Any, case: dict[str, Any], world: World) -> None:
    said = answer.content.decode()
    for words in [canary(world.fern), *case.get("never", ())]:
        assert words not in said
    if "code" not in case:
        return  # an address of no shape at all: nothing is there
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    errors = told.get("errors") or [{}]
    assert case["code"] in (told["code"], errors[0].get("code")), told
    for name in ("row", "field"):
        if name in case:
            assert errors[0][name] == case[name], told
    for words in case["says"]:
        assert words in " ".join([told["detail"], *(one["detail"] for one in errors if one)]), told


@pytest.mark.parametrize("case", FORMS, ids=[f"{case['id']}-{case['title']}" for case in FORMS])
def test_the_form_answers_clearly(case: dict[str, Any], crowd: dict[str, Any], world: World) -> None:
    """The same refusals beside the field, with what was typed still there, and nothing saved."""
    school, pupil, where = _prepare(case, crowd)
    given, role = case["input"], Role(case["input"].get("role", "attendance_officer"))
    data = {
        "version": given.get("version", 1 if "held" in given else 0),
        "key": "k1",
        "reason": _reason(given),
        f"was-{pupil}": given.get("held", ""),
        f"code-{pupil}": given.get("code", ""),
        f"minutes-{pupil}": given.get("minutes", ""),
    }
    address = f"/registers/{school.group}/{where.get('on', THURSDAY)}/{where.get('session', 'am')}/form/"
    client = school.clients[role]
    if "key" in given:
        first = {**data, f"code-{pupil}": "I"} if given["key"] == "other-body" else data
        assert client.post(address, first).status_code == 302
    before = _counts(school)
    answer = client.post(address, data)
    wanted = case.get("form_status", case["status"])
    if wanted == 200:
        assert answer.status_code == 302
        assert school.marks()[0, THURSDAY, 1][0] == case["saved"]
        return
    assert answer.status_code == wanted, answer.content.decode()[:2000]
    assert _counts(school) == before
    said = _plain_text(answer.content.decode())
    assert canary(world.fern) not in said
    if wanted == 404:
        return
    for words in case.get("form_says", case["says"]):
        assert words in said, said[-3000:]
    typed = str(given.get("code", ""))
    if typed and "pupil" not in given:
        assert f'value="{typed}"' in answer.content.decode()


def _plain_text(page: str) -> str:
    """The page's words as a person reads them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_case_of_the_list_is_here() -> None:
    """A1 to A24, each at least once."""
    assert {int(case["id"].rstrip("abcdef")[1:]) for case in CASES} == set(range(1, 25))
