"""List the schools, add one, or say whether its class teachers are asked for a code when they sign in.

Without more words: each school with its phase, its trust, whether its tables are up to date, and how many promised
effects are still open (those given up on are named: they wait for a person); then the trusts that have open effects of
their own. Needs DATABASE_OWNER_URL.

    rollcall schools
    rollcall schools --trust northfield
    rollcall schools add-trust northfield --name "Northfield Trust"
    rollcall schools add-authority eastshire --name Eastshire --code 991
    rollcall schools add --help        what a new school needs
    rollcall schools ask-teachers alder no --by "Sal Nowak"        a new school asks
    rollcall schools rename alder --name "Alder High School" --by "Sal Nowak"
"""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from foundation.refusals import Refused
from rollcall.commands.migrate import refuse_without_owner

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.audit.actors import Actor
    from tenants.trusts.models import LocalAuthority, School, Trust

    Place = TypeVar("Place", Trust, LocalAuthority, School)

FOR_OWNER = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The list's filter, and what a new place needs."""
    parser.add_argument("--trust", metavar="SLUG", help="only this trust's schools")
    acts = parser.add_subparsers(dest="act", metavar="[add | add-trust | add-authority | ask-teachers | rename]")
    school = acts.add_parser("add", help="make a school: its address, tables, rights and codes")
    school.add_argument("slug", help="first part of its address: 3 to 31 small letters, digits, hyphens")
    for name, words in (
        ("name", "as people know it"),
        ("trust", "slug of its trust"),
        ("authority", "slug of its local authority"),
        ("urn", "unique reference number, six digits"),
        ("laestab", "LA code and establishment number, seven digits"),
    ):
        school.add_argument(f"--{name}", required=True, help=words)
    school.add_argument("--phase", required=True, choices=["primary", "secondary"])
    school.add_argument("--theme", default="edge-1", help="hue and edge of its pages (default edge-1)")
    asking = acts.add_parser(
        "ask-teachers", help="whether class teachers prove a second factor, as everybody else does"
    )
    asking.add_argument("slug", help="the school's address: alder")
    asking.add_argument("asks", choices=["yes", "no"])
    asking.add_argument("--by", required=True, metavar="NAME", help="your name: who does this")
    renaming = acts.add_parser("rename", help="call a school something else, from now on")
    renaming.add_argument("slug", help="the school's address, which stays: alder")
    renaming.add_argument("--name", required=True, help="as people know it")
    renaming.add_argument("--by", required=True, metavar="NAME", help="your name: who does this")
    trust = acts.add_parser("add-trust", help="make a trust")
    authority = acts.add_parser("add-authority", help="make a local authority")
    for place in (trust, authority):
        place.add_argument("slug", help="first part of its address")
        place.add_argument("--name", required=True)
    authority.add_argument("--code", required=True, help="the three digits that begin a LAESTAB")


def run(args: argparse.Namespace) -> int:
    """List, add, or have teachers asked."""
    from django.core.exceptions import ValidationError

    refuse_without_owner("schools")
    if args.act is None:
        return _list(args.trust)
    if args.act == "ask-teachers":
        return _ask_teachers(args)
    try:
        if args.act == "rename":
            return _rename(args)
        host = _add(args)
    except ValidationError as fault:
        problems = [f"{field}: {' '.join(words)}" for field, words in fault.message_dict.items()]
        raise Refused(" ".join(problems)) from fault
    print(f"{args.name} is made; its address is {host}.")
    return 0


def _rename(args: argparse.Namespace) -> int:
    from tenants.trusts import provisioning
    from tenants.trusts.models import School

    school, name = _found(School, args.slug), args.name.strip()
    changed = provisioning.rename(school, name=name, by=_who(args.by))
    print(f"{args.slug} is called {name} {'from now on' if changed else 'already'}.")
    return 0


