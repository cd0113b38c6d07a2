"""The trust's page of what its schools share: its own schools' alone, and by school."""

import datetime as dt
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from tenants.journal.models import OutboxRow
from tenants.shares.operations import indexing
from tenants.shares.operations.indexing import Entry, reference_of
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import trust_work
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import NOW, TODAY
from tests.world import World


@pytest.fixture
def _emptied() -> Iterator[None]:
    _empty()
    yield
    _empty()


def _empty() -> None:
    with psycopg.connect(SUPERUSER_URL) as server:
        server.execute("DELETE FROM shares_index")


def indexed(trust: Trust, school: School, state: str = "received") -> uuid.UUID:
    key = uuid.uuid4()
    entry = Entry(
        share=key, school=school.pk, authority_name="Eastshire", purpose="penalty_pack", number=2, published_at=NOW,
        expires_on=TODAY + dt.timedelta(days=30),
    )  # fmt: skip
    with trust_work(trust):
        indexing.index(entry, trust_id=trust.pk, state=state, by=SYSTEM)
    return key


@pytest.mark.usefixtures("_emptied")
def test_a_trust_sees_its_own_schools_shares_by_school_and_what_became_of_them(world: World) -> None:
    north = world.northfield
    mine, other = indexed(north, world.alder), indexed(north, world.birch, "issued")
    theirs = indexed(world.southgate, world.fern)
    with trust_work(north):
        indexing.note_ended(other, trust_id=north.pk, how="revoked", by=SYSTEM, at=NOW)
    client = world.client(world.person(Role.TRUST_LEADER, north), north)
    shown = client.get("/shares/").content.decode()
    assert "1 share with authorities now, of 1 school. One share has ended." in shown
    assert reference_of(mine) in shown
    assert reference_of(other) in shown
    assert "taken back" in shown
    assert reference_of(theirs) not in shown
    assert f"/shares/{mine}/take-back/" in shown
    assert f"/shares/{other}/take-back/" not in shown
    narrowed = client.get("/shares/", {"school": str(world.birch.pk)}).content.decode()
    assert reference_of(other) in narrowed
    assert reference_of(mine) not in narrowed


@pytest.mark.usefixtures("_emptied")
def test_the_leader_takes_a_share_back_once_and_is_told_what_the_authority_loses(world: World) -> None:
    north = world.northfield
    stands, theirs, gone = indexed(north, world.alder, "issued"), indexed(world.southgate, world.fern), uuid.uuid4()
    client = world.client(world.person(Role.TRUST_LEADER, north), north)
    address = f"/shares/{stands}/take-back/"
    assert "loses the evidence that it rests on" in client.get(address).content.decode()
    assert client.post(address, {"why": " "}).status_code == 422
    assert client.post(address, {"why": "The wrong parent."}).status_code == 302
    again = client.post(address, {"why": "The wrong parent."})
    assert (again.status_code, "being taken back" in again.content.decode()) == (422, True)
    with trust_work(north):
        assert OutboxRow.objects.filter(topic=indexing.WANTED_BACK, payload__share=str(stands)).count() == 1
    for key in (theirs, gone):
        assert client.get(f"/shares/{key}/take-back/").status_code == 404
    manager = world.client(world.person(Role.TRUST_DATA_MANAGER, north), north)
    assert manager.get(address).status_code == 404
    assert "take-back" not in manager.get("/shares/").content.decode()
