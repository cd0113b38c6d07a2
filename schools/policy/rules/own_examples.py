"""Examples that a school or a trust adds itself: read from a form or a TOML file, tried at once, and written as a file.

They have the shape of the packaged ones (`example_shapes`), and are always asked of the policy in question: one that names
a packaged policy is refused. Whatever is wrong is told by its field, and in a file by its line too.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from foundation.refusals import Fault, Malformed, Refused
from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.examples import Outcome, run, times_of
from tenants.policies.rules.aloud import of_conditions
from tenants.policies.rules.document import CLOSE, Action, Criterion, Exit
from tenants.policies.rules.lines import Lines, lines_of
from tenants.policies.rules.reading_in import fault_of
from tenants.policies.rules.writing import value_as_toml

#: Bytes of a file, and characters of marks: an example is one child's autumn, and not a school's.
LARGEST: Final = 20_000
LONGEST_MARKS: Final = 2_000
MOST: Final = 100
SHORT_NAME: Final = "Write at least 5 characters, by which a deputy head knows the child."
#: How far from the example's own day any other day may be.
_FAR: Final = dt.timedelta(days=3 * 366)
_OURS: Final = ("policy", "entered_under")


def clauses(policy: CitedPolicy) -> list[tuple[str, str]]:
    """The clauses that an example may be about, each with its words."""
    found = []
    for stage in policy.stages:
        for kind, ways in (("criteria", stage.criteria), ("exits", stage.exits)):
            said = "opens" if kind == "criteria" else "ends"
            found += [
                (f"stages.{stage.key}.{kind}.{way.key}", f"{stage.name} {said}: {of_conditions(way.all)}")
                for way in ways
            ]
    return found


def read_one(text: str) -> Example:
    """The one example of a TOML file, under [[example]] or without a head. Malformed with every fault and its line."""
    if len(text.encode()) > LARGEST:
        raise Malformed(
            "This is too long for one example.", code="too_large", field="file", remedy="Write one child’s."
        )
    try:
        written: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Malformed(f"This is no TOML: {wrong}.", code="no_toml", field="file") from None
    if "example" not in written:
        return shaped(written, lines_of(text))
    several = written["example"]
    one = isinstance(several, list) and len(several) == 1 and isinstance(several[0], dict)
    if set(written) != {"example"} or not one:
        raise Malformed("Write one example, and nothing beside it.", code="not_one", field="example")
    found = {place[2:]: line for place, line in lines_of(text).found.items() if place[:2] == ("example", 0)}
    return shaped(several[0], Lines(found))


def shaped(written: Mapping[str, Any], lines: Lines | None = None) -> Example:
    """An example of plain values. Malformed with every fault, its field and its line, if there are lines."""
    try:
        return Example.model_validate(dict(written))
    except ValidationError as wrong:
        found = [fault_of(error, written, lines or Lines({})) for error in wrong.errors()]
        faults = [replace(one, words=SHORT_NAME, remedy="") if one.code == "string_too_short" else one for one in found]
        raise Malformed.because(*sorted(faults, key=lambda fault: fault.row or 0)) from None


def tried(example: Example, policy: CitedPolicy) -> Outcome:
    """What the policy makes of it. Malformed with every fault, where it cannot be asked of this policy."""
    if faults := list(_faults(example, policy)):
        raise Malformed.because(*faults)
    try:
        return run(example, policy)
    except CalendarTooShortError:
        words = "The example’s calendar holds too few school days around its day."
        raise Malformed(
            words, code="calendar", field="today", remedy="Choose another day, or another calendar."
        ) from None


def _faults(example: Example, policy: CitedPolicy) -> Iterator[Fault]:
    keys = [stage.key for stage in policy.stages]
    for field in _OURS:
        if getattr(example, field):
            words = "An example of your own is asked of your own policy."
            yield Fault(words, "policy", field, remedy="Leave this line out.")
    if not _has(policy, example.clause):
        words = f"The policy has no clause “{example.clause}”."
        yield Fault(words, "clause", "clause", remedy="Write one such as stages.listen.criteria.five.")
    if example.expect.stage not in {*keys, CLOSE}:
        yield _no_stage(example.expect.stage, "expect.stage", [*keys, CLOSE])
    if example.standing is not None:
        yield from _faults_of_standing(example, policy, keys)
    if len(example.marks) > LONGEST_MARKS or len(example.were) > LONGEST_MARKS:
        yield Fault(f"Marks have at most {LONGEST_MARKS:,} characters.", "too_long", "marks")
    yield from _faults_of_days(example)


def _has(policy: CitedPolicy, clause: str) -> bool:
    """Whether the policy has the line that a path leads to, or what it is a line of."""
    head, *rest = clause.split(".")
    if head != "stages":
        return not rest and head in type(policy.document).model_fields
    stage = next((one for one in policy.stages if rest and one.key == rest[0]), None)
    if stage is None or len(rest) == 1:
        return stage is not None
    parts: dict[str, Iterable[Criterion | Exit | Action]] = {
        "criteria": stage.criteria,
        "exits": stage.exits,
        "actions": stage.actions,
    }
    if rest[1] not in parts:
        return len(rest) == 2 and rest[1] in type(stage).model_fields
    return len(rest) == 2 or rest[2] in [one.key for one in parts[rest[1]]]


def _faults_of_standing(example: Example, policy: CitedPolicy, keys: list[str]) -> Iterator[Fault]:
    standing = example.standing
    if standing is None:
        return
    if standing.stage == CLOSE:
        return
    if standing.stage not in keys:
        yield _no_stage(standing.stage, "standing.stage", keys)
        return
    names = [one.key for one in policy.document.stage(standing.stage).criteria]
    if standing.criterion and standing.criterion.rpartition(".")[2] not in names:
        words = f"{standing.stage} is not opened by “{standing.criterion}”."
        yield Fault(words, "criterion", "standing.criterion", remedy=f"Write {', '.join(names) or 'nothing'}.")
    if standing.since > example.today:
        yield Fault(
            "This is after the example’s day.", "since", "standing.since", remedy="Write that day or an earlier one."
        )


def _no_stage(key: str, field: str, keys: list[str]) -> Fault:
    return Fault(f"The policy has no stage “{key}”.", "no_stage", field, remedy=f"Write {', '.join(keys)}.")


def _faults_of_days(example: Example) -> Iterator[Fault]:
    days: dict[str, dt.date | None] = {"first": example.first, "joined": example.joined}
    if example.standing is not None:
        days["standing.since"] = example.standing.since
    days |= {"weeks": min(example.weeks, default=None)}
    for field, on in days.items():
        if on is not None and abs(on - example.today) > _FAR:
            yield Fault("This is more than three years from the example’s day.", "far", field)
    try:
        times_of(example)
    except Malformed as malformed:
        yield from malformed.faults


# Kept, and as a file


def plain(example: Example) -> dict[str, Any]:
    """As JSON has it, without what is as always."""
    return example.model_dump(mode="json", exclude_defaults=True)


def of_plain(kept: Mapping[str, Any]) -> Example:
    """What `plain` gave."""
    return Example.model_validate(dict(kept))


def as_toml(example: Example) -> str:
    """The file of one example: what `read_one` reads to the same."""
    held = plain(example)
    tables = {key: held.pop(key) for key in ("expect",) if key in held}
    lines = ["[[example]]", *(f"{key} = {value_as_toml(value)}" for key, value in held.items())]
    for key, table in tables.items():
        lines += ["", f"[example.{key}]", *(f"{name} = {value_as_toml(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def refuse_more(example: Example, names: Iterable[str]) -> None:
    """Refused for a name that another has, and beyond as many as are tried while somebody waits for a page."""
    held = {name.casefold() for name in names}
    if example.name.casefold() in held:
        words = "There is an example of this name."
        raise Refused(words, code="name", field="name", remedy="Give it another, or take that one off first.")
    if len(held) >= MOST:
        raise Refused(f"There are {MOST} already.", code="too_many", remedy="Take one off first.")
