"""Evidence for tests: a school with a case, letters and a notice asked for, and a bundle prepared, mended and frozen."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from foundation.access.roles import Role
from rollcall.servers.stand_ins import NotifyServer
from schools.bundles.models import Bundle, BundleVersion
from schools.penalties.models import Consideration, Penalty
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from schools.roll.models import Contact
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.notice_states import REFERRED
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.policies import PROFILE
from tests.schools.cases.keeping import OFFICER, THURSDAY
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.papers.keeping import (
    CHILDS,
    FATHERS,
    OTHER,
    RESTRICTED,
    SENSITIVE,
    Papers,
    papers,
    print_all,
)
from tests.schools.pupils.years import write_marks
from tests.schools.registers.taking import at
from tests.world import World

NEVER = (RESTRICTED, SENSITIVE, FATHERS, CHILDS, FATHER, *OTHER, "kai")


WESTMOOR = PROFILE.replace("eastshire", "westmoor").replace(
    '["extract", "letters", "support", "notice_to_improve", "leave_decision", "parent"]',
    '["extract", "letters", "support"]',
)
FRIDAY = THURSDAY + dt.timedelta(days=1)


@contextmanager
def evidence(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Papers]:
    """On Friday at 9.36 the mother has a letter; on Thursday the child was on a holiday, then nobody knows where."""
    with NotifyServer() as server:
        made = papers(world, monkeypatch, server)
        there = {(THURSDAY, 1): "/", (THURSDAY, 2): "\\"}
        marks = dict.fromkeys(made.taking.keys, there) | {made.taking.keys[0]: {(THURSDAY, 1): "G", (THURSDAY, 2): "N"}}
        write_marks(made.school, marks, at=at(9, 30))
        print_all(made)
        with school_work(made.school):
            take_profiles_in([told("eastshire", PROFILE), told("westmoor", WESTMOOR)], now=timezone.now())
            asked_for(made)
        yield made


def asked_for(school: Papers) -> None:
    """A notice to the mother was asked for, which rests on Thursday."""
    case, now = school.cases[0], at(9, 36, on=FRIDAY)
    considered = Consideration.objects.create(
        case=case,
        on=FRIDAY,
        authority="Westmoor",
        codes="GNOU",
        first_week=dt.date(2026, 9, 7),
        last_week=dt.date(2026, 11, 16),
        marks=[["2026-11-19", 1, "G"], ["2026-11-19", 2, "O"]],
        reached_on=THURSDAY,
        request_by=dt.date(2026, 12, 3),
        at=now,
        by_name="x",
    )
    Penalty.objects.create(
        consideration=considered,
        pupil_id=case.pupil_id,
        contact=Contact.objects.get(name=MOTHER),
        relationship="mother",
        state=REFERRED,
        harm="no",
        order=1,
        rate="reduced",
        referred_on=FRIDAY,
        at=now,
        by_name="x",
    )


def told(authority: str, text: str) -> ToldProfile:
    kept = canonical(read_profile(text))
    since, now = dt.date(2026, 9, 1), timezone.now()
    return ToldProfile(authority, authority.title(), 1, since, kept, sha256_of(kept), "Ms Leader", now)


def shown(page: str) -> str:
    return html.unescape(re.sub(r"(<[^>]+>|\s)+", " ", page))


def prepared(school: Papers, authority: str, kind: str = "penalty", **other: str) -> str:
    """The address of a bundle about the mother."""
    asked = {"kind": kind, "whom": str(school.parent(MOTHER)), "authority": authority}
    asked |= {"first": "2026-09-07", "last": "2026-11-20"} | other
    assert school.sends(f"/bundles/cases/{school.case}/new/", asked) == 302
    with school_work(school.school):
        return f"/bundles/{Bundle.objects.latest('at', 'id').pk}/"


def mended(school: Papers) -> None:
    """Thursday's N becomes O, and Friday's register is taken."""
    marks = [school.taking.mark(0, "O", "N"), *(school.taking.mark(place, "\\", "\\") for place in range(1, 6))]
    saved = school.taking.save(*marks, on=THURSDAY, session="pm", reason="Nobody answered")
    assert saved.status_code == 200, saved.content
    assert school.taking.save(*(school.taking.mark(place, "/") for place in range(6)), on=FRIDAY).status_code == 200


def read_of(school: Papers, path: str, role: Role = OFFICER) -> dict[str, str]:
    found = re.search(r'name="read" value="(\w+)"', school.page(path, role))
    assert found is not None, shown(school.page(path, role))
    return {"read": found[1]}


def frozen(school: Papers, path: str) -> BundleVersion:
    assert school.sends(f"{path}freeze/", read_of(school, path)) == 302
    school.drain()
    with school_work(school.school):
        return BundleVersion.objects.latest("number")
