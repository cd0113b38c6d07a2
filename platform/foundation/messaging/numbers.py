"""Numbers as carriers write them, read as we keep them (`foundation/phones.py`: + and the digits)."""

import re
from typing import Final

import phonenumbers

_WRITTEN: Final = re.compile(r"\+?[0-9 ().\-]{3,40}")


def dialled(written: str) -> str | None:
    """+447700900123 for "447700900123", "07700 900123" or "+447700900123"; None for a short code or a sender's name.

    A number without a country is British, and if it cannot be that, its country code stands first without the +. Only its
    form is looked at: the numbers that Ofcom keeps for fiction, which the demo's families have, were given out to nobody.
    """
    bare = written.strip()
    if not _WRITTEN.fullmatch(bare):
        return None
    for text in (bare, f"+{bare}"):
        found = _read(text)
        if found is not None:
            return found
    return None


def _read(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    # A short code is "possible" too, dialled within its own network; it is nobody's number.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same_number(one: str, other: str) -> bool:
    """Whether both are one number, however each is written. What is no number is the same as nothing."""
    found = dialled(one)
    return found is not None and found == dialled(other)
