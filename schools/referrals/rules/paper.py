"""A referral as the service gets it: the same words as a PDF, and as the text of an email."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import middle_date

PURPOSE: Final = (
    "This is about a child. Use it for the referral alone, and show it to nobody who does not need it for that."
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What one version says: headings and words in `parts`; of any but the first, what the service had `asked` for."""

    school: str
    service: str
    pupil: str
    born: dt.date
    form: str
    version: int
    on: dt.date
    sent_by: str
    basis: str
    parts: Sequence[tuple[str, str]]
    asked: str = ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands at its head."""
        found = [
            ("Child", self.pupil),
            ("Born", middle_date(self.born)),
            ("Form", self.form or "not placed"),
            ("School", self.school),
            ("From", self.sent_by),
            ("To", self.service),
            ("Sent", f"{middle_date(self.on)}, version {self.version}"),
            ("On what basis", self.basis),
        ]
        return [*found, ("You asked for", self.asked)] if self.asked else found

    @property
    def text(self) -> str:
        """As an email has it."""
        head = "\n".join(f"{term}: {words}" for term, words in self.facts)
        parts = "\n\n".join(f"{heading}\n{words}" for heading, words in self.parts)
        return f"{head}\n\n{parts}\n\n{PURPOSE}"
