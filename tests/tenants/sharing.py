"""Shares for tests, as a school's worker publishes them."""

import datetime as dt
import uuid
from typing import Any

import psycopg
from django.conf import settings

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM, Actor
from tenants.journal.models import OutboxRow
from tenants.policies.rules.notice_states import PAID_FULL
from tenants.shares.models import Act, Notice, Question, Share
from tenants.shares.operations.answering import Officer
from tenants.shares.operations.asking import ASKED
from tenants.shares.operations.publishing import CopiedFile, From, Publication, publish
from tenants.shares.rules.ledger import Child, kept_until
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import authority_work
from tests.session_database import SUPERUSER_URL
from tests.world import World

NOW = dt.datetime(2026, 11, 19, 9, 35, tzinfo=dt.UTC)
TODAY = NOW.date()
#: What stands of a child in the shares of tests, and nowhere else.
FORENAME, SURNAME, UPN, BORN = "Ciaran", "Sharedcanary", "A123456789012", "2015-03-04"
PARENT = "Aoife Boyle"


def core(school: School, surname: str = SURNAME) -> dict[str, Any]:
    """Whom a share is about."""
    return {
        "school": school.name,
        "laestab": school.laestab,
        "forename": FORENAME,
        "surname": surname,
        "birth_date": BORN,
        "upn": UPN,
        "year": "Year 6",
        "basis": "the school’s own words",
        "agreed_by": "Sarah Whitcombe, headteacher",
        "ring": "Ana Petrov, 020 7946 0000",
    }


def pack(school: School, *, parent: str = PARENT, surname: str = SURNAME) -> Snapshot:
    """A pack about one parent."""
    facts = {
        "asks": "to consider a penalty notice",
        "parent_name": parent,
        "parent_relationship": "mother",
        "parent_address": "1 Invented Street",
        "extract": [
            {"date": "2026-10-20", "session": "AM", "code": "G", "words": "Holiday not granted", "counted": "yes"}
        ],
        "sessions_counted": 10,
    }
    return Snapshot(Purpose.PENALTY_PACK, core(school, surname), facts)


def ten_days(school: School) -> Snapshot:
    """A notice of ten days without an explanation."""
    facts = {"first_day": "2026-11-05", "last_day": "2026-11-18", "address": "1 Invented Street"}
    return Snapshot(Purpose.TEN_DAYS, core(school), facts)


def shared(
    school: School,
    authority: LocalAuthority,
    snapshot: Snapshot,
    *,
    share: uuid.UUID | None = None,
    number: int = 1,
    expires_on: dt.date = dt.date(2099, 12, 31),
    answer_by: dt.date | None = TODAY,
    next_on: dt.date | None = None,
    files: tuple[CopiedFile, ...] = (),
) -> Share:
    """A share as its authority has it."""
    key = share or uuid.uuid4()
    publication = Publication(
        share=key,
        version=uuid.uuid4(),
        number=number,
        snapshot=snapshot,
        agreed_by="Sarah Whitcombe, headteacher",
        why="",
        answer_by=answer_by,
        next_on=next_on,
        expires_on=expires_on,
        files=files,
    )
    whose = From(school.trust_id, school.pk, school.name)
    with authority_work(authority):
        publish(publication, whose, authority_id=authority.pk, by=SYSTEM, now=NOW)
        return Share.objects.get(pk=key)


def forget(world: World) -> None:
    """Have nothing be shared with anybody: what tests above the schools leave stays else for the next."""
    for authority in (world.eastshire, world.westmoor):
        with authority_work(authority):
            for model in (Share, Act, Notice):
                model.objects.all().delete()


def forget_questions(world: World) -> None:
    """Have nobody have asked anybody, besides; nor a worker be told to answer what is gone: the product drops none."""
    forget(world)
    with psycopg.connect(SUPERUSER_URL) as server:
        server.execute(f"DELETE FROM {OutboxRow._meta.db_table} WHERE topic = %s", [ASKED])
        server.execute(f"DELETE FROM {Question._meta.db_table}")


def in_ledger(
    at: LocalAuthority, child: Child, issued: dt.date, *, state: str = PAID_FULL, keys: tuple[str, ...] = ()
) -> None:
    """Have a notice of the child, to a parent, stand in an authority's ledger."""
    secrets = keys or settings.MOVER_KEYS
    known, to = child.known(secrets)[0], child.known_with("A Parent", secrets)[0]
    with authority_work(at):
        Notice.objects.create(
            authority_id=at.pk, key_number=known.key_number, of_whom=known.digest, to_whom=to.digest, order=1,
            rate="reduced", state=state, issued_on=issued, keep_until=kept_until(issued),
        )  # fmt: skip


def officer(world: World, authority: LocalAuthority, today: dt.date = TODAY) -> Officer:
    """Its officer at work on a day."""
    person = world.person(Role.LA_OFFICER, authority)
    now = dt.datetime.combine(today, NOW.timetz())
    return Officer(Actor(person.pk, person.name), now, today)
