"""A letter that a stage requires is drafted by itself when the stage is agreed: once, for a person to approve."""

import pytest
from django.db import IntegrityError, transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.cases.models import Event
from schools.letters.models import Letter
from schools.letters.operations import approve
from schools.roll.models import Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.schools.decisions.deciding import SINCE, TEN, Deciding, at, deciding
from tests.schools.roll.acts import BY
from tests.world import World

GAP = "[support you offer]"


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Deciding:
    made = deciding(world, monkeypatch)
    made.absent(TEN)
    made.look()
    return made


def parent(school: Deciding, name: str) -> None:
    with school_work(school.taking.school):
        bond = Bond(relationship="mother", responsibility="yes", lives_with=True)
        add_contact(Pupil.objects.get(pk=school.pupil().pk), bond, starts_on=SINCE, by=BY, details=Details(name=name))


def drafted(school: Deciding) -> str:
    return str(school.only(Event, kind="letters_drafted").words)


def test_each_parent_has_one_drafted_that_waits_for_a_person_and_goes_with_its_stage(school: Deciding) -> None:
    parent(school, "Karen Farrow")
    school.agreed()
    row = school.only(Letter)
    assert (row.state, row.approver, row.to_name, row.drafted_by) == (
        "draft",
        "attendance_officer",
        "Karen Farrow",
        "Rollcall",
    )
    assert drafted(school) == "1 letter drafted by itself, as Listen and understand requires: a person approves"
    # What the record does not know is written by a person before anybody approves it.
    assert row.gaps
    assert all(gap in row.body for gap in row.gaps)
    with school_work(school.taking.school), pytest.raises(Refused) as told:
        approve(row, signed=Signature(BY, "Attendance officer"), now=at(9, 36))
    assert told.value.first.code == "unwritten"
    # Nobody can have a second one, whatever wrote it.
    with school_work(school.taking.school), pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
        row.pk, row._state.adding = None, True
        row.save(force_insert=True)
    school.amend(TEN[:3], "I", "O")
    assert school.case().stage == "monitor"
    assert school.only(Letter).state == "withdrawn"


def test_where_nobody_may_be_written_to_the_timeline_says_why_there_is_none(school: Deciding) -> None:
    school.agreed()
    assert not school.rows(Letter)
    assert drafted(school) == "No letter “we noticed” is drafted: there is no parent on record whom it may go to"
