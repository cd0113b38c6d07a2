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
from tenants.policies.forms.profile import ApproveProfileForm, ProfileFileForm, ProfileForm

__all__ = [
    "ActionForm",
    "ApproveForm",
    "ApproveProfileForm",
    "CriterionForm",
    "ExitForm",
    "FileForm",
    "LetterForm",
    "LimitsForm",
    "NewStageForm",
    "PartForm",
    "ProfileFileForm",
    "ProfileForm",
    "RemoveStageForm",
    "StageForm",
    "WithdrawForm",
    "put_beside",
]
