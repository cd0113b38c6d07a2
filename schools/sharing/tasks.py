"""What the worker does about shares: carries them to authorities and back, and lets them run out. All may be repeated."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Final

from foundation import clock
from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import identity_work, work
from foundation.outbox.handlers import Message
from schools.cases.operations.acting import Act
from schools.penalties.rules.asks import asks_of
from schools.policy.queries.profiles import own_profile_on
from schools.registers.operations import ALL
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share
from schools.sharing.operations import carrying, sharing
from schools.sharing.operations.amending import flag_amended
from schools.sharing.operations.hearing import Heard, hear
from schools.sharing.rules.states import OUT
from tenants.shares.models import Act as AuthorityAct
from tenants.shares.models import Index
from tenants.shares.operations import indexing
from tenants.shares.operations.answering import note_carried
from tenants.shares.queries.shares import last_day_of, uncarried
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import THINGS, was_given
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import authority_work, school_work, trust_scope_of

_SYSTEM: Final = Signature(SYSTEM, "Rollcall")


def carry(school: School, messages: list[Message]) -> None:
    """Have these shares be with their authorities as the school says."""
    for key in _keys(messages, "share"):
        carrying.carry(school, key)


def say(school: School, messages: list[Message]) -> None:
    """Put what the school wrote into the authorities' threads."""
    for key in _keys(messages, "act"):
        carrying.tell(school, key)


def expire(school: School, messages: list[Message]) -> None:
    """Let these shares run out whose last day has passed."""
    for key in _keys(messages, "share"):
        with school_work(school):
            sharing.expire(Share.objects.get(pk=key), act=Act(_SYSTEM, clock.now()))


def marks_changed(school: School, messages: list[Message]) -> None:
    """Flag, beside the extracts that authorities hold, the sessions of these pupils that were amended since."""
    named = [message.payload.get("pupils", ALL) for message in messages]
    with school_work(school):
        rows = Share.objects.filter(purpose=Purpose.PENALTY_PACK, state__in=OUT, carried=True)
        if ALL not in named:
            rows = rows.filter(pupil__key__in={key for keys in named for key in keys})
        found = list(rows.values_list("pk", flat=True))
    for key in found:
        flag_amended(school, key)


def acted(authority: LocalAuthority, messages: list[Message]) -> None:
    """Carry to their schools, and into their trusts' indexes, what the authority's officers did."""
    for key in _keys(messages, "share"):
        with authority_work(authority):
            acts = list(uncarried(key))
            last = last_day_of(key) if acts else None
        if last is not None:
            _carry_back(authority, key, acts, last)


def _carry_back(authority: LocalAuthority, key: uuid.UUID, acts: list[AuthorityAct], last: dt.date) -> None:
    with identity_work():
        school = School.objects.select_related("authority").get(pk=acts[0].school_id)
    with school_work(school):
        purpose = Purpose(Share.objects.get(pk=key).purpose)
        asks = asks_of(school.authority.name, own_profile_on(school, clock.today()))
    for one in acts:
        heard = _heard(one, purpose)
        with work(trust_scope_of(school.trust_id)):
            indexing.note_act(
                key, trust_id=school.trust_id, act=one.pk, move=one.move, state=heard.after, expires_on=last, by=heard.by,
                at=one.at,
            )  # fmt: skip
        with school_work(school):
            hear(key, heard, asks, now=clock.now())
    with authority_work(authority):
        note_carried((one.pk for one in acts), clock.now())


def _heard(one: AuthorityAct, purpose: Purpose) -> Heard:
    moves = {move.key: move.after for move in THINGS[purpose.listed.moves].moves}
    by = Actor(one.person_id, one.by_name)
    return Heard(one.pk, one.move, moves.get(one.move, ""), one.words, one.on, one.details, one.number, one.at, by)


def wanted_back(trust: Trust, messages: list[Message]) -> None:
    """Take back the shares that a trust wants back from its schools' authorities."""
    for message in messages:
        key = uuid.UUID(message.payload["share"])
        with work(trust_scope_of(trust.pk)):
            why = Index.objects.values_list("wanted_back", flat=True).get(pk=key)
        with identity_work():
            school = School.objects.get(pk=uuid.UUID(message.payload["school"]), trust=trust)
        with school_work(school):
            row = Share.objects.get(pk=key)
            if row.state in OUT and not was_given(Purpose(row.purpose), row.answer):
                act = Act(Signature(Actor(None, trust.name), "trust"), clock.now())
                sharing.revoke(row, school=school, why=why, act=act)


def _keys(messages: list[Message], name: str) -> Iterable[uuid.UUID]:
    return [uuid.UUID(key) for key in dict.fromkeys(message.payload[name] for message in messages)]
