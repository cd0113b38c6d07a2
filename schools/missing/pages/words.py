"""What is said of missing children and removals: addresses, states as tags, the day of the run."""

import uuid
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted
from schools.missing.models import Removal
from schools.missing.rules import states
from schools.missing.rules.checklist import State
from schools.missing.rules.enquiries import Result
from schools.missing.rules.grounds import broken_words
from schools.missing.rules.run import DAYS, Run
from schools.missing.rules.states import REMOVAL
from schools.roll.pages.today_lists import Tag

_CHECKED: Final = {
    State.DONE: Tag("sent", "done"),
    State.WAITING: Tag("soon", "no answer yet"),
    State.LATE: Tag("now", "late"),
    State.DUE: Tag("soon", "due today"),
    State.LATER: Tag("", "later"),
}
_RESULTS: Final = {Result.WAITING: "soon", Result.NOTHING: "off", Result.LEAD: "requested", Result.FOUND: "sent"}
_REMOVALS: Final = {states.GATHERING: "requested", states.ASKED: "soon", states.APPROVED: "sent"}


def list_address() -> str:
    """The list."""
    return reverse("missing")


def one_address(case: uuid.UUID) -> str:
    """One case of this room."""
    return reverse("missing_case", args=[case])


def checked_tag(state: State) -> Tag:
    """How a line of the checklist stands."""
    return _CHECKED[state]


def result_tag(result: Result) -> Tag:
    """What came of an enquiry."""
    return Tag(_RESULTS[result], result.words)


def removal_tag(row: Removal) -> Tag:
    """How a removal stands."""
    return Tag(_REMOVALS[row.state], REMOVAL.words(row.state))


def run_words(run: Run) -> str:
    """Which day of the run it is, since when, and where the one before was broken."""
    broken = f" {broken_words(run)}." if run.broken is not None and run.broken.days else ""
    if run.first is None:
        return f"No run of G, N and O goes on.{broken}"
    if run.twentieth is not None:
        return f"{counted(run.number, 'school day')} of nothing but G, N and O since {run.first}."
    return f"Day {run.number} of {DAYS}: nothing but G, N and O since {run.first}.{broken}"
