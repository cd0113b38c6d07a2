"""Import a school's roll and marks from files exported by another system.

The files are received, checked and applied. The check says what would change and what is wrong, by row and field. A row
that cannot be used is held back, and then nothing is applied unless you say --without-bad-rows; a file of another shape,
or with more than one bad row in fifty, is refused. Running the same files again changes nothing. Roll and marks may be
given together or apart; pupils must be on the roll before their marks.

Exit status: 0 done, 1 refused or with errors (nothing was changed), 2 not understood.

    rollcall import sims --school cedar --roll roll.xml --marks marks.csv --dry-run
    rollcall import sims --school cedar --roll roll.xml --marks marks.csv
    rollcall import sims --school cedar --roll july.xml --as-at 2026-07-20
"""

import argparse
import datetime as dt
import getpass
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from foundation.refusals import Refused

if TYPE_CHECKING:
    from schools.intake.models import ImportRun
    from tenants.trusts.models import School

_SHOWN: Final = 30
_POSITION: Final = "At the command line"
_ROLL_WORDS: Final = ("new", "changed", "same", "missing")
_MARK_WORDS: Final = ("new", "changed", "same", "set_aside")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, for which school, which files."""
    parser.add_argument("source", help="the system the files come from")
    parser.add_argument("--school", required=True, help="the school's address or its first part: cedar")
    parser.add_argument("--roll", type=Path, metavar="FILE", help="who is on roll (XML or CSV)")
    parser.add_argument("--marks", type=Path, metavar="FILE", help="marks, one to a row or one string to a pupil")
    parser.add_argument(
        "--as-at", type=dt.date.fromisoformat, metavar="DATE", help="the day the files speak for (today)"
    )
    parser.add_argument("--without-bad-rows", action="store_true", help="go on without rows that cannot be used")
    parser.add_argument("--dry-run", action="store_true", help="check only, and leave nothing behind")


def run(args: argparse.Namespace) -> int:
    """Import. Raises Refused when it cannot be begun."""
    from django.db import IntegrityError

    from foundation import clock
    from foundation.audit.actors import Actor
    from schools.intake import operations
    from schools.roll.queries.signing import Signature

    files = {kind: path for kind, path in (("roll", args.roll), ("marks", args.marks)) if path is not None}
    if not files:
        message = "name a file to import, with --roll or --marks or both."
        raise Refused(message)
    source, school = _source(args.source), _school(args.school)
    by = Actor(None, getpass.getuser())
    try:
        with ExitStack() as opened, _work(school):
            uploads = {kind: (path.name, opened.enter_context(path.open("rb"))) for kind, path in files.items()}
            run = operations.receive(uploads, peer=source, as_at=args.as_at or clock.today(), by=by, now=clock.now())
        _say(f"{school.name}: checking {' and '.join(path.name for path in files.values())}")
        with _work(school):
            run = operations.check(run, progress=_Progress("checking"))
        _show(school, run)
        stands_against = _stands_against(run, agreed=args.without_bad_rows)
        if args.dry_run or stands_against:
            with _work(school):
                operations.discard(run, by=by)
            return _not_applied(stands_against)
        with _work(school):
            run = operations.apply(run, signed=Signature(by, _POSITION), progress=_Progress("applying"))
    except OSError as fault:
        message = f"{fault.filename}: {fault.strerror}. Check the file's name and that you may read it."
        raise Refused(message) from fault
    except IntegrityError as fault:
        message = "somebody saved marks of the same sessions at the same moment; nothing was changed. Run it again."
        raise Refused(message) from fault
    _say("Applied." if _changes(run) else "Nothing to change: everything in the files is here already.")
    return 0


def _work(school: "School") -> AbstractContextManager[object]:
    """A transaction of its own for each step: killed between two, an import stands where the last one left it."""
    from schools.intake.tasks import TIMEOUT
    from tenants.trusts.scopes import school_work

    return school_work(school, statement_timeout=TIMEOUT)


def _source(key: str) -> str:
    """The key of a system that files may come from. Raises Refused when it is none."""
    from schools.intake.operations.peers import peers

    known = {peer.key: peer.name for peer in peers()}
    if key not in known:
        named = ", ".join(f"{each} ({name})" for each, name in known.items())
        message = f"no system is called {key}. Files may come from: {named}."
        raise Refused(message)
    return key


def _school(name: str) -> "School":
    """The school of an address such as cedar or cedar.rollcall.localhost. Raises Refused when there is none."""
    from tenants.trusts.models import School
    from tenants.trusts.scopes import identity_work

    slug = name.split(":", maxsplit=1)[0].split(".", maxsplit=1)[0].lower()
    with identity_work():
        school = School.objects.filter(slug=slug).select_related("trust").first()
    if school is None:
        message = f"no school has the address {slug}. `rollcall schools list` names the schools."
        raise Refused(message)
    return school


# Saying what was found


def _say(line: str) -> None:
    print(line, flush=True)


def _stands_against(run: "ImportRun", *, agreed: bool) -> str:
    """Why a checked import is not applied, empty when nothing stands against it."""
    from schools.intake import operations
    from schools.intake.models import ImportRun

    if run.status == ImportRun.Status.REFUSED:
        return "these files cannot be used as they are; correct what is listed"
    rows = operations.held_back(run)
    if not rows or agreed:
        return ""
    held = f"{rows:,} rows are held back; correct them" if rows > 1 else "1 row is held back; correct it"
    return f"{held}, or say --without-bad-rows"


def _not_applied(stands_against: str) -> int:
    if stands_against:
        print(f"Nothing was changed: {stands_against}.", file=sys.stderr)
        return 1
    _say("Dry run: nothing was changed.")
    return 0


def _show(school: "School", run: "ImportRun") -> None:
    """The counts, and the first problems of each severity."""
    from schools.intake.models import ImportProblem
    from tenants.trusts.scopes import school_work

    summary = run.summary
    for kind, layout in summary["files"].items():
        _say(f"  {kind}: {layout or 'not recognised'}; {summary['rows'].get(kind, 0):,} rows")
    for kind, words in (("roll", _ROLL_WORDS), ("marks", _MARK_WORDS)):
        if kind in summary:
            counts = ", ".join(f"{summary[kind][word]:,} {word.replace('_', ' ')}" for word in words)
            _say(f"  {'pupils' if kind == 'roll' else 'marks'}: {counts}")
    with school_work(school):
        kept = list(ImportProblem.objects.filter(run=run))
    for severity in ("error", "quarantine", "warning"):
        shown = [problem for problem in kept if problem.severity == severity]
        total = sum(each["count"] for each in summary["problems"] if each["severity"] == severity)
        if total:
            _say(f"  {total:,} {'set aside' if severity == 'quarantine' else severity + ('s' if total > 1 else '')}:")
        for problem in shown[:_SHOWN]:
            place = ", ".join(part for part in (f"row {problem.row}" if problem.row else "", problem.field) if part)
            _say(f"    {problem.file}{', ' if place else ''}{place}: {problem.words} {problem.remedy}".rstrip())
        if total > _SHOWN:
            _say(f"    and {total - len(shown[:_SHOWN]):,} more")


def _changes(run: "ImportRun") -> bool:
    parts = [run.summary.get("roll", {}), run.summary.get("marks", {})]
    return any(part.get("new") or part.get("changed") for part in parts)


class _Progress:
    """One line that counts up while a file is read, on a terminal only, once reading has taken two seconds."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._began = time.monotonic()
        self._shown = -1

    def __call__(self, share: float) -> None:
        percent = int(share * 100)
        if percent == self._shown or time.monotonic() - self._began < 2 or not sys.stdout.isatty():
            return
        self._shown = percent
        print(f"\r  {self._label} {percent:3} %", end="\n" if percent >= 100 else "", flush=True)
