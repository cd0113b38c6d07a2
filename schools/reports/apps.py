"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Today, worklists and figures that join a school's rooms (code only)."""

    name = "schools.reports"
    label = "reports"

    def ready(self) -> None:
        """Put Today first in the rail of those who answer for the whole school, whose work begins there."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.ui.navigation import Item, offer
        from schools.roll.queries.reach import EVERYWHERE

        declare(Permission.SEE_TODAY, RolePolicy(*EVERYWHERE))
        offer(Item("school", "Today", "today", Permission.SEE_TODAY, order=10, first_for=(*EVERYWHERE,)))
