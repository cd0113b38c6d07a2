"""The trust's schools are known in each of them, and where a pupil came from or goes to is chosen from them or written."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from psycopg import sql

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.roll.models import Admission, LeavingVersion, Pupil, SisterSchool
from schools.roll.operations import admissions, leavers
from schools.roll.operations.admissions import Start
from schools.roll.operations.leavers import Leaving
from schools.roll.operations.schools import ToldSchool, keep_sisters
from schools.roll.tasks import tell_of_schools
from tenants.journal.models import OutboxRow
from tenants.trusts import provisioning
from tenants.trusts.blueprints import OWNER
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work
from tenants.trusts.tasks import drain
from tests.schools.roll.acts import BY, TODAY, group, joiner, pupil, six_pupils
from tests.world import World

CEDAR, LARCH = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def school(world: World) -> Iterator[School]:
    for one in six_pupils(world):
        told = [ToldSchool("Cedar Academy", CEDAR, "900003"), ToldSchool("Larch School", LARCH, "900009")]
        keep_sisters(told, today=TODAY, by=BY)
        yield one


def _trust(slug: str) -> Trust:
    return provisioning.provision_trust(name=slug.title(), slug=slug)


def _held(school: School) -> list[tuple[str, bool]]:
    with school_work(school):
        return [(row.name, row.until is None) for row in SisterSchool.objects.all()]


def test_each_school_learns_of_the_others_when_one_is_made_renamed_or_leaves(world: World) -> None:
    trust, other = _trust("sisters"), _trust("strangers")
    one, two, three = (world.another_school(trust=trust) for _ in range(3))
    drain.run(str(trust.pk))
    assert _held(one) == [(two.name, True), (three.name, True)]
    assert _held(three) == [(one.name, True), (two.name, True)]

    provisioning.rename(two, name="Beech High", by=Actor(None, "Sal Nowak"))
    drain.run(str(trust.pk))
    assert _held(one) == [("Beech High", True), (three.name, True)]
    assert _held(two) == [(one.name, True), (three.name, True)]

    School.objects.using(OWNER).filter(pk=three.pk).update(trust=other)
    tell_of_schools(trust, [])
    assert _held(one) == [("Beech High", True), (three.name, False)]
    tell_of_schools(other, [])
    assert _held(three) == [("Beech High", False), (one.name, False)]


def test_a_school_that_cannot_be_told_keeps_no_other_waiting_and_is_told_later(world: World) -> None:
    trust = _trust("locked")
    one, broken, three = (world.another_school(trust=trust) for _ in range(3))
    table, moved = (sql.Identifier(broken.schema_name, name) for name in ("roll_sisterschool", "moved"))
    rename = sql.SQL("ALTER TABLE {} RENAME TO {}")
    with connections[OWNER].cursor() as cursor:
        cursor.execute(rename.format(table, sql.Identifier("moved")))
    drain.run(str(trust.pk))
    assert [len(_held(school)) for school in (one, three)] == [2, 2]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(rename.format(moved, sql.Identifier("roll_sisterschool")))
    drain.run(str(trust.pk))
    assert len(_held(broken)) == 2
    with trust_work(trust):
        assert not OutboxRow.objects.filter(done_at=None).exists()


def test_what_was_read_before_another_worker_wrote_does_not_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    trust = _trust("slow")
    one, two = (world.another_school(trust=trust) for _ in range(2))
    tell_of_schools(trust, [])
    renamed = iter([True])

    def write_slowly(told: list[ToldSchool], **by: object) -> bool:
        """Between this worker's reading and its writing, the school is renamed and another worker tells all of it."""
        if next(renamed, False):
            School.objects.using(OWNER).filter(pk=two.pk).update(name="Newly Named")
        return keep_sisters(told, **by)  # type: ignore[arg-type]

    monkeypatch.setattr("schools.roll.tasks.keep_sisters", write_slowly)
    tell_of_schools(trust, [])
    assert _held(one) == [("Newly Named", True)]


def test_a_leaver_goes_to_a_school_of_the_trust_by_choice_or_by_its_name_or_elsewhere(school: School) -> None:
    chosen = leavers.remove_from_roll(
        pupil(1), Leaving(last_day=TODAY, ground="a", destination_school=CEDAR), today=TODAY, by=BY
    )
    assert (chosen.destination, chosen.destination_school) == ("Cedar Academy", CEDAR)
    for number, written, key in ((2, " larch school", LARCH), (3, "Poplar Free School", None)):
        leaving = Leaving(last_day=TODAY, ground="a", destination=written)
        left = leavers.remove_from_roll(pupil(number), leaving, today=TODAY, by=BY)
        assert (left.destination, left.destination_school) == (written.strip(), key)
    came = admissions.admit_pupil(
        joiner(), Start(starts_on=TODAY, group=group(), last_school_id=LARCH), today=TODAY, by=BY
    )
    assert list(came.admissions.values_list("last_school", "last_school_id")) == [("Larch School", LARCH)]


def test_a_school_that_has_left_the_trust_is_no_choice_but_an_old_choice_reads_as_before(school: School) -> None:
    to_cedar = Leaving(last_day=TODAY, ground="a", destination_school=CEDAR)
    left = leavers.remove_from_roll(pupil(1), to_cedar, today=TODAY, by=BY)
    keep_sisters([ToldSchool("Larch Renamed", LARCH, "900009")], today=TODAY, by=BY)
    with pytest.raises(Refused, match="not one of the trust’s any more") as refused:
        leavers.remove_from_roll(pupil(2), to_cedar, today=TODAY, by=BY)
    assert refused.value.first.field == "destination_school"
    put_right = Leaving(last_day=TODAY, ground="a", note="by letter", destination_school=CEDAR)
    left = leavers.correct_leaver(left, put_right, reason="note", today=TODAY, by=BY)
    assert (left.destination, left.destination_school) == ("Cedar Academy", CEDAR)
    elsewhere = Leaving(last_day=TODAY, ground="a", destination="Ash")
    left = leavers.correct_leaver(left, elsewhere, reason="moved", today=TODAY, by=BY)
    assert (left.destination, left.destination_school) == ("Ash", None)
    kept = LeavingVersion.objects.filter(admission=left).values_list("destination", "destination_school")
    assert list(kept) == [("Cedar Academy", CEDAR)] * 2


def test_the_form_offers_the_trusts_schools_first_and_takes_one_answer(world: World) -> None:
    school = world.another_school(filled=True)
    client: Client = world.client(world.employ(Role.ATTENDANCE_OFFICER, school), school)
    with school_work(school):
        first = Pupil.objects.get(key=1)
    address = f"/pupils/{first.pk}/roll/leave/"
    assert "destination_school" not in client.get(address).content.decode()
    with school_work(school):
        keep_sisters([ToldSchool("Cedar Academy", CEDAR, "900003")], today=TODAY, by=BY)
    page = client.get(address).content.decode()
    assert page.index("Cedar Academy") < page.index("Another school or place")
    asked = {"last_day": "today", "ground": "a", "destination_school": str(CEDAR), "confirmed": "yes"}
    both = client.post(address, asked | {"destination": "Elsewhere"})
    assert (both.status_code, "A school of the trust is chosen above" in both.content.decode()) == (422, True)
    unknown = client.post(address, asked | {"destination_school": str(uuid.uuid4())})
    assert unknown.status_code == 422
    assert client.post(address, asked).status_code == 302
    with school_work(school):
        assert Admission.objects.get(pupil=first).destination_school == CEDAR
    corrected = client.get(f"/pupils/{first.pk}/roll/leaving/").content.decode()
    assert f'value="{CEDAR}" selected' in corrected
