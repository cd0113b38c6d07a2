"""The worker: `celery -A rollcall.celery worker`.

Queues: `default`, `register` and, where the owner's login is configured, `owner`.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rollcall.settings.production")

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

from foundation.database.startup import refuse_unsafe_login
from rollcall.discretion import start_sentry
from rollcall.settings.environment import Environment

start_sentry(Environment().sentry_dsn)
app = Celery("rollcall")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()


@worker_init.connect
def check_login(**_: Any) -> None:
    """A worker with a login that could reach every school at once does not start."""
    refuse_unsafe_login()
