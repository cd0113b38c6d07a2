"""Random pupil-years: a year of marks, a case, groups, plans and something agreed, the same for the same seed."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from schools.policy.rules.ahead import Ahead
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.example_marks import PRESENT, of_terms
from schools.policy.rules.examples import calendars, packaged_policy
from schools.policy.rules.facts import CaseEvent, During, Facts, Happened, Moved, PupilMark, Session, WeekElsewhere
from schools.policy.rules.replaying import keep, replay
from schools.policy.rules.standing import Exited, Standing
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import Times, session_key

ALDER = of_terms(calendars()["alder"]["terms"], calendars()["alder"]["off"], ["2026-10-07", "2026-10-08 PM"])
YEAR = tuple(Session(*one) for one in ALDER.calendar.sessions(dt.date(2026, 6, 1), dt.date(2027, 7, 21)))
#: The stretch that holds every session.
EVER = (0, session_key(dt.date.max, 0))
POLICIES = tuple(packaged_policy(name) for name in ("default", "every_measure", "northfield_3", "northfield_4"))
ABSENT = ("O", "O", "O", "I", "I", "I", "N", "G", "U", "M", "C", "E", "C2")
ELSE = ("L", "B", "V", "D", "Y1", "X")


@dataclass(frozen=True)
class PupilYear:
    """What `decide` is asked."""

    policy: CitedPolicy
    facts: Facts
    standing: Standing
    today: dt.date
    entered_under: CitedPolicy

    @property
    def pupil(self) -> Pupil:
        return Pupil(self.policy, self.facts, self.standing, self.entered_under)

    def with_marks(self, marks: Sequence[PupilMark], **changes: object) -> "PupilYear":
        return replace(self, facts=replace(self.facts, marks=tuple(marks)), **changes)  # type: ignore[arg-type]


def pupil_year(seed: int, *, policies: Sequence[CitedPolicy] = POLICIES, times: Times = ALDER) -> PupilYear:
    """A pupil who misses between nothing and nearly everything, up to a day of the year; often one who was agreed about."""
    dealt = random.Random(seed)
    today = dealt.choice(YEAR[120:]).date
    policy, entered = dealt.choice(policies), dealt.choice(policies)
    agreed = dealt.random() < 0.7
    if not agreed:
        entered = policy
    facts = Facts(
        times=times,
        marks=_marks(dealt, today),
        through=Session(today, dealt.choice((1, 2))),
        joined_on=dealt.choice(
            (dt.date(2024, 9, 2), dt.date(2026, 9, 2), today - dt.timedelta(days=dealt.randrange(90)))
        ),
        compulsory=(dt.date(2016, 8, 31), dealt.choice((dt.date(2032, 6, 25), dt.date(2027, 1, 29)))),
        groups=tuple(During(one, dt.date(2026, 9, 1)) for one in ("year:8", "fsm6", "sen_k") if dealt.random() < 0.4),
        plans=(During("part_time_plan", today, None),) if dealt.random() < 0.1 else (),
        events=tuple(_event(dealt, today) for _ in range(dealt.randrange(8))),
        moved=_moved(dealt, today),
    )
    standing = _standing(dealt, today, entered) if agreed else Standing()
    return PupilYear(policy, facts, standing, today, entered)


def _marks(dealt: random.Random, today: dt.date) -> tuple[PupilMark, ...]:
    """Some are planned, after today."""
    beginning, ending = dealt.choice((0.005, 0.02, 0.05, 0.2)), dealt.choice((0.3, 0.6, 0.9))
    away, code, marks = False, "", []
    for number, (on, session) in enumerate(YEAR, 1000):
        if not away and dealt.random() < beginning:
            away, code = True, dealt.choice(ABSENT)
        elif away and dealt.random() < ending:
            away = False
        chosen = code if away else dealt.choice(ELSE) if dealt.random() < 0.04 else PRESENT[session]
        if (on <= today or away) and dealt.random() > 0.01:
            minutes = dealt.randrange(1, 60) if chosen in {"L", "U"} and dealt.random() < 0.9 else None
            marks.append(PupilMark(on, session, chosen, minutes, number))
    return tuple(marks)


def _event(dealt: random.Random, today: dt.date) -> CaseEvent:
    kind = dealt.choice(tuple(Happened))
    action = dealt.choice(("", "", "listen.talk", "listen.offer", "support.meeting", "support.plan", "improve.notice"))
    improved = dealt.choice((True, False, None)) if kind is Happened.REVIEW else None
    return CaseEvent(today - dt.timedelta(days=dealt.randrange(-5, 120)), kind, action, improved)


def _moved(dealt: random.Random, today: dt.date) -> tuple[Moved, ...]:
    if dealt.random() > 0.1:
        return ()
    weeks = tuple(WeekElsewhere(monday, (("O", dealt.randrange(1, 4)),)) for monday in ALDER.weeks[45:50])
    return (Moved(today - dt.timedelta(days=dealt.randrange(-5, 30)), dt.date(2026, 10, 2), weeks),)


def _standing(dealt: random.Random, today: dt.date, entered: CitedPolicy) -> Standing:
    stage = dealt.choice(entered.stages)
    since = dealt.choice([one for one in ALDER.days if today - dt.timedelta(days=120) < one <= today])
    return Standing(
        stage=stage.key,
        since=since,
        criterion=dealt.choice(stage.criteria).key if stage.criteria and dealt.random() < 0.9 else "",
        policy=entered.reference,
        through=dealt.choice((None, Session(since, 1))),
        last_exit=Exited(dealt.choice(entered.stages).key, since) if dealt.random() < 0.3 else None,
        wait_for=dealt.choice(("", "support")),
        wait_until=today + dt.timedelta(days=dealt.randrange(-3, 4)) if dealt.random() < 0.2 else None,
    )


def ahead_of(facts: Facts, days: Sequence[dt.date]) -> Ahead:
    """Some days of a pupil, to be asked about at once."""
    return Ahead(facts, Tally(facts.marks, facts.times), facts.times.asked(days))


def resting(one: PupilYear) -> PupilYear:
    """The same pupil, with the marks that bear the agreed stage as what it rested on."""
    return replace(one, standing=replace(one.standing, marks=one.pupil.rests_on))


def changed(marks: Sequence[PupilMark], to: Mapping[Session, str], version: int) -> list[PupilMark]:
    """Marks with other codes in some sessions, under new versions."""
    return [
        mark._replace(code=code, version=version + number, minutes=None)
        if (code := to.get(Session(mark.date, mark.session)))
        else mark
        for number, mark in enumerate(marks)
    ]


def differing(seed: int, count: int) -> list[int]:
    """The pupil-years, by their seeds, whose decision does not come out again byte for byte from what was kept of it."""
    return [one for one in range(seed * count, seed * count + count) if not _replays(resting(pupil_year(one)))]


def _replays(one: PupilYear) -> bool:
    kept = keep(one.policy, one.facts, one.standing, one.today, entered_under=one.entered_under)
    return replay(kept) == one.pupil.decide(one.today).text.encode()
