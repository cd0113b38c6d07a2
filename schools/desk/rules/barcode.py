"""A card's code as the bars that every scanner reads: Code 39 (ISO/IEC 16388), which needs no check of its own.

Nine elements a character, bars and spaces in turn, three of them wide; a narrow space between characters, a star at both
ends. Only what a code of ours is made of is here.
"""

from typing import Final

_WIDE: Final = 3
_ELEMENTS: Final = {
    "0": "nnnwwnwnn",
    "1": "wnnwnnnnw",
    "2": "nnwwnnnnw",
    "3": "wnwwnnnnn",
    "4": "nnnwwnnnw",
    "5": "wnnwwnnnn",
    "6": "nnwwwnnnn",
    "7": "nnnwnnwnw",
    "8": "wnnwnnwnn",
    "9": "nnwwnnwnn",
    "P": "nnwnwnnwn",
    "*": "nwnnwnwnn",
}


def bars(code: str) -> tuple[list[tuple[int, int]], int]:
    """The bars of a code, each by where it begins and how wide it is, and how wide they are together; in narrow widths."""
    found, at = [], 0
    for character in f"*{code}*":
        for place, element in enumerate(_ELEMENTS[character]):
            width = _WIDE if element == "w" else 1
            if place % 2 == 0:
                found.append((at, width))
            at += width
        at += 1
    return found, at - 1
