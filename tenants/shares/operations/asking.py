"""An authority asks another whether it holds a notice of a child: yes or no and a day, and nothing else.

What an officer types is a digest before it comes here. The worker looks into the other's ledger as the other, and writes the
answer as the asker; a wrong guess and no notice take the same statements and leave the same rows at both ends. Once it is
answered the digest has no more use, and goes: what stays is who asked whom, when, and the answer.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.london import LONDON
from foundation.refusals import Refused
from tenants.journal.models import AuditLine
from tenants.journal.operations import promise_for_authority, record
from tenants.shares.models import Question
from tenants.shares.operations.answering import Officer
from tenants.shares.queries.shares import newest_notice_of
from tenants.shares.rules.asking import MOST_A_DAY, asked_since
from tenants.shares.rules.ledger import Known
from tenants.trusts.models import LocalAuthority

#: Outbox topic of an authority: an officer asks another authority ({"question"}).
ASKED: Final = "shares.asked"
#: What a line about a question is about, and its acts: asked; answered from the ledger; the answer has come.
ABOUT: Final = "question"
ASKED_LINE, ANSWERED_LINE, CAME_LINE = "share_asked", "share_question_answered", "share_answer_came"


def ask(other: LocalAuthority, of_whom: Sequence[Known], *, authority_id: uuid.UUID, officer: Officer) -> Question:
    """Ask another authority of a child, by digests. Refused once an officer has asked as often as a day allows."""
    person = officer.by.person_id
    if person is None:
        raise TypeError("Only a person asks another authority.")
    begins = dt.datetime.combine(local(officer.now).date(), dt.time(), LONDON)
    today = Question.objects.filter(person_id=person, at__gte=begins)
    today.order_by("at", "id").select_for_update(no_key=True).first()  # Whoever asks twice at once is counted in turn.
    if today.count() >= MOST_A_DAY:
        words = f"You have asked {MOST_A_DAY} questions today, which is the most an officer may."
        raise Refused(words, code="many", remedy="Ask again tomorrow, or have a colleague ask.")
    row = Question.objects.create(
        authority_id=authority_id,
        asked_of=other.pk,
        asked_name=other.name,
        of_whom=[one.digest for one in of_whom],
        person_id=person,
        by_name=officer.by.name,
        at=officer.now,
    )
    record(
        ASKED_LINE,
        by=officer.by,
        about_kind=ABOUT,
        about_id=row.pk,
        details={"authority": other.name},
        authority_id=authority_id,
    )
    promise_for_authority(ASKED, {"question": str(row.pk)}, authority_id=authority_id)
    return row


def look_up(question: Question, *, asker: LocalAuthority, authority_id: uuid.UUID) -> dt.date | None:
    """In the work of the authority that is asked: the day of its newest notice, and a line that it was asked, once."""
    newest = newest_notice_of(question.of_whom, asked_since(local(question.at).date()))
    if not AuditLine.objects.filter(act=ANSWERED_LINE, about_kind=ABOUT, about_id=str(question.pk)).exists():
        record(
            ANSWERED_LINE,
            by=SYSTEM,
            about_kind=ABOUT,
            about_id=question.pk,
            details={"authority": asker.name},
            authority_id=authority_id,
        )
    return newest


def keep_answer(question: Question, newest: dt.date | None, *, now: dt.datetime) -> None:
    """In the asker's work: what the other answered. Repeated, it changes nothing."""
    row = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if row.answered_at is not None:
        return
    row.answer, row.issued_on, row.answered_at, row.of_whom = newest is not None, newest, now, []
    row.save(update_fields=["answer", "issued_on", "answered_at", "of_whom"])
    details = {"authority": row.asked_name}
    record(CAME_LINE, by=SYSTEM, about_kind=ABOUT, about_id=row.pk, details=details, authority_id=row.authority_id)
