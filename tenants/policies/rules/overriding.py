"""What a school puts in the place of some of its trust's lines, where the trust lets it; and what then is in force there.

    base = { key = "northfield", version = 3 }
    [[set]]
    path = "stages.listen.criteria.five.unauthorised.at_least"
    value = 6
    reason = "Agreed with heads of year, July 2026"

A line is known by its path. Under a new version of the trust's it stands if its path is still there and allows it; else it
drops, on the day that version begins to decide, and the school is told before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, StrictInt, StrictStr, ValidationError

from foundation.refusals import Fault
from tenants.policies.rules import aloud
from tenants.policies.rules.document import Condition, Letter, Part, Policy
from tenants.policies.rules.faults import faults_in, text_faults
from tenants.policies.rules.values import Key, Listed, Number

Value = int | Fraction | tuple[int | Fraction, int | Fraction] | str


class Base(Part):
    """The trust's version that an override was made on."""

    key: Key
    version: Annotated[StrictInt, Field(ge=1)]


class Line(Part):
    """One line of the school's own, and why. A number, two for `between`, or the English of a letter."""

    path: Annotated[StrictStr, Field(min_length=1, max_length=300)]
    value: Number | Annotated[tuple[Number, Number], Listed] | StrictStr
    reason: Annotated[StrictStr, Field(min_length=1, max_length=1_000)]


class Override(Part):
    """A school's own document: what it sets on which version."""

    base: Base
    set: Annotated[tuple[Line, ...], Listed] = ()


@dataclass(frozen=True, slots=True)
class Settable:
    """A line that a school may change: its path, what stands there, and how that is said. `may` says what it may become."""

    path: str
    value: Value
    said: str
    may: str


def settable(policy: Policy) -> Iterator[Settable]:
    """Every line that a school may change, in the order of the document."""
    for path, condition in policy.conditions():
        if condition.school_may is not None:
            value = condition.values if len(condition.values) > 1 else condition.values[0]
            yield Settable(
                f"{path}.{condition.operator.value}", value,  # type: ignore[arg-type] # two values are a pair
                aloud.of_condition(condition), aloud.of_leave(condition),
            )  # fmt: skip
    for letter in policy.letters:
        if letter.school_may:
            for part in ("subject", "body"):
                said = f"The {'subject' if part == 'subject' else 'text'} of the letter “{letter.key}”"
                may = "A school may have its own English."
                yield Settable(f"letters.{letter.key}.{part}", getattr(letter, part), said, may)


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force at a school: the trust's document with the school's lines in it, and the lines that do not stand."""

    policy: Policy
    dropped: tuple[tuple[Line, Fault], ...]


def in_force(policy: Policy, lines: tuple[Line, ...]) -> InForce:
    """The document with every line that stands under it. What does not stand is left out and said.

    A line that only contradicts another (a stage would open no later than the one below) drops too: the last such first,
    so that the trust's own document is always left.
    """
    standing, dropped, seen = [], [], set()
    for line in lines:
        fault = fault_of(policy, line)
        if fault is None and line.path in seen:
            fault = Fault("This line is set twice.", "same_key", line.path, remedy="Set it once.")
        seen.add(line.path)
        if fault is None:
            standing.append(line)
        else:
            dropped.append((line, fault))
    while faults := faults_in(made := _with(policy, standing)):
        if not standing:
            break
        dropped.append((standing.pop(), faults[0]))
    return InForce(made, tuple(dropped))


def fault_of(policy: Policy, line: Line) -> Fault | None:
    """Why a line cannot stand under a version; None when it can."""
    held = _held(policy, line.path)
    if held is None:
        return Fault("There is no such line.", "no_such_line", line.path, remedy="Leave it out, or check its path.")
    thing, key = held
    if thing.school_may is None:
        return Fault("This line is the trust’s.", "locked", line.path, remedy="Ask the trust to let schools change it.")
    if isinstance(thing, Letter):
        if not isinstance(line.value, str):
            return Fault("This is to be text.", "not_text", line.path, remedy="Put it between quotation marks.")
        return next(iter(text_faults(line.value, line.path)), None)
    return _number_fault(thing, key, line)


def _number_fault(condition: Condition, key: str, line: Line) -> Fault | None:
    try:
        _changed(condition, {key: line.value, "school_may": None})
    except ValidationError as wrong:
        return Fault(wrong.errors()[0]["msg"], wrong.errors()[0]["type"], line.path)
    values = line.value if isinstance(line.value, tuple) else (line.value,)
    if all(_allowed(condition, value) for value in values):
        return None
    said = " to ".join(aloud.of_value(condition, value) for value in values if not isinstance(value, str))
    return Fault(
        f"{said} is not what the trust leaves open.", "not_allowed", line.path, remedy=aloud.of_leave(condition)
    )


def _allowed(condition: Condition, value: int | Fraction | str) -> bool:
    may = condition.school_may
    if isinstance(value, str) or may is None:
        return False
    if may is True:
        return True
    return may[0] <= value <= may[1] if len(may) == 2 else value in may


def _held(policy: Policy, path: str) -> tuple[Condition | Letter, str] | None:
    """What the path leads to and the key in it; None where it leads nowhere."""
    start, _, key = path.rpartition(".")
    for at, condition in policy.conditions():
        if at == start and key == condition.operator.value:
            return condition, key
    for letter in policy.letters:
        if start == f"letters.{letter.key}" and key in {"subject", "body"}:
            return letter, key
    return None


def _with(policy: Policy, lines: list[Line]) -> Policy:
    values = {line.path: line.value for line in lines}

    def condition(path: str, one: Condition) -> Condition:
        key = one.operator.value
        return _changed(one, {key: values[f"{path}.{key}"]}) if f"{path}.{key}" in values else one

    def ways(start: str, held: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            way.model_copy(update={"all": tuple(condition(f"{start}.{way.key}.{one.measure}", one) for one in way.all)})
            for way in held
        )

    stages = tuple(
        stage.model_copy(
            update={
                "criteria": ways(f"stages.{stage.key}.criteria", stage.criteria),
                "exits": ways(f"stages.{stage.key}.exits", stage.exits),
            }
        )
        for stage in policy.stages
    )
    letters = tuple(
        letter.model_copy(
            update={
                part: values[f"letters.{letter.key}.{part}"]
                for part in ("subject", "body")
                if f"letters.{letter.key}.{part}" in values
            }
        )
        for letter in policy.letters
    )
    return policy.model_copy(update={"stages": stages, "letters": letters})


def _changed(condition: Condition, update: Mapping[str, object]) -> Condition:
    held = {name: getattr(condition, name) for name in type(condition).model_fields}
    return Condition.model_validate({**held, **update})
