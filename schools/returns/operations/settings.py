"""Setting what holds for the school's returns, and how files are laid out for an authority."""

from foundation.audit.actors import Actor
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.returns.models import ReturnLayout, ReturnSettings
from schools.returns.queries.settings import Settings, layout_of, settings_now
from schools.returns.rules.columns import Layout, default_layout
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import LEAST_POSSIBLE, Counted
from schools.roll.rules.year_group import YEAR_GROUPS


def set_settings(settings: Settings, *, leads: bool, by: Actor) -> bool:
    """Have this hold from now on; whether anything was different. What was found already is looked at again by night.

    Where returns are approved by the headteacher or the safeguarding lead alone, only they (`leads`) have that end: whom it
    binds could otherwise lift it and approve.
    """
    faults, held = _faults_of(settings), settings_now()
    if held.leaders_approve and not settings.leaders_approve and not leads:
        faults.append(
            Fault("Only the headteacher or the safeguarding lead has this end.", "not_yours", "leaders_approve")
        )
    if faults:
        raise Refused.because(*faults)
    if settings == held:
        return False
    measure = settings.measure
    row = ReturnSettings.objects.create(
        since=settings.since,
        percent=measure.percent if measure else None,
        counted=measure.counted if measure else Counted.ALL,
        weeks=measure.weeks if measure else 0,
        least=measure.least if measure else LEAST_POSSIBLE,
        interval=settings.interval,
        ten_days_at_once=settings.ten_days_at_once,
        junior=settings.junior,
        junior_asked=settings.junior_asked,
        senior=settings.senior,
        senior_asked=settings.senior_asked,
        copies=settings.copies,
        leaders_approve=settings.leaders_approve,
        by_name=by.name,
    )
    record("returns.set", about=("return_settings", row.pk), by=by)
    return True


def _faults_of(settings: Settings) -> list[Fault]:
    faults = []
    measure = settings.measure
    if measure is not None and not 1 <= measure.percent <= 100:
        faults.append(Fault("A measure is from 1 to 100 per cent. Leave it empty while there is none.", "", "percent"))
    if measure is not None and not 0 <= measure.weeks <= 39:
        faults.append(Fault("Give 1 to 39 school weeks, or 0 for the school year so far.", "", "weeks"))
    if measure is not None and not 0 <= measure.least <= 380:
        faults.append(Fault("Give 0 to 380 sessions.", "", "least"))
    for name, year in (("junior", settings.junior), ("senior", settings.senior)):
        if year and year not in YEAR_GROUPS:
            faults.append(Fault("This is not a year group.", "", name))
    return faults


def set_layout(kind: Kind, authority: str, layout: Layout, *, by: Actor) -> bool:
    """Lay out files of a kind for an authority like this from now on; whether anything was different.

    Our own columns are kept as none of the authority's, so that a field added later is in them. Files that were made stay.
    """
    if not authority.strip():
        raise Refused("Say which authority this is for.", field="authority")
    if layout == layout_of(kind, authority):
        return False
    ours = layout.columns == default_layout(kind).columns
    columns = [] if ours else [[column.heading, column.field] for column in layout.columns]
    row = ReturnLayout.objects.create(
        authority=authority.strip(), kind=kind, columns=columns, dates=layout.dates, by_name=by.name
    )
    record("returns.columns_set", about=("return_layout", row.pk), by=by, details={"kind": kind.value})
    return True
