"""Looking at who has moved: telling what other schools of the trust need, asking for what this one does, keeping what came.

The package's docstring says in which transactions, and what a killed worker leaves behind.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from foundation import clock
from foundation.database.scope import identity_work, work
from foundation.london import LONDON
from schools.journal.operations import promise, promise_at
from schools.journal.queries import next_number
from schools.moved.models import CarriedOver
from schools.moved.operations.keeping import Came, keep_carried
from schools.moved.queries.gathering import facts_of
from schools.moved.queries.spells import Here, Left, Moves, moves
from schools.moved.rules.facts import as_json
from tenants.movers import operations as above
from tenants.movers.operations import Leaver, Question
from tenants.movers.queries import Asked, Told, asked_of, told_of, unheard_of
from tenants.movers.rules import Known, TrustKeys, kept_until
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_scope_of

#: Outbox topic: another school of the trust has asked or told something of a pupil who moved, or a night has come ({} or
#: {"date"}: who it is about stands in no message).
LOOK: Final = "moved.look"
AT: Final = dt.time(4, 15)


@dataclass(frozen=True, slots=True)
class _Trust:
    """The trust a school looks in: its other schools by key, with their names, and its keys."""

    key: uuid.UUID
    others: dict[uuid.UUID, School]
    keys: TrustKeys

    @property
    def names(self) -> dict[uuid.UUID, str]:
        return {key: school.name for key, school in self.others.items()}


def look(school: School) -> None:
    """Have what this school tells, asks and knows of pupils who moved be as its roll and marks now are."""
    with identity_work():
        others = {one.pk: one for one in School.objects.filter(trust=school.trust_id).exclude(pk=school.pk)}
    trust = _Trust(school.trust_id, others, TrustKeys(settings.MOVER_KEYS, school.trust_id))
    if not others:
        return
    now = clock.now()
    today = clock.local(now).date()
    with work(trust_scope_of(trust.key)):
        asked = asked_of(school.pk)
    with school_work(school):
        version = next_number()
        moved = moves(today)
        leavers = _leavers(moved, asked, trust, today)
        arrived = set(CarriedOver.objects.values_list("pupil", flat=True))
        look_next_night(today)
    known = {one: spell for spell in moved.here for one in trust.keys.known(spell.upn)}
    with work(trust_scope_of(trust.key)):
        above.tell(leavers, trust_id=trust.key, from_school=school.pk, version=version, now=now)
        above.ask(_questions(moved, trust, today), trust_id=trust.key, by_school=school.pk, now=now)
        above.forget_expired(today, trust_id=trust.key)
        told = told_of([one.mover for one in known])
    came = _came(told, known, school)
    if came or arrived:
        with school_work(school):
            keep_carried(came, among={spell.pupil for spell in moved.here}, names=trust.names, version=version, now=now)
    wake_others(school, trust.others)


def _leavers(moved: Moves, asked: list[Asked], trust: _Trust, today: dt.date) -> list[Leaver]:
    """Who left for a school of the trust, or was asked after by one and left for no other."""
    by = {one.known: one.by_school for one in asked}
    wanted: list[tuple[Left, uuid.UUID]] = []
    for spell in moved.left:
        asking = next((by[one] for one in trust.keys.known(spell.upn) if one in by), None)
        goes_to = spell.went_to or asking
        if goes_to in trust.others:
            wanted.append((spell, goes_to))
    facts = facts_of((spell for spell, _ in wanted), today)
    return [
        Leaver(trust.keys.known(spell.upn), goes_to, spell.starts_on, spell.ends_on, as_json(facts[spell.pupil]))
        for spell, goes_to in wanted
    ]


def _questions(moved: Moves, trust: _Trust, today: dt.date) -> list[Question]:
    return [
        Question(trust.keys.known(spell.upn), spell.came_from, spell.starts_on)
        for spell in moved.here
        if spell.came_from in trust.others and today <= kept_until(spell.starts_on)
    ]


def _came(told: list[Told], known: dict[Known, Here], school: School) -> list[Came]:
    """What others say of pupils here, who came after they had begun there."""
    pairs = [(known[one.known], one) for one in told if one.known in known and one.from_school != school.pk]
    return [(spell.pupil, one) for spell, one in pairs if one.starts_on < spell.starts_on]


def wake_others(school: School, others: dict[uuid.UUID, School]) -> None:
    """Wake each school whose turn it is, and only then note that it heard: woken twice, it finds nothing new."""
    scope = trust_scope_of(school.trust_id)
    with work(scope):
        unheard = unheard_of(school.pk)
    for key in sorted({one.school for one in unheard} & others.keys()):
        with school_work(others[key]):
            promise(LOOK, {})
    if unheard:
        with work(scope):
            above.note_heard(unheard)


def look_next_night(today: dt.date) -> None:
    """Have the next night looked at: once, whoever asks. Rows expire, keys are replaced and last days pass by themselves."""
    night = today + dt.timedelta(days=1)
    payload = {"date": night.isoformat()}
    promise_at(LOOK, payload, key=night.isoformat(), at=dt.datetime.combine(night, AT, LONDON))
