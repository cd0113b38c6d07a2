"""Ending and changing what people may do. Each is one identity transaction with its audit line, and holds from the next
request on, on every host: roles are read at each, and sessions of who may do nothing any more are ended.
"""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.operations import end_sessions, forget_factors, switch_off, switch_on
from foundation.audit.actors import Actor
from foundation.database.scope import identity_work
from foundation.refusals import Refused
from tenants.journal.operations import record
from tenants.memberships.models import Membership
from tenants.memberships.noting import note
from tenants.memberships.operations.placing import columns_of, filed_under
from tenants.memberships.queries import memberships_of


def disable(person: Person, *, by: Actor, now: dt.datetime) -> None:
    """Switch somebody's sign-in off. Every open session, code and invitation ends with it, on every host.

    Raises Refused when it is off already.
    """
    with identity_work():
        if not switch_off(person, now=now):
            raise Refused(f"The sign-in of {person.email} is switched off already.")
        note("person_disabled", person, by=by, ever=True)


def enable(person: Person, *, by: Actor) -> None:
    """Switch somebody's sign-in on again: with their password, their app and what they hold. Refused when it is on."""
    with identity_work():
        if not switch_on(person):
            raise Refused(f"The sign-in of {person.email} is switched on already.")
        note("person_enabled", person, by=by, ever=True)


def new_second_factor(person: Person, *, by: Actor) -> None:
    """Take authenticator app and recovery codes from somebody who has lost them, and tell them by mail.

    They are signed out everywhere. At their next sign-in they set up another app with their password alone, so whoever
    asks for this has made sure that it is they. Raises Refused when they have none.
    """
    with identity_work():
        if not forget_factors(person):
            raise Refused(
                f"{person.email} has set up no authenticator app: they do at their next sign-in, if they need one."
            )
        note("second_factor_forgotten", person, by=by, ever=True)
        letter = _letter(person)
        transaction.on_commit(letter.send)


def end_membership(
    membership: Membership, *, by: Actor, now: dt.datetime, on: dt.date, last_day: dt.date | None = None
) -> None:
    """End a membership at once, or with a day to come. `on` is the day of `now` in London.

    Ending one at once that has ended changes nothing. Whoever holds no other membership on that day is signed out
    everywhere. Raises Refused for a last day that is over, before the membership begins, or after it ends anyway.
    """
    with identity_work():
        if last_day is not None:
            _refuse_last_day(membership, last_day, on=on)
            changed = {"ends_on": last_day}
        else:
            changed = {"ended_at": now}
        if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(**changed):
            return
        membership.refresh_from_db(fields=list(changed))
        if not memberships_of(membership.person, on=on).exists():
            end_sessions(membership.person)
        record(
            "membership_ended",
            by=by,
            about_kind="person",
            about_id=membership.person_id,
            details={"role": membership.role, "membership": str(membership.pk)}
            | ({"last_day": last_day.isoformat()} if last_day else {}),
            **filed_under(membership),
        )


def change_role(
    membership: Membership, role: Role, *, by: Actor, now: dt.datetime, on: dt.date, starts_on: dt.date
) -> Membership:
    """Have somebody hold another role at the same place from a day on: today, at once, or a day to come.

    `on` is the day of `now` in London. Raises Refused for a day that is over, a role of another kind of place, one that
    they hold there already, and a membership that does not hold until that day.
    """
    _refuse_change(membership, role, on=on, starts_on=starts_on)
    ends = {"ended_at": now} if starts_on == on else {"ends_on": starts_on - dt.timedelta(days=1)}
    place = columns_of(membership.school or membership.trust or membership.authority)
    with identity_work():
        held = Membership.objects.filter(ended_at=None, person=membership.person, role=role, **place)
        if held.exclude(ends_on__lt=starts_on).exists():
            raise Refused(f"{membership.person.email} holds that role there already, or will.")
        if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(**ends):
            raise Refused("That role was ended meanwhile.")
        new = Membership.objects.create(
            person=membership.person, role=role, starts_on=starts_on, ends_on=membership.ends_on, **place
        )
        record(
            "role_changed",
            by=by,
            about_kind="person",
            about_id=new.person_id,
            details={
                "role": role,
                "membership": str(new.pk),
                "before": membership.role,
                "from": starts_on.isoformat(),
                "ended": str(membership.pk),
            },
            **filed_under(new),
        )
    return new


def _refuse_last_day(membership: Membership, last_day: dt.date, *, on: dt.date) -> None:
    if last_day < on:
        raise Refused("That day is over. Leave the last day out to end it at once.")
    if membership.ends_on is not None and last_day > membership.ends_on:
        raise Refused(f"It ends on {membership.ends_on:%-d %B %Y} already. Invite them again for the time after it.")
    if last_day < membership.starts_on:
        raise Refused(f"It begins only on {membership.starts_on:%-d %B %Y}. Leave the last day out to end it at once.")


def _refuse_change(membership: Membership, role: Role, *, on: dt.date, starts_on: dt.date) -> None:
    if role.place != Role(membership.role).place:
        raise Refused(
            f"{role.label} is not held at such a place. End this role there, and invite them where they will work."
        )
    if starts_on < on:
        raise Refused("That day is over, and what was seen on it cannot be unseen. Name today or a day to come.")
    if on < membership.starts_on >= starts_on:
        raise Refused(f"It begins only on {membership.starts_on:%-d %B %Y}: end it, and invite them in the other role.")
    if membership.ends_on is not None and membership.ends_on < starts_on:
        raise Refused(f"It ends on {membership.ends_on:%-d %B %Y}, before the change.")


def _letter(person: Person) -> EmailMessage:
    """What they are told of it, whoever asked: it may have been somebody else."""
    body = render_to_string("memberships/email/second_factor.txt", {"name": person.name})
    return EmailMessage("Your authenticator app was removed from Rollcall", body, None, [person.email])
