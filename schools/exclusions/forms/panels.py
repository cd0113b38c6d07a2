"""What the clerk is asked of a panel: who sits on it, what its pack holds; and the files of an exclusion."""

from collections.abc import Iterable

from django import forms

from schools.documents.forms import EvidenceField
from schools.documents.models import Document
from schools.exclusions.rules.packs import Page
from schools.staff.models import StaffMember


class MemberForm(forms.Form):
    """Somebody who sits on the panel."""

    post = forms.ChoiceField(
        label="Who sits on it",
        help_text="Of the staff list, where governors are too. Only who signs in as school governor can read the pack.",
        error_messages={"required": "Choose somebody."},
    )
    chairs = forms.BooleanField(label="They chair it", required=False)

    def __init__(self, *args: object, posts: Iterable[StaffMember], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._posts = {str(post.pk): post for post in posts}
        # Governors first: they are whom a clerk looks for.
        ordered = sorted(self._posts.values(), key=lambda post: ("governor" not in post.position.lower(), post.name))
        choices = [("", "Choose somebody"), *((str(post.pk), str(post)) for post in ordered)]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> StaffMember:
        """Who was chosen."""
        return self._posts[self.cleaned_data["post"]]


class PackForm(forms.Form):
    """One thing for the pack."""

    what = forms.ChoiceField(label="What goes in", error_messages={"required": "Choose a page or a file."})
    struck_out = forms.BooleanField(
        label="I have looked through it, and other children’s names are struck out", required=False
    )

    def __init__(self, *args: object, documents: Iterable[Document], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._documents = {str(row.pk): row for row in documents}
        files = [(key, row.name) for key, row in self._documents.items()]
        choices = [("", "Choose one"), *((page.value, page.words) for page in Page), *files]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    @property
    def page(self) -> Page | None:
        """The page of ours that was chosen."""
        what = self.cleaned_data["what"]
        return None if what in self._documents else Page(what)

    @property
    def document(self) -> Document | None:
        """The file that was chosen."""
        return self._documents.get(self.cleaned_data["what"])


class FilesForm(forms.Form):
    """Some files of an exclusion."""

    evidence = EvidenceField(required=True)
