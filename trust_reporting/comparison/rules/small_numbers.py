"""Hiding small numbers where figures are shown by group, so that none leads back to a child.

A number that is hidden must not come by subtraction: from the whole, from another group, another basis, another period
or other dates. So it is decided once for a school and year what may be told, and every page and file keeps to it.

*Groups.* A group is told only if in every session of the year so far, on the roll of every period, and among those who
had a possible session in it, it and those who are not in it were nobody, or as many as the smallest number. So it is told
in every period of the year or in none: the dates of a period can be typed, and are then judged as the year. Whatever
dates are chosen or compared, what is left over is made of sessions that are large enough themselves.

*Counts of pupils.* The parts of a whole (a group and the others; year groups) are told together or not at all: only if
each part holds as many as the smallest number of those who are counted, and of those who are not. Noughts are hidden
with the rest, or whoever sees a single one hidden would know it to be all that is left. `tests/trust_reporting` solves
for what is hidden in random trusts; `docs/algorithms/comparable-figures.md` proves that two values always remain.

*The whole roll* is the published pupils and those outside, of whom the same must hold: they come by subtraction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules.counts_told import MEASURES, SMALLEST, Key, Periods, counts_told, is_few
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.figures.rules.cohorts import COMPLEMENTS, Cohort

#: Groups that never overlap, and are told of together.
_FAMILIES: Final = (*COMPLEMENTS, (Cohort.SEN_K, Cohort.SEN_E))


@dataclass(frozen=True, slots=True)
class Sizes:
    """How small groups became in any session of a school's year, of the pupils in published figures or outside them.

    `everybody` is the fewest pupils of any session; `groups` the fewest in a group or out of it, of the sessions that
    had pupils on both sides; `no_sen` the same of those with neither SEN support nor a plan.
    """

    everybody: int = 0
    groups: Mapping[Cohort, int] = field(default_factory=dict)
    no_sen: int = 0


@dataclass(frozen=True, slots=True)
class Fewest:
    """The fewest pupils of a year group in any session that had some, and whether every session of the year did."""

    pupils: int = 0
    always: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of one school's period on one basis: which groups, and which counts of pupils in them."""

    groups: frozenset[Cohort] = frozenset()
    counts: frozenset[tuple[Cohort, str]] = frozenset()

    def group(self, cohort: Cohort) -> bool:
        """Whether a group's sessions and size may be told."""
        return cohort in self.groups

    def count(self, cohort: Cohort, measure: str) -> bool:
        """Whether a count of MEASURES may be told of a group."""
        return (cohort, measure) in self.counts


@dataclass(frozen=True, slots=True)
class ToldYearGroups:
    """The year groups to hide on one basis, and the counts of MEASURES that may be told of the others in a period.

    `of_nobody` are told of the hidden ones too: nobody at all is counted. `others` may be told of single year groups.
    """

    hidden: frozenset[str]
    counts: frozenset[str]
    of_nobody: frozenset[str]
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def count(self, year_group: str, measure: str) -> bool:
        """Whether a count may be told of a year group."""
        told = self.of_nobody | (frozenset() if year_group in self.hidden else self.counts)
        return measure in told or measure in self.others.get(year_group, ())


# Groups

#: What is told of every school's published figures, however small its groups: all that is of all pupils.
TOLD_OF_EVERYBODY: Final = Told(frozenset({Cohort.ALL}), frozenset((Cohort.ALL, measure) for measure in MEASURES))


def is_told_of_everybody(basis: Basis, cohort: Cohort) -> bool:
    """Whether no school need be judged: the pupils asked for are all of those in published figures."""
    return basis is Basis.PUBLISHED and cohort is Cohort.ALL


def judged_with(cohorts: Collection[Cohort]) -> frozenset[Cohort]:
    """The groups whose numbers decide what may be told of these: with each all that never overlap with it, and everybody."""
    families = [family for family in _FAMILIES if any(cohort in family for cohort in cohorts)]
    return frozenset({Cohort.ALL, *cohorts, *(cohort for family in families for cohort in family)})


