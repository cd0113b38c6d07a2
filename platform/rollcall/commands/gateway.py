"""Set who carries a school's messages to families, look at it, try it, or remove it.

What is no secret is given as --setting NAME=VALUE. Secrets are never arguments: each is read from the environment
(ROLLCALL_GATEWAY_TOKEN, ROLLCALL_GATEWAY_API_KEY ...), or else asked for, or read from the lines of the input in the order
of their names. They rest encrypted and are not shown again. Kinds and their settings: twilio (account, token, sender),
notify (api_key, callback_token, text_template or email_template), smtp (host, sender, user, password). A carrier that
reports is to be given the address that is printed; it is shown this once.

    rollcall gateway alder --channel text --kind twilio --setting account=AC... --setting sender=+447700900900
    rollcall gateway alder --channel email --kind smtp --setting host=mail.alder.example --setting sender=a@alder.example
    rollcall gateway alder --channel text --test +447700900123
    rollcall gateway alder --show
    rollcall gateway alder --channel text --remove
"""

import argparse
import getpass
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from foundation.refusals import Malformed, Refused

if TYPE_CHECKING:
    from tenants.trusts.models import School


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which school, which channel, and what to do."""
    parser.add_argument("school", help="the school's address, as in its host: alder")
    parser.add_argument("--channel", choices=["text", "email"], help="what it carries")
    doing = parser.add_mutually_exclusive_group(required=True)
    doing.add_argument("--kind", help="who carries it from now on: twilio, notify or smtp")
    doing.add_argument("--show", action="store_true", help="say who carries what, without secrets")
    doing.add_argument("--test", metavar="ADDRESS", help="send one message to a number or an address of yours")
    doing.add_argument("--remove", action="store_true", help="have nobody carry this channel")
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE", help="what is no secret")


def run(args: argparse.Namespace) -> int:
    """Do it, and say what was done. Raises Refused when it cannot be."""
    school = _school(args.school)
    if args.show:
        return _show(school)
    if args.channel is None:
        raise Refused("say which channel: --channel text or --channel email.")
    if args.kind:
        return _set(school, args.channel, args.kind, args.setting)
    if args.test:
        return _test(school, args.channel, args.test)
    return _remove(school, args.channel)


def _set(school: "School", channel: str, kind: str, pairs: list[str]) -> int:
    from foundation import clock
    from foundation.audit.actors import SYSTEM
    from foundation.messaging import Channel
    from foundation.messaging.kinds import secret_names
    from schools.absence.operations.gateways import set_gateway
    from tenants.trusts.places import address, host_of
    from tenants.trusts.scopes import school_work

    settings, secrets = _read(pairs), sorted(secret_names(kind))
    if shown := sorted(settings.keys() & set(secrets)):
        raise Refused(f"{', '.join(shown)} is a secret: leave it out of the command, which others can read.")
    settings |= {name: value for name in secrets if (value := _secret(name))}
    address_of = partial(address, host_of(school))
    try:
        with school_work(school):
            reports = set_gateway(Channel(channel), kind, settings, address_of=address_of, by=SYSTEM, now=clock.now())
    except Malformed as refused:
        raise Refused(" ".join(f"{fault.field}: {fault.said}" for fault in refused.faults)) from None
    print(f"{school.name}: {kind} carries {channel}s from now on.")
    if reports:
        print(f"Give {kind} this address for receipts and for replies. It is shown this once:\n  {reports}")
    return 0


def _read(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Refused(f"--setting takes NAME=VALUE, and not {name!r}.")
        found[name] = value
    return found


def _secret(name: str) -> str:
    """One secret: from the environment, from whoever sits there, or from the next line of the input."""
    given = os.environ.get(f"ROLLCALL_GATEWAY_{name.upper()}")
    if given is not None:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(f"{name} (not shown; empty for none): ")
    return sys.stdin.readline().rstrip("\r\n")


def _show(school: "School") -> int:
    from schools.absence.models import Gateway
    from tenants.trusts.scopes import school_work

    with school_work(school):
        rows = list(Gateway.objects.order_by("channel"))
    for row in rows:
        said = ", ".join(f"{name} {value}" for name, value in sorted(row.facts.items()))
        print(f"{school.name}: {row.kind} carries {row.channel}s ({said}).")
    if not rows:
        print(f"{school.name}: nobody carries messages.")
    return 0


def _test(school: "School", channel: str, to: str) -> int:
    import uuid

    from foundation.messaging import Channel, Message, State
    from schools.absence.queries.gateways import carrier_of
    from schools.absence.rules.messages import subject_of
    from tenants.trusts.scopes import school_work

    with school_work(school):
        carrier = carrier_of(channel)
    subject = subject_of(school.name) if channel == "email" else ""
    text = f"{school.name}: this is a test of Rollcall's messages. Nothing needs to be done."
    outcome = carrier.gateway.send(Message(f"test-{uuid.uuid4()}", Channel(channel), to, text, subject))
    print(f"{carrier.kind}: {outcome.state.said}. {outcome.reason}".rstrip())
    return 0 if outcome.state is State.HANDED_OVER else 1


def _remove(school: "School", channel: str) -> int:
    from foundation import clock
    from foundation.audit.actors import SYSTEM
    from foundation.messaging import Channel
    from schools.absence.operations.gateways import remove_gateway
    from tenants.trusts.scopes import school_work

    with school_work(school):
        removed = remove_gateway(Channel(channel), by=SYSTEM, now=clock.now())
    print(f"{school.name}: nobody carries {channel}s{' any more' if removed else ', and nobody did'}.")
    return 0


def _school(slug: str) -> "School":
    from tenants.trusts.models import School
    from tenants.trusts.scopes import identity_work

    with identity_work():
        found = School.objects.filter(slug=slug).first()
    if found is None:
        raise Refused(f"no school has the address {slug}. `rollcall schools list` names the schools.")
    return found
