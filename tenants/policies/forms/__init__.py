"""What is typed about a policy: one part of it at a time, each in words a deputy head would use."""

from tenants.policies.forms.conditions import CriterionForm, ExitForm
from tenants.policies.forms.part import PartForm, put_beside
from tenants.policies.forms.parts import (
    ActionForm,
    ApproveForm,
    FileForm,
    LetterForm,
    LimitsForm,
    NewStageForm,
    RemoveStageForm,
    StageForm,
    WithdrawForm,
)

__all__ = [
    "ActionForm",
    "ApproveForm",
    "CriterionForm",
    "ExitForm",
    "FileForm",
    "LetterForm",
    "LimitsForm",
    "NewStageForm",
    "PartForm",
    "RemoveStageForm",
    "StageForm",
    "WithdrawForm",
    "put_beside",
]
