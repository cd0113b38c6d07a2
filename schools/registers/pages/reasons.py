"""The reasons that pages offer for an amendment, to be kept by Enter or typed over. A choice of ours, not of the law."""

from typing import Final

#: Why N is amended, once the reason for the absence is known.
ESTABLISHED: Final = "Reason for absence established"
REASONS: Final = (
    "Evidence came after the register was sent",
    "Marked the wrong pupil",
    "Pupil arrived late and was marked absent",
    "Pupil was here and was marked absent",
    ESTABLISHED,
    "Typing mistake",
)
