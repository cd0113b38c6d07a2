"""Examples of how a policy decides, as data: a child's marks, what was agreed, and what is to come of it.

The packaged ones lie in `examples/`, a file for each theme. Tests hold the engine to them, a page shows them, and a school
or a trust adds its own. One that names a policy of `packaged/` is of that policy; any other is asked of the policy in
question, and expects what the policy that every trust begins with (`default.toml`) makes of it.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from pydantic import ValidationError

from foundation.refusals import Malformed
from schools.calendar.rules.academic_year import academic_year_of, academic_year_starts
from schools.calendar.rules.sessions import AM, PM
from schools.policy.rules import example_marks
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.decisions import Because, Decision
from schools.policy.rules.example_shapes import EarlierSchool, Example, Expect
from schools.policy.rules.facts import (
    CaseEvent,
    During,
    Facts,
    HalfTermElsewhere,
    Moved,
    PupilMark,
    Session,
    WeekElsewhere,
)
from schools.policy.rules.saying import says
from schools.policy.rules.standing import Exited, Standing
from schools.policy.rules.times import Times
from schools.registers.rules.totals import Totals
from schools.roll.rules.compulsory_school_age import compulsory_from, compulsory_until
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.overriding import in_force
from tenants.policies.rules.reading_in import read as read_policy

#: Of compulsory school age for as long as an example may last.
_ALWAYS: Final = (dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@dataclass(frozen=True)
class Outcome:
    """What came of an example: its decision, the sentence of that, and where it is not as expected, in words."""

    example: Example
    decision: Decision
    sentence: str
    differences: tuple[str, ...]


def run(example: Example, policy: CitedPolicy, *, entered_under: CitedPolicy | None = None) -> Outcome:
    """Ask an example of a policy, or of the packaged one that it names."""
    policy = _with_lines(packaged_policy(example.policy) if example.policy else policy, example)
    entered = packaged_policy(example.entered_under) if example.entered_under else entered_under or policy
    decision = pupil_of(example, policy, entered).decide(example.today)
    sentence = says(decision, policy, entered_under=entered)
    return Outcome(example, decision, sentence, tuple(_differences(example.expect, decision, sentence)))


def _with_lines(policy: CitedPolicy, example: Example) -> CitedPolicy:
    """The policy with the lines that the example's school has of its own."""
    return CitedPolicy(in_force(policy.document, example.set).policy, 1) if example.set else policy


def pupil_of(example: Example, policy: CitedPolicy, entered_under: CitedPolicy) -> Pupil:
    """The pupil an example is about."""
    facts, standing = facts_of(example), standing_of(example)
    if example.were:
        before = Pupil(entered_under, facts_of(example, as_they_were=True), standing, entered_under)
        standing = Standing(**{**vars(standing), "marks": before.rests_on})
    return Pupil(policy, facts, standing, entered_under)


def standing_of(example: Example) -> Standing:
    """What was agreed of the pupil of an example, without the marks it rested on."""
    agreed, exited, put_off = example.standing, example.exited, example.put_off
    through = agreed and agreed.through and Session(agreed.since, AM if agreed.through == "AM" else PM)
    return Standing(
        stage=agreed.stage if agreed else "",
        since=agreed.since if agreed else None,
        criterion=agreed.criterion if agreed else "",
        through=through or None,
        last_exit=Exited(exited.stage, exited.on) if exited else None,
        wait_for=put_off.stage if put_off else "",
        wait_until=put_off.until if put_off else None,
    )


def facts_of(example: Example, *, as_they_were: bool = False) -> Facts:
    """What is known of the pupil of an example, today or when the stage was agreed."""
    times = times_of(example)
    through = _through(example)
    return Facts(
        times=times,
        marks=_marks(example, times, through, as_they_were=as_they_were),
        through=through,
        joined_on=example.joined or academic_year_starts(academic_year_of(example.today) - 2),
        compulsory=(compulsory_from(example.born), compulsory_until(example.born)) if example.born else _ALWAYS,
        groups=tuple(During(group, dt.date.min) for group in example.groups),
        plans=tuple(During("part_time_plan", one.first, one.last) for one in example.part_time),
        events=tuple(CaseEvent(one.on, one.kind, one.action, one.improved) for one in example.events),
        moved=_moved(example.moved),
    )


def _through(example: Example) -> Session:
    if example.now == "before AM":
        return Session(example.today - dt.timedelta(days=1), PM)
    return Session(example.today, AM if example.now == "AM" else PM)


def _marks(example: Example, times: Times, through: Session, *, as_they_were: bool) -> tuple[PupilMark, ...]:
    first = example.first or times.calendar.year_span(times.calendar.year_of(example.today))[0]
    cells = example_marks.cells_of(example.marks, times, example.today)
    were = example_marks.cells_of(example.were, times, example.today)
    start = max(first, example.joined or first)
    if as_they_were:
        return example_marks.marks_of({**cells, **were}, times, start, through, {})
    return example_marks.marks_of(cells, times, start, through, were)


