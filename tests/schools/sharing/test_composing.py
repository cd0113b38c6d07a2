"""What each kind of share holds of a real child's rows, and what may be in none of them."""

import datetime as dt
import importlib
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS, work
from foundation.refusals import Refused
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.rules.opening import Kind
from schools.journal.models import ReadLine
from schools.journal.tasks import drain
from schools.leave.models import PartTimeReview
from schools.leave.operations import part_time
from schools.leave.operations.planning import Act as LeaveAct
from schools.letters.models import Letter
from schools.missing.models import HomeEducation
from schools.missing.operations.searching import begin, enquire
from schools.missing.rules.enquiries import Result, Side
from schools.provision.operations.placing import Agreed, Due, place
from schools.provision.operations.providers import About as Provider
from schools.provision.operations.providers import add_provider
from schools.roll.models import Contact, Pupil, PupilContact
from schools.roll.operations.contacts import set_restriction
from schools.roll.operations.related import flag_related_staff, lift_related_staff
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share, ShareVersion
from schools.sharing.operations.sharing import About
from schools.sharing.operations.telling import To, preview, read_of, tell
from schools.sharing.rules.meeting import meeting_key
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.scopes import school_scope, school_work
from tests.schools.cases.keeping import HEAD, OFFICER, THURSDAY
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.improvement.improving import BEGINS, ENDS, WRITTEN, Improving
from tests.schools.papers.keeping import CHILDS, FATHERS, OTHER, RESTRICTED, SENSITIVE, papers
from tests.schools.pupils.years import write_marks
from tests.schools.registers.taking import at
from tests.tenants.sharing import forget
from tests.world import World

NOW = at(9, 35)
DAY = dt.timedelta(days=1)
HIDING = "9 Refuge Lane"
NEVER = (RESTRICTED, SENSITIVE, FATHERS, CHILDS, *OTHER, HIDING, "ethnic", "why-canary", "words-canary")
SIGNED = Signature(Actor(None, "Ms Head"), "headteacher")


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Improving]:
    """The first pupil has a case with something in every part, two parents, a notice to improve that was given to both."""
    with NotifyServer() as server:
        held = papers(world, monkeypatch, server)
        made = Improving(held.taking, held.cases)
        made.ask()
        there = {(THURSDAY, 1): "/", (THURSDAY, 2): "\\"}
        away = {made.taking.keys[0]: {(THURSDAY, 1): "O", (THURSDAY, 2): "O"}}
        write_marks(made.school, dict.fromkeys(made.taking.keys, there) | away, at=at(9, 30))
        made.approved()
        made.printed()
        with school_work(made.school):
            Contact.objects.filter(name=FATHER).update(address=HIDING)
        yield made
        forget(world)


def test_plans_and_notices_are_listed_read_shared_and_marked_when_they_change(school: Improving) -> None:
    with school_work(school.school):
        pupil = Pupil.objects.get(pk=school.pupil().pk)
        plan = part_time.agree(pupil, _plan(school), act=LeaveAct(SIGNED, NOW))
        letters = list(Letter.objects.filter(kind="notice_to_improve"))
    listed = school.page("/sharing/tell/")
    assert listed.count("not shared") == 3
    for one in letters:
        assert f"/sharing/tell/improvement/{one.pk}/" in listed
    path = f"/sharing/tell/part_time/{plan.pk}/"
    assert _share(school, path) == 302
    assert _share(school, f"/sharing/tell/meeting/{meeting_key(THURSDAY + 7 * DAY)}/", HEAD) == 302
    with school_work(school.school):
        share = Share.objects.get(purpose="part_time")
        assert (share.state, share.number, share.authority) == ("agreed", 1, "eastshire")
        PartTimeReview.objects.update(due_on=THURSDAY + 15 * DAY)
    drain.run(str(school.school.pk))
    assert "changed since" in school.page("/sharing/tell/")
    assert _share(school, path, why="") == 422
    assert _share(school, path, why="The review is a day later.") == 302
    assert "changed since" not in school.page("/sharing/tell/")
    assert school.client(OFFICER).get("/sharing/tell/meeting/").status_code == 404
    assert school.sends("/sharing/tell/meeting/", {"meets_on": "01/09/2026"}, HEAD) == 422
    assert school.sends("/sharing/tell/meeting/", {"meets_on": "26/11/2026"}, HEAD) == 302
    _is_kept_from_who_may_not_know_somebody_on_it(school, pupil)
    _goes_out_whole_or_not_at_all(school, pupil)


