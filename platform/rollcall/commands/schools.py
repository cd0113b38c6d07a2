"""List the schools, or make one.

The list says of each school its trust and phase, whether it is behind in migrations, and how many promised effects
(publishing, imports) still wait.

    rollcall schools
    rollcall schools add --trust northfield --authority eastshire --name "Dale Academy" --slug dale --phase secondary --urn 900009 --laestab 9914009
"""

import argparse

from rollcall.commands import RefusedError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the verb takes."""
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    add = acts.add_parser("add", help="make a school: its schema, role, host and reference rows, or nothing")
    for name, words in (
        ("trust", "the trust, by the name in its address"),
        ("authority", "the local authority, by the name in its address"),
        ("name", "the school's name as people say it"),
        ("slug", "the first word of its address: small letters, digits and hyphens"),
        ("urn", "unique reference number, six digits"),
        ("laestab", "LA code and establishment number, seven digits"),
    ):
        add.add_argument(f"--{name}", required=True, help=words)
    add.add_argument("--phase", required=True, choices=["primary", "secondary"])


def run(args: argparse.Namespace) -> int:
    """List, or add."""
    from django.conf import settings

    if "owner" not in settings.DATABASES:
        message = "this needs the owner's login: set DATABASE_OWNER_URL."
        raise RefusedError(message)
    return _add(args) if args.act == "add" else _list()


def _list() -> int:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from foundation.database.router import migrating
    from schools.journal.models import OutboxRow
    from tenants.trusts import migrate
    from tenants.trusts.models import School
    from tenants.trusts.scopes import school_work

    with migrating("school"):
        behind = {school.slug for school in migrate.plan_schools(MigrationExecutor(connections["owner"])).behind}
    rows = list(School.objects.using("owner").select_related("trust", "authority").order_by("trust__name", "name"))
    for school in rows:
        with school_work(school):
            waiting = OutboxRow.objects.filter(done_at__isnull=True).count()
        state = "behind" if school.slug in behind else "up to date"
        print(f"{school.slug:<16} {school.name:<28} {school.trust.name:<24} {school.phase:<10} {state}, {waiting} waiting")
    print(f"{len(rows)} schools")
    return 0


def _add(args: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.db import IntegrityError

    from foundation.ui.identities import identity_for
    from tenants.trusts.models import LocalAuthority, School, Trust
    from tenants.trusts.places import address
    from tenants.trusts.provisioning import host_name, provision

    trust = Trust.objects.using("owner").filter(slug=args.trust).first()
    authority = LocalAuthority.objects.using("owner").filter(slug=args.authority).first()
    for found, kind, slug in ((trust, "trust", args.trust), (authority, "local authority", args.authority)):
        if found is None:
            message = f"there is no {kind} called {slug!r}."
            raise RefusedError(message)
    assert trust is not None
    assert authority is not None
    neighbours = School.objects.using("owner").filter(trust=trust).values_list("theme", flat=True)
    try:
        school = provision(
            trust=trust,
            authority=authority,
            name=args.name,
            slug=args.slug,
            phase=args.phase,
            urn=args.urn,
            laestab=args.laestab,
            theme=identity_for(neighbours),
        )
    except ValidationError as invalid:
        raise RefusedError("; ".join(invalid.messages)) from None
    except IntegrityError:
        message = "another school has this address, URN or LAESTAB."
        raise RefusedError(message) from None
    print(f"{school.name} is ready at {address(host_name(school.slug))}")
    return 0
