"""Home education: who first spoke of it, the parent's writing, the talk that was offered, what stops it, and consents."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.missing.models import Consent, HomeEducation
from schools.missing.operations.holding import future_fault, held_case, note, tell, tell_authority
from schools.missing.operations.searching import LONGEST_NAME
from schools.missing.rules.home_education import Bar, Speaker, Talk


@transaction.atomic(using=ALIAS)
def first_spoke(case: Case, *, who: Speaker, name: str, on: dt.date, words: str, act: Act) -> HomeEducation:
    """Write down who first spoke of home education, when, and how."""
    held, row = _held(case, act)
    refuse(
        words_fault(name, "name", most=LONGEST_NAME, needed="Write their name."),
        future_fault(on, "on", act, "It was said today or before."),
        words_fault(words, "words", needed="Write what was said, and why."),
    )
    row.spoke, row.spoke_name, row.spoke_on, row.spoke_as = who, name.strip(), on, words.strip()
    row.save(update_fields=["spoke", "spoke_name", "spoke_on", "spoke_as"])
    said = f"First spoken of by {who.words}, {middle_date(on)}"
    tell(held, "spoke", said, key=act.now.isoformat(), act=act, more=row.spoke_as)
    note("spoke", held, act, who=who.value)
    return row


@transaction.atomic(using=ALIAS)
def written(
    case: Case,
    *,
    by: str,
    on: dt.date,
    received_on: dt.date,
    words: str,
    starts_on: dt.date | None,
    act: Act,
) -> HomeEducation:
    """Enter the parent's writing: the file is kept in the case, or its particulars here. The authority is told at once."""
    held, row = _held(case, act)
    early = "It was received before it was written. Check both days." if received_on < on else ""
    refuse(
        words_fault(by, "by", most=LONGEST_NAME, needed="Write which parent wrote."),
        future_fault(on, "on", act, "It was written today or before."),
        future_fault(received_on, "received_on", act, "It was received today or before."),
        Fault(early, "order", "received_on") if early else None,
        words_fault(words, "words", needed="Write what it says, and where it is kept."),
    )
    row.written_by, row.written_on, row.received_on = by.strip(), on, received_on
    row.written_as, row.starts_on = words.strip(), starts_on
    row.save(update_fields=["written_by", "written_on", "received_on", "written_as", "starts_on"])
    tell(held, "written", f"A parent’s writing of {middle_date(on)}", key=act.now.isoformat(), act=act)
    note("written", held, act, on=on.isoformat())
    tell_authority(held, act=act)
    return row


@transaction.atomic(using=ALIAS)
def talk(
    case: Case, *, offered_on: dt.date, answer: Talk, talked_on: dt.date | None, words: str, act: Act
) -> HomeEducation:
    """Write down that a talk about the reasons was offered, and what became of it."""
    held, row = _held(case, act)
    missing = answer is Talk.TAKEN and talked_on is None
    refuse(
        future_fault(offered_on, "offered_on", act, "It was offered today or before."),
        Fault("Give the day on which they talked.", "empty", "talked_on") if missing else None,
        future_fault(talked_on, "talked_on", act, "They talked today or before."),
        words_fault(words, "words", needed="Write what was said." if answer is not Talk.WAITING else ""),
    )
    row.offered_on, row.talk, row.talked_as = offered_on, answer, words.strip()
    row.talked_on = talked_on if answer is Talk.TAKEN else None
    row.save(update_fields=["offered_on", "talk", "talked_on", "talked_as"])
    said = f"A talk was offered {middle_date(offered_on)}: {answer.words}"
    tell(held, "talk", said, key=act.now.isoformat(), act=act, more=row.talked_as)
    note("talk", held, act, answer=answer.value)
    return row


@transaction.atomic(using=ALIAS)
def set_bars(case: Case, *, bars: Collection[Bar], act: Act) -> HomeEducation:
    """Say whether an authority arranged a special school place, or an attendance order stands."""
    held, row = _held(case, act)
    row.bars = [bar.value for bar in Bar if bar in bars]
    row.save(update_fields=["bars"])
    said = "; ".join(bar.words for bar in Bar if bar in bars) or "No special school place and no attendance order"
    tell(held, "bars", said, key=act.now.isoformat(), act=act)
    note("bars", held, act, bars=row.bars)
    return row


@transaction.atomic(using=ALIAS)
def consented(case: Case, *, bar: Bar, whose: str, on: dt.date, words: str, act: Act) -> Consent:
    """Enter the consent of the authority that lifts a bar: whose it is, of what day, and where it is kept."""
    held, row = _held(case, act)
    not_there = bar.value not in (row.bars or ())
    again = Consent.objects.filter(case=held, bar=bar).exists()
    refuse(
        Fault("That does not stop this pupil.", "no_bar", "bar", remedy="Say first what does.") if not_there else None,
        Fault("That consent is written down already.", "already", "bar") if again else None,
        words_fault(whose, "whose", most=LONGEST_NAME, needed="Write which authority, and who gave it."),
        future_fault(on, "on", act, "It was given today or before."),
        words_fault(words, "words", needed="Write how it was given, and where it is kept."),
    )
    made = Consent.objects.create(
        case=held, bar=bar, whose=whose.strip(), given_on=on, words=words.strip(), at=act.now, by_name=act.name
    )
    tell(held, "consent", f"Consent of {middle_date(on)}: {bar.whose}", key=made.pk, act=act, more=made.words)
    note("consent", held, act, bar=bar.value)
    return made


def _held(case: Case, act: Act) -> tuple[Case, HomeEducation]:
    """The case and what is held of it, both held until the transaction ends."""
    held = held_case(case, Kind.EHE)
    row, _ = HomeEducation.objects.get_or_create(case=held, defaults={"at": act.now, "by_name": act.name})
    return held, HomeEducation.objects.select_for_update(no_key=True).get(pk=row.pk)
