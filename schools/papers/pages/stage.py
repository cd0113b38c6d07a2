"""At which stage a case is, and why, on a paper."""

import datetime as dt

from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.pages.words import owner_words
from schools.cases.queries.stages import stages_on
from schools.cases.rules import states
from schools.cases.rules.stages import stage_of
from schools.decisions.models import Decision
from schools.decisions.pages.told import Told
from schools.decisions.pages.waiting import told_of
from schools.papers.rules.shapes import Part

HEADING = "Stage, and why"


def stage_part(case: Case | None, decision: Decision | None, today: dt.date) -> Part:
    """The stage since when, and what the policy made of the marks last."""
    told = told_of([decision])[0] if decision is not None else None
    if case is None:
        return Part(HEADING, facts=_decided(told), none="No case is open, and nothing was decided.")
    stage = stage_of(stages_on(today), case.stage)
    since = f"{stage.place} {stage.name}, since {middle_date(case.stage_since)}"
    state = states.CASE.words(case.state)
    facts = [("Stage", since), ("Case", f"{state}, since {middle_date(case.opened_on)}. Owner {owner_words(case)}")]
    return Part(HEADING, facts=(*facts, *_decided(told)))


def _decided(told: Told | None) -> tuple[tuple[str, str], ...]:
    if told is None:
        return ()
    why = " ".join((told.words, *told.grounds))
    counted = f" Counted: {told.counted}." if told.made.marks else ""
    return (("Why", f"{why}{counted}"), *((("Answered", told.answered),) if told.answered else ()))
