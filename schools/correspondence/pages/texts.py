"""The policy's letters in other languages: which there are, and which are of an English that is no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.documents.reading_age import reading_age_words
from foundation.ui.numbers import counted, middle_date
from schools.correspondence.models import Translation
from schools.correspondence.queries.translations import english_of, translations_kept, translations_of
from schools.policy.rules.cited import CitedPolicy
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules import aloud
from tenants.policies.rules.document import Letter
from tenants.policies.rules.letter_fields import FIELDS


@dataclass(frozen=True, slots=True)
class TranslationRow:
    """One translation, and whether it is used."""

    row: Translation
    stale: bool

    @property
    def tag(self) -> Tag:
        return Tag("now", "stale", "its English has changed; not used") if self.stale else Tag("sent", "in use")

    @property
    def by(self) -> str:
        return f"{self.row.by_name}, {middle_date(self.row.at)}"


@dataclass(frozen=True, slots=True)
class TextPage:
    """One letter of the policy."""

    letter: Letter
    rows: Sequence[TranslationRow]

    @property
    def goes(self) -> str:
        return aloud.of_letter(self.letter)

    @property
    def age(self) -> str:
        return reading_age_words(self.letter.body)

    @property
    def fields(self) -> Sequence[object]:
        return FIELDS

    def shown(self, language: str) -> dict[str, str]:
        """What the form holds at first: the translation that is to be changed, or nothing but which English it is of."""
        kept = next((one.row for one in self.rows if one.row.language == language), None)
        words = {} if kept is None else {"language": language, "subject": kept.subject, "body": kept.body}
        return {"english": english_of(self.letter), **words}


@dataclass(frozen=True, slots=True)
class TextsPage:
    """All of them."""

    texts: Sequence[TextPage]

    @property
    def lede(self) -> str:
        """How many letters there are, and how many translations are used or stale."""
        rows = [one for text in self.texts for one in text.rows]
        stale = sum(one.stale for one in rows)
        used = counted(len(rows) - stale, "translation")
        return f"{counted(len(self.texts), 'letter')} of the policy. {used} in use, {stale} stale."


def texts_page(policy: CitedPolicy | None) -> TextsPage:
    """The letters of the policy in force, in its order; none without a policy."""
    kept = translations_kept()
    letters = policy.document.letters if policy is not None else ()
    return TextsPage([_text(one, kept.get(one.key, [])) for one in letters])


def one_text(letter: Letter) -> TextPage:
    """One of them."""
    return _text(letter, translations_of(letter.key))


def _text(letter: Letter, kept: Sequence[Translation]) -> TextPage:
    english = english_of(letter)
    return TextPage(letter, [TranslationRow(row, row.english_sha256 != english) for row in kept])
