"""The closed list of permissions. A view names one of these; asking for anything else is a type error."""

from enum import StrEnum


class Permission(StrEnum):
    """What somebody may be allowed to do. Named as the act, in the words of the job."""

    SEE_PUPILS = "see_pupils"
    SEE_PUPIL_TOTALS = "see_pupil_totals"
    IMPORT_FILES = "import_files"
    COMPARE_SCHOOLS = "compare_schools"
