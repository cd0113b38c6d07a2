"""Recording that somebody was told: when, by which channel, what was said and what shows it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.clock import local
from foundation.refusals import Refused
from schools.exclusions.models import BoardReport, Exclusion, Notice
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.rules.notices import IN_WRITING, About, How, To
from schools.exclusions.rules.school_terms import SchoolTerm
from schools.journal.operations import record
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffDuty
from schools.staff.operations.notices import notify
from schools.staff.queries.duties import holders_of
from schools.staff.rules.kinds import NoticeKind

#: What the clerk is told: it names nobody, and leads to the exclusion.
FOR_THE_CLERK = NoticeKind(
    "exclusion_board", "exclusion waits for the governing board", "exclusions wait for the governing board"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A notice as somebody records it."""

    to: To
    about: About
    how: How
    given_at: dt.datetime
    whom: str = ""
    proof: str = ""
    words: str = ""


def give_notice(row: Exclusion, given: Given, *, address: str, signed: Signature, now: dt.datetime) -> Notice:
    """Record a notice that was given. The clerk is told of one to the board, by a notice that leads to `address`.

    Of what the safeguarding lead told only the moment and the channel are kept: no list says to whom it was.
    """
    row = Exclusion.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.decided_at is None:
        raise Refused("The headteacher has not decided. Nobody is told before.", code="not_decided")
    if given.given_at > now:
        raise Refused("That is still to come. Record it once it is given.", code="ahead", field="day")
    standing = standing_of(row, ledger_of(row.pupil, local(now).date()), local(now).date())
    if not any((one.to, one.about) == (given.to, given.about) for one in standing.due):
        raise Refused("No such notice is owed.", code="not_owed")
    if given.given_at < standing.told_from(given.about):
        raise Refused(f"That is before {_EVENTS[given.about]}. Check the day and time.", code="early", field="day")
    secret = given.to is To.LEAD
    if not secret and not given.whom.strip():
        raise Refused("Say who was told.", code="nobody", field="whom")
    if not secret and given.how in IN_WRITING and not given.words.strip():
        raise Refused("Write the words as they went out.", code="no_words", field="words")
    made = Notice.objects.create(
        exclusion=row,
        to=given.to,
        about=given.about,
        how=given.how,
        given_at=given.given_at,
        whom="" if secret else given.whom.strip(),
        proof="" if secret else given.proof.strip(),
        words="" if secret else given.words.strip(),
        recorded_at=now,
        recorded_by=signed.by.name,
    )
    details = {"to": given.to, "about": given.about, "how": given.how, "row": str(made.pk)}
    record("exclusion.notice_given", about=("exclusion", row.pk), by=signed.by, details=details)
    if given.to is To.BOARD:
        posts = [post.pk for post in holders_of(StaffDuty.Duty.CLERK, local(now).date())]
        notify(posts, kind=FOR_THE_CLERK, count=1, address=address, at=now, by=signed.by)
    return made


_EVENTS: Final = {
    About.EXCLUDED: "the headteacher decided",
    About.CANCELLED: "it was cancelled",
    About.DECIDED: "the board decided",
}


def report_term(
    term: SchoolTerm, rows: list[Exclusion], *, given_on: dt.date, signed: Signature, now: dt.datetime
) -> BoardReport:
    """Record that the board was given a term's exclusions, those cancelled among them."""
    if given_on > local(now).date():
        raise Refused("That is still to come. Record it once it is given.", code="ahead", field="given_on")
    made = BoardReport.objects.create(
        academic_year=term.academic_year,
        term=term.number,
        given_on=given_on,
        exclusions=len(rows),
        cancelled=sum(row.cancelled_at is not None for row in rows),
        recorded_at=now,
        recorded_by=signed.by.name,
    )
    details = {"exclusions": made.exclusions, "cancelled": made.cancelled}
    record("exclusion.term_reported", about=("exclusion_term", term.address), by=signed.by, details=details)
    return made
