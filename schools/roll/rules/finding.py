"""Whether somebody is called what was typed: how names are compared wherever a pupil is looked for."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_WITHIN_WORDS = str.maketrans("", "", "'’‘`")


def words_of(text: str) -> list[str]:
    """The words of a name as they are compared: without case, accents or apostrophes ("O’Rourke" is one word)."""
    apart = unicodedata.normalize("NFKD", text.translate(_WITHIN_WORDS))
    return _WORD.findall("".join(letter for letter in apart if not unicodedata.combining(letter)).casefold())


def begins_each(wanted: list[str], held: list[str]) -> bool:
    """Whether some word held begins with each word wanted, in any order."""
    return all(any(word.startswith(start) for word in held) for start in wanted)
