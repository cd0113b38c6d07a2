"""Leave, part-time timetables and exams of long ago."""

import datetime as dt
import uuid

from foundation.london import LONDON
from schools.journal.operations import make_link
from schools.leave.models import ExamEntry, ExamPaper, LeaveRequest, PartTimeReview, PartTimeTimetable, StudyLeave
from schools.leave.operations.links import ASK
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import PAST, SINCE
from tests.world import canary


def refused(school: School, pupil: Pupil) -> LeaveRequest:
    """Leave that was asked for and refused, of long ago."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    return LeaveRequest.objects.create(
        pupil=pupil,
        ground="exceptional",
        starts_on=SINCE,
        ends_on=SINCE,
        reason=canary(school),
        applicant=canary(school),
        lives_with=True,
        asked_on=SINCE,
        way=LeaveRequest.Way.FORM,
        together=uuid.uuid4(),
        by_name="x",
        created_at=at,
        state=LeaveRequest.State.REFUSED,
        decided_at=at,
        decided_by="x",
    )


def part_time(school: School, pupil: Pupil) -> dict:
    """A part-time timetable of long ago, ended, with its review."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    row = PartTimeTimetable.objects.create(
        pupil=pupil,
        agreed_with=canary(school),
        agreed_on=SINCE,
        purpose=canary(school),
        wider_plan="x",
        slots=[1],
        hours=20,
        **PAST,
        at=at,
        by_name="x",
        closed_at=at,
    )
    return {"timetable": row, "review": PartTimeReview.objects.create(timetable=row, due_on=SINCE)}


def exams(school: School, pupil: Pupil) -> dict:
    """A paper of long ago that the pupil was entered for, and a study leave that was withdrawn."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    paper = ExamPaper.objects.create(
        code="X/1", title=canary(school), kind="public", date=SINCE, session=1, starts_at=dt.time(9), minutes=90
    )
    ExamEntry.objects.create(paper=paper, pupil=pupil)
    study = StudyLeave.objects.create(name=canary(school), **PAST, at=at, by_name="x", withdrawn_at=at)
    return {"exam_paper": paper, "study": study}


def asking(school: School) -> str:
    """The token of a link by which a parent asks for leave; for ever, too."""
    child = {"pupil": "x", "name": canary(school), "birth": "x"}
    return make_link(ASK, about=("contact", "x"), facts={"children": [child]}).split("/")[2]
