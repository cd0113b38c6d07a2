"""What a trust's leader types to take a share back."""

from django import forms


class TakeBackForm(forms.Form):
    """Why."""

    why = forms.CharField(
        label="Why it is taken back",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The school sees it. Name no child: this page tells you of none.",
        error_messages={"required": "Write why it is taken back."},
    )
