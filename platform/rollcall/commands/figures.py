"""Show what the schools have published to their trust, or publish it again.

Without more words: each school with its academic years, the dates its marks reach, the marks still missing, when it last
published, and when the year was last counted again from the marks, as the worker does every night. `rebuild` does it now;
the figures come out as publishing each change has left them, so it is safe at any time, and says so when anything had to
be put right.

    rollcall figures
    rollcall figures --trust northfield
    rollcall figures rebuild alder cedar
    rollcall figures rebuild --all
"""

import argparse
import time
from typing import TYPE_CHECKING

from foundation.refusals import Refused

if TYPE_CHECKING:
    from tenants.trusts.models import School


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The list's filter, and whose figures to publish again."""
    parser.add_argument("--trust", metavar="SLUG", help="only this trust's schools")
    acts = parser.add_subparsers(dest="act", metavar="[show | rebuild]")
    acts.add_parser("show", help="list what is published (as without a word)")
    rebuild = acts.add_parser("rebuild", help="publish everything again from the marks")
    rebuild.add_argument("schools", nargs="*", metavar="SCHOOL", help="slugs of the schools")
    rebuild.add_argument("--all", action="store_true", help="every school (of the trust named by --trust)")


def run(args: argparse.Namespace) -> int:
    """Show or rebuild."""
    schools = _schools(args.trust)
    if args.act != "rebuild":
        return _show(schools)
    if not args.schools and not args.all:
        message = "name the schools to publish again, or say --all"
        raise Refused(message)
    unknown = sorted(set(args.schools) - {school.slug for school in schools})
    if unknown:
        known = ", ".join(school.slug for school in schools) or "none yet"
        message = f"there is no school {unknown[0]} (known: {known})"
        raise Refused(message)
    return _rebuild([school for school in schools if args.all or school.slug in args.schools])


def _schools(trust: str | None) -> "list[School]":
    from tenants.trusts.models import School, Trust
    from tenants.trusts.scopes import identity_work

    with identity_work():
        if trust is not None and not Trust.objects.filter(slug=trust).exists():
            message = f"there is no trust {trust}"
            raise Refused(message)
        rows = School.objects.select_related("trust").order_by("trust__name", "name")
        return [school for school in rows if trust is None or school.trust.slug == trust]


def _show(schools: "list[School]") -> int:
    from django.utils import timezone

    from tenants.trusts.scopes import trust_work
    from trust_reporting.figures.queries import reach

    rows = [("school", "year", "marks from", "to", "missing", "published", "counted again")]
    for school in schools:
        with trust_work(school.trust):
            years = reach(school.pk)
        if not years:
            rows.append((school.slug, "-", "-", "-", "-", "nothing yet", "-"))
        for year in years:
            first, last = (f"{date:%Y-%m-%d}" if date else "-" for date in (year.first_on, year.through))
            moments = (year.published_at, year.checked_at)
            at, again = (f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "-" for moment in moments)
            rows.append((school.slug, str(year.academic_year), first, last, f"{year.missing:,}", at, again))
    if len(rows) == 1:
        print("No schools yet: `rollcall schools add --help`.")
        return 0
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _rebuild(schools: "list[School]") -> int:
    from tenants.trusts.scopes import trust_work
    from trust_reporting.figures.operations import rebuild
    from trust_reporting.figures.queries import fingerprint

    for number, school in enumerate(schools, start=1):
        print(f"{number} of {len(schools)}: {school.slug} ...", end=" ", flush=True)
        began = time.monotonic()
        with trust_work(school.trust):
            before = fingerprint(school.pk)
        years = rebuild(school)
        with trust_work(school.trust):
            same = fingerprint(school.pk) == before
        word = "nothing had to be put right" if same else "figures were put right"
        print(f"{years} {'year' if years == 1 else 'years'} in {time.monotonic() - began:.1f} s; {word}")
    return 0
