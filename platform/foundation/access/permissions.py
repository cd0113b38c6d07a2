"""The closed list of permissions. A view names one of these; asking for anything else is a type error."""

from enum import StrEnum


class Permission(StrEnum):
    """What somebody may be allowed to do. Named as the act, in the words of the job."""

    SEE_TODAY = "see_today"
    SEE_REGISTERS = "see_registers"
    TAKE_REGISTERS = "take_registers"
    AMEND_MARKS = "amend_marks"
    CHASE_REGISTERS = "chase_registers"
    CLOSE_YEARS = "close_years"
    CHANGE_CLOSURES = "change_closures"
    FOLLOW_ABSENCE = "follow_absence"
    TAKE_HAND_OVER = "take_hand_over"
    SET_LADDER = "set_ladder"
    FIND_PUPILS = "find_pupils"
    SEE_PUPILS = "see_pupils"
    SEE_PUPIL_TOTALS = "see_pupil_totals"
    SEE_CONTACTS = "see_contacts"
    SEE_RESTRICTED_FLAGS = "see_restricted_flags"
    CHANGE_ROLL = "change_roll"
    SEE_PUPIL_HISTORY = "see_pupil_history"
    SEE_STAFF = "see_staff"
    KEEP_STAFF = "keep_staff"
    NAME_DEPUTIES = "name_deputies"
    WORK_DESK = "work_desk"
    EVACUATE = "evacuate"
    KEEP_ASSEMBLY_POINTS = "keep_assembly_points"
    IMPORT_FILES = "import_files"
    COMPARE_SCHOOLS = "compare_schools"
