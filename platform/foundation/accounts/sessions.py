"""Sessions in the database, bound to one host and, once signed in, to one person.

The store is created by `IdentityMiddleware` with the request's host; a key that belongs to another host is as unknown.

Signing in on the id host and every session handed over from it are one sign-in. It ends twelve hours after it began,
whatever is done; two hours after its person last did something, on whichever host; twenty minutes after that where they
said that others use the computer. While the browser keeps something for when there is no network, it waits idle: that
which is kept would be wiped in a pocket.
"""

import datetime as dt
import re
import uuid
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from foundation.accounts.models import Session

#: How long a sign-in holds, and how long without anything done. Ours: nobody prescribes them.
LONGEST = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=2)
SHARED_IDLE = dt.timedelta(minutes=20)

#: In a session: whether the person proved a second factor on the way to it. Absent is no.
SECOND_FACTOR = "second_factor"
#: In a session: that no code was asked for because its browser is trusted, which proves less.
TRUSTED_BROWSER = "trusted_browser"
#: In a session: that others use this computer too.
SHARED = "shared"
#: In a session: of which sign-in it is, and when that ends, in ISO form.
SIGN_IN = "sign_in"
ENDS_AT = "ends_at"
#: What a session that is handed over takes with it from the one where its person signed in.
CARRIED = (SECOND_FACTOR, TRUSTED_BROWSER, SHARED, SIGN_IN, ENDS_AT)
#: In a session of the id host: where somebody was going who had to set up a second factor first.
WANTED = "wanted"
#: In a session: when its person signed in or arrived, in ISO form.
STARTED_AT = "started_at"
#: In a session: that its browser keeps something of this host for when there is no network, which signing out must wipe;
#: and until when, in ISO form.
KEEPS = "keeps"

_KEY_FORM = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseStore):
    """Django's database store with `host` and `person` columns."""

    def __init__(self, session_key: str | None = None, host: str = "") -> None:
        self.host = host
        #: Until when the row holds, as it was read; None before that.
        self.held_until: dt.datetime | None = None
        super().__init__(session_key)

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether it can be a key of ours: a cookie may hold anything, also bytes that the database refuses to be asked."""
        return key is not None and _KEY_FORM.fullmatch(key) is not None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def begin_with(self, data: str | None, held_until: dt.datetime | None = None) -> None:
        """Take what the database holds under this key from somebody who has asked it already; None is nothing."""
        self.held_until = held_until
        if data is None:
            self._session_key = None
        self._session_cache = {} if data is None else self.decode(data)

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None and row.host != self.host:
            self._session_key = None
            return None
        self.held_until = row.expire_date if row is not None else None
        return row

    # -- how long it holds -------------------------------------------------------------------------------------------

    def begin_sign_in(self, now: dt.datetime) -> None:
        """Let a sign-in begin with this session."""
        self.update({STARTED_AT: now.isoformat(), SIGN_IN: str(uuid.uuid4()), ENDS_AT: (now + LONGEST).isoformat()})

    def keep_for(self, left: dt.timedelta) -> None:
        """Note that the browser keeps something of this host for so long."""
        self[KEEPS] = (timezone.now() + left).isoformat()

    @property
    def idle(self) -> dt.timedelta:
        """How long it holds without anything done."""
        return SHARED_IDLE if self.get(SHARED) else IDLE

    def get_expiry_date(self, **_: Any) -> dt.datetime:
        """Until when it holds if nothing more is done."""
        until = timezone.now() + self.idle
        if KEEPS in self:
            until = max(until, dt.datetime.fromisoformat(self[KEEPS]))
        return min(until, dt.datetime.fromisoformat(self[ENDS_AT])) if ENDS_AT in self else until

    def get_expiry_age(self, **_: Any) -> int:
        """The same, in seconds."""
        return max(int((self.get_expiry_date() - timezone.now()).total_seconds()), 0)

    @property
    def cookie_age(self) -> int | None:
        """Seconds for which a browser keeps the cookie. None, until it is closed, where others use the computer."""
        if self.get(SHARED):
            return None
        left = dt.datetime.fromisoformat(self[ENDS_AT]) - timezone.now() if ENDS_AT in self else self.idle
        return max(int(left.total_seconds()), 0)

    @property
    def is_to_be_held(self) -> bool:
        """Whether so much of the time without anything done has gone by that what is done now is to be written down."""
        if self.held_until is None or SIGN_IN not in self:
            return False
        return self.get_expiry_date() - self.held_until > self.idle / 20

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.host = self.host
        row.person_id = data.get(SESSION_KEY)
        row.started_at = data.get(STARTED_AT)
        row.sign_in = data.get(SIGN_IN)
        return row