def _is_kept_from_who_may_not_know_somebody_on_it(school: Improving, pupil: Pupil) -> None:
    """The kept version has whom it names: each reader leaves a line of each, and none of them is hidden from a reader."""
    with school_work(school.school):
        version = ShareVersion.objects.get(share__purpose="meeting")
        assert version.pupils == [pupil.pk]
        ShareVersion.objects.update(pupils=[])
        load = importlib.import_module("schools.sharing.migrations.0003_pupils_of_versions").load
        load(apps, SimpleNamespace(connection=SimpleNamespace(alias=ALIAS)))
        assert dict(ShareVersion.objects.values_list("share__purpose", "pupils")) == {
            "meeting": [pupil.pk],
            "part_time": [],
        }
    one, head = f"/shared/{version.share_id}/", school.post(HEAD)
    tell = f"/sharing/tell/meeting/{meeting_key(THURSDAY + 7 * DAY)}/"
    assert school.client(HEAD).get(one).status_code == 200
    with school_work(school.school):
        shown = ReadLine.objects.filter(person_id=head.person_id, shown__pupil_keys__contains=[pupil.key])
        pages = set(shown.values_list("shown__what", "shown__about_kind", "shown__about_id"))
        assert {("case", "share", str(version.share_id)), ("pupil", "share", tell.split("/")[4])} <= pages
        flag = flag_related_staff(head, pupil, on=THURSDAY, by=SIGNED.by)
    assert school.client(HEAD).get(one).status_code == 404
    assert one not in school.page("/shared/", HEAD)
    assert school.client(OFFICER).get(one).status_code == 200
    with school_work(school.school):
        lift_related_staff(flag, on=THURSDAY, by=SIGNED.by)
    assert one in school.page("/shared/", HEAD)


def _goes_out_whole_or_not_at_all(school: Improving, pupil: Pupil) -> None:
    """A head from whom a child on the agenda is hidden is not shown them, and cannot share it without them."""
    source = meeting_key(THURSDAY + 8 * DAY)
    path, head = f"/sharing/tell/meeting/{source}/", school.post(HEAD)
    with school_work(school.school):
        flag = flag_related_staff(head, pupil, on=THURSDAY, by=SIGNED.by)
    said = school.page(path, HEAD)
    assert ("is hidden from you" in said, pupil.surname in said, "Share with" in said) == (True, False, False)
    to = To(school=school.school, authority="eastshire", authority_name="Eastshire")
    about, act = About(purpose=Purpose.MEETING, source=source), Act(SIGNED, NOW)
    with work(replace(school_scope(school.school), reader=str(head.person_id))):
        read = read_of([preview(about, to, act=act)])
        with pytest.raises(Refused, match="is hidden from you"):
            tell([about], to, read=read, act=act)
    with school_work(school.school):
        lift_related_staff(flag, on=THURSDAY, by=SIGNED.by)
    said = school.page(path, HEAD)
    assert ("is hidden from you" in said, pupil.surname in said) == (False, True)


def _share(school: Improving, path: str, role: Role = OFFICER, **typed: str) -> int:
    """Read what would be shared, and share it."""
    read = re.search(r'name="read" value="(\w+)"', school.page(path, role))
    assert read is not None
    return school.sends(path, {"read": read[1]} | typed, role)


def _plan(school: Improving) -> part_time.Agreed:
    return part_time.Agreed(
        contact=school.parent(MOTHER),
        agreed_on=THURSDAY,
        purpose="why-canary",
        wider_plan="why-canary",
        slots=[8, 9],
        hours=Decimal("20.50"),
        starts_on=THURSDAY,
        ends_on=THURSDAY + 28 * DAY,
        reviews=[THURSDAY + 14 * DAY],
    )


def shown(made: Improving, purpose: Purpose, source: uuid.UUID, pupil: Pupil | None) -> Snapshot:
    """As the authority would be given it now: whole, with nothing lacking."""
    to = To(school=made.school, authority="eastshire", authority_name="Eastshire")
    about = About(purpose=purpose, source=source, pupil=pupil)
    read = preview(about, to, act=Act(SIGNED, NOW))
    assert not read.composed.lacking
    said = json.dumps(read.snapshot.plain, ensure_ascii=False)
    assert [word for word in NEVER if word in said] == [], purpose
    return read.snapshot


def test_each_purpose_holds_what_it_lists_and_nothing_that_may_never_go(school: Improving) -> None:
    with school_work(school.school):
        pupil = Pupil.objects.get(pk=school.pupil().pk)
        _improvement(school, pupil)
        _plans(school, pupil)
        _searches(school, pupil)
        _meeting(school)
        assert not Share.objects.exists()


