"""Sending the emails about notices, by the platform's own mail, as mail about signing in is sent.

A handler of the outbox: it may see a message again, and each notice knows how far its email has come.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from foundation import clock
from foundation.outbox.handlers import Message
from foundation.ui.numbers import counted
from schools.staff.models import StaffNotice
from schools.staff.operations.emails import State, hold, settle, take_up
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work

#: Says nothing of what it is about: a subject is read over shoulders and on locked screens.
SUBJECT: Final = "Something waits for you in Rollcall"
#: From here on a mail server will not take it however often it is asked [RFC 5321, 4.2.1].
_FOR_GOOD: Final = 500


class NotSent(Exception):
    """Emails that no mail server took. The outbox tries again."""


def send_wanted(school: School, messages: list[Message]) -> None:
    """Send the emails that are wanted, each once. Raises NotSent when some were not taken and will be tried again."""
    host = host_of(school)
    keys = dict.fromkeys(key for message in messages for key in message.payload["notices"])
    left = sum(not _send(school, host, key) for key in keys)
    if left:
        message = f"{counted(left, 'email')} not taken for now"
        raise NotSent(message)


def _send(school: School, host: str, key: str) -> bool:
    """Send the email about one notice, if it is still wanted. False when it has to be tried again."""
    # Before anything is marked: a mail server that cannot be reached has certainly been given nothing.
    with _mail_server() as server:
        with school_work(school):
            notice = take_up(key, at=clock.now())
        if notice is None:
            return True
        letter = _letter(notice, host)
        with school_work(school):
            hold(notice)
            state = _hand_over(letter, server)
            settle(notice, state, at=clock.now())
    return state is not State.WANTED


@contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    """A connection to the mail server. Raises NotSent without one, and not with its cause, which can name an address."""
    server = get_connection()
    try:
        server.open()
    except OSError:  # smtplib's own errors are OSErrors too
        message = "No mail server answers"
        raise NotSent(message) from None
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def _letter(notice: StaffNotice, host: str) -> EmailMessage:
    path = reverse("notice", args=[notice.pk], urlconf=settings.PLACE_URLCONFS["school"])
    words = {"waiting": counted(notice.count, "thing waits", "things wait"), "link": address(host, path)}
    body = render_to_string("staff/email/notice.txt", words)
    return EmailMessage(SUBJECT, body, settings.DEFAULT_FROM_EMAIL, [notice.email_to])


def _hand_over(letter: EmailMessage, server: BaseEmailBackend) -> State:
    """Give a letter to the mail server. What it said of it: taken over, refused for good, or not now; or nobody knows."""
    try:
        server.send_messages([letter])
    except smtplib.SMTPSenderRefused:  # our own address: no fault of theirs, and ours to mend
        return State.WANTED
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(min(code for code, _ in refused.recipients.values()))
    except smtplib.SMTPResponseException as refused:
        return _refused(refused.smtp_code)
    except OSError:  # the line went dead after it was given something
        return State.IN_DOUBT
    return State.HANDED_OVER


def _refused(code: int) -> State:
    return State.REFUSED if code >= _FOR_GOOD else State.WANTED
