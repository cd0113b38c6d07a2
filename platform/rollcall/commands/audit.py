"""Show who signed in and what was done above the schools that no trust or authority reads, or verify the seals.

A trust and an authority read their own lines on their pages. `rollcall audit` shows the rest, newest last: of people who
work nowhere, of addresses that nobody has, of the platform. `verify` holds every audit line to the seal that the worker put
over it and names the first that was altered, is missing or was slipped in; it ends with status 1 when there is one. Places
are slugs of schools, and `public` for the lines above the schools. With --log it also compares the seals with all that the
workers' log says of them, which a person who can alter the whole database cannot, and says how many seals the log confirms;
where it confirms none, the status is 1 too.

    rollcall audit
    rollcall audit --most 500
    rollcall audit verify
    rollcall audit verify alder public --log worker.log
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from foundation.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from foundation.audit.queries import Examined
    from foundation.database.scope import Scope

MOST = 100

#: The hashes of seals that a log tells of, by place and number.
Logged = dict[str, dict[int, set[str]]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many lines to show, or what to verify."""
    parser.add_argument("--most", type=int, default=MOST, metavar="LINES", help=f"the newest so many (default {MOST})")
    acts = parser.add_subparsers(dest="act", metavar="[show | verify]")
    acts.add_parser("show", help="list the lines that no place reads (as without a word)")
    verify = acts.add_parser("verify", help="hold every audit line to its seal")
    verify.add_argument("places", nargs="*", metavar="PLACE", help="slugs of schools, or public (default: all)")
    verify.add_argument("--log", type=Path, metavar="FILE", help="a log of the workers, to compare the seals with")


def run(args: argparse.Namespace) -> int:
    """Show or verify. Returns 1 when something was tampered with."""
    if args.act == "verify":
        return _verify(args.places, _logged(args.log) if args.log else None)
    return _show(args.most)


def _show(most: int) -> int:
    from django.utils import timezone

    from foundation.database.scope import seal_scope, work
    from tenants.journal.models import AuditLine

    with work(seal_scope()):
        rest = AuditLine.objects.filter(trust_id=None, authority_id=None)
        lines = list(rest.order_by("-id")[: max(most, 1)])[::-1]
    for line in lines:
        at = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
        details = " ".join(f"{name}={value}" for name, value in line.details.items())
        print(f"{at}  {line.act}  {line.about_kind} {line.about_id}  by {line.person_name}  {details}".rstrip())
    if not lines:
        print("Nothing: every line so far is under a trust or an authority.")
    return 0


def _verify(places: list[str], logged: "Logged | None") -> int:
    from foundation.database.scope import work

    known = dict(_journals())
    if unknown := sorted(set(places) - set(known)):
        message = f"there is no place {unknown[0]} (known: {', '.join(known)})"
        raise Refused(message)
    bad = 0
    for place in places or known:
        scope, examined = known[place]
        with work(scope):
            found = examined()
        words, confirmed = list(map(str, found.tampering)), ""
        if logged is not None:
            told = logged.get(scope.search_path, {})  # the log calls a school by its schema
            words += _not_as_logged(found, told)
            confirmed = f"; the log confirms {len(told)} of {len(found.seals)} seals"
        bad += bool(words)
        print(f"{place}: {_in_words(found, words)}{'' if words else confirmed}")
    return 1 if bad else 0


def _in_words(found: "Examined", words: list[str]) -> str:
    if words:
        more = f" (and {len(words) - 1} more)" if len(words) > 1 else ""
        return f"{words[0]}{more}"
    newest = max(found.seals, default=0)
    seal = f", the newest {newest} with hash {found.seals[newest]}" if newest else ""
    return f"as sealed: {found.sealed} lines under {len(found.seals)} seals{seal}; {found.unsealed} not sealed yet"


def _journals() -> "Iterator[tuple[str, tuple[Scope, Callable[[], Examined]]]]":
    from foundation.audit.queries import examine
    from foundation.database.scope import identity_work, seal_scope
    from schools.journal import models as of_school
    from tenants.journal import models as above
    from tenants.trusts.models import School
    from tenants.trusts.scopes import sealing_scope

    yield "public", (seal_scope(), lambda: examine(above.AuditLine.objects.all(), above.Seal.objects.all()))
    with identity_work():
        schools = list(School.objects.order_by("slug"))
    for school in schools:
        yield (
            str(school.slug),
            (sealing_scope(school), lambda: examine(of_school.AuditLine.objects.all(), of_school.Seal.objects.all())),
        )


def _logged(file: Path) -> Logged:
    """All hashes of seals that a log tells of. Raises Refused for a file that cannot be read, or tells of none."""
    from foundation.audit.rules import LOGGED

    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        message = f"{file} cannot be read: {problem.strerror}"
        raise Refused(message) from problem
    told: Logged = {}
    for place, number, found in LOGGED.findall(text):
        told.setdefault(place, {}).setdefault(int(number), set()).add(found)
    if not told:
        message = f"{file} tells of no seal: it is no log of workers, or one that left out what is INFO"
        raise Refused(message)
    return told


def _not_as_logged(found: "Examined", told: dict[int, set[str]]) -> Iterator[str]:
    """What the log says otherwise. Whoever took seals away and had new ones made has two of one number in it."""
    if found.seals and not told:
        yield f"the log tells of none of its {len(found.seals)} seals: is it the log of all workers, since the first?"
    for number, hashes in sorted(told.items()):
        if number not in found.seals:
            yield f"seal {number} is missing, which the log has"
        elif found.seals[number] not in hashes:
            yield f"seal {number} is not the one the log has"
        elif len(hashes) > 1:
            yield f"seal {number} was made {len(hashes)} times, the log says: what it covers was written anew"
