"""Sessions in the database, bound to one host and, once signed in, to one person.

The store is created by `IdentityMiddleware` with the request's host; a key that belongs to another host is as unknown.
"""

import re
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from foundation.accounts.models import Session

#: In a session: whether the person proved a second factor on the way to it. Absent is no.
SECOND_FACTOR = "second_factor"
#: In a session of the id host: where somebody was going who had to set up a second factor first.
WANTED = "wanted"
#: In a session: when its person signed in or arrived, in ISO form.
STARTED_AT = "started_at"
#: In a session: that its browser keeps something of this host for when there is no network, which signing out must wipe.
KEEPS = "keeps"

_KEY_FORM = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseStore):
    """Django's database store with `host` and `person` columns."""

    def __init__(self, session_key: str | None = None, host: str = "") -> None:
        self.host = host
        super().__init__(session_key)

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether it can be a key of ours: a cookie may hold anything, also bytes that the database refuses to be asked."""
        return key is not None and _KEY_FORM.fullmatch(key) is not None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def begin_with(self, data: str | None) -> None:
        """Take what the database holds under this key from somebody who has asked it already; None is nothing."""
        if data is None:
            self._session_key = None
        self._session_cache = {} if data is None else self.decode(data)

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None and row.host != self.host:
            self._session_key = None
            return None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.host = self.host
        row.person_id = data.get(SESSION_KEY)
        row.started_at = data.get(STARTED_AT)
        return row
