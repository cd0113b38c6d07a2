"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Today, worklists and figures that join a school's rooms (code only)."""

    name = "schools.reports"
    label = "reports"

    def ready(self) -> None:
        """Put Today first in the rail of those who answer for the whole school, and say who goes through the registers.

        That an officer does so daily, weekly and monthly is in their job descriptions; who else may look is ours.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from schools.reports.pages.today_late import too_late, waiting
        from schools.reports.pages.today_sweeps import due
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, OFFICERS, SENIOR_LEADERS

        declare(Permission.SEE_TODAY, RolePolicy(*EVERYWHERE))
        see = Permission.SEE_SWEEPS
        declare(see, RolePolicy(*OFFICERS, Role.HEADTEACHER, *SENIOR_LEADERS))
        declare(Permission.TICK_SWEEPS, RolePolicy(*OFFICERS, Role.HEADTEACHER))
        offer(
            Item(
                "school", "Today", "today", Permission.SEE_TODAY, order=10, also=("/sweeps/",), first_for=(*EVERYWHERE,)
            )
        )
        offer_list(TodayList("late", "Not done in time", 8, Permission.SEE_TODAY, too_late, quiet=True, waits=waiting))
        offer_list(TodayList("sweeps", "Sweeps due", 70, see, due))
