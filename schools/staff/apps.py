"""App configuration."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Staff posts, their dates, contact details and duties (each school's own schema)."""

    name = "schools.staff"
    label = "staff"

    def ready(self) -> None:
        """Say who may see the staff list and who keeps it, and put it in the top line.

        Which roles is the product's own choice: no law says who keeps a school's list of staff.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from schools.staff.models import StaffDuty
        from schools.staff.queries import DutyPolicy

        keepers = (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER)
        readers = (*keepers, Role.SAFEGUARDING_LEAD, Role.SENIOR_LEADER)
        declare(Permission.SEE_STAFF, DutyPolicy(*readers, duties=StaffDuty.Duty))
        declare(Permission.KEEP_STAFF, RolePolicy(*keepers))
        offer(Item("school", "Staff", "staff", Permission.SEE_STAFF, order=90, in_top_line=True))
