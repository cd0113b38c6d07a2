"""Sessions of plain Django and stock django-tenants: Django's own database store, on the same table."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from foundation.accounts.models import Session


class SessionStore(DatabaseStore):
    """Good on any host."""

    @classmethod
    def get_model_class(cls) -> type[Any]:
        return Session
