"""The demo's cases: each kind is played to where it stands, once."""

from collections import Counter

import pytest

from rollcall.demo.trust import casework
from schools.cases.models import Barrier, Case, Note, PlanReview, Task
from schools.registers.models import PupilWeek
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY, keeping
from tests.world import HALF_TERMS, World


def test_cases_of_every_kind_are_played_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping(world, monkeypatch)
    school = kept.taking.school
    monkeypatch.setattr(casework, "OF_A_YEAR", 5)
    counts = dict.fromkeys(("present", "approved", "authorised", "not_possible", "late_before", "late_after"), 0)
    week = {"week": HALF_TERMS[1][1], "half_term": 20262, **counts}
    with school_work(school):
        for number, key in enumerate(kept.taking.keys):
            PupilWeek.objects.create(pupil_key=key, unauthorised=number, **week)
    assert casework.play(school, THURSDAY) == 5
    assert casework.play(school, THURSDAY) == 0
    with school_work(school):
        cases = list(Case.objects.all())
        assert Counter(case.state for case in cases) == {"open": 3, "waiting": 1, "closed": 1}
        assert {case.stage for case in cases} == {"monitor", "listen", "support"}
        assert min(case.pupil.key for case in cases) == kept.taking.keys[1], "who missed least has none"
        assert Task.objects.filter(state="open", due_on__lt=THURSDAY).count() == 1
        assert Note.objects.filter(restricted=True).count() == 1
        assert Barrier.objects.filter(sensitive=True).count() == 1
        assert PlanReview.objects.filter(held_on__isnull=True, due_on__gt=THURSDAY).count() == 1
