"""Which case carries which ground, and what a removal on it still lacks before the headteacher approves it.

The grounds and their evidence are those of `schools/roll/rules/leaving.py`. Facts that registers hold are read from them
anew whenever it is asked, so that a mark that changes takes the ground away.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted, middle_date
from schools.cases.rules.opening import Kind
from schools.leave.rules.taken import SCHOOL_DAYS_TO_RETURN
from schools.missing.rules.enquiries import Made, failed
from schools.missing.rules.home_education import Intent
from schools.missing.rules.home_education import lacking as lacking_of_intent
from schools.missing.rules.run import DAYS, Run
from schools.roll.rules.leaving import GROUNDS, NOT_COMPULSORY_AGE, LeavingGround

HOME_EDUCATED, MOVED_AWAY, AFTER_LEAVE, CANNOT_BE_FOUND = "f", "g", "h", "i"
#: Nobody leaves on these without an approved removal: their facts are the school's to gather.
GUARDED: Final = (HOME_EDUCATED, AFTER_LEAVE, CANNOT_BE_FOUND)
#: The case that each of these needs, in words of its own.
_CASE_FOR: Final = {
    HOME_EDUCATED: (Kind.EHE,),
    AFTER_LEAVE: (Kind.CME, Kind.LEAVING),
    CANNOT_BE_FOUND: (Kind.CME,),
}


def cases_for(ref: str) -> tuple[Kind, ...]:
    """The kinds of case in which a removal on this ground is gathered."""
    if ref in _CASE_FOR:
        return _CASE_FOR[ref]
    return (Kind.LEAVING,) if ref == NOT_COMPULSORY_AGE else (Kind.CME, Kind.LEAVING)


def grounds_in(kind: Kind) -> tuple[LeavingGround, ...]:
    """The grounds that a case of this kind may come to."""
    return tuple(one for one in GROUNDS if kind in cases_for(one.ref))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a removal rests on, as it is held today.

    `no_sickness` is a person's word that neither sickness nor another unavoidable cause is known, None where nobody has
    been asked since the run or the ten days were whole; `signs` are what the record itself says against it.
    `leave_ended` is of leave whose pupil has not come for ten school days since.
    """

    run: Run
    leave_ended: dt.date | None = None
    no_sickness: bool | None = None
    signs: Sequence[str] = ()
    made: Sequence[Made] = ()
    evidence: int = 0
    intent: Intent | None = None


def lacking(ref: str, facts: Facts) -> list[str]:
    """What a removal on this ground still lacks, in whole sentences; nothing where it may be approved."""
    if ref == HOME_EDUCATED:
        return lacking_of_intent(facts.intent or Intent())
    if ref == CANNOT_BE_FOUND:
        return [*_run_lacks(facts.run), *_sickness_lacks(facts), *failed(facts.made)]
    if ref == AFTER_LEAVE:
        lacks = []
        if facts.leave_ended is None:
            lacks.append(
                f"No leave of this pupil ended {SCHOOL_DAYS_TO_RETURN} school days ago or more with no return since."
            )
        return [*lacks, *_sickness_lacks(facts), *failed(facts.made)]
    ground = next(one for one in GROUNDS if one.ref == ref)
    lacks = []
    if ground.evidence and not facts.evidence:
        lacks.append(f"No evidence is written down. This ground asks for: {ground.evidence.lower()}.")
    if ref == MOVED_AWAY and not facts.made:
        lacks.append("No enquiry about where the child lives now is written down.")
    return lacks


def _run_lacks(run: Run) -> list[str]:
    """Why the marks are not 20 school days of nothing but G, N and O."""
    lacks = []
    if run.number < DAYS:
        lasts = f"there are {run.number} since {run.first}" if run.first is not None else "none is running"
        lacks.append(f"Ground 9(1)(i) needs {DAYS} school days of nothing but G, N and O: {lasts}.")
        if run.broken is not None:
            lacks.append(f"{broken_words(run)}.")
    if run.gaps:
        others = f" and {counted(len(run.gaps) - 1, 'other session')}" if len(run.gaps) > 1 else ""
        lacks.append(f"No mark is held for {run.gaps[0]}{others} within the run.")
    return lacks


def broken_words(run: Run) -> str:
    """Where the run before was broken: "Broken at Thu 19 Nov 2026 PM by U, after 19 school days"."""
    assert run.broken is not None
    after = f", after {counted(run.broken.days, 'school day')}" if run.broken.days else ""
    return f"Broken at {run.broken.at} by {run.broken.code}{after}"


def _sickness_lacks(facts: Facts) -> list[str]:
    lacks = [f"Sickness or another unavoidable cause is known: {sign}." for sign in facts.signs]
    if facts.no_sickness is None:
        lacks.append("Nobody has said since then whether sickness or another unavoidable cause is known.")
    elif not facts.no_sickness:
        lacks.append("Somebody has said that sickness or another unavoidable cause is known.")
    return lacks


def needs_a_case(ref: str) -> str:
    """What is said to who takes a name off on a guarded ground without an approved removal."""
    ground = next(one for one in GROUNDS if one.ref == ref)
    about = " or ".join(f"“{kind.words}”" for kind in cases_for(ref))
    return (
        f"Ground {ground.regulation.removeprefix('reg ')} is used only once a case of the kind {about} holds what it "
        "asks for and the headteacher has approved the removal. Open the case from the pupil’s page."
    )


def rests_on(ref: str, facts: Facts) -> str:
    """What an approved removal rested on, as the case keeps it."""
    ground = next(one for one in GROUNDS if one.ref == ref)
    said = [f"{ground.regulation}: {ground.words}."]
    if ref == CANNOT_BE_FOUND and facts.run.first is not None and facts.run.twentieth is not None:
        said.append(
            f"{counted(facts.run.number, 'school day')} of nothing but G, N and O from {facts.run.first}; "
            f"the {DAYS}th was {middle_date(facts.run.twentieth)}."
        )
    if ref == AFTER_LEAVE and facts.leave_ended is not None:
        said.append(f"Leave ended {middle_date(facts.leave_ended)}, and no return since.")
    if ref == HOME_EDUCATED and facts.intent is not None and facts.intent.written_on is not None:
        said.append(f"The parent’s writing of {middle_date(facts.intent.written_on)}.")
    if facts.made:
        last = middle_date(max(one.on for one in facts.made))
        said.append(f"{counted(len(facts.made), 'enquiry', 'enquiries')}, the last {last}.")
    if facts.evidence:
        said.append(f"{counted(facts.evidence, 'piece')} of evidence.")
    return " ".join(said)
