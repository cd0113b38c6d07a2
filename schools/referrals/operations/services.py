"""Keeping the directory: a service written down, changed, retired, taken up again, and a whole file of them taken in."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.cases.operations.acting import Act, refuse
from schools.journal.operations import record
from schools.referrals.models import Referral, Service
from schools.referrals.rules import states
from schools.referrals.rules.services import About, service_faults


@transaction.atomic(using=ALIAS)
def add_service(about: About, *, act: Act) -> Service:
    """Write a service into the directory. Refused where one of its name is in it."""
    refuse(_taken(about.name, None), *service_faults(about, act.today))
    row = Service(starts_on=act.today)
    _write(row, about, act)
    record("service.added", about=("service", row.pk), by=act.signed.by)
    return row


@transaction.atomic(using=ALIAS)
def change_service(service: Service, about: About, *, act: Act) -> Service:
    """Write down what is now known of a service. Referrals not sent yet lack by it what they lack from then on."""
    row = _held(service)
    refuse(_taken(about.name, row), *service_faults(about, act.today))
    _write(row, about, act)
    record("service.changed", about=("service", row.pk), by=act.signed.by)
    return row


@transaction.atomic(using=ALIAS)
def retire_service(service: Service, *, act: Act) -> Service:
    """Take a service out of use from today; what was sent to it stays. Refused while it has an answer to give."""
    row = _held(service)
    if row.ended_on is not None:
        raise Overtaken("It is retired already.", code="ended", remedy="Look at the directory again.")
    with_it = [*states.WITH_SERVICE, states.ASKED]
    if Referral.objects.filter(service=row, state__in=with_it).exists():
        words = "Referrals to it wait for an answer."
        raise Refused(words, code="in_use", remedy="Write down what it answered, or take them back, first.")
    row.ended_on, row.changed_at, row.changed_by = act.today, act.now, act.name
    row.save(update_fields=["ended_on", "changed_at", "changed_by"])
    record("service.retired", about=("service", row.pk), by=act.signed.by)
    return row


@transaction.atomic(using=ALIAS)
def take_in(rows: Sequence[tuple[int, About]], *, act: Act) -> tuple[int, int]:
    """Take in a file of services, all or none: how many are new, and how many were changed."""
    wrong = [
        Fault(fault.words, fault.code, "file", number, fault.remedy)
        for number, about in rows
        for fault in service_faults(about, act.today)
    ]
    refuse(*wrong)
    held = {row.name.casefold(): row for row in in_use().select_for_update(no_key=True)}
    new = changed = 0
    for _, about in rows:
        row = held.get(about.name.casefold())
        if row is not None and about_of(row) == about:
            continue
        new, changed = new + (row is None), changed + (row is not None)
        _write(row or Service(starts_on=act.today), about, act)
    record("service.taken_in", about=("service", "file"), by=act.signed.by, details={"new": new, "changed": changed})
    return new, changed


def in_use() -> QuerySet[Service]:
    """The services that somebody may be referred to."""
    return Service.objects.filter(ended_on__isnull=True)


def about_of(row: Service) -> About:
    """What is written down of a service."""
    values = {name: getattr(row, name) for name in About.__dataclass_fields__}
    return About(**values | {"ways": tuple(row.ways), "wants": tuple(row.wants)})


def _write(row: Service, about: About, act: Act) -> None:
    for name, value in asdict(about).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.changed_at, row.changed_by = act.now, act.name
    row.save()


def _held(service: Service) -> Service:
    return Service.objects.select_for_update(no_key=True).get(pk=service.pk)


def _taken(name: str, own: Service | None) -> Fault | None:
    others = in_use().filter(name__iexact=name)
    if (others.exclude(pk=own.pk) if own else others).exists():
        return Fault("The directory has a service of this name.", "name_taken", "name", remedy="Change that one.")
    return None
