"""Telling an authority's officers that something was shared, how many and where; and answering a question of theirs.

A worker killed between sending and noting it sends once more: two letters that say so little do no harm.
"""

import uuid
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from foundation import clock
from foundation.database.scope import identity_work
from foundation.outbox.handlers import Message
from foundation.ui.numbers import counted
from tenants.memberships.queries import officers_of
from tenants.shares.models import Question
from tenants.shares.operations.asking import keep_answer, look_up
from tenants.shares.operations.publishing import note_announced
from tenants.shares.queries.shares import open_shares
from tenants.trusts.models import LocalAuthority
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import authority_work

#: Says nothing of what it is about: a subject is read over shoulders and on locked screens.
SUBJECT: Final = "Something was shared with you in Rollcall"


def tell_officers(authority: LocalAuthority, _messages: list[Message]) -> None:
    """Write once to each officer about all that came and was not told of yet."""
    with authority_work(authority):
        came = list(open_shares().filter(announced=False).values_list("pk", flat=True))
    if not came:
        return
    with identity_work():
        to = list(officers_of(authority, on=clock.today()).values_list("email", flat=True))
    host = host_of(authority)
    for email in to:
        EmailMessage(SUBJECT, _body(len(came), host), settings.DEFAULT_FROM_EMAIL, [email]).send()
    with authority_work(authority):
        note_announced(came)


def answer_questions(authority: LocalAuthority, messages: list[Message]) -> None:
    """Look into the ledgers that this authority asked about, as those asked, and give it their answers."""
    asked = dict.fromkeys(uuid.UUID(message.payload["question"]) for message in messages)
    for key in asked:
        with authority_work(authority):
            question = Question.objects.get(pk=key)
        if question.answered_at is not None:
            continue
        with identity_work():
            other = LocalAuthority.objects.get(pk=question.asked_of)
        with authority_work(other):
            newest = look_up(question, asker=authority, authority_id=other.pk)
        with authority_work(authority):
            keep_answer(question, newest, now=clock.now())


def _body(count: int, host: str) -> str:
    what = counted(count, "case was", "cases were")
    return f"{what} shared with you since we last wrote.\n\nSign in to see them: {address(host)}\n"
