"""Bring the database up to date: the shared tables, then every school's, each in a transaction of its own.

Needs DATABASE_OWNER_URL. One query finds which schools are behind. A school that cannot be migrated now (its tables
are in use, or a step failed on its rows) is named with the reason, stays whole as it was, and is tried again by the
next run; the others go on. Ends with status 1 if any school is behind. A run that was stopped is simply run again.

    rollcall migrate
    rollcall migrate --plan            say what would be done, and do nothing
    rollcall migrate --only alder      only this school (may be given more than once)
"""

import argparse
import sys
import time

from foundation.refusals import Refused

FOR_OWNER = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which schools, and whether to do anything."""
    parser.add_argument("--only", action="append", metavar="SLUG", help="only the school with this slug")
    parser.add_argument("--plan", action="store_true", help="say who is behind and what would run; change nothing")


def run(args: argparse.Namespace) -> int:
    """Migrate or plan. Returns 1 when a school is left behind."""
    refuse_without_owner("migrate")
    return _plan(args.only) if args.plan else _migrate(args.only)


def refuse_without_owner(verb: str) -> None:
    """Raise Refused where the owner's login is not configured."""
    from django.conf import settings

    if "owner" not in settings.DATABASES:
        message = f"`{verb}` changes tables, which only their owner may: set DATABASE_OWNER_URL to the owner's login."
        raise Refused(message)


def _migrate(only: list[str] | None) -> int:
    from foundation.database.startup import missing_backup_login
    from tenants.trusts.migrate import alone, migrate_schools, migrate_shared

    if advice := missing_backup_login():
        print(advice)
    with alone():
        if only is None:
            migrate_shared(print)
        _refuse_unknown(only)
        progress = Progress()
        outcome = migrate_schools(progress, only=only)
        progress.end()
    behind = len(outcome.failed)
    reasons = "; ".join(f"{slug}: {reason}" for slug, reason in sorted(outcome.failed.items()))
    print(_total(outcome.schools, behind) + (f" ({reasons})" if reasons else ""))
    return 1 if behind else 0


def _plan(only: list[str] | None) -> int:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from foundation.database.router import migrating
    from tenants.trusts.migrate import NO_SCHEMA, plan_schools

    _refuse_unknown(only)
    with migrating("school"):
        executor = MigrationExecutor(connections["owner"])
    plan = plan_schools(executor, only=only)
    for step in plan.shared:
        print(f"public: {step}")
    for lacking, group in plan.groups.items():
        steps = ", ".join(f"{app}.{name}" for app, name in sorted(lacking))
        print(f"{steps}: {', '.join(school.slug for school in group)}")
    if plan.rights:
        print(f"rights alone: {', '.join(school.slug for school in plan.rights)}")
    for school in plan.missing:
        print(f"{school.slug}: {NO_SCHEMA}")
    print(_total(len(plan.schools), len(plan.behind)))
    return 1 if plan.behind or plan.shared else 0


def _refuse_unknown(only: list[str] | None) -> None:
    from tenants.trusts.models import School

    known = set(School.objects.using("owner").values_list("slug", flat=True)) if only else set()
    if unknown := sorted(set(only or ()) - known):
        message = f"there is no school {', '.join(unknown)}; `rollcall schools` lists them"
        raise Refused(message)


def _total(schools: int, behind: int) -> str:
    noun = "school" if schools == 1 else "schools"
    return f"{schools} {noun}: {schools - behind} up to date, {behind} behind"


class Progress:
    """Says each step: on a terminal in one line that is written anew, elsewhere at most once a second."""

    def __init__(self) -> None:
        self._said = 0.0
        self._on_terminal = sys.stdout.isatty()

    def __call__(self, line: str) -> None:
        if self._on_terminal:
            print(f"\r\033[K{line}", end="", flush=True)
            self._said = time.monotonic()
        elif time.monotonic() - self._said > 1:
            print(line, flush=True)
            self._said = time.monotonic()

    def end(self) -> None:
        """Leave the line."""
        if self._on_terminal and self._said:
            print("\r\033[K", end="")
