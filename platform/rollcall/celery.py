"""The worker: `celery -A rollcall.celery worker`.

Queues: `default` and `register`; and `owner`, which only the one worker takes that is given the owner's login.
"""

import logging
import os
from typing import Any, NoReturn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rollcall.settings.production")

from celery import Celery
from celery.loaders.app import AppLoader
from celery.signals import beat_init, setup_logging, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

from foundation.database.startup import missing_backup_login, refuse_owner_login, refuse_unsafe_login
from rollcall.discretion import quieten_python, start_sentry
from rollcall.loading import loading
from rollcall.settings.environment import Environment

#: The one queue whose tasks need the owner's login, and how those tasks are called.
OWNERS_QUEUE, OWNERS_TASKS = "owner", "tenants.trusts."

logger = logging.getLogger(__name__)


class Loader(AppLoader):
    """Celery's own, by which a worker loads the product as the web server does."""

    def init_worker(self) -> None:
        with loading():
            super().init_worker()


start_sentry(Environment().sentry_dsn)
# The transport with a door, loaded by whoever meets a broker.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "rollcall.broker:Transport"))
app = Celery("rollcall", loader="rollcall.celery:Loader")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(loglevel: int | None = None, **_: Any) -> None:
    """Celery leaves the handlers alone that the settings made: its own print whatever an exception says.

    Nor does it ask for less than INFO, where the hashes of seals are told: without --loglevel Celery says WARNING.
    """
    quieten_python()
    logging.getLogger().setLevel(min(loglevel or logging.INFO, logging.INFO))


@worker_init.connect
def check_worker(sender: Any, **_: Any) -> None:
    """A worker that could reach every school at once, or holds a login that its queues have no need of, does not start."""
    try:
        refuse_unsafe_login()
        if advice := missing_backup_login():
            logger.warning("%s", advice)
        _keep_to_queues(sender.app, set(sender.app.amqp.queues.consume_from))
    except Exception as fault:
        _end("worker", fault)


@beat_init.connect
def check_beat(**_: Any) -> None:
    """The clock alone needs no login of the owner's."""
    try:
        refuse_owner_login()
    except ImproperlyConfigured as fault:
        _end("clock", fault)


def _keep_to_queues(worker: Celery, queues: set[str]) -> None:
    """The owner's worker takes the owner's queue alone, and of what lies there only tasks that need the owner."""
    if "owner" not in settings.DATABASES:
        if OWNERS_QUEUE in queues:
            message = f"the queue {OWNERS_QUEUE} is for the worker that has DATABASE_OWNER_URL"
            raise ImproperlyConfigured(message)
        return
    if queues != {OWNERS_QUEUE}:
        message = f"with DATABASE_OWNER_URL set it takes the queue {OWNERS_QUEUE} alone: start all others without it"
        raise ImproperlyConfigured(message)
    worker.finalize(auto=True)
    for name in [name for name in worker.tasks if not name.startswith(OWNERS_TASKS)]:
        worker.tasks.pop(name)


def _end(what: str, fault: Exception) -> NoReturn:
    """End the process: Celery writes down any other exception of a signal's receiver, and goes on."""
    said = str(fault) if isinstance(fault, ImproperlyConfigured) else f"{type(fault).__name__} (message withheld)"
    message = f"The {what} does not start: {said}"
    raise SystemExit(message) from None