def told(
    period: str,
    basis: Basis,
    *,
    sizes: Mapping[bool, Sizes],
    enrolments: Mapping[Basis, Periods[Cohort]],
    smallest: int = SMALLEST,
    known: Collection[Cohort] = tuple(Cohort),
) -> Told:
    """What may be told of one school's period. `sizes` by whether in published figures; `enrolments` of the whole year.

    Only of groups whose numbers are `known`, a set that `judged_with` gives: of what was not read nothing is told.
    """
    published = enrolments.get(Basis.PUBLISHED, {})
    groups = _groups(sizes.get(True, Sizes()), published, smallest, known)
    counts = _counts(groups, published, period, smallest, known)
    everyone = TOLD_OF_EVERYBODY.counts
    if basis is Basis.PUBLISHED:
        return Told(groups | {Cohort.ALL}, everyone | counts)
    outside = outside_of(enrolments)
    if not _all_outside_may_be_told(sizes.get(False, Sizes()), outside, smallest):
        return Told()
    groups &= _groups(sizes.get(False, Sizes()), outside, smallest, known)
    here = outside.get(period, {})
    both = counts & _counts(groups, outside, period, smallest, known)
    everyone_outside = {key: {None: parts.get(Cohort.ALL, Enrolments())} for key, parts in outside.items()}
    whole = counts_told(everyone_outside, smallest, alone=True).get(period, frozenset())
    everybody = published.get(period, {}).get(Cohort.ALL, Enrolments())
    as_published = {cohort for cohort in Cohort if here.get(cohort, Enrolments()) == Enrolments()}
    return Told(
        groups | {Cohort.ALL},
        frozenset(
            {(one, measure) for one, measure in both | everyone if measure in whole}
            | {
                (one, measure)
                for one, measure in counts
                if one in as_published and (one in groups or not getattr(everybody, measure))
            }
        ),
    )


def outside_of(enrolments: Mapping[Basis, Periods[Key]]) -> dict[str, dict[Key, Enrolments]]:
    """The enrolments of the whole roll that are not in published figures: what subtracting the two bases tells."""
    published, nobody = enrolments.get(Basis.PUBLISHED, {}), Enrolments()
    return {
        period: {part: whole - published.get(period, {}).get(part, nobody) for part, whole in parts.items()}
        for period, parts in enrolments.get(Basis.WHOLE_ROLL, {}).items()
    }


def _groups(sizes: Sizes, periods: Periods[Cohort], smallest: int, known: Collection[Cohort]) -> frozenset[Cohort]:
    """The known groups that never were few, nor the others without them."""

    def few(*cohorts: Cohort) -> bool:
        for parts in periods.values():
            rest = _split(parts, cohorts)[None]
            group = parts.get(Cohort.ALL, Enrolments()) - rest
            pairs = ((group.on_roll, rest.on_roll), (group.enrolments, rest.enrolments))
            if any(all(pair) and min(pair) < smallest for pair in pairs):
                return True
        return False

    found = {
        cohort
        for cohort in known
        if cohort is not Cohort.ALL and not is_few(sizes.groups.get(cohort, 0), smallest) and not few(cohort)
    }
    if {Cohort.SEN_K, Cohort.SEN_E} <= found and (is_few(sizes.no_sen, smallest) or few(Cohort.SEN_K, Cohort.SEN_E)):
        found.discard(Cohort.SEN_E)
    return frozenset(found)


def _few(periods: Iterable[Enrolments], smallest: int) -> bool:
    """Whether in any period few were on roll, or few of them had a possible session."""
    return any(is_few(part.on_roll, smallest) or is_few(part.enrolments, smallest) for part in periods)


def _split(period: Mapping[Cohort, Enrolments], cohorts: Iterable[Cohort]) -> dict[Cohort | None, Enrolments]:
    """Groups and, under None, the rest of everybody."""
    parts: dict[Cohort | None, Enrolments] = {cohort: period.get(cohort, Enrolments()) for cohort in cohorts}
    rest = period.get(Cohort.ALL, Enrolments())
    for part in parts.values():
        rest -= part
    return parts | {None: rest}


def _all_outside_may_be_told(sizes: Sizes, outside: Periods[Cohort], smallest: int) -> bool:
    """Whether those whom published figures leave out are nobody, or many, in every session and period."""
    if is_few(sizes.everybody, smallest):
        return False
    return not _few((parts.get(Cohort.ALL, Enrolments()) for parts in outside.values()), smallest)


