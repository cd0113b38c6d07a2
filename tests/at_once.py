"""Two acts at once on two connections, the second of which meets the first before it has committed."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import connections

from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.session_database import SUPERUSER_URL


def at_once(school: School, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Do `first`, then `second` on another connection before the first has committed; what the second came to.

    The first commits once the second waits for it, or has been done where nothing makes it wait.
    """

    def alone() -> Any:
        try:
            return second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with school_work(school):
            first()
            doing = pool.submit(alone)
            while not doing.done() and not somebody_waits():
                time.sleep(0.01)
        return doing.result(timeout=60)


def somebody_waits() -> bool:
    """Whether a statement in this session's database waits for a lock that another transaction holds."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(SUPERUSER_URL) as superuser:
        return superuser.execute(query).fetchone() is not None
