"""Bringing SIMS's files into a school: received, checked, applied, each in a transaction of its own.

Killed between two of them, an import stands where the last one left it; killed within one, as if that had not begun.
"""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import BinaryIO

from foundation.audit.actors import Actor
from integrations.exchange.contract import Progress
from integrations.sims.client import SOURCE, SimsFile
from schools.intake import operations
from schools.intake.models import ImportRun
from schools.intake.tasks import TIMEOUT
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def receive(school: School, uploads: Mapping[str, tuple[str, BinaryIO]], *, as_at: dt.date, by: Actor) -> ImportRun:
    """Keep the files: kind ("roll", "marks") to name and stream."""
    with school_work(school, statement_timeout=TIMEOUT):
        return operations.receive(uploads, source=SOURCE, as_at=as_at, by=by)


def check(school: School, run: ImportRun, *, progress: Progress | None = None) -> ImportRun:
    """Find out what the import would do."""
    with school_work(school, statement_timeout=TIMEOUT):
        return operations.check(run, open_source=partial(SimsFile, progress=progress))


def apply(school: School, run: ImportRun, *, by: Actor, position: str, progress: Progress | None = None) -> ImportRun:
    """Do it."""
    with school_work(school, statement_timeout=TIMEOUT):
        return operations.apply(run, open_source=partial(SimsFile, progress=progress), by=by, position=position)


def discard(school: School, run: ImportRun, *, by: Actor) -> ImportRun:
    """Give it up."""
    with school_work(school, statement_timeout=TIMEOUT):
        return operations.discard(run, by=by)
