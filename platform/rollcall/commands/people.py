"""List the people who may work at a place; invite them, change or end what they may do, switch sign-ins off and on.

What is done holds from everybody's next request on, on every host. Each act is put down to whoever runs it: --by. An invited
person is sent a link, good once and for seven days, to choose a password; who signs in already is told of the new place.
Roles: attendance_officer, class_teacher, head_of_year, safeguarding_lead, headteacher, senior_leader, receptionist,
school_governor (at a school); trust_data_manager, trust_leader (at a trust); la_officer (at a local authority);
platform_operator (at no place).

    rollcall people list --at alder
    rollcall people invite asha@alder.example --name "Asha Rao" --role class_teacher --at alder --by "Sal Nowak"
    rollcall people change asha@alder.example --role class_teacher --at alder --to head_of_year --on 2027-01-04 --by Sal
    rollcall people end asha@alder.example --role class_teacher --at alder --by "Sal Nowak"
    rollcall people end asha@alder.example --role class_teacher --at alder --last-day 2027-07-21 --by "Sal Nowak"
    rollcall people disable asha@alder.example --by "Sal Nowak"
    rollcall people enable asha@alder.example --by "Sal Nowak"
    rollcall people new-factor asha@alder.example --by "Sal Nowak"
"""

import argparse
import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from foundation.access.roles import Role
from foundation.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foundation.accounts.models import Person
    from foundation.audit.actors import Actor
    from tenants.memberships.models import Membership
    from tenants.memberships.operations.placing import AnyPlace

