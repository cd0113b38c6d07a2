"""Boxes for files, for the forms of every room: `EvidenceField` takes some, `OneFileForm` one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from foundation.documents.kinds import ACCEPTED
from foundation.documents.sent import Sent
from foundation.refusals import Refused


def said_of_files(most: int) -> str:
    """What a box for files takes."""
    many = "" if most == 1 else f" Up to {most} at a time."
    return f"PDF, picture, Word, Excel, text or CSV; each of {settings.LARGEST_FILE >> 20} MB at most.{many}"


def sent_of(uploads: list["UploadedFile[Any]"]) -> list[Sent]:
    """Each file, read and looked into. ValidationError with all that stands against any of them, by name."""
    found: list[Sent] = []
    wrong: list[str] = []
    for upload in uploads:
        try:
            found.append(Sent.checked(upload))
        except Refused as refused:
            named = f"{shown(upload.name)}: " if len(uploads) > 1 else ""
            wrong.append(named + refused.first.said)
    if wrong:
        raise forms.ValidationError([forms.ValidationError(words, code="file") for words in wrong])
    return found


def shown(name: str | None) -> str:
    """A name as it came, where it is told which file is meant: what does not print left out, and short."""
    plain = "".join(letter for letter in name or "" if letter.isprintable())
    return plain[:60] or "A file without a name"


class FilesInput(forms.FileInput):
    """The browser's own box for files, that takes several."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPTED, "multiple": True} | (attrs or {}))


class EvidenceField(forms.FileField):
    """Some files, each of a kind that is kept; cleans to a list of `Sent`, for `operations.receive`.

    Every file that is not kept is named with what is wrong with it. The address of its form has a line in LARGER_BODIES.
    """

    widget: Any = FilesInput

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self.most: int = settings.MOST_FILES if most is None else most
        kwargs.setdefault("label", "Files")
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", said_of_files(self.most))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - nothing is there before
        uploads: list[UploadedFile[Any]] = [one for one in (data or []) if one]
        if self.required and not uploads:
            raise forms.ValidationError("Choose a file.", code="required")
        if len(uploads) > self.most:
            raise forms.ValidationError(f"Send {self.most} files at a time at most.", code="too_many")
        return sent_of(uploads)


class OneFileField(EvidenceField):
    """One file, which has to be there; cleans to its `Sent`."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=1, **({"required": True, "label": "File"} | kwargs))

    def clean(self, data: Any, initial: Any = None) -> Any:
        (sent,) = super().clean([data] if data else [], initial)
        return sent


class OneFileForm(forms.Form):
    """One file."""

    file = OneFileField()


class RemoveForm(forms.Form):
    """Nothing is asked but the press."""
