"""Names of pupils as lists show and sort them."""

import unicodedata


def full_name(surname: str, forename: str, preferred: str = "") -> str:
    """ "Brown, Kai": the surname, then the name the pupil goes by."""
    return f"{surname}, {preferred or forename}"


def sort_name(surname: str, forename: str) -> str:
    """What lists sort on: surname and forename without accents or case, since the database sorts by code point."""
    apart = unicodedata.normalize("NFKD", f"{surname} {forename}")
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