_ACTS = {
    "invite": "let somebody work at a place, and write to them",
    "change": "have somebody hold another role at the same place, from a day on",
    "end": "end a role at a place, at once or after a last day",
    "disable": "let somebody sign in no more, anywhere",
    "enable": "let somebody sign in again",
    "new-factor": "take a lost authenticator app from somebody, who then sets up another",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """An act, whom it is about, and who does it."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    shown = acts.add_parser("list", help="who may work where, from when until when, and who has no role")
    shown.add_argument("--at", default=None, metavar="SLUG", help="only at this place: the first part of its address")
    made = {act: acts.add_parser(act, help=words, description=words) for act, words in _ACTS.items()}
    for act, one in made.items():
        one.add_argument("email", help="the address they sign in with")
        one.add_argument("--by", required=True, metavar="NAME", help="your name: who does this")
        if act in {"invite", "change", "end"}:
            one.add_argument("--role", required=True, choices=[role.value for role in Role], metavar="ROLE")
            one.add_argument("--at", default="", metavar="SLUG", help="the place: the first part of its address")
    made["invite"].add_argument("--name", required=True, help="their name, as colleagues will see it")
    made["invite"].add_argument("--on", type=_day, metavar="DAY", help="the first day (2027-01-04); else today")
    made["change"].add_argument("--to", required=True, choices=[role.value for role in Role], metavar="ROLE")
    made["change"].add_argument("--on", type=_day, metavar="DAY", help="the first day of the new role; else now")
    made["end"].add_argument("--last-day", type=_day, metavar="DAY", help="the last day it holds; else it ends now")


def run(args: argparse.Namespace) -> int:
    """List, or do it and say what was done. Raises Refused when it cannot be done."""
    from django.core.exceptions import ValidationError

    acts = {"list": _list, "invite": _invite, "change": _change, "end": _end}
    try:
        acts.get(args.act, _of_person)(args)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
    return 0


@contextmanager
def _telling() -> "Iterator[None]":
    """Around an act that sends mail once it is done. Raises Refused when that fails, and says that the act stands."""
    try:
        yield
    except OSError as fault:
        raise Refused(f"it was done, but the mail could not be sent ({fault}). Mend the mail server.") from fault


def _invite(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from tenants.memberships.operations.inviting import invite

    now, place, by = timezone.now(), _place(args.at), _signed(args.by)
    starts_on = args.on or timezone.localdate(now)
    if starts_on < timezone.localdate(now):
        raise Refused("that day is over. Name today or a day to come.")
    role = Role(args.role)
    with _telling():
        invited = invite(args.email, name=args.name, role=role, place=place, by=by, now=now, starts_on=starts_on)
    done = "was sent a link to choose a password" if invited.link else "signs in already and was told of the new place"
    print(f"{args.email} {done}.")


def _change(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from tenants.memberships.operations.leaving import change_role

    now = timezone.now()
    today = timezone.localdate(now)
    person, role = _person(args.email), Role(args.to)
    membership = _held(person, args, today)[0]
    starts_on = args.on or today
    change_role(membership, role, by=_signed(args.by), now=now, on=today, starts_on=starts_on)
    said = "now" if starts_on == today else f"{starts_on:%-d %B %Y}"
    print(f"{person.email} is {role.label.lower()} there from {said} on, and no more {Role(args.role).label.lower()}.")


def _end(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from tenants.memberships.operations.leaving import end_membership

    now = timezone.now()
    today, person, by = timezone.localdate(now), _person(args.email), _signed(args.by)
    for membership in _held(person, args, today):
        end_membership(membership, by=by, now=now, on=today, last_day=args.last_day)
    until = f"after {args.last_day:%-d %B %Y}" if args.last_day else "now"
    print(f"{person.email} is no more {Role(args.role).label.lower()} there {until}.")


def _of_person(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from tenants.memberships.operations.leaving import disable, enable, new_second_factor

    person, by = _person(args.email), _signed(args.by)
    if args.act == "disable":
        disable(person, by=by, now=timezone.now())
        print(f"{person.email} signs in no more, and is signed out everywhere.")
    elif args.act == "enable":
        enable(person, by=by)
        print(f"{person.email} signs in again, with the roles that have not ended.")
    else:
        with _telling():
            new_second_factor(person, by=by)
        print(
            f"{person.email} sets up another app at the next sign-in, is signed out everywhere, and was told by mail."
        )


def _list(args: argparse.Namespace) -> None:
    from django.utils import timezone

    from tenants.memberships.queries import open_memberships, people_without_role
    from tenants.trusts.scopes import identity_work

    rows = [("address", "name", "role", "at", "from", "to", "sign-in")]
    place = None if args.at is None else _place(args.at)
    with identity_work():
        for one in open_memberships(on=timezone.localdate(), place=place):
            at = one.school or one.trust or one.authority
            until = f"{one.ends_on:%Y-%m-%d}" if one.ends_on else ""
            about = (one.person.email, one.person.name, Role(one.role).value, at.slug if at else "")
            rows.append((*about, f"{one.starts_on:%Y-%m-%d}", until, _sign_in(one.person)))
        if place is None:
            idle = people_without_role(on=timezone.localdate())
            rows += [(person.email, person.name, "no role", "", "", "", _sign_in(person)) for person in idle]
    if len(rows) == 1:
        print("Nobody yet: `rollcall people invite --help`.")
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _sign_in(person: "Person") -> str:
    if not person.is_active:
        return "switched off"
    if not person.has_usable_password():
        return "invited"
    return f"last on {person.last_login:%Y-%m-%d}" if person.last_login else "never yet"


def _held(person: "Person", args: argparse.Namespace, today: dt.date) -> "list[Membership]":
    """What they hold or will hold there in this role, the first first. Raises Refused, with what they do hold."""
    from tenants.memberships.queries import open_memberships
    from tenants.trusts.scopes import identity_work

    place = _place(args.at)
    with identity_work():
        held = [one for one in open_memberships(on=today) if one.person_id == person.pk]
    found = [one for one in held if one.role == args.role and (one.school or one.trust or one.authority) == place]
    if not found:
        said = ", ".join(f"{one.role} at {_slug(one)}" for one in held) or "nothing"
        raise Refused(f"{person.email} is no {Role(args.role).label.lower()} there (holds: {said}).")
    return found


def _slug(membership: "Membership") -> str:
    at = membership.school or membership.trust or membership.authority
    return at.slug if at else "no place"


def _signed(name: str) -> "Actor":
    """Who the act is put down to: a person without a key, for nobody is signed in at a command line."""
    from foundation.audit.actors import Actor

    if not name.strip():
        raise Refused("say who does this: --by NAME.")
    return Actor(None, name.strip())


def _person(email: str) -> "Person":
    from foundation.accounts.models import Person
    from tenants.trusts.scopes import identity_work

    with identity_work():
        found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise Refused(f"nobody signs in as {email}. `rollcall people list` names everybody.")
    return found


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
    raise Refused(f"no school, trust or authority has the address {slug}. `rollcall schools` names the schools.")


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        message = f"{written} is no day. Write it as 2027-01-04."
        raise argparse.ArgumentTypeError(message) from None
