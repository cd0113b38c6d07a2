"""Bring every schema up to date: the shared one, then each school's.

Safe to run again: what is up to date is left alone. A school that cannot be migrated keeps its tables whole, is named
with the reason, and is tried again by the next run.

    rollcall migrate
    rollcall migrate --only alder --only birch
"""

import argparse

from rollcall.commands import RefusedError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument("--only", action="append", metavar="SCHOOL", help="only this school, by the name in its address")


def run(args: argparse.Namespace) -> int:
    """Migrate. 1 when any school is left behind."""
    from django.conf import settings

    from tenants.trusts import migrate

    if "owner" not in settings.DATABASES:
        message = "migrating needs the owner's login: set DATABASE_OWNER_URL."
        raise RefusedError(message)
    migrate.migrate_shared(_say)
    outcome = migrate.migrate_schools(_say, only=args.only)
    left = ", ".join(f"{slug}: {reason}" for slug, reason in sorted(outcome.failed.items()))
    print(
        f"{outcome.schools} schools: {outcome.schools - len(outcome.failed)} up to date, {len(outcome.failed)} behind"
        + (f" ({left})" if left else "")
    )
    return 1 if outcome.failed else 0


def _say(line: str) -> None:
    print(line, flush=True)
