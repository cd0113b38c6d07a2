"""The school's translations, and which of them are of the English that the policy now has."""

import hashlib

from schools.correspondence.models import Translation
from tenants.policies.rules.document import Letter


def english_of(letter: Letter) -> str:
    """What tells one English text of a letter from another."""
    return hashlib.sha256(f"{letter.subject}\n\n{letter.body}".encode()).hexdigest()


def translations_of(letter: str) -> list[Translation]:
    """The newest translation of a letter into each language, by language. One query."""
    rows = Translation.objects.filter(letter=letter).order_by("language", "-pk").distinct("language")
    return list(rows)


def translations_kept() -> dict[str, list[Translation]]:
    """The same of every letter, by its key. One query."""
    found: dict[str, list[Translation]] = {}
    for row in Translation.objects.order_by("letter", "language", "-pk").distinct("letter", "language"):
        found.setdefault(row.letter, []).append(row)
    return found


def usable(letter: Letter) -> dict[str, Translation]:
    """Those of a letter that are not stale, by language."""
    english = english_of(letter)
    return {row.language: row for row in translations_of(letter.key) if row.english_sha256 == english}
