"""App configuration."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Staff posts, their dates, contact details and duties (each school's own schema)."""

    name = "schools.staff"
    label = "staff"

    def ready(self) -> None:
        """Say who may see the staff list and who keeps it, put it and one's notices in the top line, and send emails.

        Which roles is the product's own choice: no law says who keeps a school's list of staff.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer, offer_notices
        from schools.staff import tasks
        from schools.staff.models import StaffDuty
        from schools.staff.operations.duties import DUTY_GIVEN
        from schools.staff.operations.notices import NOTICE_WANTED
        from schools.staff.pages.notices import unread
        from schools.staff.queries import DutyPolicy
        from schools.staff.rules.kinds import state_kind

        keepers = (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER)
        readers = (*keepers, Role.SAFEGUARDING_LEAD, Role.SENIOR_LEADER)
        declare(Permission.SEE_STAFF, DutyPolicy(*readers, duties=StaffDuty.Duty))
        declare(Permission.KEEP_STAFF, RolePolicy(*keepers))
        declare(Permission.NAME_DEPUTIES, RolePolicy(Role.HEADTEACHER))
        offer(Item("school", "Staff", "staff", Permission.SEE_STAFF, order=90, in_top_line=True))
        offer_notices("school", "notices", unread)
        state_kind(DUTY_GIVEN)
        carry_out(NOTICE_WANTED, name="staff", by=tasks.send_wanted)
