"""What came from an earlier school of the trust, on the pupil's page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from foundation import clock
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.ui.numbers import counted, days, middle_date
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_label
from schools.moved.pages.trust_wide import rate_words, since_joining_words, trust_wide, trust_wide_words
from schools.moved.queries.carried import Carried, carried_of
from schools.moved.queries.spells import is_carried
from schools.moved.rules.facts import MoverFacts, OldNotice
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals
from schools.roll.models import Admission
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class FromSchool:
    """What one school says: its name, facts in pairs of a term and words, how far it is confirmed, and by whom."""

    key: uuid.UUID
    name: str
    facts: Sequence[tuple[str, str]]
    tag: Tag
    confirmed: str
    waits: bool


@dataclass(frozen=True, slots=True)
class MovedPanel:
    """`since_joining` and `trust_wide` are the two readings of this year; `nothing_came` says why there are none."""

    schools: Sequence[FromSchool]
    since_joining: str
    trust_wide: str
    nothing_came: str
    confirms: bool


def moved_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The box, for who may see it and where there is something to say; it tells no narrative, which no school carries."""
    if not policy_for(Permission.SEE_MOVER_FACTS).may(member, about.pupil):
        return None
    carried = carried_of(about.pupil)
    if not carried:
        words = _nothing_came(about)
        return Panel("moved/panel_moved.html", MovedPanel((), "", "", words, confirms=False)) if words else None
    year = school_calendar().year_of(about.today)
    here = totals_by_half_term(year, [about.pupil.key]).get(about.pupil.key, {})
    both = trust_wide(about.pupil, year, here, carried)
    panel = MovedPanel(
        [_from(one) for one in carried],
        since_joining_words(both) if both else "",
        trust_wide_words(both) if both else "",
        "",
        confirms=policy_for(Permission.CONFIRM_MOVER_FACTS).may(member, about.pupil),
    )
    return Panel("moved/panel_moved.html", panel)


def _nothing_came(about: PanelPupil) -> str:
    """Of whom a school of the trust is the last school: that nothing has come from it yet, or why nothing can."""
    last = Admission.objects.filter(pupil=about.pupil).order_by("-starts_on").first()
    if last is None or last.last_school_id is None:
        return ""
    if not is_carried(about.pupil.upn):
        has = "has a temporary UPN" if about.pupil.upn else "has no UPN"
        return f"The pupil {has}, so nothing can come from {last.last_school}: only a permanent one is the same there."
    return f"{last.last_school} has been asked, and has told nothing: there the pupil may not have left the roll yet."


def _from(one: Carried) -> FromSchool:
    row, confirmed = one.row, one.confirmed
    words = ""
    if confirmed:
        words = f"Confirmed by {confirmed.by_name}, {middle_date(clock.local(confirmed.at).date())}: {_taken(one)}."
        if confirmed.stage_why_not:
            words += f" The stage is not applied here: {confirmed.stage_why_not}."
    return FromSchool(row.pk, row.from_name, carried_facts(one), _tag(one), words, one.waits)


def _tag(one: Carried) -> Tag:
    if one.row.taken_back_on:
        return Tag("off", "taken back by that school")
    if one.changed_since:
        return Tag("soon", "changed since it was confirmed")
    return Tag("sent", "confirmed") if one.confirmed else Tag("now", "to confirm")


def _taken(one: Carried) -> str:
    """What was taken over: the counts, and the stage and notices that somebody chose."""
    if one.confirmed is None:
        return ""
    facts = one.confirmed.facts
    parts = ["the counts"]
    if facts.stage:
        parts.append(f"the stage {facts.stage.name}")
    parts += [
        f"the notice of {middle_date(notice.issued_on)}, put to {name}"
        for notice, (_, name) in zip(facts.notices, one.confirmed.contacts, strict=True)
    ]
    return ", ".join(parts)


def carried_facts(one: Carried) -> list[tuple[str, str]]:
    """What one school counted, said of its own sessions alone."""
    facts, row = one.facts, one.row
    found = [("There", f"{middle_date(row.starts_on)} to {middle_date(row.ends_on)}")]
    found += [(f"Attended {academic_year_label(year)}", rate_words(totals)) for year, totals in _by_year(facts)]
    if facts.weeks:
        last = facts.weeks[-10:]
        unauthorised = sum(week.unauthorised - week.used for week in last)
        found.append((f"Unauthorised, last {counted(len(last), 'school week')}", counted(unauthorised, "session")))
    if facts.suspended:
        found.append(("Suspended", f"{days(facts.suspended_half_days)} days"))
    stage = f"{facts.stage.name}, since {middle_date(facts.stage.since)}" if facts.stage else "none told"
    notices = "; ".join(notice_words(notice) for notice in facts.notices) or "none told"
    return [*found, ("Stage there", stage), ("Penalty notices", notices)]


def newest_rate(one: Carried) -> str:
    """ "45.1% (74 of 164) in 2026/27": the last year in which that school counted a session; empty for none."""
    years = _by_year(one.facts)
    return f"{rate_words(years[0][1])} in {academic_year_label(years[0][0])}" if years else ""


def notice_words(notice: OldNotice) -> str:
    """ "the first, to the mother, 3 March 2026: paid in full"."""
    order = {1: "first", 2: "second", 3: "third"}.get(notice.order, f"{notice.order}th")
    return f"the {order}, to the {notice.relationship}, {middle_date(notice.issued_on)}: {notice.state}"


def _by_year(facts: MoverFacts) -> list[tuple[int, Totals]]:
    years = sorted({year for year, _ in facts.half_terms}, reverse=True)
    return [(year, sum(facts.year(year).values(), Totals())) for year in years]
