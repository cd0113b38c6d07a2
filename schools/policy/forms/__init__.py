"""What is typed about the policy at a school: its own lines, and examples."""

from schools.policy.forms.lines import ApproveForm, EditsForm, LineForm, LinesFileForm

__all__ = ["ApproveForm", "EditsForm", "LineForm", "LinesFileForm"]
