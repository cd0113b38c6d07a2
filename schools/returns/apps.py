"""App configuration."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """What the authority is told (each school's own schema)."""

    name = "schools.returns"
    label = "returns"

    def ready(self) -> None:
        """Say who makes returns, follow roll, marks and calendar, look each night, and put on Today what is due.

        Which roles is the product's own choice, and whether leaders approve the school's.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.registers.operations import CALENDAR_CHANGED, MARKS_CHANGED, ROLL_CHANGED
        from schools.returns import tasks
        from schools.returns.models import Return
        from schools.returns.operations.looking import NIGHT
        from schools.returns.pages.panel import returns_panel
        from schools.returns.pages.today import near_or_to_correct, returns_due
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import LEADERS, OFFICERS

        make = Permission.MAKE_RETURNS
        declare(make, RolePolicy(*OFFICERS, *LEADERS, queryset=Return.objects.all))
        declare(Permission.SET_RETURNS, RolePolicy(Role.ATTENDANCE_OFFICER, Role.HEADTEACHER))
        offer(Item("school", "Returns", "returns", make, order=69, in_top_line=True))
        carry_out(ROLL_CHANGED, name="returns", by=tasks.roll_changed)
        carry_out(MARKS_CHANGED, name="returns", by=tasks.marks_changed, may_wait=True)
        carry_out(CALENDAR_CHANGED, name="returns", by=tasks.look_again)
        carry_out(NIGHT, name="returns", by=tasks.look_again)
        offer_panel(returns_panel, order=55)
        offer_list(TodayList("returns", "Returns due", 45, make, returns_due, waits=near_or_to_correct))
