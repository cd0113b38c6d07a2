"""Mail about signing in, sent beside the request so that its time tells nobody whether an address is known here."""

import logging
import threading

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def send_beside(message: EmailMessage) -> threading.Thread:
    """Send in a thread of its own. Needs no database; a failure is logged without the address."""
    thread = threading.Thread(target=_send, args=[message], name="mail")
    thread.start()
    return thread


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as fault:  # smtplib's errors and a server that is not there are all OSErrors
        # No traceback: it names the address.
        logger.error("Mail could not be sent: %s", type(fault).__name__)
