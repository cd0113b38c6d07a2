"""What the page of one import says: where it has got to, what it would change or has, and what each file held."""

from dataclasses import dataclass

from foundation.london import LONDON
from foundation.ui.numbers import clock, counted, middle_date
from foundation.ui.sentences import Said
from schools.intake.models import ImportFile, ImportRun
from schools.intake.operations.receiving import WAITS_FOR
from schools.intake.pages.imports import RunPage

Status = ImportRun.Status


def agree_words(page: RunPage) -> str:
    """What somebody agrees to who applies an import of which rows are held back; empty when none is."""
    if not page.held_back:
        return ""
    rows = "the row that is" if page.held_back == 1 else f"the {page.held_back:,} rows that are"
    return f"Go on without {rows} held back"


def run_said(page: RunPage) -> list[Said]:
    """Where the import has got to, in sentences."""
    match page.run.status:
        case Status.RECEIVED:
            return [Said("The files could not be checked." if page.given_up else "The files are being checked.")]
        case Status.REFUSED:
            after = (
                " Correct what is listed, export the files again and send them. Nothing has been changed, and these"
                f" files are deleted {WAITS_FOR.days} days after they were sent."
            )
            return [Said(strong="This import cannot be used as it is.", after=after)]
        case Status.DISCARDED:
            return [Said("This import was discarded and its files are deleted. Nothing of it was used.")]
        case Status.APPLIED:
            return _applied(page)
    if page.changes:
        return [Said("Checked. Applying it would bring"), *changes_said(page), *held_back_said(page)]
    rest = "Everything else in it" if page.held_back else "Everything in it"
    nothing = Said(f"Checked. {rest} is here already: ", "applying it would change nothing", ".")
    return [nothing, *held_back_said(page)]


def _applied(page: RunPage) -> list[Said]:
    ended = page.run.ended_at
    assert ended is not None
    on = middle_date(ended.astimezone(LONDON).date())
    if page.changes:
        return [Said(f"Applied on {on} at {clock(ended)}:"), *changes_said(page), *held_back_said(page)]
    rest = "Everything else in it" if page.held_back else "Everything in it"
    return [Said(f"Applied on {on}. {rest} was here already, so ", "nothing changed", "."), *held_back_said(page)]


def held_back_said(page: RunPage) -> list[Said]:
    """How many rows it does without."""
    rows = page.held_back
    if not rows:
        return []
    one, more = ("was", "were") if page.run.status == Status.APPLIED else ("is", "are")
    return [Said(strong=counted(rows, "row"), after=f" {one if rows == 1 else more} held back.")]


def changes_said(page: RunPage) -> list[Said]:
    """Pupils and marks that are new or changed, and how many marks are set aside."""
    said = []
    if roll := page.roll:
        changed = counted(roll["changed"], "changed pupil")
        end = "," if page.marks else "."
        said.append(Said(strong=counted(roll["new"], "new pupil"), after=f" and {changed}{end}"))
    if marks := page.marks:
        changed = f"{counted(marks['changed'], 'changed mark')} of {counted(marks['pupils'], 'pupil')}"
        aside = f"; {counted(marks['set_aside'], 'mark')} set aside" if marks["set_aside"] else ""
        said.append(Said(strong=counted(marks["new"], "new mark"), after=f" and {changed}{aside}."))
    return said


def gave_up(page: RunPage) -> str:
    """That the worker tries no more, what it was at, and what to do now."""
    act, then = ("apply", "Try once more")
    if page.run.status == Status.RECEIVED:
        act, then = ("check", "Discard it and send the files again")
    return (
        f"Rollcall has tried many times to {act} this import and could not, and the fault is ours. Nothing has been "
        f"changed. {then}; if that fails too, ask whoever looks after Rollcall for you."
    )


def apply_words(page: RunPage) -> str:
    """What the button says that applies the import."""
    return f"Apply {counted(page.changes, 'change')}" if page.changes else "Apply it anyway"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: its rows, those held back, and how much in it is new, changed or the same.

    `set_aside` None: nothing ever is of its kind.
    """

    file: ImportFile
    rows: int
    held_back: int
    new: int
    changed: int
    same: int
    set_aside: int | None


def file_lines(page: RunPage) -> list[FileLine]:
    """What was found in each file."""
    return [_file_line(file, page) for file in page.files]


def _file_line(file: ImportFile, page: RunPage) -> FileLine:
    rows, bad = (page.run.summary.get(key, {}).get(file.kind, 0) for key in ("rows", "held_back"))
    found = page.roll if file.kind == "roll" else page.marks
    new, changed, same, aside = (found.get(kind, 0) for kind in ("new", "changed", "same", "set_aside"))
    return FileLine(file, rows, bad, new, changed, same, None if file.kind == "roll" else aside)
