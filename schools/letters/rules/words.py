"""What a letter says beside its text: the subject of its email, and the email itself."""

from collections.abc import Sequence

CLOSING = "Yours sincerely"


def subject_of(school: str) -> str:
    """An email's subject. It is read over shoulders and on locked screens, so it names nobody and says not what about."""
    return f"A letter from {school}"


def email_of(heading: str, body: str, *, signature: Sequence[str], sender: Sequence[str], reference: str) -> str:
    """The email that is the letter: the same words as the printed page, in the same order."""
    signed = "\n".join([CLOSING, "", *signature])
    return "\n\n".join(part for part in (heading, body, signed, "\n".join(sender), reference) if part) + "\n"
