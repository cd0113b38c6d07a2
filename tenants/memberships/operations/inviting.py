"""Inviting people: into a role at a place, by a link with which they choose a password. With its audit line."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string

from foundation.access.roles import Role
from foundation.accounts.models import Invitation, Person
from foundation.accounts.one_time import hash_of, new_secret
from foundation.accounts.operations import choose_password, keep_invitation, new_person, use_invitation
from foundation.audit.actors import Actor
from foundation.database.scope import identity_work
from tenants.journal.operations import record
from tenants.memberships.models import Membership
from tenants.memberships.noting import note
from tenants.memberships.operations.placing import AnyPlace, columns_of, filed_under, refuse_misfit
from tenants.memberships.queries import Asked, asked, held_on
from tenants.trusts.places import address

INVITATION_DAYS = 7


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may now work at a place. `link` is empty when they could sign in already."""

    person: Person
    membership: Membership
    link: str


def invite(
    email: str, *, name: str, role: Role, place: AnyPlace | None, by: Actor, now: dt.datetime, starts_on: dt.date
) -> Invited:
    """Let somebody work at `place` in `role` from `starts_on`, and write to them.

    Whoever has no password yet gets a link for one use within seven days to choose one; earlier links stop working.
    Somebody who signs in already keeps their name and password and is told of the new place. Inviting somebody again
    who has chosen no password yet sends a new link. `place` is None for a platform operator. The mail is sent once
    everything is written; its failure is raised and undoes nothing.

    Raises ValidationError for an address that is none, a role that is not held at such a place, a membership that is
    held already, and a person whose sign-in was switched off.
    """
    email = email.strip().lower()
    validate_email(email)
    refuse_misfit(role, place)
    with identity_work():
        person = Person.objects.select_for_update().filter(email=email).first()
        if person is None:
            person = new_person(email, name=name.strip())
        if not person.is_active:
            message = f"The sign-in of {email} was switched off. Switch it on before inviting them again."
            raise ValidationError(message)
        membership = _hold(person, role, place, starts_on)
        link = "" if person.has_usable_password() else _new_link(person, by=by, now=now)
        record(
            "person_invited",
            by=by,
            about_kind="person",
            about_id=person.pk,
            details={"role": role.value, "membership": str(membership.pk), "link": bool(link)},
            **filed_under(membership),
        )
        letter = _letter(person, membership, link)
        transaction.on_commit(letter.send)
    return Invited(person, membership, link)


def accept(token: str, *, password: str, now: dt.datetime) -> Person | None:
    """Use up an invitation and give its person their first password. None when it is unknown, used or too old.

    To be called in identity work. Of two who come at once one succeeds.
    """
    if not use_invitation(hash_of(token), now=now):
        return None
    person = Invitation.objects.select_related("person").get(token_hash=hash_of(token)).person
    if not person.is_active:
        return None
    choose_password(person, password)
    note("invitation_accepted", person, ever=True)
    return person


def invited_person(token: str, *, now: dt.datetime) -> Person | None:
    """Whose invitation this is, when it can still be used. To be called in identity work."""
    rows = Invitation.objects.filter(token_hash=hash_of(token), used_at=None, expires_at__gt=now)
    row = rows.select_related("person").filter(person__is_active=True).first()
    return row.person if row else None


def _hold(person: Person, role: Role, place: AnyPlace | None, starts_on: dt.date) -> Membership:
    columns = columns_of(place)
    held = Membership.objects.filter(held_on(starts_on), person=person, role=role.value, **columns).first()
    if held is not None and not person.has_usable_password():
        return held
    if held is not None:
        message = f"{person.email} holds this role there already."
        raise ValidationError(message)
    return Membership.objects.create(person=person, role=role.value, starts_on=starts_on, **columns)


def _new_link(person: Person, *, by: Actor, now: dt.datetime) -> str:
    token = new_secret()
    expires_at = now + dt.timedelta(days=INVITATION_DAYS)
    keep_invitation(person, hash_of(token), invited_by=by.person_id, expires_at=expires_at, now=now)
    return address(settings.ID_HOST, f"/invitation/{token}/")


def _letter(person: Person, membership: Membership, link: str) -> EmailMessage:
    school = membership.school
    place = school or membership.trust or membership.authority or "the platform"
    words = {
        "name": person.name,
        "place": str(place),
        "role": Role(membership.role).label.lower(),
        "link": link,
        "home": address(settings.ID_HOST),
        "days": INVITATION_DAYS,
        "app": asked([(Role(membership.role), bool(school and school.asks_teachers))]) is not Asked.NOTHING,
    }
    body = render_to_string("memberships/email/invitation.txt", words)
    subject = "Your sign-in for Rollcall" if link else "One more place to work in Rollcall"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
