"""The short code on a pupil's card: their compact key and a check digit, so that a slip of the finger finds nobody.

No law gives pupils a number of this kind; schools without cards use the UPN or the name. The key is this school's own and
means another child elsewhere, so a lost card tells nothing to anybody but the school's desk.
"""

import re
from typing import Final

#: Tells a code from a form or a name.
PREFIX: Final = "P"
_FORM: Final = re.compile(rf"{PREFIX}([0-9]{{1,9}})([0-9])", re.IGNORECASE)


def short_code(key: int) -> str:
    """The code of a pupil with this key: P, the key, and its check digit."""
    return f"{PREFIX}{key}{_check_digit(str(key))}"


def key_of(text: str) -> int | None:
    """The key in a code as a scanner or a finger types it; None when it is no code of ours."""
    found = _FORM.fullmatch(text.strip())
    if found is None or _check_digit(found[1]) != found[2]:
        return None
    return int(found[1])


def _check_digit(digits: str) -> str:
    """Luhn's digit: it finds every single wrong digit and nearly every swap of two neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)
