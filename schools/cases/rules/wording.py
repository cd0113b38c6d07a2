"""What people write about a case: something, not everything, and nothing that no text can hold."""

from typing import Final

from foundation.refusals import Fault

#: The longest note, in characters: some five pages.
LONGEST_NOTE: Final = 10_000
#: The longest of everything else that is written.
LONGEST: Final = 2_000


def words_fault(words: str, field: str, *, most: int = LONGEST, needed: str = "") -> Fault | None:
    """What is wrong with something written. `needed` says what to write, where it may not be left out."""
    if "\x00" in words:
        said = "This holds a character that no text can hold (NUL), which comes of copying from a file that is no text."
        return Fault(said, "nul", field, remedy="Type it, or copy it from the document itself.")
    if len(words) > most:
        said = f"This is {len(words):,} characters long, and at most {most:,} are kept."
        return Fault(said, "too_long", field, remedy="Shorten it, or add the whole as a file.")
    if needed and not words.strip():
        return Fault(needed, "empty", field)
    return None
