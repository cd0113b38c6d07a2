"""As the tests, with the one-read page on the hosts of places and nothing logged: in this process and behind granian.

With a broker where there is one, and its log: in a worker that a benchmark has started, which says there that it is ready.
"""

from rollcall.settings.test import *  # noqa: F403 - settings modules build on one another
from rollcall.settings.test import CELERY, ENVIRONMENT, PLACE_URLCONFS

PLACE_URLCONFS = PLACE_URLCONFS | {
    kind: f"tests.benchmarks.served.{kind}_urls" for kind in ("school", "trust", "authority")
}
if ENVIRONMENT.redis_url:
    CELERY = {**CELERY, "broker_url": ENVIRONMENT.redis_url}
else:
    LOGGING = {"version": 1}
