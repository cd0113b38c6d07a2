"""The invented trust: as absent as published figures say, lawful in every mark, and the same whenever it is made."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from foundation.upns import parse_upn
from rollcall.demo.trust import calibration
from rollcall.demo.trust.calendars import BOILER, YEARS
from rollcall.demo.trust.invention import SEED, InventedSchool, invent
from rollcall.demo.trust.register import YearRegister
from rollcall.demo.trust.schools import NORTHFIELD, PRIMARY, SCHOOLS, SECONDARY, SOUTHGATE
from schools.calendar.rules.school_calendar import N_RESOLUTION_SCHOOL_DAYS
from schools.registers.rules.basis import counted_births
from schools.registers.rules.codes import Code, MarkClass, code_on, refusal
from schools.registers.rules.totals import Totals, is_persistent
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age
from schools.roll.rules.leaving import leaving_refusal, parse_leaving_ground
from schools.roll.rules.year_group import expected_year_group

TODAY = date(2026, 11, 23)
WHOLE = date(2027, 8, 1)
PHASES = (PRIMARY, SECONDARY)
MEANING: dict[str, Code] = {}


@pytest.fixture(scope="module")
def schools() -> dict[str, InventedSchool]:
    return invent(SEED, TODAY)


@pytest.fixture(scope="module")
def both_years() -> dict[str, InventedSchool]:
    """Northfield when both years are over: whole years to hold against whole-year figures."""
    return invent(SEED, WHOLE, (NORTHFIELD,))


def meaning(code: str) -> Code:
    if code not in MEANING:
        MEANING[code] = code_on(code, TODAY)
    return MEANING[code]


def absent(code: str) -> bool:
    return meaning(code).mark_class in {MarkClass.AUTHORISED, MarkClass.UNAUTHORISED}


def possible(code: str) -> bool:
    return absent(code) or meaning(code).mark_class in {MarkClass.PRESENT, MarkClass.APPROVED}


def published(register: YearRegister) -> Iterator[tuple[date, str]]:
    """The register's marks that published figures count."""
    year, birth = register.book.year, register.pupil.child.birth
    (first, last), (first_in_summer, _) = (counted_births(year.academic_year, half_term) for half_term in (1, 6))
    if not first <= birth <= last:
        return
    all_year = first_in_summer <= birth
    counted = register.codes if all_year else register.codes[: 2 * year.half_terms[5][0]]
    for slot, code in enumerate(counted):
        if code:
            yield year.days[slot // 2], code


def totals_of(register: YearRegister) -> Totals:
    counts = Counter(code for _, code in published(register))
    return Totals.of_counts((code, TODAY, sessions) for code, sessions in counts.items())


def of_phase(schools: dict[str, InventedSchool], phase: str, year: int) -> Iterator[YearRegister]:
    for school in schools.values():
        if school.profile.phase == phase:
            yield from school.registers[YEARS.index(year)]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("phase", PHASES)
def test_absence_and_persistent_absence_are_at_the_published_level(both_years, phase, year):
    level = calibration.levels()[phase]
    enrolments = persistent = absences = sessions = severe = 0
    for register in of_phase(both_years, phase, year):
        totals = totals_of(register)
        if totals.possible:
            enrolments += 1
            persistent += bool(is_persistent(totals.absence, totals.possible))
            severe += totals.absence * 2 >= totals.possible
            absences += totals.absence
            sessions += totals.possible
    spread = (enrolments * level.persistent * (1 - level.persistent)) ** 0.5
    assert abs((persistent - enrolments * level.persistent) / spread) <= 3
    assert absences / sessions == pytest.approx(level.absence, abs=0.003)
    assert 0 < severe < 0.04 * enrolments


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("phase", PHASES)
def test_weekdays_follow_the_published_pattern(both_years, phase, year):
    away, held = [0] * 5, [0] * 5
    for register in of_phase(both_years, phase, year):
        for on, code in published(register):
            away[on.weekday()] += absent(code)
            held[on.weekday()] += possible(code)
    mean = sum(away) / sum(held)
    for weekday, ratio in enumerate(calibration.weekdays(phase)):
        assert 100 * away[weekday] / held[weekday] == pytest.approx(100 * mean * ratio, abs=0.3)


@pytest.mark.parametrize("phase", PHASES)
def test_half_terms_rise_and_fall_as_published(both_years, phase):
    """Each half-term of 2025/26 against the mean of its published weeks, as ratios to the year."""
    away, held = Counter(), Counter()
    for register in of_phase(both_years, phase, 2025):
        year = register.book.year
        numbers = {year.days[day]: number for number, span in enumerate(year.half_terms, 1) for day in span}
        for on, code in published(register):
            away[numbers[on]] += absent(code)
            held[numbers[on]] += possible(code)
    mean = away.total() / held.total()
    expected = {number: calibration.season(phase, number, "all") for number in range(1, 7)}
    for number, weeks in expected.items():
        assert away[number] / held[number] / mean == pytest.approx(sum(weeks) / len(weeks), abs=0.12)
    assert away[1] / held[1] < away[2] / held[2]


@pytest.mark.parametrize("phase", PHASES)
def test_poorer_pupils_and_year_groups_differ_as_published(both_years, phase):
    """PA of FSM pupils to others within 15 % of the 2022/23 ratio; in secondary, Year 7 lowest, 11 above 8."""
    seen: dict[tuple[str, object], list[bool]] = defaultdict(list)
    for year in YEARS:
        for register in of_phase(both_years, phase, year):
            totals = totals_of(register)
            if totals.possible:
                persistent = bool(is_persistent(totals.absence, totals.possible))
                first = register.book.year.days[register.first // 2]
                seen["fsm", register.pupil.child.has("fsm", first)].append(persistent)
                seen["year", register.year_group].append(persistent)
    share = {key: sum(those) / len(those) for key, those in seen.items()}
    assert share["fsm", True] / share["fsm", False] == pytest.approx(published_fsm_ratio(phase), rel=0.15)
    if phase == SECONDARY:
        assert share["year", "7"] == min(share["year", str(group)] for group in range(7, 12))
        assert share["year", "8"] < share["year", "11"]


def published_fsm_ratio(phase: str) -> float:
    over, everyone = Counter(), Counter()
    for row in calibration.table("absence_bands"):
        if row["phase"] == phase:
            counts = [int(value) for name, value in row.items() if name.startswith("abs_")]
            over[row["fsm"]] += sum(counts[2:])
            everyone[row["fsm"]] += sum(counts)
    return (over["yes"] / everyone["yes"]) / (over["no"] / everyone["no"])


@pytest.mark.parametrize("phase", PHASES)
def test_reasons_are_mixed_as_published(both_years, phase):
    marks = Counter(code for year in YEARS for reg in of_phase(both_years, phase, year) for _, code in published(reg))
    sessions = sum(count for code, count in marks.items() if possible(code))
    for code in ("I", "O", "M", "G", "C", "U"):
        assert marks[code] / sessions == pytest.approx(calibration.reasons(phase)[code], rel=0.2), code
    assert marks["L"] / sessions == pytest.approx(calibration.levels()[phase].late, rel=0.15)
    assert marks["C2"]
    assert marks["R"]
    assert marks["V"]


def test_every_mark_is_lawful_for_its_date_slot_and_pupil(schools):
    for school in schools.values():
        calendar = school.calendar
        pupils = {pupil.number: pupil for pupil in school.pupils}
        checked: set[tuple[str, date, int, bool]] = set()
        for mark in school.marks():
            pupil = pupils[mark.pupil]
            compulsory = of_compulsory_school_age(pupil.child.birth, mark.date)
            assert pupil.starts_on <= mark.date
            assert pupil.ends_on is None or mark.date <= pupil.ends_on
            assert (mark.minutes is not None) == (mark.code in {"L", "U"})
            if mark.code == "S":
                assert mark.date > date(mark.date.year, 5, 1)
            if (slot := (mark.code, mark.date, mark.session, compulsory)) not in checked:
                checked.add(slot)
                assert calendar.is_due(mark.date, mark.session)
                assert calendar.is_session(mark.date, mark.session) == (mark.code != "Y4")
                assert refusal(mark.code, on=mark.date, session=mark.session, compulsory_age=compulsory) is None, slot


def test_minutes_late_fit_the_register_window(schools):
    for school in schools.values():
        for mark in school.marks():
            if mark.minutes is not None:
                assert 1 <= mark.minutes <= 120
                assert (mark.code == "L") == (mark.minutes <= school.profile.closes_after)


def test_the_same_seed_makes_the_same_trust_and_another_seed_another(schools):
    """Another seed is tried on the smaller trust, which is all that it takes to differ."""
    again = invent(SEED, TODAY)
    assert {slug: school.fingerprint() for slug, school in again.items()} == {
        slug: school.fingerprint() for slug, school in schools.items()
    }
    assert invent(SEED, TODAY, (SOUTHGATE,))["fern"].fingerprint() == schools["fern"].fingerprint()
    assert invent(SEED + 1, TODAY, (SOUTHGATE,))["fern"].fingerprint() != schools["fern"].fingerprint()


@pytest.mark.parametrize("earlier", [date(2025, 10, 6), date(2026, 9, 14), date(2026, 11, 19)])
def test_marks_already_settled_do_not_change_with_today(schools, earlier):
    """Earlier than five school days back all is the same; since then only awaited reasons and late registers differ."""
    before = invent(SEED, earlier)
    for slug, school in schools.items():
        for year, then, now in zip(school.years, before[slug].registers, school.registers, strict=True):
            known = 2 * year.days_until(earlier)
            settled = max(0, known - 2 * N_RESOLUTION_SCHOOL_DAYS)
            later = {register.pupil.number: register for register in now}
            assert {reg.pupil.number for reg in then} == {reg.pupil.number for reg in now if reg.first < known}
            for register in then:
                codes = later[register.pupil.number].codes
                assert register.codes[:settled] == codes[:settled]
                recent = zip(register.codes[settled:], codes[settled:known], strict=True)
                assert all(was in {code, "N", ""} for was, code in recent)


def test_a_morning_finds_reasons_outstanding_but_few_registers(schools):
    alder = schools["alder"]
    days = alder.years[1].days[: alder.years[1].days_until(TODAY)]
    waiting = Counter(mark.date for mark in alder.marks() if mark.code == "N")
    assert 20 <= waiting[days[-1]] <= 90
    assert waiting[days[-4]] < 0.6 * waiting[days[-1]]  # reasons do come in
    assert sum(waiting[on] for on in days[:-5]) < 60
    due = sum(sum(code == "" for code in reg.codes[reg.first : reg.last + 1]) for reg in alder.registers[1])
    assert 0 < due < 0.005 * sum(len(register.codes) for register in alder.registers[1])


def test_years_have_190_days_and_alder_lost_two_to_the_boiler(schools):
    for school in schools.values():
        for year in school.years:
            assert len(year.days) == 190
    marks = Counter(mark.code for mark in schools["alder"].marks() if mark.date in BOILER)
    assert set(marks) == {"Y4"}
    assert all(not schools["alder"].calendar.is_school_day(on) for on in BOILER)
    assert all(schools["cedar"].calendar.is_school_day(on) for on in BOILER)


def test_rolls_are_the_size_of_such_schools(schools):
    on_roll = {slug: sum(one.ends_on is None for one in school.pupils) for slug, school in schools.items()}
    for profile in SCHOOLS:
        assert on_roll[profile.slug] == pytest.approx(profile.intake * len(profile.year_groups), rel=0.03)
    assert sum(on_roll[slug] for slug in ("alder", "birch", "cedar", "elm")) >= 3000
    assert len({name for year, _, name in schools["alder"].groups() if year == 2026}) == 41


def test_pupils_are_of_their_year_group_with_valid_upns_and_lawful_departures(schools):
    for school in schools.values():
        upns = [pupil.child.upn for pupil in school.pupils if pupil.child.upn]
        assert all(str(parse_upn(upn)) == upn for upn in upns)
        for pupil in school.pupils:
            for placed in pupil.placements:
                assert expected_year_group(pupil.child.birth, placed.academic_year) == placed.year_group
                assert placed.starts_on <= placed.ends_on
            assert all(a.ends_on < b.starts_on for a, b in pairwise(pupil.placements))
            if pupil.ends_on is not None:
                ground = parse_leaving_ground(pupil.ground)
                compulsory = of_compulsory_school_age(pupil.child.birth, pupil.ends_on + timedelta(days=1))
                assert leaving_refusal(ground, compulsory_age=compulsory, note=pupil.note) is None


def test_children_who_move_keep_their_upn_and_nobody_is_in_two_schools_at_once(schools):
    spells: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for slug in ("alder", "birch", "cedar", "elm"):
        for pupil in schools[slug].pupils:
            if pupil.child.upn:
                spells[pupil.child.upn].append((pupil.starts_on, pupil.ends_on or date.max))
    moved = [sorted(those) for those in spells.values() if len(those) > 1]
    assert len(moved) > 80  # most of them Year 6 of Birch and Elm going up to Alder
    assert all(a[1] < b[0] for those in moved for a, b in pairwise(those))


def test_groups_reported_on_are_of_national_size(schools):
    on = date(2026, 10, 1)
    there = [one for slug in ("alder", "birch", "cedar", "elm") for one in schools[slug].pupils if one.ends_on is None]
    share = {kind: sum(one.child.has(kind, on) for one in there) / len(there) for kind in ("fsm", "fsm6", "eal", "cla")}
    assert share["fsm"] == pytest.approx(0.257, abs=0.04)
    assert share["fsm"] < share["fsm6"] < share["fsm"] + 0.06
    assert share["eal"] == pytest.approx(0.21, abs=0.05)
    assert 0 < share["cla"] < 0.015
    sen_k, sen_e = (sum(one.child.has(kind, on) for one in there) / len(there) for kind in ("sen_k", "sen_e"))
    assert sen_k == pytest.approx(0.135, abs=0.03)
    assert sen_e == pytest.approx(0.03, abs=0.015)


def test_ground_i_is_a_run_of_only_g_n_o(schools):
    cedar = schools["cedar"]
    [missing] = [pupil for pupil in cedar.pupils if pupil.ground == "i"]
    marks = [mark for mark in cedar.marks() if mark.pupil == missing.number]
    assert len({mark.date for mark in marks[-40:]}) == 20
    assert {mark.code for mark in marks[-40:]} <= set("GNO")


def test_nothing_real_is_named():
    """URNs and authority numbers lie outside those in use, and no packaged text names a school that exists."""
    assert all(int(profile.urn) >= 900000 for profile in SCHOOLS)
    assert {profile.authority.code for profile in SCHOOLS} == {"991", "992"}
    folder = Path(calibration.__file__).parent
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    named = set(re.findall(r"\b[A-Z][a-z]+ (?:Academy|Primary|School|Trust)\b", text))
    ours = {profile.name for profile in SCHOOLS} | {"Northfield Trust", "Southgate Trust"}
    assert named <= ours


def test_the_calibration_tables_are_whole():
    for path in sorted(calibration.DATA.glob("*.csv")):
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        assert rows, path.name
        assert all(value for row in rows for value in row.values()), path.name
    for phase in PHASES:
        assert sum(calibration.weekdays(phase)) == pytest.approx(5, abs=0.02)
        absences = {code: share for code, share in calibration.reasons(phase).items() if absent(code)}
        assert sum(absences.values()) == pytest.approx(calibration.levels()[phase].absence, abs=0.0005)
