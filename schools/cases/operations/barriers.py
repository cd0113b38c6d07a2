"""The school's own list of what keeps children away."""

from django.db import transaction
from django.db.models import Max

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from schools.cases.models import BarrierKind
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.wording import words_fault
from schools.journal.operations import record


@transaction.atomic(using=ALIAS)
def add_to_list(*, name: str, sensitive: bool, act: Act) -> BarrierKind:
    """Add a line, or take one up again that was taken off with the same name and the same sensitivity."""
    name = " ".join(name.split())
    refuse(words_fault(name, "name", most=100, needed="Write what the barrier is called."))
    held = BarrierKind.objects.select_for_update(no_key=True).filter(name__iexact=name).first()
    if held is not None and held.ended_on is None:
        refuse(Fault("The list has it already.", "already", "name", remedy="Give it another name."))
    if held is not None and held.sensitive != sensitive:
        words = "It was on the list before, and not as sensitive as now, or more so."
        refuse(
            Fault(
                words,
                "sensitivity",
                "sensitive",
                remedy="Give it another name, so that what was noted stays as it was.",
            )
        )
    if held is not None:
        held.ended_on = None
        held.save(update_fields=["ended_on"])
        row = held
    else:
        last = BarrierKind.objects.aggregate(last=Max("place"))["last"] or 0
        row = BarrierKind.objects.create(name=name, sensitive=sensitive, place=last + 1)
    record("case.barrier_added", about=("barrier_kind", row.pk), by=act.signed.by, details={"sensitive": sensitive})
    return row


@transaction.atomic(using=ALIAS)
def take_off_list(kind: BarrierKind, *, act: Act) -> None:
    """Take a line off the list; what was noted by it stays."""
    if not BarrierKind.objects.filter(pk=kind.pk, ended_on__isnull=True).update(ended_on=act.today):
        raise Overtaken("It is off the list already.", code="ended", remedy="Look at the list again.")
    record("case.barrier_removed", about=("barrier_kind", kind.pk), by=act.signed.by)
