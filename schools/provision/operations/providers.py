"""Keeping the school's list of providers, and whom to speak to there."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.phones import Phone
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.provision.models import Provider, ProviderContact, ProvisionPlacement
from schools.provision.operations.asking import close_day


@dataclass(frozen=True, slots=True)
class About:
    """What is written down of a provider."""

    name: str
    kind: str
    activity: str
    address: str = ""
    urn: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What is written down of somebody to speak to there; whether the day's link goes to them."""

    name: str
    job: str = ""
    phone: Phone | None = None
    email: str = ""
    gets_link: bool = False


@transaction.atomic(using=ALIAS)
def add_provider(about: About, *, by: Actor) -> Provider:
    """Write a provider into the list. Refused when one has the name."""
    _check_name(about.name, None)
    row = Provider.objects.create(**asdict(about))
    record("provider.added", about=("provider", row.pk), by=by)
    return row


@transaction.atomic(using=ALIAS)
def change_provider(provider: Provider, about: About, *, ended_on: dt.date | None, by: Actor) -> None:
    """Correct what is written down of a provider, or say until when it is used. Refused while somebody is placed there."""
    _check_name(about.name, provider)
    row = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    if ended_on is not None and ProvisionPlacement.objects.filter(provider=row, ends_on__gt=ended_on).exists():
        raise Refused(
            "Pupils are placed there after that day.",
            code="in_use",
            field="ended_on",
            remedy="End their placements first, or give a later day.",
        )
    for name, value in asdict(about).items():
        setattr(row, name, value)
    row.ended_on = ended_on
    row.save()
    record("provider.changed", about=("provider", row.pk), by=by)


def _check_name(name: str, own: Provider | None) -> None:
    others = Provider.objects.filter(name__iexact=name)
    if (others.exclude(pk=own.pk) if own else others).exists():
        raise Refused(
            "There is a provider of this name already.", code="name_taken", field="name", remedy="Use that one."
        )


@transaction.atomic(using=ALIAS)
def keep_contact(
    provider: Provider, person: Person, *, row: ProviderContact | None = None, now: dt.datetime, by: Actor
) -> ProviderContact:
    """Add somebody to speak to at a provider, or correct what is written down of them (`row`).

    The day's link goes to one alone: whoever is to get it now takes it over. One that is out opens nothing any more when who
    gets it, or where it goes, is another.
    """
    if person.gets_link and not person.email and person.phone is None:
        raise Refused("The link needs an email address or a mobile number to go to.", code="no_address", field="email")
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    before = _gets_link(provider)
    if person.gets_link:
        provider.contacts.filter(gets_link=True).update(gets_link=False)
    kept = row or ProviderContact(provider=provider)
    kept.name, kept.job, kept.email, kept.gets_link = person.name, person.job, person.email, person.gets_link
    kept.phone = person.phone.typed if person.phone else ""
    kept.phone_digits = person.phone.digits if person.phone else ""
    kept.save()
    if before != _gets_link(provider):
        close_day(provider, at=now)
    act = "provider.contact_changed" if row else "provider.contact_added"
    record(act, about=("provider", provider.pk), by=by, details={"link": person.gets_link})
    return kept


def _gets_link(provider: Provider) -> tuple[object, ...] | None:
    """Who is sent the day's link, and where it may go."""
    rows = provider.contacts.filter(gets_link=True)
    return rows.values_list("pk", "name", "email", "phone_digits").first()


@transaction.atomic(using=ALIAS)
def end_contact(row: ProviderContact, *, now: dt.datetime, by: Actor) -> None:
    """Say that somebody is no longer to be spoken to. Once is enough.

    Who was sent the day's link has none from now on, and it goes to nobody until another is to get it.
    """
    provider = Provider.objects.select_for_update(no_key=True).get(pk=row.provider_id)
    held = provider.contacts.get(pk=row.pk)
    if held.ended_on is not None:
        return
    if held.gets_link:
        close_day(provider, at=now)
    held.ended_on, held.gets_link = local(now).date(), False
    held.save(update_fields=["ended_on", "gets_link"])
    record("provider.contact_ended", about=("provider", provider.pk), by=by)
