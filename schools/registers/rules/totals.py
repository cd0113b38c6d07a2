"""What a set of marks adds up to, in whole sessions, and the rates and thresholds that stand on it [EES, EESM].

    attendance = present + approved        absence  = authorised + unauthorised
    possible   = attendance + absence      X D Q Y, Y1-Y7, Z and # never enter

Totals are integers and stay so: 10 % and 50 % are tested on counts, never on a rate, for 20 of 201 shows as 10.0 % and
is not persistent. A rate of a group is its sessions over its possible sessions, never a mean of pupils' or schools'
rates.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schools.registers.rules.codes import Late, MarkClass, code_on

NO_MARK = ""
PERSISTENT_ONE_IN = 10
SEVERE_ONE_IN = 2


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of sessions by class. Adds with `+`; `sum(parts, Totals())` is the total of any group.

    `late_before` (L) is part of `present` and `late_after` (U) part of `unauthorised`: the published late measure is
    their sum. `missing` is sessions due without a mark, which are neither present nor absent nor possible.
    """

    present: int = 0
    approved: int = 0
    authorised: int = 0
    unauthorised: int = 0
    not_possible: int = 0
    not_collected: int = 0
    late_before: int = 0
    late_after: int = 0
    missing: int = 0

    @classmethod
    def of(cls, marks: Iterable[tuple[str, date]]) -> "Totals":
        """The totals of marks given as (code, date). The code "" is a session with no mark.

        UnknownCode or CodeNotValidOn for a mark that means nothing on its date: it is never skipped.
        """
        return cls.of_counts((code, on, 1) for code, on in marks)

    @classmethod
    def of_counts(cls, counts: Iterable[tuple[str, date, int]]) -> "Totals":
        """The totals of marks already counted by code and date, given as (code, date, sessions)."""
        classes: Counter[MarkClass] = Counter()
        lates: Counter[Late] = Counter()
        missing = 0
        for code, on, sessions in counts:
            if code == NO_MARK:
                missing += sessions
            else:
                meaning = code_on(code, on)
                classes[meaning.mark_class] += sessions
                lates[meaning.late] += sessions
        return cls(
            present=classes[MarkClass.PRESENT],
            approved=classes[MarkClass.APPROVED],
            authorised=classes[MarkClass.AUTHORISED],
            unauthorised=classes[MarkClass.UNAUTHORISED],
            not_possible=classes[MarkClass.NOT_POSSIBLE],
            not_collected=classes[MarkClass.NOT_COLLECTED],
            late_before=lates[Late.BEFORE_CLOSE],
            late_after=lates[Late.AFTER_CLOSE],
            missing=missing,
        )

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            present=self.present + other.present,
            approved=self.approved + other.approved,
            authorised=self.authorised + other.authorised,
            unauthorised=self.unauthorised + other.unauthorised,
            not_possible=self.not_possible + other.not_possible,
            not_collected=self.not_collected + other.not_collected,
            late_before=self.late_before + other.late_before,
            late_after=self.late_after + other.late_after,
            missing=self.missing + other.missing,
        )

    @property
    def attendance(self) -> int:
        """Sessions attended, at school or at an approved educational activity."""
        return self.present + self.approved

    @property
    def absence(self) -> int:
        """Sessions missed, authorised or not."""
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> int:
        """The denominator of every rate."""
        return self.attendance + self.absence

    @property
    def late(self) -> int:
        """The published late measure: L and U together."""
        return self.late_before + self.late_after

    @property
    def recorded(self) -> int:
        """Sessions with a mark of any class."""
        return self.possible + self.not_possible + self.not_collected

    @property
    def expected(self) -> int:
        """Sessions that should hold a mark; completeness is `recorded` over this."""
        return self.recorded + self.missing


# Thresholds on counts


def is_persistent(absence: int, possible: int) -> bool | None:
    """Persistent absence: at least 10 % of the enrolment's own possible sessions missed [EESM, GLOSS].

    None when no session was possible: such an enrolment is in neither the numerator nor the denominator.
    """
    _check(absence, possible)
    return None if possible == 0 else absence * PERSISTENT_ONE_IN >= possible


def is_severe(absence: int, possible: int) -> bool | None:
    """Severe absence: at least 50 % missed. Everyone severe is also persistent. None when no session was possible."""
    _check(absence, possible)
    return None if possible == 0 else absence * SEVERE_ONE_IN >= possible


def _check(absence: int, possible: int) -> None:
    if not 0 <= absence <= possible:
        raise ValueError(f"Absence must lie between 0 and the possible sessions; got {absence} of {possible}.")


# How far a pupil is from the persistent line, in sessions still to come (each assumed possible)


def sessions_to_persistent(possible: int, absence: int) -> int:
    """How many further sessions, all missed, until absence is persistent; 0 when it already is.

    The smallest k with 10 (absence + k) >= possible + k and a session possible: 9 absent of 100 is 2 away.
    """
    if is_persistent(absence, possible):
        return 0
    gap = possible - PERSISTENT_ONE_IN * absence
    others = PERSISTENT_ONE_IN - 1
    return max(1, -(-gap // others))


def attended_to_leave_persistent(possible: int, absence: int) -> int:
    """How many further sessions, all attended, until absence is no longer persistent; 0 when it is not.

    The smallest k with 10 absence < possible + k: 13 of 120 leaves after 11, 10 of 100 after 1.
    """
    if not is_persistent(absence, possible):
        return 0
    return PERSISTENT_ONE_IN * absence - possible + 1


def most_absence_below_persistent(year_sessions: int) -> int:
    """The most sessions that may be missed in a year of that many and still not be persistent: 37 of 380.

    -1 when the year has no session, for then nobody is measured. ValueError when `year_sessions` is negative.
    """
    if year_sessions < 0:
        raise ValueError(f"A year has 0 sessions or more; got {year_sessions}.")
    return (year_sessions - 1) // PERSISTENT_ONE_IN


def can_still_finish_below(absence: int, year_sessions: int) -> bool:
    """Whether a pupil with that absence so far can end the year below persistent by missing nothing more.

    `year_sessions` is the pupil's own possible sessions so far and the sessions still to come, 380 in a whole year
    (fewer for a joiner). With 38 absent of 380 the answer is no, in March or in July.
    """
    if not 0 <= absence <= year_sessions:
        raise ValueError(f"Absence must lie between 0 and the year's sessions; got {absence} of {year_sessions}.")
    return absence <= most_absence_below_persistent(year_sessions)
