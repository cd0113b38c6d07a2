"""Tasks and notes of a case."""

from collections.abc import Iterable

from django import forms

from foundation.ui.forms import DayField
from schools.cases.forms.fields import ChoiceOf, ClockField, PostField, WhoseField, WordsField
from schools.cases.rules import states
from schools.cases.rules.tasks import TaskKind
from schools.documents.forms import EvidenceField
from schools.staff.models import StaffMember


class TaskForm(forms.Form):
    """Something to be done by a day, or a question that ends with its answer."""

    kind = ChoiceOf(label="Kind", choices=[(one.value, one.words) for one in TaskKind], coerce=TaskKind, many=True)
    what = WordsField(label="What", needed="Write what is to be done.", rows=2)
    whose = WhoseField(label="Whose")
    due_on = DayField(label="Due", error_messages={"required": "Give the day it is due."})
    starts_at = ClockField(label="A meeting begins at")
    ends_at = ClockField(label="and ends at")

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["whose"].give(posts)  # type: ignore[attr-defined]


class EndTaskForm(forms.Form):
    """How a task ended."""

    move = ChoiceOf(label="What became of it", choices=[(one.key, one.words.capitalize()) for one in states.TASK.moves])
    answer = WordsField(
        label="In words", help_text="The answer to a question; what the family said; why it is cancelled."
    )


class NoteForm(forms.Form):
    """A note; restricted by those alone who may."""

    words = WordsField(label="Note", needed="Write the note.", rows=8)
    restricted = forms.BooleanField(
        label="Restricted: for the safeguarding lead and the headteacher, and whom they name", required=False
    )

    def __init__(self, *args: object, restricts: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not restricts:
            del self.fields["restricted"]


class ReaderForm(forms.Form):
    """Who may read a restricted note, until when."""

    post = PostField(label="Who may read it")
    until = DayField(label="Until", error_messages={"required": "Give the last day."})

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["post"].give(posts)  # type: ignore[attr-defined]


class FilesForm(forms.Form):
    """Some files."""

    evidence = EvidenceField(required=True)
