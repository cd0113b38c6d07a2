"""What a decision says to people at the school, in sentences made from it and its policy each time, and never stored."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from foundation.ui.numbers import counted, percent, short_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.decisions import Because, Changed, Decision, Move
from schools.registers.rules.codes import NO_REASON_YET
from tenants.policies.rules.document import CLOSE, Condition, Criterion, Exit, Operator


def says(decision: Decision, policy: CitedPolicy, *, entered_under: CitedPolicy | None = None) -> str:
    """The decision in one sentence: "Back to Listen and understand: 6 of the 10 sessions it rested on are left."."""
    name = _name(decision.stage, policy)
    if decision.move is Move.RETREAT:
        return f"Back to {name}: {_left(decision, entered_under or policy)}."
    if decision.move is Move.UP:
        return f"Up to {name}: {_grounds(decision, policy)}."
    if decision.move is Move.EXIT:
        to = "The case may close" if decision.stage == CLOSE else f"Down to {name}"
        return f"{to}: {_grounds(decision, policy)}."
    if not decision.because:
        return f"Stays at {name}: nothing is proposed."
    if not _is_of_a_higher_stage(decision, policy):
        return f"Stays at {name}: {_grounds(decision, entered_under or policy, when='when it was entered')}."
    return f"Stays at {name} for now: {_grounds(decision, policy)}, {_held_back(decision, policy)}."


def _is_of_a_higher_stage(decision: Decision, policy: CitedPolicy) -> bool:
    """Whether a decision to stay rests on what would open a higher stage, and not on what opened this one."""
    places = {stage.key: stage.place for stage in policy.stages}
    return places.get(decision.because[0].stage, 0) > places[decision.stage]


def further(decision: Decision, policy: CitedPolicy) -> tuple[str, ...]:
    """What is said beside it: that it may yet change, which marks have, and what the next stage waits for."""
    unexplained = sum(mark.code == NO_REASON_YET for mark in decision.marks)
    found = []
    if unexplained:
        has = "has" if unexplained == 1 else "have"
        found.append(
            f"Provisional: {counted(unexplained, 'session')} of these still {has} no reason, and may yet have one."
        )
    found += [_changed(one) for one in decision.changed]
    found += [f"{_name(one.stage, policy)} waits for: {_action(one.lacking, policy)}." for one in decision.not_sooner]
    return tuple(found)


def _grounds(decision: Decision, policy: CitedPolicy, *, when: str = "") -> str:
    """Every criterion that holds, with what each of its conditions came to; `when` instead of each window's own words."""
    groups = groupby(decision.because, key=lambda one: one.criterion)
    said = "; ".join(" and ".join(_reasons(list(held), policy, windows=not when)) for _, held in groups)
    return f"{said}, {when}" if when else said


def _reasons(held: Sequence[Because], policy: CitedPolicy, *, windows: bool) -> Iterator[str]:
    for one, condition in _with_conditions(held, policy):
        came_to = _rate(one) if one.of is not None else condition.measure.counted(one.count)
        against = _against(one, condition)
        if windows:
            yield f"{came_to}{against}{',' if against else ''} {condition.window.words}{_elsewhere(one)}"
        else:
            yield f"{came_to}{against}{_elsewhere(one)}"


def _rate(one: Because) -> str:
    assert one.of is not None  # of a rate there is always something
    return f"{one.count} of {one.of} possible sessions missed ({percent(one.count, one.of)})"


def _against(one: Because, condition: Condition) -> str:
    """The value it was held against, but where a count met it exactly."""
    if isinstance(one.needed, tuple):
        return f", from {_written(one.needed[0])} to less than {_written(one.needed[1])}"
    if one.of is None and one.count == one.needed:
        return ""
    said = "at most" if condition.operator is Operator.AT_MOST else "needed"
    return f", {_written(one.needed)} {said}"


def _written(value: int | Fraction) -> str:
    """A count, or a rate as people say it: in whole per cent, or as a fraction where it is none."""
    if isinstance(value, int):
        return f"{value:,}"
    whole = value * 100
    return f"{whole.numerator}%" if whole.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _elsewhere(one: Because) -> str:
    return f", {one.elsewhere} of them at the school before" if one.elsewhere else ""


def _left(decision: Decision, policy: CitedPolicy) -> str:
    """What is left of what a stage rested on: by the first condition that is met no longer."""
    for one, condition in _with_conditions(decision.because, policy):
        value = one.count if one.of is None else Fraction(one.count, one.of or 1)
        if condition.holds(value) and one.of != 0:
            continue
        if one.of is not None:
            asked = f"{condition.operator.value.replace('_', ' ')} {_written(condition.values[0])}"
            return f"{_rate(one)} when it was entered, where {asked} is asked"
        is_ = "is" if one.count == 1 else "are"
        return (
            f"{one.count} of the {_written(condition.values[0])} {condition.measure.kind.unit} it rested on {is_} left"
        )
    return "what opened it was not asked of this pupil on that day"


def _held_back(decision: Decision, policy: CitedPolicy) -> str:
    """Why a stage whose criterion holds is not proposed."""
    if decision.not_sooner:
        return f"and first comes: {', '.join(_action(one.lacking, policy) for one in decision.not_sooner)}"
    return "put off by a person, or too soon after it was left"


def _changed(one: Changed) -> str:
    on = f"{short_date(one.date)} {SESSION_NAMES[one.session]}"
    return f"{on}: {one.was} is now {one.now}." if one.now else f"{on}: {one.was} is no longer there."


def _name(key: str, policy: CitedPolicy) -> str:
    return next((stage.name for stage in policy.stages if stage.key == key), key)


def _action(path: str, policy: CitedPolicy) -> str:
    """An action by its kind and its stage: "meeting (Formal support)"."""
    stage, _, key = path.partition(".")
    kind = next((one.kind for one in policy.document.stage(stage).actions if one.key == key), "review")
    return f"{kind} ({_name(stage, policy)})"


def _with_conditions(held: Sequence[Because], policy: CitedPolicy) -> Iterator[tuple[Because, Condition]]:
    """Reasons with the conditions they are of: of each criterion they follow in its own order."""
    for criterion, ones in groupby(held, key=lambda one: one.criterion):
        stage, _, key = criterion.partition(".")
        held_of = policy.document.stage(stage)
        ways: tuple[Criterion | Exit, ...] = (*held_of.criteria, *held_of.exits)
        conditions = next(way.all for way in ways if way.key == key)
        yield from zip(ones, conditions, strict=True)
