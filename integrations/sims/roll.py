"""One record of a SIMS roll report, checked field by field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from foundation.refusals import Malformed, Refused
from foundation.upns import UpnError, parse_upn
from integrations.exchange.cells import clean, flag_formula, spreadsheet_damage, spreadsheet_error
from integrations.exchange.columns import Columns, Rivals
from integrations.exchange.dates import Dates
from integrations.sims.mapping import FLAG_FIELDS, FLAG_YES_NO, NO, ROLL, SEN_FLAGS, SEXES, YES
from integrations.sims.rivals import NO_RIVALS, settle, warn_of_everyday_names
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import MOST_PUPILS, Roll, RollRow, numbers_in
from schools.roll.rules.leaving import parse_leaving_ground
from schools.roll.rules.year_group import parse_year_group

_HEADINGS: Final = {field.key: field.heading for field in ROLL.fields}
_KEYS: Final = {heading: key for key, heading in _HEADINGS.items()}
_LONGEST: Final = {
    "surname": 100,
    "forename": 100,
    "preferred": 100,
    "group": 30,
    "leaving_note": 500,
    "destination": 200,
}
_MOST_ROWS_EACH: Final = 200
OLDEST, OLD, YOUNGEST_IN_NURSERY, YOUNGEST = 25, 20, 2, 3
_NURSERY: Final = frozenset({"E1", "E2", "N1", "N2"})
_MEND: Final = "Correct it in SIMS and export again."
_NO_FORM: Final = (
    "One who is in a form in Rollcall stays in it; one who is new is in nobody's register. Give the form in SIMS, or place "
    "the pupil in Rollcall."
)

Cells = Mapping[str, str]


class RollReader:
    """Turns records into the rows of a roll, and merges the repeats that SIMS's cross products make.

    SIMS writes a record for every combination of the values of multi-valued columns, so the same pupil comes many
    times. Rows that agree in all that is read here are one; rows that differ only in admission and leaving are two
    spells on the roll; rows that differ in anything else are a question for a person.
    """

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        self._problems = problems
        self._as_at = as_at
        self._dates = Dates(problems.system)
        self._spells: dict[str, list[RollRow]] = {}
        self._read = 0
        self._repeats = 0
        self._held_back: set[str] = set()
        self._unknown = 0

    def take(self, cells: Cells, row: int, rivals: Rivals = NO_RIVALS) -> None:
        """Read one record. `cells` is field key to cleaned text; fields the file lacks may be left out.

        `rivals` are what further columns for a field say otherwise.
        """
        self._read += 1
        try:
            settled = settle(cells, rivals, self._problems, self._dates, row)
            made = self._row(settled, row)
        except Malformed as fault:
            self._problems.refused(fault, value=cells.get(_KEYS.get(fault.first.field, ""), ""))
            self._hold_back(cells)
            return
        spells = self._spells.setdefault(made.upn, [])
        if not spells:
            self._refuse_too_many(row)
            spells.append(made)
        elif any(_same(made, each) for each in spells):
            self._repeats += 1
        else:
            self._another(made, spells)

    def hold_back(self, fault: Malformed, cells: Cells) -> None:
        """Note a record that could not be taken apart into columns; `cells` are what could be read of it."""
        self._read += 1
        self._problems.refused(fault)
        self._hold_back(cells)

    def spoilt(self, row: Iterable[str]) -> None:
        """Keep in mind whose row has cells too many or too few: its pupil stands in the file all the same."""
        self._read += 1
        self._hold_back({"upn": next((upn for cell in row if (upn := _number(clean(cell)))), "")})

    def finish(self, columns: Columns) -> Roll:
        """The roll, once every record has been taken. `columns` are those that the file has."""
        self._dates.warn_if_unproven(self._problems)
        if not self._read:
            raise Refused(
                "The file has headings and no rows.",
                code="no_rows",
                remedy="Check the report's filter in SIMS: it selected nobody.",
            )
        if self._repeats:
            self._problems.warning(
                "repeated_rows",
                f"{self._repeats:,} rows repeat a pupil already read, and say nothing new.",
                "SIMS does this when a report has columns with several values; they were merged.",
            )
        warn_of_everyday_names(columns, self._problems)
        if "group" not in columns:
            self._problems.warning(
                "no_form_column",
                "The file has no column for the registration group.",
                f"Pupils stay in the forms they are in, and new ones have none; add the column “{_HEADINGS['group']}”.",
            )
        known = frozenset(kind for field in columns for kind in FLAG_FIELDS.get(field, ()))
        rows = tuple(spell for spells in self._spells.values() for spell in spells)
        return Roll(rows, known, self._read, frozenset(self._held_back), self._unknown)

    def _hold_back(self, cells: Cells) -> None:
        """Keep in mind whose row cannot be used, by every number in it that can be read."""
        numbers = numbers_in(_number(cells.get("upn", "")), _number(cells.get("former_upn", "")))
        self._held_back |= numbers
        self._unknown += not numbers

    # One row

    def _row(self, cells: Cells, row: int) -> RollRow:
        upn = self._upn(cells.get("upn", ""), row)
        starts_on = self._date("starts_on", cells.get("starts_on", ""), row)
        ends_on = self._leaving(cells, starts_on, row)
        year_group = self._year_group(cells.get("year_group", ""), row, left=ends_on is not None)
        birth = self._birth(cells.get("birth", ""), year_group, row)
        group = self._group(cells, row)
        if "group" in cells and not group and ends_on is None:
            words = "The pupil has no registration group."
            self._problems.warning("no_form", words, _NO_FORM, row=row, field=_HEADINGS["group"])
        return RollRow(
            row=row,
            upn=upn,
            surname=self._name("surname", cells, row),
            forename=self._name("forename", cells, row),
            birth=birth,
            sex=self._sex(cells.get("sex", ""), row),
            year_group=year_group,
            group=group,
            former_upn=self._former_upn(cells.get("former_upn", ""), row),
            preferred=self._text("preferred", cells, row),
            starts_on=starts_on,
            ends_on=ends_on,
            ground=self._ground(cells.get("ground", ""), row) if ends_on else "",
            leaving_note=self._text("leaving_note", cells, row),
            destination=self._text("destination", cells, row),
            flags=self._flags(cells, row),
        )

    @staticmethod
    def _malformed(key: str, code: str, words: str, row: int, remedy: str = _MEND) -> Malformed:
        """A field that cannot be read: its row is not used."""
        return Malformed(words, code=code, field=_HEADINGS[key], row=row, remedy=remedy)

    def _upn(self, text: str, row: int) -> str:
        try:
            upn = parse_upn(text)
        except UpnError as error:
            raise self._malformed("upn", f"upn_{error.fault}", str(error), row, "") from None
        if upn.temporary:
            self._problems.warning(
                "upn_temporary",
                "This is a temporary UPN (it ends in a letter).",
                "It is used; when SIMS has the permanent one, export it with the column “Former UPN”.",
                row=row,
                field=_HEADINGS["upn"],
            )
        return upn.value

    def _former_upn(self, text: str, row: int) -> str:
        if not text:
            return ""
        try:
            return parse_upn(text).value
        except UpnError as error:
            raise self._malformed("former_upn", f"upn_{error.fault}", str(error), row, "") from None

    def _year_group(self, text: str, row: int, *, left: bool) -> str:
        """The year group; empty for a leaver of whom SIMS gives none any more: what is held stays."""
        if left and not text:
            return ""
        try:
            return parse_year_group(text)
        except Malformed as error:
            raise self._malformed("year_group", "year_group", error.words, row) from None

    def _sex(self, text: str, row: int) -> str:
        sex = SEXES.get(text.casefold())
        if sex is None:
            raise self._malformed("sex", "sex", "The admission register records F or M; this is neither.", row)
        return sex

    def _name(self, key: str, cells: Cells, row: int) -> str:
        text = self._text(key, cells, row)
        if not text:
            words = "This is empty, and every pupil must have one."
            remedy = f"{_MEND} Of a pupil who has one name alone, schools record it as surname and forename both."
            raise self._malformed(key, "empty", words, row, remedy)
        return text

    def _group(self, cells: Cells, row: int) -> str:
        """A form as it is written; what a spreadsheet has made of a form is refused."""
        text = self._text("group", cells, row)
        damage = spreadsheet_damage(text)
        if damage:
            words = f"A spreadsheet has turned this form into {damage}."
            remedy = "Send the file from SIMS unopened, or format the column as text before the form is typed."
            raise self._malformed("group", "form_damaged", words, row, remedy)
        return text

    def _text(self, key: str, cells: Cells, row: int) -> str:
        text = cells.get(key, "")
        if spreadsheet_error(text):
            words = "A spreadsheet's error stands here, and what it has taken the place of is lost."
            raise self._malformed(key, "cell_error", words, row)
        if len(text) > _LONGEST[key]:
            raise self._malformed(key, "too_long", f"This is longer than {_LONGEST[key]} characters.", row)
        flag_formula(text, self._problems, row=row, field=_HEADINGS[key])
        return text

    def _date(self, key: str, text: str, row: int) -> date | None:
        if not text:
            return None
        try:
            return self._dates.read(text, row=row)
        except Malformed as error:
            cell = error.first
            raise self._malformed(key, cell.code, cell.words, row, cell.remedy) from None

    def _birth(self, text: str, year_group: str, row: int) -> date:
        birth = self._date("birth", text, row)
        if birth is None:
            raise self._malformed("birth", "empty", "There is no date of birth.", row)
        if birth > self._as_at:
            raise self._malformed("birth", "birth_future", "This date of birth has not come yet.", row)
        age = self._as_at.year - birth.year - ((self._as_at.month, self._as_at.day) < (birth.month, birth.day))
        of_group = f"no pupil of year group {year_group}" if year_group else "no pupil"
        youngest = YOUNGEST_IN_NURSERY if year_group in _NURSERY else YOUNGEST
        if age < youngest or age > OLDEST:
            words = f"This makes the pupil {age} years old, which {of_group} is."
            raise self._malformed("birth", "birth_age", words, row)
        if age >= OLD:
            words = f"This makes the pupil {age} years old."
            self._problems.warning("birth_age", words, "Check it.", row=row, field=_HEADINGS["birth"])
        return birth

    def _leaving(self, cells: Cells, starts_on: date | None, row: int) -> date | None:
        ends_on = self._date("ends_on", cells.get("ends_on", ""), row)
        if ends_on is not None and starts_on is not None and ends_on < starts_on:
            raise self._malformed("ends_on", "leaves_before_admission", "The pupil leaves before being admitted.", row)
        if ends_on is None and cells.get("ground", ""):
            raise self._malformed("ground", "ground_without_leaving", "There is a ground and no date of leaving.", row)
        return ends_on

    def _ground(self, text: str, row: int) -> str:
        try:
            return parse_leaving_ground(text).ref
        except Malformed as error:
            remedy = f"Add the column “{_HEADINGS['ground']}”, such as 9(1)(a), for pupils who have left."
            raise self._malformed("ground", "leaving_ground", error.words, row, remedy) from None

    def _flags(self, cells: Cells, row: int) -> frozenset[str]:
        flags = set()
        for key in FLAG_YES_NO:
            answer = cells.get(key, "").casefold()
            if answer in YES:
                flags.add(key)
            elif answer not in NO:
                raise self._malformed(key, "yes_no", "This is neither yes nor no.", row)
        sen = cells.get("sen", "").casefold()
        if sen not in SEN_FLAGS:
            words = (
                "This is no SEN provision of today: N (none), K (SEN support) or E (education, health and care plan)."
            )
            raise self._malformed("sen", "sen", words, row)
        if SEN_FLAGS[sen]:
            flags.add(str(SEN_FLAGS[sen]))
        return frozenset(flags)

    # Repeats

    def _refuse_too_many(self, row: int) -> None:
        if len(self._spells) > MOST_PUPILS:
            raise Refused(
                f"The file has more than {MOST_PUPILS:,} pupils.",
                code="too_many_pupils",
                row=row,
                remedy="Export one school at a time.",
            )

    def _another(self, made: RollRow, spells: list[RollRow]) -> None:
        for each in spells:
            differing = [key for key in _PERSON if _differ(key, made, each)]
            if differing:
                self._clash(made, each, differing)
                return
        if len(spells) >= _MOST_ROWS_EACH or any(_overlap(made, each) for each in spells):
            self._clash(made, spells[0], ["starts_on"])
        else:
            spells.append(made)

    def _clash(self, made: RollRow, first: RollRow, differing: list[str]) -> None:
        self._held_back |= made.numbers | first.numbers
        headings = ", ".join(_HEADINGS.get(key, "flags") for key in differing)
        self._problems.error(
            "upn_twice",
            f"Row {first.row} has the same UPN, with another {headings}.",
            "If they are two pupils, correct one UPN in SIMS; if one, give the report one value for each column.",
            row=made.row,
            field=_HEADINGS["upn"],
        )


_PERSON: Final = (
    "surname", "forename", "preferred", "birth", "sex", "year_group", "group", "former_upn", "flags",
)  # fmt: skip
_EMPTY_OF_LEAVERS: Final = frozenset({"year_group", "group"})
_SPELL: Final = ("starts_on", "ends_on", "ground", "leaving_note", "destination")


def _same(one: RollRow, other: RollRow) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in (*_PERSON, *_SPELL))


def _differ(key: str, one: RollRow, other: RollRow) -> bool:
    """Whether two rows of a pupil contradict each other. SIMS has no year and no form any more of a spell that is over."""
    if key in _EMPTY_OF_LEAVERS and any(row.ends_on is not None and not getattr(row, key) for row in (one, other)):
        return False
    return bool(getattr(one, key) != getattr(other, key))


def _overlap(one: RollRow, other: RollRow) -> bool:
    """Whether two spells share a day; one without a start is taken to cover everything before its end."""
    starts, ends = date.min, date.max
    return (one.starts_on or starts) <= (other.ends_on or ends) and (other.starts_on or starts) <= (one.ends_on or ends)


def _number(text: str) -> str:
    """The pupil's number in a cell, empty when it is none."""
    try:
        return parse_upn(text).value
    except UpnError:
        return ""
