"""The tests' settings with a broker, a cache and a beat: what the worker of a simulated day runs with."""

from rollcall.settings.test import *  # noqa: F403 - settings are made so
from rollcall.settings.test import CELERY, ENVIRONMENT

# The beat goes by the real clock: a day that is over in a minute cannot wait half a minute for what a kill left behind.
CELERY = {
    **CELERY,
    "broker_url": ENVIRONMENT.redis_url,
    "beat_schedule": {"sweep": {"task": "schools.journal.sweep", "schedule": 0.5}},
}
