"""Whose session is this, and what are they here? One query for every request.

The ORM compiles it once for each kind of place, from the same definitions as everywhere else; after that only its
parameters change. As three queries they took a third of the time of a small page.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils.crypto import constant_time_compare

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from foundation.accounts.sessions import SessionStore
from foundation.database.scope import ALIAS, guarded_connection
from tenants.memberships.models import Membership
from tenants.memberships.queries import PLACE_COLUMN, asking_teachers, held_on
from tenants.trusts.places import Place

# Placeholders: the query is compiled with these, and each request puts its own values in their place. No key, host,
# place, moment or day of a request equals one of them.
_KEY, _HOST, _PLACE = "\1key", "\1host", uuid.UUID(int=1)
_NOW, _DAY = dt.datetime(1, 2, 3, tzinfo=dt.UTC), dt.date(1, 2, 3)
_PERSON = [field.attname for field in Person._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What there is for a session key at a place: the session's data, whose it is, and what they are here on that day.

    `asks_teachers` is whether the place asks class teachers for a second factor too.
    """

    data: str
    held_until: dt.datetime
    person: Person | None
    roles: frozenset[Role]
    asks_teachers: bool


def arrival(key: str, place: Place, *, now: dt.datetime, on: dt.date) -> Arrival | None:
    """The session of this key on this host, if it still runs, with its person and their roles here."""
    statement, parameters = _query(place.kind)
    values = {_KEY: key, _HOST: place.host, _PLACE: place.key, _NOW: now, _DAY: on}
    with guarded_connection().cursor() as cursor:
        cursor.execute(statement, [values.get(parameter, parameter) for parameter in parameters])
        row = cursor.fetchone()
    if row is None:
        return None
    data, held_until, *person, roles, asks_teachers = row
    known = None if person[0] is None else Person.from_db(ALIAS, _PERSON, person)
    return Arrival(data, held_until, known, frozenset(Role(role) for role in roles), bool(asks_teachers))


def proves(session: SessionStore, person: Person | None) -> bool:
    """Whether this session was begun by signing in as `person`, who may still sign in and has the same password.

    What is unusual (a changed password, a secret that was renewed) is for `django.contrib.auth.get_user` to settle.
    """
    return (
        person is not None
        and person.is_active
        and session.get(SESSION_KEY) == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )


@cache
def _query(kind: str) -> tuple[str, tuple[object, ...]]:
    held = Membership.objects.filter(held_on(_DAY), person=OuterRef("person"), **{PLACE_COLUMN[kind]: _PLACE})
    rows = (
        Session.objects.filter(session_key=_KEY, host=_HOST, expire_date__gt=_NOW)
        .annotate(roles=ArraySubquery(held.values("role")), asks_teachers=Subquery(asking_teachers(_PLACE)))
        .values_list("session_data", "expire_date", *(f"person__{name}" for name in _PERSON), "roles", "asks_teachers")
    )
    statement, parameters = rows.query.sql_with_params()
    return statement, tuple(parameters)
