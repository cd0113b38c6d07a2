"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Lates, out and back, visitors, and the evacuation list (each school's own schema)."""

    name = "schools.desk"
    label = "desk"

    def ready(self) -> None:
        """Say who works at the desk, who begins there, who opens the evacuation list; and put on Today who is out.

        Which roles is the product's own choice; whom the school has made fire marshal opens the list whatever their role.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.desk import tasks
        from schools.desk.operations.forgetting import FORGET
        from schools.desk.pages.today_out import still_out, waiting
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, OFFICERS, RECEPTION, PupilPolicy, Reach
        from schools.staff.models import StaffDuty
        from schools.staff.queries import DutyPolicy

        declare(Permission.WORK_DESK, PupilPolicy(Reach(school=OFFICERS | RECEPTION)))
        marshals = (StaffDuty.Duty.FIRE_MARSHAL,)
        declare(Permission.EVACUATE, DutyPolicy(*EVERYWHERE, *RECEPTION, duties=marshals))
        declare(Permission.KEEP_ASSEMBLY_POINTS, RolePolicy(Role.ATTENDANCE_OFFICER, Role.HEADTEACHER))
        offer(Item("school", "Desk", "desk", Permission.WORK_DESK, order=65, first_for=(*RECEPTION,), in_top_line=True))
        offer(Item("school", "Evacuation", "evacuation", Permission.EVACUATE, order=68, in_top_line=True))
        carry_out(FORGET, name="desk", by=tasks.forget_old_visitors)
        offer_list(TodayList("out", "Out, not back", 65, Permission.EVACUATE, still_out, waits=waiting))
