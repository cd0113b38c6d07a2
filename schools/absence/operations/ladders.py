"""Setting the school's ladder."""

from foundation import clock
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.absence.models import LadderVersion
from schools.absence.operations.following import look_in_time
from schools.absence.queries.ladders import Settings, settings_now
from schools.absence.rules.ladder import faults_of
from schools.journal.operations import record


def set_ladder(settings: Settings, *, by: Actor) -> bool:
    """Have this hold from now on; whether anything was different. What was sent or noted by then stays; the
    lead's minute of children who are followed moves with it.
    """
    faults = faults_of(settings.ladder)
    if faults:
        raise Refused.because(*faults)
    before = settings_now()
    if settings == before:
        return False
    ladder = settings.ladder
    row = LadderVersion.objects.create(
        steps=[[step.channel.value, step.place, step.minutes] for step in ladder.steps],
        lead_minutes=ladder.lead_minutes,
        visit_minutes=ladder.visit_minutes,
        reply_minutes=ladder.reply_minutes,
        hold_minutes=settings.hold_minutes,
        most_messages=settings.most_messages,
        ring=settings.ring,
        by_name=by.name,
    )
    record("absence.ladder_set", about=("ladder", row.pk), by=by)
    now = clock.now()
    look_in_time(clock.local(now).date(), now=now)
    return True
