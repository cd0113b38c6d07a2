"""A removal: its ground chosen, its evidence written down, put to the headteacher, approved, sent back or taken back.

The name itself leaves the roll by the roll's own act, which asks this room again (`queries.standing.removal_refused`).
"""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from foundation.ui.numbers import middle_date
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.missing.models import Evidence, Removal
from schools.missing.operations.holding import future_fault, held_case, note, tell
from schools.missing.queries.rights import KINDS
from schools.missing.queries.standing import facts_of
from schools.missing.rules import grounds, states
from schools.missing.rules.states import REMOVAL
from schools.roll.models import Admission
from schools.roll.rules.leaving import GROUNDS


@transaction.atomic(using=ALIAS)
def choose_ground(case: Case, *, ground: str, act: Act) -> Removal:
    """Say on which ground the case may come to a removal. Another one begins the gathering anew."""
    row = held_case(case, *KINDS)
    if ground not in {one.ref for one in grounds.grounds_in(Kind(row.kind))}:
        refuse(Fault("A case of this kind does not come to that ground.", "ground", "ground", remedy="Choose another."))
    held = Removal.objects.select_for_update(no_key=True).filter(case=row).first()
    if held is not None and held.state != states.GATHERING:
        words = f"The removal is {REMOVAL.words(held.state)}."
        refuse(Fault(words, "not_gathering", "ground", remedy="Take it back before you choose another ground."))
    given = {"ground": ground, "state": REMOVAL.begins, "at": act.now, "by_name": act.name}
    removal, _ = Removal.objects.update_or_create(case=row, defaults=given)
    tell(row, "ground", f"Leaving on ground {_named(ground)} is being gathered", key=act.now.isoformat(), act=act)
    note("ground", row, act, ground=ground)
    return removal


@transaction.atomic(using=ALIAS)
def add_evidence(case: Case, *, words: str, dated: dt.date, act: Act) -> Evidence:
    """Write down something that shows the ground: what it is, of what day, and where it is kept."""
    row = held_case(case, *KINDS)
    refuse(
        words_fault(words, "words", needed="Write what it is, from whom, and where it is kept."),
        future_fault(dated, "dated", act, "It is of today or before."),
    )
    made = Evidence.objects.create(case=row, words=words.strip(), dated=dated, at=act.now, by_name=act.name)
    tell(row, "evidence", f"Evidence of {middle_date(dated)}", key=made.pk, act=act, more=made.words)
    note("evidence", row, act, evidence=str(made.pk))
    return made


@transaction.atomic(using=ALIAS)
def ask_head(case: Case, *, act: Act) -> Removal:
    """Put the removal to the headteacher. Refused with everything the ground still lacks."""
    row, removal = _held(case)
    after = REMOVAL.after(removal.state, "ask")
    _refuse_lacking(row, removal, act)
    spell = Admission.objects.filter(pupil=row.pupil_id, ends_on=None).order_by("-starts_on").first()
    if spell is None:
        refuse(Fault("No spell on the roll is open: the pupil has left, or their leaving is recorded already.", "left"))
    assert spell is not None
    removal.state, removal.spell, removal.words = after, spell.pk, ""
    removal.asked_on, removal.asked_by = act.today, act.name
    removal.save(update_fields=["state", "spell", "words", "asked_on", "asked_by"])
    _told(row, removal, "put to the headteacher", act)
    return removal


@transaction.atomic(using=ALIAS)
def approve(case: Case, *, words: str, act: Act) -> Removal:
    """The headteacher approves, while everything the ground asks for is still there. The name is taken off by the roll."""
    row, removal = _held(case)
    after = REMOVAL.after(removal.state, "approve")
    refuse(words_fault(words, "words"))
    facts = _refuse_lacking(row, removal, act)
    removal.state, removal.words = after, words.strip()
    removal.rests_on = grounds.rests_on(removal.ground, facts)
    _decided(removal, act)
    _told(row, removal, "approved", act, more=removal.rests_on)
    return removal


@transaction.atomic(using=ALIAS)
def decline(case: Case, *, words: str, act: Act) -> Removal:
    """The headteacher sends it back, and says why."""
    row, removal = _held(case)
    removal.state = REMOVAL.after(removal.state, "decline")
    refuse(words_fault(words, "words", needed="Write why it is sent back."))
    removal.words = words.strip()
    _decided(removal, act)
    _told(row, removal, "sent back", act, more=removal.words)
    return removal


@transaction.atomic(using=ALIAS)
def take_back(case: Case, *, words: str, act: Act) -> Removal:
    """Take a removal back that was put to the headteacher or approved: the child is found, or something has changed."""
    row, removal = _held(case)
    removal.state = REMOVAL.after(removal.state, "take_back")
    refuse(words_fault(words, "words", needed="Write why it is taken back."))
    removal.words = words.strip()
    removal.save(update_fields=["state", "words"])
    _told(row, removal, "taken back", act, more=removal.words)
    return removal


def _held(case: Case) -> tuple[Case, Removal]:
    row = held_case(case, *KINDS)
    removal = Removal.objects.select_for_update(no_key=True).filter(case=row).first()
    if removal is None:
        raise Overtaken(
            "No ground has been chosen.", code="no_ground", remedy="Choose on which ground the pupil leaves."
        )
    return row, removal


def _refuse_lacking(case: Case, removal: Removal, act: Act) -> grounds.Facts:
    facts = facts_of(case, removal.ground, school_calendar(), act.today)
    refuse(*(Fault(one, "lacking") for one in grounds.lacking(removal.ground, facts)))
    return facts


def _decided(removal: Removal, act: Act) -> None:
    removal.decided_on, removal.decided_by = act.today, act.name
    removal.decided_position = act.signed.position
    removal.save()


def _told(case: Case, removal: Removal, what: str, act: Act, *, more: str = "") -> None:
    words = f"Leaving on ground {_named(removal.ground)}: {what}"
    tell(case, "removal", words, key=f"{what} {act.now.isoformat()}", act=act, more=more)
    note("removal", case, act, ground=removal.ground, state=removal.state)


def _named(ref: str) -> str:
    return next(one for one in GROUNDS if one.ref == ref).regulation.removeprefix("reg ")
