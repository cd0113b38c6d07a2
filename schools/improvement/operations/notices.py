"""Beginning, writing, approving and ending a notice to improve."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import long_date, middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held_open, refuse
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.holding import ABOUT, as_seen, end, held, move, note, tell
from schools.improvement.queries.standing import Authority, parents_of, record_now, stands, support_of
from schools.improvement.rules import states
from schools.improvement.rules.contents import (
    DUTY,
    LONGEST_CONTENT,
    WARNING,
    Content,
    Lacking,
    against_beginning,
    lacking,
)
from schools.improvement.rules.kind import NOTICE_LETTER
from schools.improvement.rules.record import Record, offences_words, record_words
from schools.journal.operations import promise_at
from schools.letters.models import Letter
from schools.letters.operations import approve, draft
from schools.letters.operations.withdrawing import withdraw_about
from schools.registers.rules.windows import penalty_notice_codes

#: Due list: the first day of a notice's weeks has come ({"notice": key}).
BEGINS: Final = "improvement.begins"
#: At what time of that day.
AT: Final = dt.time(0, 5)


def _fault(one: Lacking) -> Fault:
    return Fault(one.words, one.code)


@transaction.atomic(using=ALIAS)
def begin_notice(case: Case, *, authority: Authority, act: Act) -> ImprovementNotice:
    """Begin a notice, with what the case knows filled in: the support given and what stands on offer.

    Refused where the authority uses none for these sessions or issues its own, and while the case has one that is not over.
    """
    row, profile = held_open(case), authority.profile
    counts = profile.counted if profile else penalty_notice_codes()
    record = record_now(row.pupil, counts, act.now)
    if (stands_against := against_beginning(authority.name, profile, record)) is not None:
        raise Refused.because(_fault(stands_against))
    if ImprovementNotice.objects.filter(case=row, state__in=states.OPEN).exists():
        words = "This case has a notice to improve that is not over."
        raise Refused(words, code="open", remedy="Open that one, or withdraw it first.")
    given, offered = support_of(row)
    notice = ImprovementNotice.objects.create(
        case=row,
        state=states.NOTICE.begins,
        written={Content.DUTY: DUTY, Content.GIVEN: given, Content.OFFERED: offered, Content.WARNING: WARNING},
        authority=authority.slug,
        drafted_at=act.now,
        drafted_by=act.name,
    )
    note("begun", notice, act)
    return notice


@transaction.atomic(using=ALIAS)
def write_notice(notice: ImprovementNotice, written: Mapping[str, str], *, edits: int, act: Act) -> None:
    """Write its contents. What is left out may be: only approving asks for all. Refused once it is no draft."""
    row = as_seen(held(notice), edits)
    _refuse_unless_draft(row)
    long = [one for one in Content if len(written.get(one, "")) > LONGEST_CONTENT]
    refuse(
        *(Fault(f"{one.words}: {LONGEST_CONTENT:,} characters are the most.", "too_long", one.value) for one in long)
    )
    kept = {one.value: written.get(one, "").strip() for one in Content}
    if kept == row.written:
        return
    row.written, row.edits = kept, row.edits + 1
    row.save(update_fields=["written", "edits"])
    note("written", row, act)


def _refuse_unless_draft(row: ImprovementNotice) -> None:
    if row.state != states.DRAFT:
        words = f"This notice is {states.NOTICE.words(row.state)}: its words are fixed."
        raise Refused(words, code="fixed", remedy="While nothing of it has left, it can be made a draft again.")


@transaction.atomic(using=ALIAS)
def approve_notice(notice: ImprovementNotice, *, authority: Authority, edits: int, act: Act) -> list[Letter]:
    """Fix its words, the record as at this moment and its weeks, and approve a letter of it to each parent.

    Refused with everything that is lacking. Whoever approves signs the letters, which then go as every letter does.
    """
    row = as_seen(held(notice), edits)
    after = states.NOTICE.after(row.state, "approve")
    now_stands = stands(row.case, row.written, authority, act.now)
    refuse(*(_fault(one) for one in lacking(now_stands)))
    profile, period, record = authority.profile, now_stands.period, now_stands.record
    assert profile is not None
    assert authority.row is not None
    assert period is not None
    row.state, row.authority, row.profile_version = after, authority.slug, authority.row.version
    row.weeks, row.record, row.as_at = profile.notice_to_improve.weeks, record.plain(), act.now
    row.begins_on, row.ends_on = period
    row.approved_at, row.approved_by = act.now, act.name
    row.edits += 1
    row.save()
    letters = _letters(row, record, act)
    note("approved", row, act, letters=len(letters), version=authority.row.version)
    return letters


def _letters(row: ImprovementNotice, record: Record, act: Act) -> list[Letter]:
    """One to each parent who may be written to, approved. What it is about has to be approved first: their ground."""
    values, made = letter_values(row, record), []
    for one in parents_of(row.case.pupil, act.today)[0]:
        letter = draft(
            NOTICE_LETTER.name,
            pupil=row.case.pupil,
            contact=one.contact,
            values=values,
            about=(ABOUT, row.pk),
            by=act.signed.by,
            now=act.now,
        )
        made.append(approve(letter, signed=act.signed, now=act.now))
    return made


def letter_values(row: ImprovementNotice, record: Record) -> dict[str, str]:
    """What fills in its letters: the contents, and what comes from the register and the calendar."""
    assert row.begins_on is not None
    assert row.ends_on is not None
    period = f"{row.weeks} school weeks, from {long_date(row.begins_on)} to {long_date(row.ends_on)}"
    found = {"record": record_words(record), "offences": offences_words(record), "period": f"{period}."}
    return found | {one.value: row.written[one] for one in Content}


@transaction.atomic(using=ALIAS)
def reopen_notice(notice: ImprovementNotice, *, why: str, act: Act) -> None:
    """Make an approved notice a draft again, with its letters withdrawn. Refused once any of them has left."""
    row = held(notice)
    move(row, "reopen")
    _take_back(row, why, act)
    row.approved_at, row.approved_by, row.edits = None, "", row.edits + 1
    row.save()
    note("reopened", row, act)


@transaction.atomic(using=ALIAS)
def withdraw_notice(notice: ImprovementNotice, *, why: str, act: Act) -> list[Letter]:
    """Withdraw it with its letters that have not left; those that have, for whoever must tell the parents."""
    row = held(notice)
    left = withdraw_about(ABOUT, row.pk, why=why, by=act.signed.by, now=act.now)
    end(row, "withdraw", why, on=act.today, act=act)
    if row.sent_on is not None:
        tell(row, "over", "Notice to improve withdrawn", act=act, more=why)
    return left


def _take_back(row: ImprovementNotice, why: str, act: Act) -> None:
    if withdraw_about(ABOUT, row.pk, why=why, by=act.signed.by, now=act.now):
        words = "A letter of this notice has left, or may have."
        raise Refused(words, code="left", remedy="Withdraw the notice, and tell the parent who has it.")


@transaction.atomic(using=ALIAS)
def review_notice(notice: ImprovementNotice, *, improved: bool, words: str, act: Act) -> None:
    """Say what came of its weeks, once the last day is over: a person does, on the sessions since."""
    row = held(notice)
    move_key = "improve" if improved else "fail"
    states.NOTICE.after(row.state, move_key)
    assert row.ends_on is not None
    if act.today <= row.ends_on:
        said = f"Its weeks last to {middle_date(row.ends_on)}, and are reviewed when that day is over."
        raise Refused(said, code="not_over", remedy="What cannot wait for that ends it early.")
    end(row, move_key, words, on=act.today, act=act)
    tell(row, "over", f"Notice to improve reviewed: {states.NOTICE.words(row.state)}", act=act, more=words)


@transaction.atomic(using=ALIAS)
def end_notice_early(notice: ImprovementNotice, *, words: str, act: Act) -> None:
    """End it before its weeks are over, on the grounds that it names for that."""
    row = held(notice)
    end(row, "end_early", words, on=act.today, act=act)
    withdraw_about(ABOUT, row.pk, why="The notice has ended early.", by=act.signed.by, now=act.now)
    tell(row, "over", "Notice to improve ended early", act=act, more=words)


def promise_run(row: ImprovementNotice) -> None:
    """Have it run from the first day of its weeks."""
    assert row.begins_on is not None
    at = dt.datetime.combine(row.begins_on, AT, LONDON)
    promise_at(BEGINS, {"notice": str(row.pk)}, key=f"{row.pk}.{row.begins_on.isoformat()}", at=at)
