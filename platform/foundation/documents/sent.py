"""A file that somebody sent: read, and found to be one that is kept. Nothing of it is kept yet."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from django.conf import settings

from foundation.documents.kinds import Kind, cleaned_name, kind_of
from foundation.refusals import Refused


class Upload(Protocol):
    """What a request brings, as Django has it."""

    name: str | None

    def read(self, size: int = ..., /) -> bytes:
        """So many bytes of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Its name as it is shown, its kind, its bytes. Only `checked` makes one of what comes from outside."""

    name: str
    kind: Kind
    content: bytes = field(repr=False)

    @classmethod
    def checked(cls, upload: Upload, *, field: str = "") -> Self:
        """Read a file and look into it. Refused and Malformed, of `field`, by the sentence that the file deserves."""
        largest: int = settings.LARGEST_FILE
        given = upload.name or ""
        content = upload.read(largest + 1)
        try:
            kind = kind_of(given, content, largest=largest)
        except Refused as refused:
            raise type(refused).because(*(replace(fault, field=field) for fault in refused.faults)) from None
        return cls(cleaned_name(given, kind), kind, content)

    @property
    def sha256(self) -> str:
        """What tells these bytes from any others."""
        return hashlib.sha256(self.content).hexdigest()