def _counts(
    groups: Collection[Cohort], periods: Periods[Cohort], period: str, smallest: int, known: Collection[Cohort]
) -> frozenset[tuple[Cohort, str]]:
    """The counts that may be told in a period: of groups that never overlap together, of others by themselves.

    Where nobody is counted at all, so it is in every group, those included that are hidden.
    """
    found = set()
    apart = [tuple(one for one in family if one in groups) for family in _FAMILIES]
    others = [(cohort,) for cohort in groups if not any(cohort in family for family in apart)]
    for family in (*apart, *others):
        measures = counts_told({key: _split(parts, family) for key, parts in periods.items()}, smallest)
        found |= {(cohort, measure) for cohort in family for measure in measures.get(period, ())}
    here = periods.get(period, {})
    everybody = here.get(Cohort.ALL, Enrolments())
    for cohort in known:
        of_nobody = cohort in groups and here.get(cohort, Enrolments()) == Enrolments()
        found |= {(cohort, measure) for measure in MEASURES if of_nobody or not getattr(everybody, measure)}
    return frozenset(found)


# Year groups


def year_groups_told(
    period: str,
    basis: Basis,
    *,
    sizes: Mapping[bool, Mapping[str, Fewest]],
    enrolments: Mapping[Basis, Periods[str]],
    smallest: int = SMALLEST,
) -> ToldYearGroups:
    """Which year groups to hide, and which counts to show of the others, of all pupils of one school."""
    published = enrolments.get(Basis.PUBLISHED, {})
    hidden = hidden_parts(sizes.get(True, {}), published, smallest)
    counts = _counts_but(hidden, published, period, smallest)
    everybody = sum(published.get(period, {}).values(), Enrolments())
    of_nobody = frozenset(measure for measure in MEASURES if not getattr(everybody, measure))
    if basis is Basis.PUBLISHED:
        return ToldYearGroups(hidden, counts, of_nobody)
    outside = outside_of(enrolments)
    here = outside.get(period, {})
    hidden |= hidden_parts(sizes.get(False, {}), outside, smallest)
    others = sum(here.values(), Enrolments())
    everyone_outside = {key: {None: sum(parts.values(), Enrolments())} for key, parts in outside.items()}
    whole = counts_told(everyone_outside, smallest, alone=True).get(period, frozenset())
    return ToldYearGroups(
        hidden,
        whole
        & counts
        & _counts_but(hidden, published, period, smallest)
        & _counts_but(hidden, outside, period, smallest),
        frozenset(measure for measure in of_nobody & whole if not getattr(others, measure)),
        {name: counts for name, size in here.items() if name not in hidden and size == Enrolments()},
    )


def hidden_parts(sizes: Mapping[Key, Fewest], periods: Periods[Key], smallest: int = SMALLEST) -> frozenset[Key]:
    """Which parts of a whole to hide: the small ones and, so that they do not come by subtraction, a large one.

    The large one is the smallest that was large in every session and period: without any, nothing is told.
    """
    keys = {*sizes, *(key for parts in periods.values() for key in parts)}
    if len(keys) == 1:
        return frozenset()  # it is the whole, which is told anyway
    each = {key: [parts.get(key, Enrolments()) for parts in periods.values()] for key in keys}
    hidden = {key for key in keys if is_few(sizes.get(key, Fewest()).pupils, smallest) or _few(each[key], smallest)}
    if not hidden:
        return frozenset()
    steady = [
        key
        for key in keys - hidden
        if sizes.get(key, Fewest()).always and all(part.enrolments >= smallest for part in each[key])
    ]
    if not steady:
        return frozenset(keys)
    return frozenset(hidden | {min(steady, key=lambda key: (sizes[key].pupils, str(key)))})


def _counts_but(hidden: Collection[str], periods: Periods[str], period: str, smallest: int) -> frozenset[str]:
    """The counts that may be told of the year groups that are not hidden: the hidden ones together are a part too."""
    families: dict[str, dict[str | None, Enrolments]] = {}
    for key, parts in periods.items():
        shown: dict[str | None, Enrolments] = {name: part for name, part in parts.items() if name not in hidden}
        rest = [part for name, part in parts.items() if name in hidden]
        families[key] = shown | ({None: sum(rest, Enrolments())} if rest else {})
    return counts_told(families, smallest).get(period, frozenset())
