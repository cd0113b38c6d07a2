"""The worker with faults put into it on purpose, named by ROLLCALL_PLANTED (several by commas): the judge must find each.

`unclaimed`  messages are given to the carrier before their claim is committed
`dropping`   texts that come in are taken and not kept
"""

# mypy: disable-error-code="method-assign, assignment"

import os
import time
from typing import Any

import django

from rollcall.celery import app  # isort: skip - names the settings

django.setup()

from schools.absence import tasks
from schools.absence.operations import sending
from schools.absence.operations.outcomes import News

__all__ = ["app"]

#: Seconds: long enough for a kill to fall between.
PAUSE = 1.0


def _unclaimed() -> None:
    take = sending._Claiming.take
    said: dict[str, Any] = {}

    def hasty(self: Any, drafts: Any) -> Any:
        given = take(self, drafts)
        for one in given:
            said[one.key] = one.carrier.gateway.send(one.message)
        time.sleep(PAUSE)
        return given

    sending._Claiming.take = hasty
    tasks._given = lambda handful, _: [News(one.key, said[one.key]) for one in handful]


def _dropping() -> None:
    tasks.keep_reply = lambda _row, *, now: None


FAULTS = {"unclaimed": _unclaimed, "dropping": _dropping}

for name in filter(None, os.environ.get("ROLLCALL_PLANTED", "").split(",")):
    FAULTS[name]()