def _who(name: str) -> "Actor":
    from foundation.audit.actors import Actor

    if not name.strip():
        raise Refused("say who does this: --by NAME.")
    return Actor(None, name.strip())


def _ask_teachers(args: argparse.Namespace) -> int:
    from tenants.trusts import provisioning
    from tenants.trusts.models import School

    school, asks = _found(School, args.slug), args.asks == "yes"
    changed = provisioning.ask_teachers(school, asks=asks, by=_who(args.by))
    now = "asks its class teachers for a code" if asks else "asks its class teachers for no code"
    print(f"{school.name} {now}{' from now on' if changed else ' already'}.")
    return 0


def _add(args: argparse.Namespace) -> str:
    from tenants.trusts import provisioning
    from tenants.trusts.models import LocalAuthority, Trust
    from tenants.trusts.places import address

    if args.act == "add-trust":
        provisioning.provision_trust(name=args.name, slug=args.slug)
    elif args.act == "add-authority":
        provisioning.provision_authority(code=args.code, name=args.name, slug=args.slug)
    else:
        provisioning.provision(
            trust=_found(Trust, args.trust),
            authority=_found(LocalAuthority, args.authority),
            name=args.name,
            slug=args.slug,
            phase=args.phase,
            urn=args.urn,
            laestab=args.laestab,
            theme=args.theme,
        )
    return address(provisioning.host_name(args.slug))


def _found(model: "type[Place]", slug: str) -> "Place":
    row = model.objects.using("owner").filter(slug=slug).first()
    if row is None:
        known = ", ".join(model.objects.using("owner").order_by("slug").values_list("slug", flat=True)) or "none yet"
        message = f"there is no {model._meta.verbose_name} {slug} (known: {known})"
        raise Refused(message)
    return row


def _list(trust: str | None) -> int:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from foundation.database.router import migrating
    from tenants.trusts.migrate import plan_schools
    from tenants.trusts.models import School

    schools = School.objects.using("owner").select_related("trust").order_by("trust__name", "name")
    chosen = [school for school in schools if trust is None or school.trust.slug == trust]
    if not chosen:
        print(f"No schools in {trust}." if trust else "No schools yet: `rollcall schools add --help`.")
        return 0
    with migrating("school"):
        executor = MigrationExecutor(connections["owner"])
    plan = plan_schools(executor)
    missing = {school.pk for school in plan.missing}
    behind = {school.pk for school in plan.behind}
    rows = [("school", "name", "phase", "trust", "tables", "open effects")]
    for school in chosen:
        tables = "missing" if school.pk in missing else "behind" if school.pk in behind else "up to date"
        effects = "?" if tables != "up to date" else _open_effects(school)
        rows.append((school.slug, school.name, school.phase, school.trust.name, tables, effects))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    _tell_of_trusts({school.trust for school in chosen})
    return 0


def _tell_of_trusts(trusts: Iterable["Trust"]) -> None:
    """A line for each trust whose own outbox still promises something."""
    from tenants.journal.models import OutboxRow
    from tenants.trusts.scopes import trust_work

    for trust in sorted(trusts, key=lambda one: one.name):
        with trust_work(trust):
            effects = _counted(OutboxRow.objects.all())
        if effects != "0":
            print(f"{trust.name} itself has open effects: {effects}")


def _open_effects(school: "School") -> str:
    """How many effects this school's outbox still promises, and how many of them wait for a person."""
    from schools.journal.models import OutboxRow
    from tenants.trusts.scopes import school_work

    with school_work(school):
        return _counted(OutboxRow.objects.all())


def _counted(rows: "QuerySet[Any]") -> str:
    from foundation.outbox.queries import GIVE_UP_AFTER

    waiting = list(rows.filter(done_at__isnull=True).values_list("attempts", flat=True))
    given_up = sum(1 for attempts in waiting if attempts >= GIVE_UP_AFTER)
    return f"{len(waiting)} ({given_up} given up)" if given_up else str(len(waiting))
