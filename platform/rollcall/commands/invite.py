"""Invite somebody to work at a school, a trust or a local authority.

Writes to them with a link, good once and for seven days, to choose a password. Somebody who signs in to Rollcall
already is told of the new place and needs no link. Roles: attendance_officer, class_teacher, head_of_year,
safeguarding_lead, headteacher, senior_leader, receptionist, school_governor (at a school); trust_data_manager,
trust_leader (at a trust); la_officer (at a local authority); platform_operator (at no place).

    rollcall invite asha@alder.example --name "Asha Rao" --role attendance_officer --at alder
    rollcall invite sal@northfield.example --name "Sal Nowak" --role trust_leader --at northfield
"""

import argparse
from typing import TYPE_CHECKING

from foundation.access.roles import Role
from foundation.refusals import Refused

if TYPE_CHECKING:
    from tenants.memberships.operations import AnyPlace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who, as what, where."""
    parser.add_argument("email", help="the address they will sign in with")
    parser.add_argument("--name", required=True, help="their name, as colleagues will see it")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], metavar="ROLE")
    parser.add_argument("--at", default="", metavar="SLUG", help="the place: the first part of its address")


def run(args: argparse.Namespace) -> int:
    """Invite, and say what was sent. Raises Refused when it cannot be done."""
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from foundation.audit.actors import SYSTEM
    from tenants.memberships.operations import invite

    now = timezone.now()
    try:
        invited = invite(
            args.email,
            name=args.name,
            role=Role(args.role),
            place=_place(args.at),
            by=SYSTEM,
            now=now,
            starts_on=timezone.localdate(now),
        )
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
    except OSError as fault:
        message = f"they were invited, but the mail could not be sent ({fault}). Mend the mail server and invite again."
        raise Refused(message) from fault
    done = "was sent a link to choose a password" if invited.link else "signs in already and was told of the new place"
    print(f"{args.email} {done}.")
    return 0


def _place(slug: str) -> "AnyPlace | None":
    """The school, trust or authority of this slug; None for no slug. Raises Refused when there is none."""
    from tenants.trusts.models import LocalAuthority, School, Trust
    from tenants.trusts.scopes import identity_work

    if not slug:
        return None
    with identity_work():
        for model in (School, Trust, LocalAuthority):
            if found := model.objects.filter(slug=slug).first():
                return found
    message = f"no school, trust or authority has the address {slug}. `rollcall schools list` names the schools."
    raise Refused(message)