def _improvement(school: Improving, pupil: Pupil) -> None:
    letters = {one.to_name: one for one in Letter.objects.filter(kind="notice_to_improve")}
    facts = shown(school, Purpose.IMPROVEMENT, letters[MOTHER].pk, pupil).facts
    assert (facts["parent_name"], facts["begins_on"], facts["ends_on"], facts["weeks"]) == (
        MOTHER,
        BEGINS.isoformat(),
        ENDS.isoformat(),
        3,
    )
    assert {row["words"] for row in facts["contents"]} == set(WRITTEN.values())
    assert FATHER not in str(facts)
    unsent = Letter.objects.filter(to_name=FATHER, dated=None)[0]
    to = To(school=school.school, authority="eastshire", authority_name="Eastshire")
    Letter.objects.filter(pk=unsent.pk).update(about_id=letters[MOTHER].about_id)
    about = About(purpose=Purpose.IMPROVEMENT, source=unsent.pk, pupil=pupil)
    assert [one.field for one in preview(about, to, act=Act(SIGNED, NOW)).composed.lacking] == ["given_on"]


def _plans(school: Improving, pupil: Pupil) -> None:
    row = part_time.agree(pupil, _plan(school), act=LeaveAct(SIGNED, NOW))
    facts = shown(school, Purpose.PART_TIME, row.pk, pupil).facts
    assert facts == {
        "starts_on": "2026-11-19",
        "review_on": "2026-12-03",
        "ends_on": "2026-12-17",
        "hours": "20.5",
        "agreed_by_whom": MOTHER,
    }
    provider = add_provider(Provider("Harbour Workshop", "provider", "Motor mechanics"), by=SIGNED.by)
    placed = Agreed(
        provider=provider,
        code="B",
        slots=[1, 2, 4],
        starts_on=THURSDAY + 30 * DAY,
        ends_on=THURSDAY + 60 * DAY,
        purpose="why-canary",
    )
    due = Due("review", THURSDAY + 40 * DAY)
    elsewhere = place(pupil, placed, review=due, may_amend=True, signed=SIGNED, now=NOW).row
    facts = shown(school, Purpose.ELSEWHERE, elsewhere.pk, pupil).facts
    assert (facts["provider"], facts["hours"], facts["review_on"]) == (
        "Harbour Workshop",
        "3 sessions (Monday, Tuesday PM)",
        "2026-12-29",
    )


def _searches(school: Improving, pupil: Pupil) -> None:
    case = begin(pupil, first_day=THURSDAY - 3 * DAY, because="why-canary", act=school.act())
    given: dict[str, Any] = {"on": THURSDAY, "who": "J. Ward", "words": "words-canary", "came": "words-canary"}
    enquire(case, kind="contacts", side=Side.SCHOOL, result=Result.NOTHING, act=school.act(), **given)
    facts = shown(school, Purpose.MISSING, case.pk, pupil).facts
    assert facts["address"] == "3 Larch Row, Northfield"
    assert {
        "on": "2026-11-19",
        "what": "Rang or wrote to every contact we hold, the school",
        "result": "nothing found",
    } in (facts["enquiries"])
    leaving = open_case(pupil, kind=Kind.EHE, because="why-canary", act=school.act())
    HomeEducation.objects.create(
        case=leaving,
        written_by=MOTHER,
        written_on=THURSDAY,
        received_on=THURSDAY,
        written_as="She will be taught at home.",
        talked_as="words-canary",
        at=NOW,
        by_name="x",
    )
    facts = shown(school, Purpose.HOME_EDUCATION, leaving.pk, pupil).facts
    assert (facts["writing"], facts["written_on"]) == ("She will be taught at home.", "2026-11-19")
    link = PupilContact.objects.get(pupil=pupil, contact__name=FATHER)
    set_restriction(link, "court_order", starts_on=THURSDAY, by=SIGNED.by)
    assert shown(school, Purpose.MISSING, case.pk, pupil).facts["address"] == ""


def _meeting(school: Improving) -> None:
    facts = shown(school, Purpose.MEETING, meeting_key(THURSDAY + 7 * DAY), None).facts
    assert facts["meets_on"] == "2026-11-26"
    assert [row["until"] for row in facts["part_time"]] == ["2026-12-17"]
    assert [row["what"] for row in facts["trends"]] == ["Attendance", "Persistently absent", "Severely absent"]
    assert {row["before"] for row in facts["trends"]} == {"not known"}
    assert facts["actions"] == []
