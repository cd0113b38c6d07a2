"""Attendance from a provider's own file: looked at row by row, and kept once somebody has seen what would change."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.provision.models import Provider, ProvisionPlacement, Word
from schools.provision.operations.saying import Told, keep_unentered, note_word
from schools.provision.queries.expected import Expected, expected
from schools.provision.rules.elsewhere import Said, Stands
from schools.provision.rules.files import FileRow, read_rows
from schools.roll.queries.signing import Signature
from schools.roll.rules.names import sort_name

#: A file tells of at most so many days: from the first to the last of its rows.
LONGEST: Final = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One session of a row: whose it is, what it says, and whether that is known already."""

    row: FileRow
    one: Expected
    known: bool

    @property
    def told(self) -> Told:
        return Told(self.one.date, self.one.session, self.row.said, self.row.words, Word.Way.FILE.value)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it would be kept: a line for each session, and what is wrong with other rows, by row."""

    lines: tuple[FileLine, ...]
    faults: tuple[Fault, ...]

    @property
    def new(self) -> tuple[FileLine, ...]:
        """What is not known already."""
        return tuple(line for line in self.lines if not line.known)


def check_file(provider: Provider, text: str, *, now: dt.datetime) -> Checked:
    """What a file would come to for this provider's pupils. Writes nothing. Malformed when it cannot be read at all."""
    read = read_rows(text)
    if not read.rows:
        return Checked((), read.faults)
    first, last = min(row.date for row in read.rows), max(row.date for row in read.rows)
    if last - first > LONGEST:
        raise Refused(
            f"The rows are more than {LONGEST.days} days apart.",
            code="too_far",
            field="file",
            remedy="Look for a date written wrongly.",
        )
    among = ProvisionPlacement.objects.filter(provider=provider)
    held = expected(first, last, now, among=among)
    people = list(among.select_related("pupil"))
    lines: list[FileLine] = []
    faults = list(read.faults)
    said: dict[str, int] = {}
    for row in read.rows:
        for session in row.sessions:
            found = _find(row, session, held, people)
            if isinstance(found, Fault):
                faults.append(found)
                break
            if found.key in said:
                words = f"Row {said[found.key]} tells of the same session."
                faults.append(Fault(words, "twice", "Session", row.number, "Leave one of them out."))
                break
            said[found.key] = row.number
            lines.append(FileLine(row, found, _is_known(row, found)))
    return Checked(tuple(lines), tuple(sorted(faults, key=lambda one: one.row or 0)))


def _find(row: FileRow, session: int, held: Iterable[Expected], people: list[ProvisionPlacement]) -> Expected | Fault:
    """The session that a row tells of, or why it is none."""
    if row.upn:
        mine = {place.pupil.key for place in people if place.pupil.upn == row.upn}
    else:
        wanted = sort_name(*_parts(row.name))
        mine = {place.pupil.key for place in people if wanted in _names(place)}
    if not mine:
        words = "No pupil placed at this provider has this UPN." if row.upn else "No pupil placed there has this name."
        return Fault(words, "unknown", "UPN" if row.upn else "Pupil", row.number, "Compare it with the placement.")
    if len(mine) > 1:
        return Fault("Several pupils placed there have this name.", "unclear", "Pupil", row.number, "Give the UPN.")
    found = next(
        (one for one in held if one.place.pupil.key in mine and (one.date, one.session) == (row.date, session)), None
    )
    if found is None:
        words = f"The pupil is not expected there on {row.date:%d/%m/%Y} {('AM', 'PM')[session - 1]}."
        return Fault(words, "not_expected", "Date", row.number, "Compare the sessions agreed, and the calendar.")
    if found.stands is Stands.AHEAD:
        return Fault("That session has not begun.", "too_early", "Date", row.number, "Send it once it has.")
    return found


def _parts(name: str) -> tuple[str, str]:
    """Surname and forename, of "Okafor, Amara" or "Amara Okafor"."""
    if "," in name:
        surname, _, forename = name.partition(",")
        return surname.strip(), forename.strip()
    forename, _, surname = name.strip().rpartition(" ")
    return surname, forename


def _names(place: ProvisionPlacement) -> set[str]:
    pupil = place.pupil
    return {sort_name(pupil.surname, pupil.forename), sort_name(pupil.surname, pupil.preferred or pupil.forename)}


def _is_known(row: FileRow, one: Expected) -> bool:
    if one.word is not None:
        return (one.word.said, one.word.words) == (row.said.value, row.words)
    return row.said is Said.PRESENT and one.mark.code == one.place.code and not one.mark.planned


@dataclass(slots=True)
class Kept:
    """What came of a file: words kept, and those of them that the register did not take."""

    words: int = 0
    not_entered: int = 0


@transaction.atomic(using=ALIAS)
def keep_file(provider: Provider, text: str, *, signed: Signature, now: dt.datetime) -> Kept:
    """Keep what the file says that is not known yet; rows with something wrong are left out.

    The same file again does nothing. What the register does not take (a mark by hand, another plan) is kept and waits for
    a person.
    """
    kept = Kept()
    for line in check_file(provider, text, now=now).new:
        key = line.one.place.pk
        try:
            with transaction.atomic(using=ALIAS):
                note_word(key, line.told, signed=signed, now=now)
        except Refused as refused:
            keep_unentered(key, line.told, refused.first.words, signed=signed, at=now)
            kept.not_entered += 1
        kept.words += 1
    if kept.words:
        record("provider.file_kept", about=("provider", provider.pk), by=signed.by, details={"words": kept.words})
    return kept
