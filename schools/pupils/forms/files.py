"""What the page of a pupil's files asks for."""

from django import forms

from schools.documents.forms import EvidenceField


class PupilFilesForm(forms.Form):
    """Some files."""

    evidence = EvidenceField(required=True)
