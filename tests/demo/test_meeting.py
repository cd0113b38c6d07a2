"""The demo's meetings: one held with its decisions, one on Thursday with an agenda, and the mentoring group; once."""

import pytest

from rollcall.demo.trust import meeting
from schools.cases.models import Task
from schools.meetings.models import AgendaItem, Decision, HelpGroupPupil, Meeting
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY, keeping
from tests.schools.meetings.autumn import write_autumn
from tests.world import World


def test_a_meeting_is_held_another_planned_and_a_group_made_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping(world, monkeypatch)
    school = kept.taking.school
    write_autumn(school, kept.taking.keys)
    assert meeting.play(school, THURSDAY) == 6
    assert meeting.play(school, THURSDAY) == 0
    with school_work(school):
        held, planned = Meeting.objects.order_by("on")
        assert (held.state, planned.state, planned.on) == ("held", "planned", THURSDAY)
        assert Decision.objects.filter(meeting=held).count() == 3
        assert Task.objects.filter(state="open", due_on__lt=THURSDAY).count() == 2
        assert AgendaItem.objects.filter(meeting=planned).count() == 2
        assert HelpGroupPupil.objects.count() == 6
