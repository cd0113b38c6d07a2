"""The tests' settings with a broker, a cache, a beat and a clock that can be moved: what a simulated day runs with."""

import datetime as dt
import os
from pathlib import Path

from rollcall.settings.test import *  # noqa: F403 - settings are made so
from rollcall.settings.test import CELERY, ENVIRONMENT


class Ahead:
    """How far the clock people work by is ahead of the real one: what the day's file says at the moment it is asked.

    Whoever drives the day turns the hands of both programs at once by that file; neither has to be started for it. It takes
    the place of a `timedelta`, which the real clock's moment is added to.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def __radd__(self, moment: dt.datetime) -> dt.datetime:
        return moment + dt.timedelta(seconds=int(self._file.read_text()))


if file := os.environ.get("ROLLCALL_DAY_CLOCK"):  # without it the clock is the real one
    CLOCK_AHEAD = Ahead(Path(file))

# The beat goes by the real clock: a day that is over in a minute cannot wait half a minute for what a kill left behind.
CELERY = {
    **CELERY,
    "broker_url": ENVIRONMENT.redis_url,
    "beat_schedule": {"sweep": {"task": "schools.journal.sweep", "schedule": 0.5}},
}
