"""The list of letters by state, and those printed together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.ui.numbers import counted
from schools.letters.models import Letter
from schools.letters.pages.words import TAB_WORDS, letter_label, state_tag, when
from schools.letters.queries.letters import TABS
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class Row:
    """One letter of the list."""

    letter: Letter

    @property
    def kind(self) -> str:
        return letter_label(self.letter)

    @property
    def state(self) -> Tag:
        return state_tag(self.letter)

    @property
    def when(self) -> str:
        return when(self.letter)

    @property
    def by(self) -> str:
        """Who drafted it, and who approved it where somebody has."""
        one = self.letter
        return f"{one.drafted_by}, approved by {one.approved_by}" if one.approved_by else one.drafted_by


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list."""

    key: str
    words: str
    count: int
    shown: bool


def tab_of(asked: str, counts: Mapping[str, int]) -> str:
    """The part that is shown: the one asked for, or else the first that holds something a person is needed for."""
    if asked in TABS:
        return asked
    return next((tab for tab in ("waiting", "drafts", "approved") if counts[tab]), "drafts")


def tabs_of(shown: str, counts: Mapping[str, int]) -> list[Tab]:
    """Every part, with how many letters it holds."""
    return [Tab(key, words, counts[key], key == shown) for key, words in TAB_WORDS.items()]


def lede_of(counts: Mapping[str, int]) -> str:
    """What waits, in a sentence."""
    drafts, approved, waiting = counts["drafts"], counts["approved"], counts["waiting"]
    if not drafts + approved + waiting:
        return "No letter waits for anybody."
    parts = [
        f"{counted(drafts, 'draft')} to approve" if drafts else "",
        f"{approved} approved and not yet gone" if approved else "",
        f"{waiting} to look at" if waiting else "",
    ]
    return f"{', '.join(part for part in parts if part)}."


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters printed together, in the order of their pages."""

    letters: Sequence[Letter]

    @property
    def by_hand(self) -> int:
        return sum(1 for one in self.letters if one.by_hand)

    @property
    def lede(self) -> str:
        """What to do with them."""
        count = counted(len(self.letters), "letter")
        pages = ", each on pages of its own" if len(self.letters) > 1 else ""
        return f"{count} in one file{pages}. {'Print and hand over' if self.by_hand else 'Print, fold and post'}."
