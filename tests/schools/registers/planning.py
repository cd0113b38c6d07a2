"""Sources of plans of the tests' own, and what they plan for the pupils of a `Taking`."""

import datetime as dt
import uuid

import pytest

from foundation.audit.actors import Actor
from schools.registers.models import Mark
from schools.registers.operations.plans import plan
from schools.registers.rules import plan_sources
from schools.registers.rules.plans import PlannedSession, PlanOutcome, PlanSource, Rank, state_source
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking

SIGNED = Signature(Actor(None, "Ana Officer"), "Attendance officer")
DUAL, AWAY, LEFT, WORK, CLUB = (
    PlanSource("test_dual", Rank.DUE_ELSEWHERE, "another school"),
    PlanSource("test_suspension", Rank.SUSPENDED, "suspension"),
    PlanSource("test_leave", Rank.LEAVE, "leave"),
    PlanSource("test_provision", Rank.EXPECTED_ELSEWHERE, "provision"),
    PlanSource("test_club", Rank.BULK + 1, "club"),
)
IDS = {source.name: uuid.UUID(int=number) for number, source in enumerate((DUAL, AWAY, LEFT, WORK, CLUB), start=1)}


def state_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test: the sources that rooms state stay as they are."""
    monkeypatch.setattr(plan_sources, "_sources", dict(plan_sources._sources))
    for source in (DUAL, AWAY, LEFT, WORK, CLUB):
        state_source(source, address=lambda key: f"/somewhere/{key}/")


def days(*places: tuple[dt.date, int], code: str, confirmed: bool = True) -> list[PlannedSession]:
    return [PlannedSession(on, session, code, confirmed) for on, session in places]


def want(
    school: Taking, source: PlanSource, sessions: list[PlannedSession], *, place: int = 0, **more: object
) -> PlanOutcome:
    """Plan for a pupil, in a transaction of its own."""
    with school_work(school.school):
        return plan(
            source=source.name,
            source_id=IDS[source.name],
            pupil_key=school.keys[place],
            sessions=sessions,
            signed=SIGNED,
            **more,  # type: ignore[arg-type]
        )


def stands(school: Taking, on: dt.date = THURSDAY, session: int = 1, place: int = 0) -> tuple[str, bool] | None:
    with school_work(school.school):
        row = Mark.objects.filter(pupil_key=school.keys[place], date=on, session=session).first()
        return None if row is None else (row.code, row.planned)