def _moved(moved: EarlierSchool | None) -> tuple[Moved, ...]:
    if moved is None or moved.confirmed_on is None:
        return ()
    weeks = tuple(
        WeekElsewhere(dt.date.fromisoformat(monday), tuple((code, codes.count(code)) for code in sorted(set(codes))))
        for monday, codes in moved.weeks.items()
    )
    half_terms = tuple(
        HalfTermElsewhere(
            one.year,
            one.number,
            Totals(present=one.present, authorised=one.authorised, unauthorised=one.unauthorised),
        )
        for one in moved.half_terms
    )
    return (Moved(moved.confirmed_on, moved.ends_on, weeks, half_terms),)


def times_of(example: Example) -> Times:
    """The calendar of an example: its own weeks, or a packaged one, with its days off."""
    if example.weeks:
        return example_marks.of_weeks(example.weeks, example.off, example.unplanned)
    every = calendars()
    if example.calendar not in every:
        raise Malformed(
            f"There is no calendar “{example.calendar}”.", field="calendar", remedy=f"Name {', '.join(every)}."
        )
    return _packaged_times(example.calendar, tuple(example.off), tuple(example.unplanned))


@lru_cache(maxsize=64)
def _packaged_times(calendar: str, off: tuple[str, ...], unplanned: tuple[str, ...]) -> Times:
    """A packaged calendar with some days off: nearly every example has the same, and reading one takes milliseconds."""
    named = calendars()[calendar]
    return example_marks.of_terms(named["terms"], (*named["off"], *off), (*named["unplanned"], *unplanned))


def _differences(expect: Expect, decision: Decision, sentence: str) -> list[str]:
    """What came out otherwise, as "stage: listen, and not support"."""
    found = {
        "stage": decision.stage,
        "move": decision.move.value,
        "was": decision.was,
        "because": tuple(came_to(one) for one in decision.because),
        "marks": len(decision.marks),
        "changed": tuple(f"{one.date:%Y-%m-%d} {one.session} {one.was}{one.now or '-'}" for one in decision.changed),
        "next": f"{decision.next.action} {decision.next.by or ''}".strip() if decision.next else "",
        "not_sooner": tuple(one.lacking for one in decision.not_sooner),
        "provisional": decision.provisional,
        "says": sentence,
    }
    wanted = {name: getattr(expect, name) for name in found}
    return [
        f"{name}: {found[name]}, and not {value}"
        for name, value in wanted.items()
        if value is not None and value != found[name]
    ]


def came_to(one: Because) -> str:
    """A reason in few characters: "support.ten 6", of a rate "listen.pa 10 of 100"."""
    return f"{one.criterion} {one.count}" + (f" of {one.of}" if one.of is not None else "")


# What is packaged


def read(text: str) -> tuple[Example, ...]:
    """The examples of a TOML file. Raises Malformed, naming the example and its key, for the first that cannot be read."""
    try:
        written: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Malformed(f"This is no TOML: {wrong}.", code="no_toml", field="file") from None
    if set(written) - {"example"} or not isinstance(written.get("example"), list):
        raise Malformed("Write each example under [[example]].", code="no_examples", field="file")
    return tuple(_example(one, number) for number, one in enumerate(written["example"], 1))


def _example(written: dict[str, Any], number: int) -> Example:
    try:
        return Example.model_validate(written)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        name = written.get("name", "")
        raise Malformed(f"Example {number} “{name}”, {where}: {first['msg']}.", code="example", field=where) from None


@cache
def themes() -> dict[str, tuple[Example, ...]]:
    """The packaged examples by theme, each a file and in its order."""
    folder = files(__package__).joinpath("examples")
    named = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return {one.name.removesuffix(".toml"): read(one.read_text(encoding="utf-8")) for one in named}


@cache
def packaged() -> tuple[Example, ...]:
    """Every packaged example, by its theme's file and in that file's order."""
    return tuple(example for theme in themes().values() for example in theme)


@cache
def packaged_policy(name: str) -> CitedPolicy:
    """A policy of `packaged/`; `default` is the one that every trust begins with."""
    if name == "default":
        return CitedPolicy(default_policy())
    path = files(__package__).joinpath(f"packaged/{name}.toml")
    if not name.isidentifier() or not path.is_file():
        raise Malformed(f"There is no policy “{name}” to ask.", code="policy", field="policy")
    return CitedPolicy(read_policy(path.read_text(encoding="utf-8"), name=path.name))


@cache
def calendars() -> dict[str, dict[str, Any]]:
    """The packaged calendars, by name."""
    return tomllib.loads(files(__package__).joinpath("packaged/calendars.toml").read_text(encoding="utf-8"))
