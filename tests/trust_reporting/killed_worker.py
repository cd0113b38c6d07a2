"""A worker that dies as `kill -9` would have it, at the statement it is told.

    python -m tests.trust_reporting.killed_worker SCHOOL_ID "UPDATE figures" [after]

Drains the school's outbox in this process, on the database of the test session whose environment it inherits, and kills
itself before (or, with `after`, just after) the first statement that holds the given text.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "rollcall.settings.test"


def dies(text: str, *, after: bool) -> Callable[..., Any]:
    """An execute wrapper that kills this process at the first statement holding `text`."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        fatal = text in str(sql)
        if fatal and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapper


def main() -> None:
    django.setup()
    from django.db import connections

    from schools.journal.tasks import drain

    school_id, text, *after = sys.argv[1:]
    with connections["default"].execute_wrapper(dies(text, after=bool(after))):
        drain(school_id)


if __name__ == "__main__":
    main()
