"""Files kept with a request or a timetable."""

from django import forms

from schools.documents.forms import EvidenceField


class FilesForm(forms.Form):
    """Some files."""

    evidence = EvidenceField(required=True)
