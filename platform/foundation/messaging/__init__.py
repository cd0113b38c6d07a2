"""Messages out and replies in, by whoever carries them: one interface, and a gateway for each carrier behind it.

Knows nothing of schools, pupils or tables and imports no Django. Whoever sends keeps the states, decides whom a message
may go to, and asks again. Nothing here writes a log line: an address, a number and a text would be in it.
"""

from foundation.messaging.callbacks import LARGEST_CALLBACK, Callback, Event, Receipt, Reply, Unrecognised
from foundation.messaging.gateway import Gateway
from foundation.messaging.messages import Channel, Message, Outcome, State, furthest
from foundation.messaging.notify import Notify, NotifySettings
from foundation.messaging.smtp import Smtp, SmtpSettings
from foundation.messaging.twilio import Twilio, TwilioSettings

__all__ = [
    "LARGEST_CALLBACK",
    "Callback",
    "Channel",
    "Event",
    "Gateway",
    "Message",
    "Notify",
    "NotifySettings",
    "Outcome",
    "Receipt",
    "Reply",
    "Smtp",
    "SmtpSettings",
    "State",
    "Twilio",
    "TwilioSettings",
    "Unrecognised",
    "furthest",
]
