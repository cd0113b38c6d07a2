"""Letters to parents about an exclusion: what they are filled in with, and how far each has come."""

from dataclasses import dataclass

from foundation.clock import local
from foundation.ui.numbers import long_date
from schools.exclusions.models import Exclusion
from schools.exclusions.operations.letters import letters_of
from schools.exclusions.pages.one import ExclusionPage
from schools.exclusions.pages.told import known_of
from schools.exclusions.queries.notices import Standing
from schools.exclusions.rules.letters import values_of
from schools.letters.pages.letters import Row


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """One letter, and the words of the button by which its leaving is recorded; none where nothing waits."""

    row: Row
    button: str


def notice_letters(row: Exclusion) -> list[NoticeLetter]:
    """The letters about an exclusion, oldest first."""
    return [NoticeLetter(Row(one), _button(by_hand=one.by_hand) if waits else "") for one, waits in letters_of(row)]


def _button(*, by_hand: bool) -> str:
    return "Record that it was handed over" if by_hand else "Record that it was sent"


def letter_values(page: ExclusionPage, standing: Standing, advice: str) -> dict[str, str]:
    """What a letter is filled in with."""
    board = standing.board
    meets = ""
    if board is not None and board.meets_at is not None:
        at = local(board.meets_at)
        meets = f"{long_date(at.date())} at {at:%H:%M}" + (f", {board.place}" if board.place else "")
    return values_of(known_of(page, standing, advice), meets=meets)
