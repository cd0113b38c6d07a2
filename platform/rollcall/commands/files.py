"""Compare each school's files with what the store has, both ways, and put right what does not agree.

Without `--mend` nothing is changed. With it, what no row wants is deleted from the store, every version of it; a file that
the store has lost is asked for again where it is shown; one that came late is looked at. Exit status 1 when anything is
lost or was left as it is.

    rollcall files
    rollcall files alder --mend
"""

import argparse
from typing import TYPE_CHECKING

from foundation.refusals import Refused

if TYPE_CHECKING:
    from schools.documents.operations import Compared
    from tenants.trusts.models import School


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which schools, and whether to put right what is found."""
    parser.add_argument("schools", nargs="*", metavar="SCHOOL", help="slugs of the schools; all without any")
    parser.add_argument("--mend", action="store_true", help="delete what nobody wants, ask again for what is lost")


def run(args: argparse.Namespace) -> int:
    """Compare, school by school."""
    from foundation.documents.store import StoreAwayError

    status = 0
    for school in _schools(args.schools):
        try:
            found = _compared(school, mend=args.mend)
        except StoreAwayError:
            message = f"the store of files does not answer; {school.slug} and the schools after it were not compared"
            raise Refused(message) from None
        if found.agrees:
            print(f"{school.slug}: rows and store agree")
            continue
        done = "put right" if args.mend else "left as it is"
        print(
            f"{school.slug}: {len(found.unwanted)} in the store that no row wants, {len(found.lost)} lost, "
            f"{len(found.late)} came late; {done}"
        )
        if found.lost or not args.mend:
            status = 1
    return status


def _schools(slugs: list[str]) -> "list[School]":
    from tenants.trusts.models import School
    from tenants.trusts.scopes import identity_work

    with identity_work():
        schools = list(School.objects.order_by("slug"))
    unknown = sorted(set(slugs) - {school.slug for school in schools})
    if unknown:
        message = f"there is no school {unknown[0]}"
        raise Refused(message)
    return [school for school in schools if not slugs or school.slug in slugs]


def _compared(school: "School", *, mend: bool) -> "Compared":
    from foundation import clock
    from foundation.documents.store import shelf
    from schools.documents.operations import comparing
    from tenants.trusts.scopes import school_work

    with school_work(school):
        place, before = shelf(), comparing.wanted()
    stored = list(place.files())
    with school_work(school):
        found = comparing.compared(before, stored, now=clock.now())
    if mend:
        for name in found.unwanted:
            place.remove(name)
        with school_work(school):
            comparing.mend(found, now=clock.now())
    return found
