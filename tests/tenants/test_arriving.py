"""The one question every request asks answers as the three it replaces do."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from foundation.accounts.sessions import SessionStore
from tenants.memberships.arriving import arrival, proves
from tenants.memberships.models import Membership
from tenants.memberships.queries import member_at
from tenants.trusts.places import Place, place_of
from tenants.trusts.scopes import identity_work
from tests.tenants.signing_in import newcomer
from tests.world import SINCE, World, host_of, signed_in

TODAY = dt.date(2026, 10, 1)


def place(world_place: object) -> Place:
    found = place_of(host_of(world_place))
    assert found is not None
    return found


def key_of(person: Person, at: Place) -> str:
    return str(signed_in(person, at.host).cookies["__Host-session"].value)


def test_roles_are_those_that_members_are_asked_for(world: World) -> None:
    """Every person of the world at every place, on days before, within and after their memberships."""
    places = [place(row) for row in (world.alder, world.birch, world.northfield, world.southgate, world.eastshire)]
    people = [person for by_role in world.people.values() for person in by_role.values()]
    held_somewhere = 0
    for person in people[:8] + people[-6:]:
        for at in places:
            key = key_of(person, at)
            for on in (SINCE - dt.timedelta(1), SINCE, TODAY):
                with identity_work():
                    found = arrival(key, at, now=timezone.now(), on=on)
                    member = member_at(person, at, on=on)
                assert found is not None
                assert found.person == person
                assert found.roles == (member.roles if member else frozenset())
                held_somewhere += bool(found.roles)
    assert held_somewhere > 10


def test_an_ended_membership_holds_no_longer(world: World) -> None:
    person, at = newcomer(Role.CLASS_TEACHER, world.alder, secret=""), place(world.alder)
    key = key_of(person, at)
    for change in ({"ends_on": TODAY}, {"ends_on": None, "ended_at": dt.datetime(2026, 10, 2, 9, tzinfo=dt.UTC)}):
        with identity_work():
            Membership.objects.filter(person=person).update(**change)
            for on in (TODAY, TODAY + dt.timedelta(1)):
                found, member = arrival(key, at, now=timezone.now(), on=on), member_at(person, at, on=on)
                assert found is not None
                assert found.roles == (member.roles if member else frozenset())
            assert member is None


def test_another_host_another_time_and_another_key_find_nothing(world: World) -> None:
    person, at, other = world.person(Role.ATTENDANCE_OFFICER, world.alder), place(world.alder), place(world.birch)
    key, now = key_of(person, at), timezone.now()
    with identity_work():
        assert arrival(key, at, now=now, on=TODAY) is not None
        assert arrival(key, other, now=now, on=TODAY) is None
        assert arrival(key, at, now=now + dt.timedelta(hours=13), on=TODAY) is None
        assert arrival(key[:-1] + "!", at, now=now, on=TODAY) is None
        assert arrival("'; DROP TABLE accounts_session; --", at, now=now, on=TODAY) is None
        assert Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "change",
    [{SESSION_KEY: "0"}, {HASH_SESSION_KEY: "x"}, {HASH_SESSION_KEY: ""}, {BACKEND_SESSION_KEY: "os.system"}],
    ids=["another person", "another password", "no proof", "another backend"],
)
def test_a_session_proves_its_own_person_alone(change: dict[str, str], world: World) -> None:
    person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
    session = SessionStore(host=host_of(world.alder))
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
    assert proves(session, person)
    assert not proves(session, world.person(Role.HEADTEACHER, world.alder))
    assert not proves(session, None)
    session.update(change)
    assert not proves(session, person)


def test_whoever_was_switched_off_or_changed_their_password_is_a_stranger_at_once(world: World) -> None:
    for change in ({"is_active": False}, {"password": "argon2$other"}):
        person = newcomer(Role.CLASS_TEACHER, world.alder, secret="")
        client = signed_in(person, host_of(world.alder))
        assert client.get("/").headers["Location"] == "/registers/"
        with identity_work():
            Person.objects.filter(pk=person.pk).update(**change)
        assert client.get("/").headers["Location"] != "/registers/"
