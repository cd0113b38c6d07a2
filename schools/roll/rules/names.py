"""Names of pupils as lists sort them."""

import unicodedata


def sort_name(surname: str, forename: str) -> str:
    """What lists sort on: surname and forename without accents or case, since the database sorts by code point."""
    apart = unicodedata.normalize("NFKD", f"{surname} {forename}")
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
