"""Whether somebody is called what was typed: how names are compared wherever a pupil is looked for."""

import re

from schools.roll.rules.names import base_letters

_WORD = re.compile(r"\w+")
_WITHIN_WORDS = str.maketrans("", "", "'’‘`")


def words_of(text: str) -> list[str]:
    """The words of a name as they are compared: in base letters, without apostrophes ("O’Rourke" is one word)."""
    return _WORD.findall(base_letters(text.translate(_WITHIN_WORDS)))


def begins_each(wanted: list[str], held: list[str]) -> bool:
    """Whether some word held begins with each word wanted, in any order."""
    return all(any(word.startswith(start) for word in held) for start in wanted)
