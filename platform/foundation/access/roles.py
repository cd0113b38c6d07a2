"""The roles people hold. Closed: a role is added here, with the places it can be held at, or it does not exist."""

from enum import StrEnum


class Role(StrEnum):
    """A role, held at one school, trust or authority, or on the platform itself."""

    ATTENDANCE_OFFICER = "attendance_officer"
    CLASS_TEACHER = "class_teacher"
    HEAD_OF_YEAR = "head_of_year"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    HEADTEACHER = "headteacher"
    SENIOR_LEADER = "senior_leader"
    RECEPTIONIST = "receptionist"
    SCHOOL_GOVERNOR = "school_governor"
    TRUST_DATA_MANAGER = "trust_data_manager"
    TRUST_LEADER = "trust_leader"
    LA_OFFICER = "la_officer"
    PLATFORM_OPERATOR = "platform_operator"

    @property
    def label(self) -> str:
        """The role in words."""
        return {"la_officer": "Local authority officer"}.get(self.value, self.value.replace("_", " ").capitalize())

    @property
    def place(self) -> str:
        """The kind of place it is held at: school, trust, authority or platform."""
        if self in {Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER}:
            return "trust"
        if self is Role.LA_OFFICER:
            return "authority"
        return "platform" if self is Role.PLATFORM_OPERATOR else "school"

    @property
    def needs_second_factor(self) -> bool:
        """Everyone but a class teacher proves a second factor at sign-in; of class teachers their school decides."""
        return self is not Role.CLASS_TEACHER
